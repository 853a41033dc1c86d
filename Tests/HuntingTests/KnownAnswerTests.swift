import Foundation
import Hunting
import Indicators
import Ingestion
import KQL
import Logs
import SQLite
import TestSupport
import Testing
import Warehouse

/// Hunts over real logs whose right answer is known.
@Suite(.enabled(if: SharedData.isPresent)) struct KnownAnswerTests {
  /// A warehouse over a bare list and a folder of logs; the list is as new as `now`.
  private func warehouse(
    list: [String], logs: String, now: Timestamp
  ) throws -> WarehouseFixture {
    let fixture = try WarehouseFixture()
    let file = try fixture.directory.write(list.joined(separator: "\n") + "\n", to: "list.txt")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: Double(now.unixSeconds))], ofItemAtPath: file)
    let report = try FileIngestion(database: fixture.database, now: now)
      .ingest(path: file, name: nil)
    #expect(Int(report.counts.new) == list.count)
    _ = try LogImport(database: fixture.database, now: now.ticks)
      .run(paths: [try SharedData.data(logs).path])
    return fixture
  }

  /// The rows of a hunt by the values of some of its columns, counted.
  private func counts(
    _ name: String, by columns: [String], _ fixture: WarehouseFixture, now: Timestamp,
    isPruning: Bool
  ) throws -> [String: Int] {
    let runner = try HuntRunner(
      database: fixture.database, now: now.ticks, isPruning: isPruning)
    let query = try runner.compile(try #require(Hunt.named(name)).text, name: name)
    let places = try columns.map { column in
      try #require(query.columns.firstIndex { $0.name == column })
    }
    var counts: [String: Int] = [:]
    try runner.run(query) { row in
      let key = places.map { row.text(Int32($0)) }.joined(separator: " ")
      counts[key, default: 0] += 1
    }
    return counts
  }

  /// An exposed cloud host: scanners reach in, and a planted beacon comes from 73.54.23.243. The
  /// counts are those of the set's authors, or told by SQL over the same rows.
  @Test(arguments: [false, true])
  func `every kind of match in the logs of an exposed host`(isPruning: Bool) throws {
    let now = try #require(Timestamp(iso8601: "2024-04-22T00:00:00Z"))
    let fixture = try warehouse(
      list: [
        "79.124.62.130", "79.124.40.70", "73.54.23.243", "104.19.173.68", "79.124.0.0/16",
        "185.125.190.0/24", "digitalocean.com", "jd.com", "https://api.snapcraft.io/gate.php",
      ], logs: "logs/zeek-tsv/rita-missing_host", now: now)
    func number(_ sql: String) throws -> Int { Int(try fixture.rows(sql)[0]) ?? -1 }
    func found(_ name: String, by columns: String...) throws -> [String: Int] {
      try counts(name, by: columns, fixture, now: now, isPruning: isPruning)
    }
    let contacted = try number(
      "SELECT count(*) FROM NetworkConnection WHERE DestinationIP = '104.19.173.68'")
    // ssl.log and http.log add what was said over connections: rows of their own.
    let sources = ["79.124.62.130": 560, "79.124.40.70": 424, "73.54.23.243": 951]
    var directions = ["Outbound 104.19.173.68": contacted]
    for (source, connections) in sources {
      let rows = "SELECT count(*) FROM NetworkConnection WHERE SourceIP = '\(source)'"
      #expect(try number(rows + " AND EventType = 'conn'") == connections)
      directions["Inbound \(source)"] = try number(rows)
    }
    #expect(try number("SELECT count(*) FROM NetworkConnection WHERE EventType = 'http'") == 18_829)
    #expect(
      try number(
        "SELECT count(*) FROM NetworkConnection WHERE SourceIP = '73.54.23.243' AND EventType = 'http'"
      ) == 950)
    #expect(try found("network-direction", by: "Direction", "MatchedValue") == directions)
    #expect(try found("network-ip", by: "DestinationIP") == ["104.19.173.68": contacted])
    let scans = try number(
      "SELECT count(*) FROM NetworkConnection WHERE SourceIP LIKE '79.124.%'")
    let reached = try number(
      "SELECT count(*) FROM NetworkConnection WHERE DestinationIP LIKE '185.125.190.%'")
    #expect(scans > 5_000 && reached > 0)
    #expect(
      try found("network-cidr", by: "Direction", "MatchedValue") == [
        "Inbound 79.124.0.0/16": scans, "Outbound 185.125.190.0/24": reached,
      ])
    #expect(try found("dns-domain", by: "Name") == ["jd.com": 79])
    let below = try number("SELECT count(*) FROM DnsEvents WHERE Name LIKE '%.digitalocean.com'")
    #expect(try found("dns-subdomain", by: "MatchedValue") == ["digitalocean.com": below])
    #expect(below > 450)
    #expect(try found("dns-url-host", by: "Name") == ["api.snapcraft.io": 184])
    let answers = { (pattern: String) in
      """
      SELECT count(*) FROM DnsEvents AS d,
        json_each('["' || replace(d.IPAddresses, ', ', '","') || '"]') AS e
      WHERE e.value LIKE '\(pattern)'
      """
    }
    let equal = try number(answers("104.19.173.68"))
    let block = try number(answers("185.125.190.%"))
    #expect(equal > 200 && block > 0)
    #expect(
      try found("dns-answer", by: "MatchKind", "MatchedValue") == [
        "answer 104.19.173.68": equal, "block 185.125.190.0/24": block,
      ])
  }

  @Test func `the Remcos hunt finds the 719 labelled connections and no other`() throws {
    let now = try #require(Timestamp(iso8601: "2023-02-23T00:00:00Z"))
    let fixture = try warehouse(
      list: ["66.63.168.35"], logs: "logs/incident-remcos-2023-02-22/zeek-labeled", now: now)
    #expect(
      try fixture.rows("SELECT count(*) FROM NetworkConnection WHERE EventType = 'conn'") == ["766"]
    )
    #expect(try fixture.rows("SELECT count(*) FROM DnsEvents") == ["22"])

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
