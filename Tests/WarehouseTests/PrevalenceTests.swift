import Indicators
import SQLite
import TestSupport
import Testing

@testable import Warehouse

/// What is known of a value, held against the rows themselves.
@Suite struct PrevalenceTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `sightings are what counting the rows gives`(seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    let fixture = try WarehouseFixture()
    let runs = try StoredRuns(fixture)
    let addresses = (1...8).map { "192.0.2.\($0)" }
    let names = ["a.example", "b.a.example", "c.example"]
    func address() -> String { addresses.randomElement(using: &generator) ?? "" }
    for _ in 0..<6 {
      try runs.addConnections(
        (0..<20).map { _ in
          (
            Int64.random(in: 0...99, using: &generator), address(), address(),
            names.randomElement(using: &generator) ?? ""
          )
        })
      try runs.addQueries(
        (0..<20).map { _ in
          (
            Int64.random(in: 0...99, using: &generator), address(),
            names.randomElement(using: &generator) ?? "", [address(), address()]
          )
        })
    }
    let reader = PrevalenceReader(database: fixture.database, now: newYear.ticks)
    for text in addresses + names {
      let value = try #require(AskedValue(text))
      let found = try reader.prevalence(of: value).sightings.map {
        "\($0.table)|\($0.column)|\($0.runs)|\($0.rows)|\($0.firstSeen)|\($0.lastSeen)"
      }
      #expect(try found.sorted() == counted(text, in: fixture).sorted())
      #expect(!found.isEmpty)
    }
  }

  /// From the rows: the answers stand in Occurrence alone, since the fixture stores no IPAddresses.
  private func counted(_ value: String, in fixture: WarehouseFixture) throws -> [String] {
    try LogPlace.all.filter { DocumentedTable.named($0.table.name) == nil }.flatMap {
      place -> [String] in
      let rows =
        place.role == .answer
        ? """
        SELECT r.Id, r.TimeGenerated FROM Occurrence AS o CROSS JOIN json_each(o.Places) AS e
        JOIN DnsEventsRow AS r ON r.Id = (o.RunId << 20) + e.value
        JOIN Observable AS v ON v.Id = o.ObservableId WHERE o.Role = 32 AND v.Value = '\(value)'
        """
        : """
        SELECT r.Id, r.TimeGenerated FROM \(place.table.storage) AS r
        JOIN Observable AS v ON v.Id = r.\(place.column)Id WHERE v.Value = '\(value)'
        """
      return try fixture.rows(
        """
        SELECT '\(place.table.name)', '\(place.column)', count(DISTINCT Id >> 20), count(*),
          min(TimeGenerated), max(TimeGenerated)
        FROM (\(rows)) HAVING count(*) > 0
        """)
    }
  }

  @Test(arguments: [1, 3, 100])
  func `the newest rows are those of a full sort`(limit: Int) throws {
    let fixture = try WarehouseFixture()
    let runs = try StoredRuns(fixture)
    var generator = SeededGenerator(state: 7)
    for _ in 0..<5 {
      try runs.addConnections(
        (0..<30).map { _ in
          let last = Int.random(in: 1...4, using: &generator)
          return (
            Int64.random(in: 0...50, using: &generator), "192.0.2.\(last)",
            "192.0.2.\(Int.random(in: 1...4, using: &generator))", ""
          )
        })
    }
    let reader = PrevalenceReader(database: fixture.database, now: newYear.ticks)
    let values = [AskedValue("192.0.2.1"), AskedValue("192.0.2[.]2")].compactMap(\.self)
    let ids = try reader.newestRows(of: values, in: NetworkConnectionTable.table, limit: limit)
    let expected = try fixture.rows(
      """
      SELECT r.Id FROM NetworkConnectionRow AS r
      JOIN Observable AS s ON s.Id = r.SourceIPId JOIN Observable AS d ON d.Id = r.DestinationIPId
      WHERE s.Value IN ('192.0.2.1', '192.0.2.2') OR d.Value IN ('192.0.2.1', '192.0.2.2')
      ORDER BY r.TimeGenerated DESC, r.Id LIMIT \(limit)
      """)
    #expect(ids.map(String.init) == expected)
    #expect(ids.count >= min(limit, 50))
  }

  // MARK: Indicators

  private func indicator(
    _ id: String, _ column: ObservableColumn, _ value: String, expires: Timestamp? = nil,
    revoked: Bool = false
  ) -> FeedObject {
    var row = Indicator()
    row.indicatorId = id
    row.expirationDateTime = expires
    row.revoked = revoked
    switch column {
    case .networkIP: row.networkIP = value
    case .domainName: row.domainName = value
    case .url: row.url = value
    default: row.networkCidrBlock = value
    }
    return FeedObject(
      objectId: id, stixType: "indicator", modified: newYear, data: Array(id.utf8), mapping: "1",
      isIndicator: true, indicators: [row])
  }

  private func listed(_ text: String, in fixture: WarehouseFixture) throws -> [String] {
    let reader = PrevalenceReader(database: fixture.database, now: newYear.ticks)
    let value = try #require(AskedValue(text))
    return try reader.prevalence(of: value).listings.map {
      "\($0.state) \($0.relation.rawValue) \($0.column)=\($0.indicatorValue) \($0.indicatorId)"
    }
  }

  @Test func `an indicator is found by its value, its domain, its block and its host`() throws {
    let fixture = try WarehouseFixture()
    try fixture.ingest([
      indicator("exact", .networkIP, "192.0.2.7"),
      indicator("block", .networkCidrBlock, "192.0.2.0/24"),
      indicator("wide", .networkCidrBlock, "192.0.0.0/8"),
      indicator("v6", .networkCidrBlock, "2001:db8::/32"),
      indicator("domain", .domainName, "evil.example"),
      indicator("url", .url, "http://gate.test/x.php"),
    ])
    #expect(
      try listed("192[.]0[.]2[.]7", in: fixture) == [
        "active equal NetworkIP=192.0.2.7 exact",
        "active block NetworkCidrBlock=192.0.2.0/24 block",
        "active block NetworkCidrBlock=192.0.0.0/8 wide",
      ])
    #expect(
      try listed("192.0.2.128/25", in: fixture) == [
        "active block NetworkCidrBlock=192.0.2.0/24 block",
        "active block NetworkCidrBlock=192.0.0.0/8 wide",
      ])
    #expect(
      try listed("2001:DB8:0:0::1", in: fixture) == [
        "active block NetworkCidrBlock=2001:db8::/32 v6"
      ])
    #expect(
      try listed("hxxp://a.b.evil[.]example/x", in: fixture) == [
        "active subdomain DomainName=evil.example domain"
      ])
    #expect(
      try listed("EVIL.example.", in: fixture) == ["active equal DomainName=evil.example domain"])
    #expect(try listed("notevil.example", in: fixture) == [])
    #expect(
      try listed("hxxp://GATE.test/x.php", in: fixture) == [
        "active equal Url=http://gate.test/x.php url"
      ])
    #expect(try listed("193.0.2.7", in: fixture) == [])
  }

  @Test func `the host of a URL that is an indicator leads to it`() throws {
    let fixture = try WarehouseFixture()
    try fixture.ingest([indicator("url", .url, "http://gate.test/x.php")])
    // As an ingest leaves it: role 21 is the host of Url.
    try fixture.database.connection.execute(
      """
      INSERT OR IGNORE INTO Observable (Value, Roles) VALUES ('gate.test', 1);
      INSERT OR IGNORE INTO IndicatorObservable
      SELECT o.Id, 21, i.Id FROM Observable AS o, Indicator AS i WHERE o.Value = 'gate.test';
      """)
    let expected = ["active url host Url=http://gate.test/x.php url"]
    #expect(try listed("gate.test", in: fixture) == expected)
    #expect(try listed("http://gate.test/other", in: fixture) == expected)
    #expect(
      try listed("http://gate.test/x.php", in: fixture) == [
        "active equal Url=http://gate.test/x.php url"
      ])
  }

  @Test func `active indicators come before expired ones, and these before revoked ones`() throws {
    let fixture = try WarehouseFixture()
    try fixture.ingest([
      indicator("a revoked", .networkIP, "192.0.2.7", revoked: true),
      indicator("b expired", .networkIP, "192.0.2.7", expires: newYear),
      indicator("c active", .networkIP, "192.0.2.7", expires: newYear.adding(ticks: 1)),
      indicator("d active", .networkIP, "192.0.2.7"),
    ])
    let states = try listed("192.0.2.7", in: fixture).map { $0.prefix { $0 != " " } }
    #expect(states == ["active", "active", "expired", "revoked"])
  }

  @Test func `of very many indicators the first are listed, active ones first`() throws {
    let fixture = try WarehouseFixture()
    let count = Prevalence.maximumListings
    try fixture.ingest(
      (0..<count).map { indicator("a\($0)", .networkIP, "192.0.2.7", revoked: true) }
        + (0..<count).map { indicator("b\($0)", .networkIP, "192.0.2.7") })
    let reader = PrevalenceReader(database: fixture.database, now: newYear.ticks)
    let found = try reader.prevalence(of: try #require(AskedValue("192.0.2.7")))
    #expect(found.isCut)
    #expect(found.listings.count == count)
    #expect(found.listings.allSatisfy { $0.state == .active })
  }

  // MARK: Blocks and domains

  @Test func `a block and a domain stand for what was seen in them`() throws {
    let fixture = try WarehouseFixture()
    let runs = try StoredRuns(fixture)
    try runs.addConnections([
      (1, "10.0.0.1", "192.0.2.1", ""), (2, "10.0.0.1", "192.0.2.200", "a.example"),
      (3, "10.0.0.1", "192.0.3.0", "example"), (4, "2001:db8::1", "192.0.2.0", "b.a.example"),
      (5, "10.0.0.1", "192.0.2.1", "a-b.example"), (6, "10.0.0.1", "192.0.2.1", "xa.example"),
    ])
    let reader = PrevalenceReader(database: fixture.database, now: newYear.ticks)
    let block = try #require(AskedValue("192.0.2[.]0/24"))
    let all = try reader.seen(in: try #require(block.block), asked: block, limit: 10)
    #expect(all.values.map(\.text) == ["192.0.2.0", "192.0.2.1", "192.0.2.200"])
    #expect(all.values.allSatisfy { $0.asked == "192.0.2[.]0/24" && $0.kind == "ipv4" })
    let first = try reader.seen(in: try #require(block.block), asked: block, limit: 2)
    #expect(first.values.map(\.text) == ["192.0.2.0", "192.0.2.1"])
    #expect(first.count == 3)
    let name = try #require(AskedValue("a.example"))
    let below = try reader.seen(below: try #require(name.domainName), asked: name, limit: 10)
    #expect(below.values.map(\.text) == ["b.a.example"])
    let top = try #require(AskedValue("example").flatMap(\.domainName))
    #expect(
      try reader.seen(below: top, asked: name, limit: 10).values.map(\.text)
        == ["a.example", "b.a.example", "a-b.example", "xa.example"].sorted {
          $0.split(separator: ".").reversed().joined(separator: ".")
            < $1.split(separator: ".").reversed().joined(separator: ".")
        })
  }

  @Test(arguments: [
    ("192.0.2.7", "ipv4", "192.0.2.7"), ("::FFFF:192.0.2.7", "ipv4", "192.0.2.7"),
    ("hxxps://Evil[.]example/A", "url", "https://evil.example/A"),
    ("  evil(dot)example ", "domain", "evil.example"), ("localhost", "name", "localhost"),
    ("192.0.2.9/32", "ipv4", "192.0.2.9"), ("192.0.2.9/24", "cidr", "192.0.2.0/24"),
    (
      "D41D8CD98F00B204E9800998ECF8427E", "md5", "d41d8cd98f00b204e9800998ecf8427e"
    ),
    ("Mozilla/5.0 (X11)", "text", "Mozilla/5.0 (X11)"),
    ("_ldap._tcp.dc", "domain", "_ldap._tcp.dc"),
  ])
  func `a value is taken in the form that the warehouse holds`(
    text: String, kind: String, stored: String
  ) throws {
    let value = try #require(AskedValue(text))
    #expect(value.kind == kind)
    #expect(value.text == stored)
  }

  @Test func `what is no value is refused`() {
    #expect(AskedValue("") == nil)
    #expect(AskedValue(" \t") == nil)
    #expect(AskedValue("a\0b") == nil)
    #expect(AskedValue(String(repeating: "a", count: AskedValue.maximumTextCount + 1)) == nil)
  }
}
