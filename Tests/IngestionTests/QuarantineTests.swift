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

  @Test func `how long a row has been held back is known over versions and polls`() throws {
    let warehouse = try FeedWarehouse()
    func times() throws -> [String] {
      try warehouse.rows(
        """
        SELECT RowKey, (FirstSeen - \(testDay.ticks)) / \(Timestamp.ticksPerDay)
        FROM QuarantinedIndicator ORDER BY 1
        """)
    }
    let one = "[ipv4-addr:value = '10.0.0.5' OR domain-name:value = 'localhost']"
    try warehouse.text(Self.bundle(1, one))
    try warehouse.text(Self.bundle(1, one), now: testDay.adding(days: 1))
    #expect(try times() == ["DomainName=localhost|0", "NetworkIP=10.0.0.5|0"])
    let next = "[ipv4-addr:value = '10.0.0.5' OR ipv4-addr:value = '10.0.0.6']"
    let report = try warehouse.text(Self.bundle(2, next), now: testDay.adding(days: 2))
    #expect(report.counts.holds == ["a private address": 2])
    #expect(try times() == ["NetworkIP=10.0.0.5|0", "NetworkIP=10.0.0.6|2"])
  }

  @Test func `a value is released as people write it`() throws {
    let warehouse = try FeedWarehouse()
    let pattern =
      "[ipv4-addr:value = '8.8.8.8' OR domain-name:value = 'localhost' OR ipv4-addr:value = '10.0.0.0/8'"
      + " OR url:value = 'http://10.0.0.1/Path']"
    try warehouse.text(Self.bundle(1, pattern))
    #expect(try held(warehouse).count == 4)
    let values = ["8.8.8[.]8/32", "LOCALHOST", "10.0.0.1/8", "http://10.0.0.1/Path"]
    #expect(try accept(warehouse, values) == [1, 1, 1, 1])
    #expect(try held(warehouse) == [])
    #expect(
      try warehouse.rows("SELECT Value, Reason FROM QuarantineAcceptance ORDER BY 1") == [
        "10.0.0.0/8|a private address's block", "8.8.8.8|a public resolver",
        "http://10.0.0.1/Path|a URL on a private address",
        "localhost|a name of a local network",
      ])
    #expect(try warehouse.text(Self.bundle(2, pattern)).counts.updated == 4)
  }

  @Test func `what other objects said while a row was held back is its own after the release`()
    throws
  {
    let id = "indicator--00000000-0000-4000-8000-000000000001"
    let indicator = """
      {"type":"indicator","spec_version":"2.1","id":"\(id)","created":"2026-01-01T00:00:00Z",\
      "modified":"2026-01-01T00:00:00Z","valid_from":"2026-01-01T00:00:00Z","pattern_type":"stix",\
      "created_by_ref":"identity--1","pattern":"[ipv4-addr:value = 'ADDRESS']"}
      """
    let others = """
      {"objects":[{"type":"identity","id":"identity--1","name":"Acme"},\
      {"type":"malware","id":"malware--1","name":"Zeta"},\
      {"type":"relationship","id":"relationship--1","relationship_type":"indicates",\
      "source_ref":"\(id)","target_ref":"malware--1"}]}
      """
    func rows(_ address: String, isHeld: Bool) throws -> [String] {
      let warehouse = try FeedWarehouse()
      let text = indicator.replacingOccurrences(of: "ADDRESS", with: address)
      let first = try warehouse.text("{\"objects\":[\(text)]}")
      #expect(first.counts.quarantined == (isHeld ? 1 : 0))
      try warehouse.text(others)
      if isHeld { #expect(try accept(warehouse, [address]) == [1]) }
      #expect(try warehouse.rows(RelationTests.names) == ["\(id)|Zeta|"])
      return try warehouse.indicators(
        without: ["NetworkIP", "Pattern", "ObservableValue", "TenantId"])
    }
    // As if it had never been held back.
    #expect(try rows("10.0.0.5", isHeld: true) == rows("192.0.2.5", isHeld: false))
  }

  @Test func `of two objects with one row the later version is released, and none is lost`() throws
  {
    func object(
      _ fixture: WarehouseFixture, _ id: String, day: Int64, isHeld: Bool
    ) throws -> FeedObject {
      var object = try fixture.object(
        id, address: "192.0.2.1", modified: newYear.adding(days: day), text: id)
      object.indicators[0].indicatorId = "same"
      if isHeld { object.indicators[0].quarantine = "a date before 1990" }
      return object
    }
    let cases: [(first: (Int64, Bool), second: (Int64, Bool), expected: String)] = [
      ((1, true), (2, true), "b"), ((2, true), (1, true), "a"),
      ((1, true), (2, false), "b"), ((2, true), (1, false), "a"),
      ((2, false), (1, true), "a"), ((1, false), (2, true), "b"),
    ]
    for (first, second, expected) in cases {
      let fixture = try WarehouseFixture()
      try fixture.importConnections([(1, "10.0.0.1", "192.0.2.1")], name: "log")
      try fixture.ingest([try object(fixture, "a", day: first.0, isHeld: first.1)])
      try fixture.ingest([try object(fixture, "b", day: second.0, isHeld: second.1)])
      #expect(try QuarantineBook(of: fixture.database).accept(["192.0.2.1"], now: 1) == [1])
      #expect(
        try fixture.rows("SELECT Description FROM Indicator") == [expected], "\(first) \(second)")
      #expect(try fixture.rows("SELECT count(*) FROM QuarantinedIndicator") == ["0"])
      #expect(try MatchOracle(fixture: fixture).differences() == [])
    }
  }

  @Test func `a file that shrinks or grows tenfold is warned of, and comes in`() throws {
    let warehouse = try FeedWarehouse()
    func list(_ count: Int, file: String = "list.txt") throws -> IngestReport {
      let lines = (1...count).map { "evil\($0).example" }.joined(separator: "\n")
      return try warehouse.file(warehouse.directory.write(lines, to: file))
    }
    #expect(try list(60).notes == [])
    #expect(try list(7).notes == [])
    let grown = try list(70)
    let path = warehouse.directory.path("list.txt")
    #expect(
      grown.notes == [
        "SOC Defenders, \(path): 70 objects came, where the last whole run had 7: "
          + "look at what is new before you rely on it"
      ])
    #expect(grown.counts.fetched == 70)
    #expect(try list(71).notes == [])
    #expect(try list(7).notes.first?.contains("7 objects came") == true)
    // Another file of the same name is no other state of the first.
    #expect(try list(700, file: "other.txt").notes == [])
    #expect(
      try warehouse.rows("SELECT count(*) FROM IngestRun WHERE Warning LIKE '%last whole run%'")
        == ["2"])
  }
}
