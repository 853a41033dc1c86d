// SOC Defenders' REST feed, walked by offset over a set that moves: rows 12 and 13 of the table in
// ServerBehaviourTests.swift.

import Foundation
import Indicators
import Synchronization
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct OffsetWalkTests {
  /// Addresses in the order of the feed, which change before given requests.
  private final class Feed: Sendable {
    private let state: Mutex<(values: [Int], request: Int)>
    private let clamp: Int
    private let change: @Sendable (inout [Int], Int) -> Void
    var requests: Int { state.withLock { $0.request } }

    init(
      _ values: Range<Int>, clamp: Int = 20,
      change: @escaping @Sendable (inout [Int], Int) -> Void = { _, _ in }
    ) {
      state = Mutex((Array(values), 0))
      self.clamp = clamp
      self.change = change
    }

    func reply(_ request: ScriptedServer.Request) -> ScriptedServer.Reply {
      let items = URLComponents(string: request.target)?.queryItems ?? []
      func number(_ name: String) -> Int? {
        items.first { $0.name == name }?.value.flatMap { Int($0) }
      }
      let rows = state.withLock { state in
        change(&state.values, state.request)
        state.request += 1
        return state.values.dropFirst(number("offset") ?? 0)
          .prefix(min(number("limit") ?? .max, clamp))
      }
      let data = rows.map {
        "{\"id\":\"\($0)\",\"type\":\"ipv4\",\"value\":\"\(address($0))\"}"
      }
      return .json(
        "{\"meta\":{\"total\":null,\"limit\":\(clamp)},\"data\":[\(data.joined(separator: ","))]}")
    }
  }

  private func poll(_ feed: Feed) async throws -> (FeedWarehouse, IngestReport) {
    let server = try ScriptedServer { request, _ in feed.reply(request) }
    let warehouse = try FeedWarehouse()
    let report = try #require(try await warehouse.rest(server.url, clock: TestClock()).first)
    return (warehouse, report)
  }

  private func expectAll(_ values: Range<Int>, in warehouse: FeedWarehouse) throws {
    let found = Set(try warehouse.rows("SELECT NetworkIP FROM Indicator"))
    #expect(found.isSuperset(of: values.map(address)), "\(found.count) of \(values.count)")
  }

  @Test(arguments: [1, 7, 20])
  func `a set that stands still comes whole and once, whatever the page`(clamp: Int) async throws {
    for count in [1, 20, 21, 60] {
      let feed = Feed(0..<count, clamp: clamp)
      let (warehouse, report) = try await poll(feed)
      #expect(report.fault == nil)
      #expect((report.counts.fetched, report.counts.new) == (count, count))
      try expectAll(0..<count, in: warehouse)
    }
  }

  @Test func `rows that appear in front come twice, and are one`() async throws {
    let feed = Feed(0..<100) { values, request in
      if request > 0 { values.insert(contentsOf: [200 + 2 * request, 201 + 2 * request], at: 0) }
    }
    let (warehouse, report) = try await poll(feed)
    #expect(report.fault == nil)
    try expectAll(0..<100, in: warehouse)
    #expect(report.counts.updated == 0)
  }

  @Test func `rows that keep vanishing a few at a time are overtaken`() async throws {
    let feed = Feed(0..<200) { values, _ in values.removeFirst(min(3, values.count)) }
    let (warehouse, report) = try await poll(feed)
    #expect(report.fault == nil)
    // Those of the first request's own were never there.
    try expectAll(3..<200, in: warehouse)
  }

  @Test(arguments: [1, 5, 20])
  func `rows that vanish in front make no row be skipped`(count: Int) async throws {
    let feed = Feed(0..<100) { values, request in
      if request == 2 { values.removeFirst(count) }
    }
    let (warehouse, report) = try await poll(feed)
    #expect(report.fault == nil)
    try expectAll(0..<100, in: warehouse)
    #expect(report.watermarkAfter != nil)
  }

  @Test func `a set that never stands still ends with a reason and without a watermark`()
    async throws
  {
    let feed = Feed(0..<600) { values, _ in values.removeFirst(15) }
    let (warehouse, report) = try await poll(feed)
    #expect(report.fault?.contains("moves") == true, "\(report.fault ?? "")")
    #expect(try warehouse.watermark() == nil)
    #expect(feed.requests < 30)
  }

  @Test func `a look-back that the server cut is told as a gap`() async throws {
    let server = try ScriptedServer { request, _ in
      let isLater = request.target.contains("since=")
      let since = isLater ? "\"filters\":{\"since\":\"2026-03-03T12:00:00Z\"}," : ""
      let row = "{\"id\":\"1\",\"type\":\"ipv4\",\"value\":\"203.0.113.1\"}"
      let isFirst = request.target.contains("offset=0")
      return .json("{\"meta\":{\(since)\"total\":1},\"data\":[\(isFirst ? row : "")]}")
    }
    let warehouse = try FeedWarehouse()
    try await warehouse.rest(server.url)
    let report = try #require(
      try await warehouse.rest(server.url, now: testDay.adding(days: 3)).first)
    #expect(report.fault == nil)
    #expect(report.gap == "last poll 3 days ago, the server keeps 1 day")
  }
}
