// Who is asked, with what key, and what a refusal says: rows 1 to 6 and 19 of the table in
// ServerBehaviourTests.swift.

import Foundation
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct AccessTests {
  private static let page = "{\"objects\":[\(indicator(1))]}"

  // MARK: Row 1

  @Test func `a redirect to another host gets no key, and the 401 there says so`() async throws {
    let other = try ScriptedServer(.answer("401 Unauthorized"))
    let server = try ScriptedServer(.redirect("301 Moved", to: other.url + "/c/"))
    let warehouse = try FeedWarehouse()
    let error = await #expect(throws: FeedError.self) {
      try await warehouse.taxii(server.url + "/c/", [])
    }
    #expect(error?.kind == .unauthorized)
    #expect(error?.advice?.contains("the credential was not sent") == true)
    #expect(server.requests.first?.headers["authorization"] == "Bearer \(testKey)")
    #expect(other.requests.count == 1)
    #expect(other.requests.allSatisfy { $0.headers["authorization"] == nil })
  }

  @Test func `a host that pages are redirected to never gets the key, and is told of once`()
    async throws
  {
    let collection = try ScriptedCollection { request in
      .envelope([request.number], more: request.number < 3, next: "t\(request.number)", last: 1)
    }
    let other = try collection.server
    let server = try ScriptedServer { request, _ in
      request.target.hasPrefix("/c/objects/")
        ? .redirect("307 Temporary Redirect", to: other.url + request.target)
        : .json("{\"id\":\"c\",\"title\":\"C\",\"can_read\":true}")
    }
    let warehouse = try FeedWarehouse()
    let report = try #require(try await warehouse.taxii(server.url + "/c/", []).first)
    #expect(report.fault == nil)
    #expect(try warehouse.numbers() == [0, 1, 2, 3])
    #expect(report.notes == ["redirected from \(server.url) to \(other.url)"])
    #expect(other.requests.count == 4)
    #expect(other.requests.allSatisfy { $0.headers["authorization"] == nil })
  }

  @Test(arguments: ["/taxii2/", "/r/", "/c/"])
  func `a host that the way there is redirected to is not asked on with the key`(
    path: String
  ) async throws {
    let other = try ScriptedServer { request, _ in
      switch request.target {
      case "/taxii2/": .json("{\"api_roots\":[\"/r/\"]}")
      case "/r/": .json("{\"title\":\"R\",\"versions\":[]}")
      case "/r/collections/": .json("{\"collections\":[{\"id\":\"c\"}]}")
      case "/c/": .json("{\"id\":\"c\",\"can_read\":true}")
      default: .json(Self.page)
      }
    }
    let server = try ScriptedServer { request, _ in .redirect(to: other.url + request.target) }
    let error = await #expect(throws: FeedError.self) {
      try await FeedWarehouse().taxii(server.url + path, ["c"])
    }
    #expect(error?.kind == .redirectRefused)
    #expect(
      error?.message
        == "a redirect led from \(server.url) to \(other.url), which does not get the key")
    #expect(other.requests.allSatisfy { $0.headers["authorization"] == nil })
  }

  // MARK: Row 3

  private static let refusals: [(body: String, type: String, words: String?)] = [
    (
      "{\"error\":{\"code\":\"expired_api_key\",\"message\":\"It is old\",\"request_id\":\"r-7\"}}",
      "application/json", "expired_api_key, It is old, r-7"
    ),
    (
      "{\"title\":\"Unauthorized\",\"description\":\"No key\",\"error_id\":\"e-1\",\"http_status\":\"401\"}",
      "application/taxii+json;version=2.1", "Unauthorized, No key, e-1"
    ),
    (
      "{\"code\":401,\"name\":\"Unauthorized\",\"description\":\"Log in first\"}",
      "application/taxii+json;version=2.1", "Unauthorized, Log in first"
    ),
    ("<html><body><h1>401</h1></body></html>", "text/html", nil),
    ("{\"error\":\"no key\"}", "application/json", "no key"),
    ("", "text/plain", nil), ("{\"error\":", "application/json", nil), ("[[", "x", nil),
  ]

  @Test(arguments: refusals)
  func `a 401 is told in the server's words, in whichever form they come`(
    body: String, type: String, words: String?
  ) async throws {
    let server = try ScriptedServer(
      .json(body, status: "401 Unauthorized", type: type, ["WWW-Authenticate: Basic"]))
    let warehouse = try FeedWarehouse()
    for isTAXII in [true, false] {
      let error = await #expect(throws: FeedError.self) {
        isTAXII
          ? try await warehouse.taxii(server.url + "/c/", [])
          : try await warehouse.rest(server.url)
      }
      #expect(error?.kind == .unauthorized)
      #expect(error?.detail == words)
      #expect(error?.advice?.hasPrefix("it was sent as bearer") == true)
      #expect(error?.description.contains(testKey) == false)
    }
    #expect(server.requests.count == 2)
    #expect(server.requests.allSatisfy { !$0.target.contains(testKey) })
  }

  // MARK: Row 4

  @Test(arguments: [
    ("403 Forbidden", FeedError.Kind.forbidden, "plan"),
    ("404 Not Found", .notFound, "hide what a key may not read"),
  ])
  func `what a key may not read is told with what may be the reason`(
    status: String, kind: FeedError.Kind, advice: String
  ) async throws {
    let server = try ScriptedServer(.json("{\"error\":{\"code\":\"tier\"}}", status: status))
    let warehouse = try FeedWarehouse()
    let error = await #expect(throws: FeedError.self) { try await warehouse.rest(server.url) }
    #expect(error?.kind == kind)
    #expect(error?.detail == "tier")
    #expect(error?.advice?.contains(advice) == true)
    #expect(server.requests.count == 1)
  }

  // MARK: Row 5

  /// testDay is 1,772,366,400 in Unix seconds; the server's clock is an hour ahead where it gives one.
  private static let waits: [(headers: [String], seconds: Int64)] = [
    (["Retry-After: 7"], 7), (["X-RateLimit-Reset: 1772366411"], 11),
    (["Retry-After: Sun, 01 Mar 2026 12:00:13 GMT"], 13),
    (["Retry-After: 5", "X-RateLimit-Reset: 1772366417"], 17),
    (["Retry-After: 19", "X-RateLimit-Reset: 1772366401"], 19),
    (["Date: Sun, 01 Mar 2026 13:00:00 GMT", "X-RateLimit-Reset: 1772370023"], 23),
    (["Date: Sun, 01 Mar 2026 13:00:00 GMT", "Retry-After: Sun, 01 Mar 2026 13:00:29 GMT"], 29),
    (["Retry-After: soon"], 0), ([], 0),
  ]

  @Test(arguments: waits)
  func `a 429 is waited for as long as it says, and the walk goes on`(
    headers: [String], seconds: Int64
  ) async throws {
    let collection = try ScriptedCollection { request in
      switch request.number {
      case 0: .envelope([0], more: true, next: "a", last: 1)
      case 1: .json("{\"error\":{\"code\":\"x\"}}", status: "429 Too Many Requests", headers)
      default: .envelope([1], more: false, last: 2)
      }
    }
    let warehouse = try FeedWarehouse()
    let clock = TestClock()
    let report = try await warehouse.poll(collection, clock: clock)
    #expect(report.fault == nil)
    #expect(clock.waits == [seconds])
    #expect(try warehouse.numbers() == [0, 1])
    #expect(report.notes == ["the server limits the rate of requests (429); trying again"])
  }

  @Test func `a 429 for longer than a poll may wait ends it with what came`() async throws {
    let collection = try ScriptedCollection { request in
      request.number == 0
        ? .envelope([0], more: true, next: "a", last: 1)
        : .answer("429 Too Many Requests", headers: ["Retry-After: 86400"])
    }
    let warehouse = try FeedWarehouse()
    let clock = TestClock()
    let report = try await warehouse.poll(collection, clock: clock)
    #expect(report.fault?.contains("it asks to wait for 86400 s") == true)
    #expect(clock.waits == [])
    #expect(try warehouse.numbers() == [0])
    #expect(try warehouse.rows("SELECT count(*) FROM Watermark") == ["1"])
  }

  // MARK: Row 6

  @Test(arguments: [
    ("x-mitre-collection--1", "/r/collections/x-mitre-collection--1/"),
    ("ALL of it", "/r/collections/x-mitre-collection--1/"),
    ("Mitre", "/r/collections/x-mitre-collection--1/"),
    ("a b/c?d&ä%2F", "/r/collections/a%20b%2Fc%3Fd%26%C3%A4%252F/"),
    ("hidden", "/r/collections/hidden/"),
  ])
  func `a collection is found by id, alias or title, also where it is not listed`(
    name: String, path: String
  ) async throws {
    let list = """
      {"collections":[{"id":"x-mitre-collection--1","title":"All of It","alias":"mitre",\
      "canRead":true},{"id":"a b/c?d&ä%2F","title":"Odd","can_read":true},{"title":"no id"},\
      {"id":"..","title":"up"}]}
      """
    let server = try ScriptedServer { request, _ in
      let target = request.target.split(separator: "?").first.map(String.init) ?? ""
      return switch target {
      case "/r/": .json("{\"title\":\"R\",\"version\":\"2.1\",\"maxContentLength\":1}")
      case "/r/collections/": .json(list)
      case "/r/collections/hidden/": .json("{\"id\":\"hidden\",\"title\":\"\",\"can_read\":true}")
      case path + "objects/": .json(Self.page)
      default: .answer("404 Not Found")
      }
    }
    let warehouse = try FeedWarehouse()
    let report = try #require(try await warehouse.taxii(server.url + "/r/", [name]).first)
    #expect(report.fault == nil)
    #expect(try warehouse.numbers() == [1])
  }

  @Test func `an id that is unknown is answered with those that there are`() async throws {
    let server = try ScriptedServer { request, _ in
      switch request.target {
      case "/r/": .json("{\"title\":\"R\"}")
      case "/r/collections/":
        .json("{\"collections\":[{\"id\":\"ips\",\"title\":\"IPs\"},{\"id\":\"all\"}]}")
      default: .answer("404 Not Found")
      }
    }
    let error = await #expect(throws: FeedError.self) {
      try await FeedWarehouse().taxii(server.url + "/r/", ["soc-defenders-all"])
    }
    #expect(error?.kind == .notFound)
    #expect(error?.advice == "its collections are ips (IPs), all")
  }
}
