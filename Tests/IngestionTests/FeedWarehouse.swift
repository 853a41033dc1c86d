// A warehouse in a temporary folder that is filled by the real ingestion, and read back as text.
// Whoever calls it waits on a thread of its own: the feed server of the same test needs the others.

import FeedServer
import Foundation
import Indicators
import SQLite
import Samples
import TestSupport
import Warehouse

@testable import Ingestion

/// A warehouse by its path; each call opens it anew, as each run of the program does.
struct FeedWarehouse: Sendable {
  let directory: TemporaryDirectory
  /// `SourceSystem` of what is ingested.
  var name = "SOC Defenders"

  init() throws { directory = try TemporaryDirectory() }

  var path: String { directory.path("picket.db") }

  /// Polls collections and gives the reports.
  @discardableResult
  func taxii(
    _ url: String, _ collections: [String] = ["all"], credential: Credential? = nil,
    transport: (any HTTPTransport)? = nil, since: Timestamp? = nil, now: Timestamp = testDay,
    clock: any PollClock = SystemClock(), keepsDays: Int64? = nil
  ) async throws -> [IngestReport] {
    try await blocking {
      let ingestion = TAXIIIngestion(
        database: try WarehouseDatabase(path: path, access: .write),
        transport: try transport ?? CurlTransport(),
        credential: try credential ?? .bearer(APIKey(testKey)), now: now, clock: clock,
        keepsDays: keepsDays)
      var reports: [IngestReport] = []
      try ingestion.ingest(
        FeedURL(url), collections: collections, name: name, since: since
      ) { reports.append($0) }
      return reports
    }
  }

  /// Polls the REST feed and gives the reports.
  @discardableResult
  func rest(
    _ url: String, types: [String] = [], credential: Credential? = nil,
    since: Timestamp? = nil, now: Timestamp = testDay, clock: any PollClock = SystemClock()
  ) async throws -> [IngestReport] {
    try await blocking {
      let ingestion = RESTIngestion(
        database: try WarehouseDatabase(path: path, access: .write),
        transport: try CurlTransport(), credential: try credential ?? .bearer(APIKey(testKey)),
        now: now, clock: clock)
      var reports: [IngestReport] = []
      try ingestion.ingest(FeedURL(url), types: types, name: name, since: since) {
        reports.append($0)
      }
      return reports
    }
  }

  /// Ingests a file.
  @discardableResult
  func file(
    _ path: String, named: Bool = true, options: FileOptions = FileOptions(),
    policy: FeedPolicy = FeedPolicy(), now: Timestamp = testDay
  ) throws -> IngestReport {
    let database = try WarehouseDatabase(path: self.path, access: .write)
    return try FileIngestion(database: database, now: now, policy: policy, options: options)
      .ingest(path: path, name: named ? name : nil)
  }

  /// Writes a text to a file and ingests it.
  @discardableResult
  func text(
    _ text: String, options: FileOptions = FileOptions(), policy: FeedPolicy = FeedPolicy(),
    now: Timestamp = testDay
  ) throws -> IngestReport {
    try file(
      directory.write(text, to: "feed.txt"), options: options, policy: policy, now: now)
  }

  /// The rows of a query, each value as text, joined by `|`.
  func rows(_ sql: String) throws -> [String] {
    let database = try WarehouseDatabase(path: path, access: .read)
    var rows: [String] = []
    try database.connection.prepare(sql).eachRow { row in
      rows.append((0..<row.count).map { row.text(Int32($0)) }.joined(separator: "|"))
    }
    return rows
  }

  /// All columns of ThreatIntelligenceIndicator but those named, in a total order. Active is left out
  /// always: it depends on the clock.
  func indicators(without columns: Set<String> = []) throws -> [String] {
    let names = try rows("SELECT name FROM pragma_table_info('ThreatIntelligenceIndicator')")
      .filter { $0 != "Active" && !columns.contains($0) }
    return try rows(
      "SELECT \(names.joined(separator: ", ")) FROM ThreatIntelligenceIndicator"
    ).sorted()
  }

  /// How many rows all tables hold that an ingest may write to.
  func writtenRows() throws -> Int {
    let tables = ["Source", "Watermark", "IngestRun", "RawObject", "Indicator", "Rejection"]
    return try tables.reduce(0) { sum, table in
      sum + (Int(try rows("SELECT count(*) FROM \(table)").first ?? "") ?? 0)
    }
  }
}

/// 2026-03-01T12:00:00Z: the clock of the tests.
let testDay = Timestamp(iso8601: "2026-03-01T12:00:00Z") ?? .min
/// The key of the test servers.
let testKey = "sk_live_test"
/// The sample feed of that day.
let testWorld = SampleWorld(now: testDay.ticks)

/// Runs what blocks on a thread of its own.
func blocking<Result: Sendable>(
  _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Swift.Result { try body() }) }
  }
}

/// Runs a test against a feed server on loopback.
func withFeedServer(
  _ content: FeedContent = FeedContent(world: testWorld), options: FeedOptions = FeedOptions(),
  _ body: (FeedServer) async throws -> Void
) async throws {
  let server = try await FeedServer.start(content: content, key: testKey, options: options)
  do {
    try await body(server)
  } catch {
    await server.stop()
    throw error
  }
  await server.stop()
}

extension FeedPolicy {
  /// For what is about the mapping: real feeds have private addresses as well.
  static let lettingAllIn: FeedPolicy = {
    var policy = FeedPolicy()
    policy.isHygienic = false
    return policy
  }()
}
