// Rows that are held back at the door, and their release.

import Foundation
import Indicators
import SQLite
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct QuarantineTests {
  private static func bundle(_ version: Int, _ pattern: String) -> String {
    """
    {"type":"bundle","id":"bundle--1","objects":[{"type":"indicator","spec_version":"2.1",\
    "id":"indicator--00000000-0000-4000-8000-000000000001","created":"2026-01-01T00:00:00Z",\
    "modified":"2026-01-0\(version)T00:00:00Z","valid_from":"2026-01-01T00:00:00Z",\
    "pattern_type":"stix","pattern":"\(pattern)"}]}
    """
  }

  private static let mixed =
    "[ipv4-addr:value = '198.51.100.7' OR ipv4-addr:value = '10.0.0.5' OR ipv4-addr:value = '8.8.8.8']"

  private func accept(_ warehouse: FeedWarehouse, _ values: [String]) throws -> [Int] {
    let database = try WarehouseDatabase(path: warehouse.path, access: .write)
    return try QuarantineBook(of: database).accept(values, now: testDay.ticks)
  }

  private func held(_ warehouse: FeedWarehouse) throws -> [String] {
    let database = try WarehouseDatabase(path: warehouse.path, access: .read)
    var rows: [String] = []
    try QuarantineBook(of: database).eachRow(of: nil) {
      rows.append("\($0.observable): \($0.reason)")
    }
    return rows
  }

  private static let rows = "SELECT NetworkIP FROM ThreatIntelligenceIndicator ORDER BY 1"

  @Test func `what is good of an indicator comes in, the rest is kept and can be released`() throws
  {
    let warehouse = try FeedWarehouse()
    let first = try warehouse.text(Self.bundle(1, Self.mixed))
    #expect((first.counts.new, first.counts.quarantined, first.counts.rejected) == (1, 2, 0))
    #expect(try warehouse.rows(Self.rows) == ["198.51.100.7"])
    #expect(
      try held(warehouse) == [
        "NetworkIP=10.0.0.5: a private address", "NetworkIP=8.8.8.8: a public resolver",
      ])
    // The same again is counted the same.
    let again = try warehouse.text(Self.bundle(1, Self.mixed))
    #expect((again.counts.unchanged, again.counts.quarantined) == (1, 2))
    #expect(try warehouse.rows("SELECT Quarantined FROM IngestRun") == ["2", "2"])

    #expect(try accept(warehouse, ["10.0.0.5", "10.9.9.9"]) == [1, 0])
    #expect(try warehouse.rows(Self.rows) == ["10.0.0.5", "198.51.100.7"])
    #expect(try held(warehouse) == ["NetworkIP=8.8.8.8: a public resolver"])
    // A new version brings the same, and what nobody had when it was accepted.
    let next = try warehouse.text(Self.bundle(2, Self.mixed))
    #expect((next.counts.updated, next.counts.new, next.counts.quarantined) == (2, 0, 1))
    let other = try warehouse.text(Self.bundle(3, "[ipv4-addr:value = '10.9.9.9']"))
    #expect((other.counts.new, other.counts.quarantined) == (1, 0))
    #expect(try warehouse.rows(Self.rows) == ["10.9.9.9"])
    #expect(try held(warehouse) == [])
  }

  @Test func `a released row matches as any other`() throws {
    let fixture = try WarehouseFixture()
    var object = try fixture.object("i", address: "10.0.0.5")
    object.indicators[0].quarantine = "a private address"
    try fixture.importConnections([(1, "10.0.0.1", "10.0.0.5")], name: "log")
    #expect(try fixture.ingest([object]).quarantined == 1)
    #expect(try fixture.rows("SELECT count(*) FROM MatchedObservable") == ["0"])
    #expect(try QuarantineBook(of: fixture.database).accept(["10.0.0.5"], now: 1) == [1])
    #expect(try fixture.rows("SELECT count(*) FROM MatchedObservable") == ["1"])
    #expect(try MatchOracle(fixture: fixture).differences() == [])
  }

  @Test func `hygiene can be switched off, and on again`() throws {
    let warehouse = try FeedWarehouse()
    func ingest(isHygienic: Bool) throws -> IngestCounts {
      var policy = FeedPolicy()
      policy.isHygienic = isHygienic
      let path = try warehouse.directory.write(Self.bundle(1, Self.mixed), to: "feed.json")
      let database = try WarehouseDatabase(path: warehouse.path, access: .write)
      return try FileIngestion(database: database, now: testDay, policy: policy)
        .ingest(path: path, name: "Feed").counts
    }
    #expect(try ingest(isHygienic: false).new == 3)
    #expect(try warehouse.rows(Self.rows) == ["10.0.0.5", "198.51.100.7", "8.8.8.8"])
    let on = try ingest(isHygienic: true)
    #expect((on.updated, on.quarantined) == (1, 2))
    #expect(try warehouse.rows(Self.rows) == ["198.51.100.7"])
  }
}
