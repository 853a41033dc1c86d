import Foundation
import Hunting
import Indicators
import Ingestion
import Logs
import SQLite
import TestSupport
import Testing
import Warehouse

/// Hunts over real logs whose right answer is known.
@Suite(.enabled(if: SharedData.isPresent)) struct KnownAnswerTests {
  @Test func `the Remcos hunt finds the 719 labelled connections and no other`() throws {
    let fixture = try WarehouseFixture()
    let now = try #require(Timestamp(iso8601: "2023-02-23T00:00:00Z"))
    let list = try fixture.directory.write("66.63.168.35\n", to: "remcos.txt")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: Double(now.unixSeconds))],
      ofItemAtPath: list)
    let report = try FileIngestion(database: fixture.database, now: now)
      .ingest(path: list, name: nil)
    #expect(report.counts.new == 1)
    let folder = try SharedData.data("logs/incident-remcos-2023-02-22/zeek-labeled")
    let imported = try LogImport(database: fixture.database, now: now.ticks)
      .run(paths: [folder.path])
    #expect(imported.inserted == 766 + 22)

    let runner = try HuntRunner(database: fixture.database, now: now.ticks)
    let hunt = try #require(Hunt.named("network-ip"))
    var destinations: Set<String> = []
    var rows = 0
    try runner.run(try runner.compile(hunt.text, name: hunt.name)) { row in
      destinations.insert(row.text(2))
      rows += 1
    }
    #expect(rows == 719)
    #expect(destinations == ["66.63.168.35"])

    // The labels of the set's authors say the same of the same rows.
    let labelled = try fixture.rows(
      """
      SELECT sum(Label = 'Malicious'), sum(Label = 'Malicious' AND DestinationIP = '66.63.168.35')
      FROM (SELECT json_extract(AdditionalExtensions, '$.label') AS Label, DestinationIP
        FROM NetworkConnection)
      """)
    #expect(labelled == ["719|719"])
    let dns = try #require(Hunt.named("dns-domain"))
    var hits = 0
    try runner.run(try runner.compile(dns.text, name: dns.name)) { _ in hits += 1 }
    #expect(hits == 0)
  }
}
