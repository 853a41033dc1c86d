// How a body arrives, whole or not: row 18 of the table in ServerBehaviourTests.swift. What is good of a
// page that broke off is in, its watermark is not, and the next poll completes it.

import Foundation
import Indicators
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct DeliveryTests {
  private static let pages = 3

  /// Pages of three that lead to each other; `second` answers for the second one.
  private func collection(
    second: (@Sendable (ObjectsRequest) -> ScriptedServer.Reply?)? = nil
  ) throws -> ScriptedCollection {
    try ScriptedCollection { request in
      if request.next == "1", let reply = second?(request) { return reply }
      return Self.page(request)
    }
  }

  private static func page(_ request: ObjectsRequest) -> ScriptedServer.Reply {
    let after = request.addedAfter.map { $0 >= added(1) ? 1 : 0 } ?? 0
    let page = request.next.flatMap { Int($0) } ?? after
    let isLast = page == pages - 1
    return .envelope(
      page * 3..<page * 3 + 3, more: !isLast, next: isLast ? nil : "\(page + 1)", last: page + 1)
  }

  private func content(_ warehouse: FeedWarehouse) throws -> [String] {
    try warehouse.indicators() + warehouse.rows("SELECT Collection, AddedAfter FROM Watermark")
      + warehouse.rows("SELECT ObjectId, hex(Digest), Data FROM RawObject ORDER BY 1")
      + warehouse.rows("SELECT Origin, Reason FROM Rejection")
  }

  private static let body = Array(
    "{\"more\":true,\"next\":\"2\",\"objects\":[\(indicators(3..<6))]}".utf8)
  /// Where the second of the page's objects ends, and the third has begun.
  private static let cut = body.count - 40

  private static func raw(_ head: String, _ body: [UInt8]) -> ScriptedServer.Reply {
    .init(Array("HTTP/1.1 200 OK\r\n\(head)\r\n\r\n".utf8) + body)
  }

  /// In chunks of 100 bytes.
  private static func chunks(_ body: [UInt8]) -> [UInt8] {
    stride(from: 0, to: body.count, by: 100).flatMap { start in
      let part = body[start..<min(start + 100, body.count)]
      return Array("\(String(part.count, radix: 16))\r\n".utf8) + part + Array("\r\n".utf8)
    }
  }

  @Test func `a chunked body and one that ends with the connection give their rows`() async throws {
    let replies = [
      Self.raw("Transfer-Encoding: chunked", Self.chunks(Self.body) + Array("0\r\n\r\n".utf8)),
      Self.raw("Connection: close", Self.body),
    ]
    for reply in replies {
      let collection = try collection { _ in reply }
      let warehouse = try FeedWarehouse()
      #expect(try await warehouse.poll(collection).fault == nil)
      #expect(try warehouse.numbers() == Array(0..<9))
    }
  }

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/gzip")))
  func `a compressed body gives its rows, and a part of one those that it holds`() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(String(decoding: Self.body, as: UTF8.self), to: "page.json")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/gzip")
    process.arguments = [path]
    try process.run()
    process.waitUntilExit()
    let gzip = Array(try Data(contentsOf: URL(filePath: path + ".gz")))
    let whole = Self.raw("Content-Encoding: gzip\r\nContent-Length: \(gzip.count)", gzip)
    let collection = try collection { _ in whole }
    let warehouse = try FeedWarehouse()
    #expect(try await warehouse.poll(collection).fault == nil)
    #expect(try warehouse.numbers() == Array(0..<9))

    let part = Array(gzip[..<(gzip.count - 12)])
    try await expectCompleted(
      by: Self.raw("Content-Encoding: gzip\r\nContent-Length: \(part.count)", part))
  }

  @Test func `a page that is cut, lost or no page is completed by the next poll`() async throws {
    let cut = Array(Self.body[..<Self.cut])
    let html = Array("<!doctype html><title>Log in</title>".utf8)
    let replies: [ScriptedServer.Reply] = [
      // Framed as if it were whole.
      .answer(body: cut),
      // The connection is lost: the length is not reached, the last chunk does not come.
      Self.raw("Content-Length: \(Self.body.count)", cut),
      Self.raw("Transfer-Encoding: chunked", Self.chunks(cut)),
      // Whole, and then something else.
      .answer(body: Self.body + Array("}".utf8)), .answer(body: Array("{\"objects\":[}]".utf8)),
      // A captive portal, which calls itself what it likes.
      .answer(headers: ["Content-Type: text/html"], body: html),
      .answer(headers: ["Content-Type: application/json"], body: html),
      .answer(body: []), .answer("500 Internal Server Error", body: html),
      .answer("503 Service Unavailable"), .init(""), .init("SSH-2.0-OpenSSH_9.2\r\n"),
    ]
    for reply in replies { try await expectCompleted(by: reply) }
  }

  @Test func `a connection that is lost once is asked for again within the poll`() async throws {
    let cut = Self.raw("Content-Length: 9999", Array(Self.body[..<Self.cut]))
    let collection = try collection { $0.number == 1 ? cut : nil }
    let warehouse = try FeedWarehouse()
    let report = try await warehouse.poll(collection)
    #expect(report.fault == nil)
    // Its two objects are not counted twice.
    #expect((report.counts.fetched, report.counts.new) == (9, 9))
    #expect(report.notes.count == 1)
  }

  /// A poll whose second page is this, and then one of the healthy server.
  private func expectCompleted(
    by reply: ScriptedServer.Reply, location: SourceLocation = #_sourceLocation
  ) async throws {
    let whole = try FeedWarehouse()
    #expect(try await whole.poll(collection()).fault == nil)
    let warehouse = try FeedWarehouse()
    let collection = try collection { _ in reply }
    let report = try await warehouse.poll(collection)
    let shown = String(decoding: reply.bytes.prefix(60), as: UTF8.self)
    #expect(report.fault != nil, "\(shown)", sourceLocation: location)
    #expect(try warehouse.rows("SELECT Outcome FROM IngestRun") == ["failed"])
    let numbers = try warehouse.numbers()
    #expect(
      numbers.starts(with: 0..<3) && numbers.count <= 6, "\(shown)", sourceLocation: location)
    // The second page has earned none.
    #expect(
      try warehouse.watermark() == added(1).adding(ticks: -10).taxii, "\(shown)",
      sourceLocation: location)
    let healthy = try self.collection()
    #expect(try await warehouse.poll(healthy).fault == nil)
    let expected = try content(whole)
    #expect(try content(warehouse) == expected, "\(shown)", sourceLocation: location)
  }
}
