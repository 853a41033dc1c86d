// How a server may cut a collection into pages: rows 8 to 12 of the table in ServerBehaviourTests.swift.
// The walk is TAXIIPaging's; here it goes over a socket into a warehouse.

import Indicators
import Synchronization
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

/// Indicators by the second in which each was added, and how a server gives them.
private struct Published: Sendable {
  enum Style: CaseIterable { case bundle, envelope }

  var seconds: [Int]
  var style = Style.bundle
  var isInclusive = false
  /// The most objects of a page, whatever is asked for.
  var clamp = 10

  /// In groups of three that share their second.
  static func groups(of count: Int) -> [Int] { (0..<count).map { $0 / 3 + 1 } }

  func reply(_ request: ObjectsRequest) -> ScriptedServer.Reply {
    let found = seconds.indices.filter { number in
      guard let after = request.addedAfter else { return true }
      let time = added(seconds[number])
      return isInclusive ? time >= after : time > after
    }
    let page = found.prefix(min(request.limit, clamp))
    let last = page.last.map { seconds[$0] }
    return switch style {
    case .bundle: .bundle(page, last: last)
    case .envelope: .envelope(page, more: page.count < found.count, last: last)
    }
  }
}

@Suite struct WalkTests {
  // MARK: Rows 8 and 9

  @Test(arguments: [false, true])
  func `a walk by the date header alone loses nothing that shares an instant`(
    isInclusive: Bool
  ) async throws {
    for style in Published.Style.allCases {
      for clamp in [4, 10, 16] {
        let published = Published(
          seconds: Published.groups(of: 50), style: style, isInclusive: isInclusive, clamp: clamp)
        let later = Mutex(published)
        let collection = try ScriptedCollection { request in
          later.withLock { $0.reply(request) }
        }
        let warehouse = try FeedWarehouse()
        let first = try await warehouse.poll(collection)
        #expect(first.fault == nil, "\(published)")
        #expect(try warehouse.numbers() == Array(0..<50), "\(published)")
        #expect(first.counts.new == 50)
        #expect(first.watermarkAfter == added(17).taxii)
        // Nothing new: nothing is written, and few requests are made.
        let asked = collection.asked.count
        let second = try await warehouse.poll(collection)
        #expect((second.counts.new, second.counts.updated) == (0, 0))
        #expect(second.watermarkAfter == first.watermarkAfter)
        #expect(collection.asked.count <= asked + 4, "\(published)")
        // What is added later comes alone.
        later.withLock { $0.seconds += [18, 18, 19] }
        let third = try await warehouse.poll(collection)
        #expect(third.counts.new == 3, "\(published)")
        #expect(try warehouse.numbers() == Array(0..<53))
      }
    }
  }

  @Test(arguments: [false, true])
  func `a group of one instant that is larger than a page makes the limit grow`(
    isInclusive: Bool
  ) async throws {
    // The server keeps the limit that is asked for: 1,000 at first, of 1,300 that share a second.
    let published = Published(
      seconds: [1] + Array(repeating: 2, count: 1_300) + [3], isInclusive: isInclusive,
      clamp: .max)
    let collection = try ScriptedCollection { published.reply($0) }
    let warehouse = try FeedWarehouse()
    let report = try await warehouse.poll(collection)
    #expect(report.fault == nil)
    #expect(try warehouse.numbers() == Array(0..<1_302))
    #expect(collection.asked.map(\.limit).max() == 10_000)
  }

  @Test(arguments: Published.Style.allCases)
  private func `a group that no page can hold fails loudly, keeps what came, and skips nothing`(
    style: Published.Style
  ) async throws {
    let published = Published(
      seconds: [1, 2] + Array(repeating: 3, count: 30) + [4], style: style)
    let collection = try ScriptedCollection { published.reply($0) }
    let warehouse = try FeedWarehouse()
    let report = try await warehouse.poll(collection)
    #expect(report.fault?.contains("share one date_added") == true, "\(report.fault ?? "")")
    #expect(try warehouse.numbers() == Array(0..<12))
    let watermark = try warehouse.watermark()
    #expect(try #require(watermark) < added(3).taxii)
    #expect(collection.asked.count < 10)
  }

  // MARK: Row 10

  @Test func `a next that leads to the same page is found out`() async throws {
    let collection = try ScriptedCollection { _ in .envelope(0..<3, more: true, next: "t", last: 1)
    }
    let warehouse = try FeedWarehouse()
    let report = try await warehouse.poll(collection)
    #expect(report.fault?.hasPrefix("the server repeats a page: its `next` leads nowhere") == true)
    #expect(try warehouse.numbers() == [0, 1, 2])
    #expect(collection.asked.count == 2)
  }

  @Test func `more that stays true ends, whatever stands on the pages`() async throws {
    let pages: [@Sendable (ObjectsRequest) -> ScriptedServer.Reply] = [
      { .envelope(0..<3, more: true, next: "\($0.number)", last: 1) },
      { .envelope([], more: true, next: "\($0.number)") },
      { _ in .envelope([], more: true, next: "t") },
      { _ in .envelope(0..<3, more: true, last: 1) },
      { _ in .envelope(0..<3, more: true) },
      { _ in .envelope([], more: true, last: 1) },
      { _ in .envelope([], more: true) },
      { .envelope($0.number % 2 == 0 ? 0..<3 : 3..<6, more: true, next: "\($0.number)", last: 1) },
    ]
    for (number, page) in pages.enumerated() {
      let collection = try ScriptedCollection(page)
      let warehouse = try FeedWarehouse()
      let report = try await warehouse.poll(collection)
      #expect(report.fault != nil, "\(number)")
      #expect(collection.asked.count <= 10, "\(number)")
      #expect(try warehouse.rows("SELECT Outcome FROM IngestRun") == ["failed"])
      // The group of that second may go on.
      #expect(try warehouse.watermark() ?? "" < added(1).taxii, "\(number)")
    }
  }

  @Test func `an empty page in the midst is gone past`() async throws {
    let collection = try ScriptedCollection { request in
      switch request.next {
      case nil: .envelope(0..<3, more: true, next: "a", last: 1)
      case "a": .envelope([], more: true, next: "b")
      default: .envelope(3..<6, more: false, last: 2)
      }
    }
    let warehouse = try FeedWarehouse()
    #expect(try await warehouse.poll(collection).fault == nil)
    #expect(try warehouse.numbers() == Array(0..<6))
    #expect(try warehouse.watermark() == added(2).taxii)
  }

  // MARK: Row 11

  @Test(arguments: ["400 Bad Request", "404 Not Found", "410 Gone"])
  func `a next that has expired starts the walk again at the watermark`(
    status: String
  ) async throws {
    let expired = Mutex(false)
    let collection = try ScriptedCollection { request in
      let start = request.next.flatMap { Int($0) } ?? (request.addedAfter == nil ? 0 : 3)
      let isRefused =
        start == 6
        && expired.withLock { was in
          defer { was = true }
          return !was
        }
      guard !isRefused else { return .json("{\"title\":\"expired\"}", status: status) }
      return .envelope(
        start..<start + 3, more: start < 9, next: start < 9 ? "\(start + 3)" : nil,
        last: start / 3 + 1)
    }
    let warehouse = try FeedWarehouse()
    let report = try await warehouse.poll(collection)
    #expect(report.fault == nil)
    #expect(try warehouse.numbers() == Array(0..<12))
    let asked = collection.asked
    #expect(asked.map(\.next) == [nil, "3", "6", nil, "6", "9"])
    // Just before the last instant of the last page that came: its group may go on.
    #expect(asked[3].addedAfter == added(2).adding(ticks: -10))
    #expect(Set(asked.map(\.limit)).count == 1)
  }

  // MARK: Row 12

  @Test func `a server that keeps less than the pause was long is told as a gap`() async throws {
    let collection = try ScriptedCollection { _ in .envelope(0..<3, more: false, last: 0) }
    let warehouse = try FeedWarehouse()
    let url = try collection.url
    try await warehouse.taxii(url, [], now: newYear, keepsDays: 1)
    let report = try #require(
      try await warehouse.taxii(url, [], now: newYear.adding(days: 3), keepsDays: 1).first)
    #expect(report.gap == "last poll 3 days ago, the server keeps 1 day")
    #expect(try warehouse.rows("SELECT Gap FROM IngestRun ORDER BY Id") == ["", report.gap ?? ""])
  }
}
