// What stands in an indicator and in a documented table: kept as data arrives, in whichever order, the
// same as what reading every row gives.

import Indicators
import TestSupport
import Testing
import Warehouse

@Suite struct DocumentedMatchTests {
  private static let rows: [[String: LogCell]] = [
    ["SourceIP": "192.0.2.1", "DestinationIP": "192.0.2.1"], ["SourceIP": "2001:DB8::1"],
    ["DestinationHostName": "www.EVIL.example"], ["DestinationHostName": "evil.example."],
    ["DestinationHostName": "192.0.2.9", "RequestURL": "http://192.0.2.1:8080/x"],
    ["RequestURL": "HTTPS://user@Evil.Example/a?b#c"], ["RequestURL": "no url at all"],
    ["FileHash": "ABABABABABABABABABABABABABABABAB"], ["DestinationUserID": "A@Evil.example"],
    ["SourceIP": "nonsense", "DestinationIP": "10.1.2.3"], [:],
  ]

  private func ingest(into fixture: WarehouseFixture) throws {
    var block = Indicator()
    block.indicatorId = "block"
    block.modified = newYear
    block.networkCidrBlock = "10.0.0.0/8"
    var domain = block
    (domain.indicatorId, domain.networkCidrBlock) = ("domain", "")
    domain.domainName = "evil.example"
    var object = try fixture.object("many", address: "192.0.2.1")
    object.indicators += [block, domain]
    try fixture.ingest([object])
  }

  @Test(arguments: [true, false])
  func `occurrences, roles, relations and matches are those of the rows`(
    indicatorsComeFirst: Bool
  ) throws {
    let fixture = try WarehouseFixture()
    let oracle = MatchOracle(fixture: fixture)
    if indicatorsComeFirst { try ingest(into: fixture) }
    for file in 0..<8 {
      let rows = Self.rows.enumerated().map { place, row in
        row.merging(["TimeGenerated": "2026-01-0\(file + 1)T00:00:\(10 + place)Z"]) { $1 }
      }
      try fixture.importRows(of: "CommonSecurityLog", rows, name: "file \(file)")
    }
    if !indicatorsComeFirst { try ingest(into: fixture) }
    #expect(try oracle.differences() == [])
    let matches = try fixture.rows("SELECT count(*) FROM MatchOccurrence")
    #expect(matches != ["0"])
    try RunMerge(database: fixture.database).run()
    #expect(try oracle.differences() == [])
    #expect(try fixture.rows("SELECT count(*) FROM Run") == ["1"])
    _ = try Purge(database: fixture.database).run(before: newYear.adding(days: 4).ticks)
    #expect(try oracle.differences() == [])
    _ = try Purge(database: fixture.database).run(before: newYear.adding(days: 40).ticks)
    #expect(try oracle.differences() == [])
    #expect(try fixture.rows("SELECT count(*) FROM Observable WHERE Roles > 1") == ["0"])
  }

  @Test func `a documented table's values are pivoted to like those of the own tables`() throws {
    let fixture = try WarehouseFixture()
    try fixture.importRows(of: "CommonSecurityLog", Self.rows)
    let reader = PrevalenceReader(database: fixture.database, now: newYear.ticks)
    for (text, column, count) in [
      ("192.0.2.1", "any address", 2), ("2001:db8::1", "any address", 1),
      ("www.evil.example", "any name", 1),
    ] {
      let value = try #require(AskedValue(text))
      let sighting = try #require(
        reader.prevalence(of: value).sightings.first { $0.column == column })
      #expect(sighting.table == "CommonSecurityLog")
      #expect(sighting.rows == count, "\(text)")
      let table = try #require(fixture.database.logTables.last)
      #expect(try reader.newestRows(of: [value], in: table, limit: 5).count >= 1)
    }
  }
}
