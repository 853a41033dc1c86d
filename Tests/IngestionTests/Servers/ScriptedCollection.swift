// A TAXII server of one collection whose answers are scripted, for what no well-behaved server does.

import Foundation
import Indicators
import Synchronization
import TestSupport

@testable import Ingestion

/// What a request for objects asks for.
struct ObjectsRequest: Sendable {
  var addedAfter: Timestamp?
  var next: String?
  var limit: Int
  /// How many came before.
  var number: Int
}

/// A server whose collection is `/c/`.
final class ScriptedCollection: Sendable {
  private let received = Mutex<[ObjectsRequest]>([])
  private let page: @Sendable (ObjectsRequest) -> ScriptedServer.Reply
  private let scripted = Mutex<ScriptedServer?>(nil)

  var server: ScriptedServer {
    get throws { try scripted.withLock { $0 } ?? { throw POSIXError(.ENOTCONN) }() }
  }

  /// The collection's URL.
  var url: String { get throws { try server.url + "/c/" } }
  /// The requests for objects so far.
  var asked: [ObjectsRequest] { received.withLock { $0 } }

  init(_ page: @escaping @Sendable (ObjectsRequest) -> ScriptedServer.Reply) throws {
    self.page = page
    let server = try ScriptedServer { [weak self] request, _ in
      self?.reply(request) ?? .answer("404 Not Found")
    }
    scripted.withLock { $0 = server }
  }

  private func reply(_ request: ScriptedServer.Request) -> ScriptedServer.Reply {
    guard request.target.hasPrefix("/c/objects/") else {
      return .json(#"{"id":"c","title":"C","can_read":true}"#)
    }
    let items = URLComponents(string: request.target)?.queryItems ?? []
    func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
    let asked = received.withLock { requests in
      requests.append(
        ObjectsRequest(
          addedAfter: value("added_after").flatMap { Timestamp(iso8601: $0) },
          next: value("next"), limit: value("limit").flatMap { Int($0) } ?? .max,
          number: requests.count))
      return requests[requests.count - 1]
    }
    return page(asked)
  }
}

extension ScriptedServer.Reply {
  /// A JSON body; `lines` are further headers.
  static func json(
    _ text: String, status: String = "200 OK", type: String = "application/taxii+json;version=2.1",
    _ lines: [String] = []
  ) -> Self {
    .answer(status, headers: ["Content-Type: \(type)"] + lines, body: Array(text.utf8))
  }

  /// An envelope of these indicators, the last of which was added in that second after new year.
  static func envelope(
    _ numbers: some Collection<Int>, more: Bool? = nil, next: String? = nil, last: Int? = nil
  ) -> Self {
    var members = more.map { ["\"more\":\($0)"] } ?? []
    if let next { members.append("\"next\":\"\(next)\"") }
    if !numbers.isEmpty { members.append("\"objects\":[\(indicators(numbers))]") }
    return json("{\(members.joined(separator: ","))}", dates(last: last))
  }

  /// A bundle of these indicators, walked by its header alone.
  static func bundle(_ numbers: some Collection<Int>, last: Int?) -> Self {
    json(
      "{\"type\":\"bundle\",\"id\":\"bundle--00000000-0000-4000-8000-000000000000\","
        + "\"spec_version\":\"2.1\",\"objects\":[\(indicators(numbers))]}",
      type: "application/json", dates(last: last))
  }

  private static func dates(last: Int?) -> [String] {
    last.map { ["X-TAXII-Date-Added-Last: \(added($0).taxii)"] } ?? []
  }
}

/// So many seconds after new year.
func added(_ second: Int) -> Timestamp {
  newYear.adding(ticks: Int64(second) * Timestamp.ticksPerSecond)
}

/// An indicator on an address of its own, as JSON.
func indicator(_ number: Int, _ members: String = "") -> String {
  """
  {"type":"indicator","spec_version":"2.1","id":"\(indicatorId(number))",\
  "created":"2026-02-20T00:00:00Z","modified":"2026-02-20T00:00:00Z",\
  "valid_from":"2026-02-20T00:00:00Z","pattern_type":"stix",\
  "pattern":"[ipv4-addr:value = '\(address(number))']"\(members)}
  """
}

func indicators(_ numbers: some Collection<Int>) -> String {
  numbers.map { indicator($0) }.joined(separator: ",")
}

func indicatorId(_ number: Int) -> String {
  "indicator--00000000-0000-4000-8000-" + String(format: "%012d", number)
}

/// An address of TEST-NET-3 for the first 256.
func address(_ number: Int) -> String { "203.0.\(113 + number / 256).\(number % 256)" }

extension FeedWarehouse {
  /// The numbers of the indicators that are in.
  func numbers() throws -> [Int] {
    try rows("SELECT ObjectId FROM RawObject ORDER BY ObjectId").compactMap { Int($0.suffix(12)) }
  }

  func watermark() throws -> String? { try rows("SELECT AddedAfter FROM Watermark").first }

  /// Polls a collection once, without waiting where the server says so.
  func poll(
    _ collection: ScriptedCollection, clock: any PollClock = TestClock()
  ) async throws -> IngestReport {
    let reports = try await taxii(collection.url, [], clock: clock)
    return try reports.first ?? { throw POSIXError(.ENODATA) }()
  }
}
