// The good path: both feeds, both logs and both hunts by the programs themselves, held against the
// answers that the sample world knows.

import Foundation
import Samples
import TestSupport
import Testing

@Suite struct SampleWorldTests {
  private let world = SampleWarehouse.world

  @Test func `each command tells what it did, and nothing on standard output`() async throws {
    let made = try await SampleWarehouse.made
    for result in [made.taxii, made.rest, made.conn, made.dns] { #expect(result.output == "") }
    // Four of the feed's rows are over; one pattern is broken, and two rows have no column.
    #expect(made.taxii.status == 4)
    #expect(
      made.taxii.errors.hasPrefix(
        "SOC Defenders, all: 74 fetched / 65 new / 0 updated / 0 unchanged / 4 expired / 1 rejected"
      ))
    #expect(made.rest.status == 4)
    #expect(made.rest.errors.hasPrefix("SOC Defenders REST, all types: 59 fetched / 58 new / "))
    #expect(made.conn.status == 0)
    #expect(made.conn.errors == "logs/conn.log: 300 rows (zeek-conn)\n")
    #expect(made.dns.status == 0)
    #expect(made.dns.errors == "logs/dns.log: 150 rows (zeek-dns)\n")
  }

  @Test func `the network hunt finds what both feeds know`() async throws {
    let records = try await hunt("network-ip")
    #expect(
      records.first
        == ["TimeGenerated", "SourceIP", "DestinationIP", "ConfidenceScore", "Description"])
    let cells = { (hit: NetworkHit) in
      [
        SampleTime.text(hit.timeGenerated, fractionDigits: 7), hit.sourceIP, hit.destinationIP,
        String(Int(hit.confidenceScore)), hit.description,
      ]
    }
    let rest = world.expectedNetworkHits(from: .rest).map(cells)
    try check(
      Array(records.dropFirst()), taxii: world.expectedNetworkHits().map(cells), rest: rest)
  }

  @Test func `the DNS hunt finds what both feeds know`() async throws {
    let records = try await hunt("dns-domain")
    #expect(
      records.first == ["TimeGenerated", "ClientIP", "Name", "ConfidenceScore", "ThreatType"])
    let cells = { (hit: DNSHit) in
      [
        SampleTime.text(hit.timeGenerated, fractionDigits: 7), hit.clientIP, hit.name,
        String(Int(hit.confidenceScore)), hit.threatType,
      ]
    }
    try check(
      Array(records.dropFirst()), taxii: world.expectedDNSHits().map(cells),
      rest: world.expectedDNSHits(from: .rest).map(cells))
  }

  @Test func `a second run changes nothing but the book of polls`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let contents = { () async throws -> [String] in
      try await workplace.dump().filter { !$0.hasPrefix("INSERT INTO IngestRun ") }
        // The port is the test's own and another one each time.
        .map { $0.replacing(/127\.0\.0\.1:[0-9]+/, with: "127.0.0.1") }
    }
    let before = try await contents()
    let said = try await SampleWarehouse.fill(workplace)
    #expect(said.taxii.errors.contains(" 0 new / 0 updated / "))
    #expect(said.rest.errors.contains(" 0 new / 0 updated / "))
    #expect(said.conn.errors == "logs/conn.log: already imported, nothing new\n")
    #expect(said.dns.errors == "logs/dns.log: already imported, nothing new\n")
    #expect(said.conn.status == 0)
    let after = try await contents()
    #expect(after.count == before.count)
    #expect(Set(after).symmetricDifference(before).sorted().prefix(5) == [])
    let runs = try await workplace.sqlite("SELECT count(*) FROM IngestRun;")
    #expect(readCSV(runs.output).last == ["4"])
  }

  @Test func `the documented check query gives the same rows in KQL and in sqlite3`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let query = "ThreatIntelligenceIndicator | where SourceSystem == \"SOC Defenders\" | take 10"
    let kql = readCSV(try await workplace.picket("query", query).output)
    let sql = readCSV(
      try await workplace.sqlite(
        "SELECT * FROM ThreatIntelligenceIndicator WHERE SourceSystem = 'SOC Defenders' LIMIT 10;"
      ).output)
    func ids(_ records: [[String]]) throws -> [String] {
      let column = try #require(records.first?.firstIndex(of: "IndicatorId"))
      return records.dropFirst().map { $0[column] }
    }
    #expect(try ids(kql).count == 10)
    #expect(try ids(kql) == ids(sql))
    #expect(Set(try ids(kql)).count == 10)
  }

  // MARK: Inside

  private func hunt(_ name: String) async throws -> [[String]] {
    let workplace = try await SampleWarehouse.copy()
    let result = try await workplace.picket("hunt", name)
    #expect(result.status == 0)
    #expect(result.errors == "")
    return readCSV(result.output)
  }

  /// The rows must be TAXII's, and beside them REST's. An indicator without an id of its own is
  /// known by feed and pattern, so that two REST rows on one value are one indicator: each
  /// connection or query is one hit of REST, as one of the rows on its value describes it.
  private func check(_ records: [[String]], taxii: [[String]], rest: [[String]]) throws {
    var left = records
    for row in taxii {
      let index = try #require(left.firstIndex(of: row), "\(row) was not found")
      left.remove(at: index)
    }
    #expect(left.allSatisfy(rest.contains))
    #expect(
      left.map { $0.prefix(3).joined(separator: " ") }.sorted()
        == Set(rest.map { $0.prefix(3).joined(separator: " ") }).sorted())
    #expect(records.map { $0[0] } == records.map { $0[0] }.sorted(by: >))
    #expect(taxii.count > 10)
  }
}
