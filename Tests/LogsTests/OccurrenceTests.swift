// Occurrence, MatchOccurrence and the roles, held against a recomputation from the rows by SQL.

import Foundation
import Logs
import TestSupport
import Testing
import Warehouse

struct `occurrences of an import` {
  private func importing(_ paths: [String], into fixture: WarehouseFixture) throws -> ImportReport {
    try LogImport(database: fixture.database, now: ImportFixture.now).run(paths: paths)
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `those of real logs are what their rows say`() throws {
    let fixture = try WarehouseFixture()
    // Indicators for some of the values, before and after the logs.
    try fixture.ingest([
      try fixture.object("early", address: "10.47.1.100", modified: newYear)
    ])
    let report = try importing(
      [
        try sharedLog("zeek-tsv/zed-sample/dns.log.gz"),
        try sharedLog("zeek-tsv/rita-missing_host"),
        try sharedLog("zeek-tsv/zat"), try sharedLog("zeek-tsv/rita-proxy/files.log"),
        try sharedLog("incident-remcos-2023-02-22/zeek-labeled"),
      ], into: fixture)
    #expect(report.inserted > 160_000)
    try fixture.ingest([
      try fixture.object("late", address: "66.63.168.35", modified: newYear)
    ])
    #expect(try MatchOracle(fixture: fixture).differences() == [])
    #expect(
      try fixture.rows(
        """
        SELECT b.Value, m.Role FROM MatchOccurrence AS m
        JOIN Observable AS b ON b.Id = m.ObservableId GROUP BY 1, 2 ORDER BY 1, 2
        """) == ["10.47.1.100|16", "66.63.168.35|2"])
    let roles = try fixture.rows("SELECT DISTINCT Role FROM Occurrence ORDER BY 1")
    #expect(roles == ["2", "4", "8", "16", "32", "64", "256", "512"])
  }

  @Test func `an address that a row answers twice has one place`() throws {
    let fixture = try WarehouseFixture()
    let text =
      zeekHeader("dns", "ts\tid.orig_h\tid.resp_h\tquery\tanswers")
      + "1700000001.0\t192.0.2.1\t192.0.2.53\tb.example\t192.0.2.9,192.0.2.9,192.0.2.8\n"
      + "1700000002.0\t192.0.2.1\t192.0.2.53\ta.example\t192.0.2.9,c.example\n"
    let path = fixture.directory.path("dns.log")
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    _ = try importing([path], into: fixture)
    #expect(
      try fixture.rows(
        """
        SELECT b.Value, o.Rows, o.Places FROM Occurrence AS o
        JOIN Observable AS b ON b.Id = o.ObservableId WHERE o.Role = 32 ORDER BY 1
        """) == ["192.0.2.8|1|[1]", "192.0.2.9|2|[0,1]"])
    #expect(try MatchOracle(fixture: fixture).differences() == [])
  }

  @Test func `a rejected line leaves no answer behind`() throws {
    let fixture = try WarehouseFixture()
    let text =
      zeekHeader("dns", "ts\tid.orig_h\tid.resp_h\tquery\tanswers")
      + "1700000001.0\t192.0.2.1\t192.0.2.53\ta.example\t192.0.2.9\n"
      + "1700000002.0\t192.0.2.1\t192.0.2.53\t\(String(repeating: "a", count: 2_000))\t192.0.2.7\n"
    let path = fixture.directory.path("dns.log")
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    #expect(try importing([path], into: fixture).rejected == 1)
    #expect(try fixture.rows("SELECT Id FROM Observable WHERE Value = '192.0.2.7'") == [])
    #expect(try MatchOracle(fixture: fixture).differences() == [])
  }
}
