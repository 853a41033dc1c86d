// A random warehouse for the ways in: rows and indicators from small pools, so that all kinds of
// matches and near misses come. Whatever is derived from them is filled here, in plain SQL after the
// definition of the schema, and not by the code that keeps it.

import Hunting
import Indicators
import KQL
import SQLite
import TestSupport
import Warehouse

/// The world.
struct WaysWorld {
  static let addresses = [
    "10.0.0.1", "10.0.0.2", "10.0.1.1", "192.0.2.7", "192.0.2.130", "198.51.100.7", "2001:db8::1",
    "2001:db8:1::5", "203.0.113.9",
  ]
  static let names = [
    "evil.example", "a.evil.example", "b.a.evil.example", "notevil.example", "evil.example.org",
    "example", "x.example", "10.0.0.1", "192.0.2.7", "xn--bcher-kva.example", "a..evil.example",
    "good.test", "_x.good.test",
  ]
  static let blocks = [
    "10.0.0.0/24", "10.0.0.0/8", "192.0.2.128/25", "192.0.2.7/32", "2001:db8::/32",
    "2001:db8:1::/48", "::/0", "0.0.0.0/0",
  ]
  static let hashes = [
    "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "00", "11",
  ]
  static let urls = [
    "http://evil.example/a", "http://a.evil.example:8080/x?y#z", "http://192.0.2.7/gate.php",
    "https://user:pw@good.test/", "http://evil.example\\@good.test/", "http://EVIL.example/",
    "http://evil.example./", "http://[2001:db8::1]:80/x", "http://xn--bcher-kva.example/",
    "http://b\u{FC}cher.example/", "evil.example/no-scheme", "//evil.example/x",
    "http://10.0.0.1:443", "http://10.0.0.1\\@10.0.0.2/", "http://a%2eevil.example/",
    "ftp://good.test", "http:///nohost",
  ]
  static let answers = [
    "", "10.0.0.1", "10.0.0.1, 192.0.2.7", "192.0.2.7, 192.0.2.7", "2001:db8::1, 10.0.0.2",
    "203.0.113.9, 10.0.1.1, 203.0.113.9, 203.0.113.9", "10.0.0.1, 10.0.0.2",
    "192.0.2.130, 192.0.2.7, 10.0.0.2, 10.0.0.1, 10.0.0.2",
  ]

  let fixture: WarehouseFixture
  private let runner: HuntRunner
  private let plainRunner: HuntRunner
  /// New year of 2026 and an hour.
  static let now = newYear.ticks + 3_600 * Timestamp.ticksPerSecond

  init(seed: UInt64, isAnalyzed: Bool = false, isEmpty: Bool = false) throws {
    var random = SeededGenerator(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
    fixture = try WarehouseFixture()
    runner = try HuntRunner(database: fixture.database, now: Self.now)
    plainRunner = try HuntRunner(database: fixture.database, now: Self.now, isPruning: false)
    if !isEmpty {
      try fill(&random)
      try derive()
    }
    if isAnalyzed { try fixture.database.connection.execute("ANALYZE") }
  }

  // MARK: Rows

  private func fill(_ random: inout SeededGenerator) throws {
    try fixture.ingest((0..<42).map { try indicator($0, &random) })
    // The same identifiers from another feed, and at the same time: versions between which nothing decides.
    try fixture.ingest((0..<14).map { try indicator($0 + 7, &random) }, source: "Other")
    let connection = fixture.database.connection
    try connection.execute(
      """
      UPDATE Indicator SET Version = 1 + Id % 4;
      INSERT INTO Import (Id, Path, Format, TableName, DeviceVendor, DeviceProduct, EventType,
        HeadLength, HeadDigest, ContentLength, ContentDigest, StartedAt, Outcome, Inserted, Rejected,
        Note)
      VALUES (1, 'a.log', 'zeek-conn', 'NetworkConnection', 'Zeek', 'Zeek', 'conn', 0, x'', 0, x'',
        0, 'done', 0, 0, '')
      """)
    var sequences = Array(1...9)
    sequences.shuffle(using: &random)
    for run in 1...9 {
      let table = ["NetworkConnection", "DnsEvents", "FileEvents"][run % 3]
      try fillRun(Int64(run), table, sequence: sequences[run - 1], &random)
    }
  }

  private func indicator(_ number: Int, _ random: inout SeededGenerator) throws -> FeedObject {
    var row = Indicator()
    row.indicatorId = "i\(number)"
    switch number % 7 {
    case 0: row.networkIP = random.pick(Self.addresses)
    case 1: row.domainName = random.pick(Self.names)
    case 2: row.networkCidrBlock = random.pick(Self.blocks)
    case 3: row.url = random.pick(Self.urls)
    case 4: row.fileHashValue = random.pick(Self.hashes)
    case 5:
      row.networkSourceIP = random.pick(Self.addresses)
      row.networkDestinationCidrBlock = random.pick(Self.blocks)
    default:
      row.networkSourceCidrBlock = random.pick(Self.blocks)
      row.url = random.pick(Self.urls)
    }
    row.description = random.pick(["one", "two", ""])
    row.validFrom = newYear.adding(days: random.pick([-3, 0]))
    row.expirationDateTime = random.pick([nil, newYear.adding(days: 9), newYear.adding(days: -9)])
    var rows = [row]
    if number % 3 == 0 {
      // An object with several observables has a row for each.
      row.networkIP = random.pick(Self.addresses)
      row.description = "second"
      if row.networkIP != rows[0].networkIP { rows.append(row) }
    }
    return FeedObject(
      objectId: row.indicatorId, stixType: "indicator", modified: newYear,
      data: Array("{\"id\":\(number)}".utf8), mapping: "1", isIndicator: true, indicators: rows)
  }

  private func fillRun(
    _ run: Int64, _ table: String, sequence: Int, _ random: inout SeededGenerator
  ) throws {
    let leading = ["NetworkConnection": 2, "DnsEvents": 8, "FileEvents": 128][table] ?? 0
    var rows: [[String]] = []
    for _ in 0..<Int.random(in: 3...14, using: &random) {
      switch table {
      case "NetworkConnection":
        rows.append([
          random.pick(Self.addresses), random.pick(Self.addresses), random.pick(Self.names + [""]),
        ])
      case "DnsEvents":
        rows.append([
          random.pick(Self.names + [""]), random.pick(Self.addresses), random.pick(Self.answers),
        ])
      default: rows.append((0..<3).map { _ in random.pick(Self.hashes + [""]) })
      }
    }
    rows.sort { $0[0] < $1[0] }
    let columns = [
      "NetworkConnection": ["DestinationIPId", "SourceIPId", "DestinationHostNameId"],
      "DnsEvents": ["NameId", "ClientIPId", "IPAddresses"],
      "FileEvents": ["SHA256Id", "SHA1Id", "MD5Id"],
    ][table, default: []]
    let connection = fixture.database.connection
    let places = columns.map {
      $0 == "IPAddresses" ? "?" : "(SELECT Id FROM Observable WHERE Value = ?)"
    }
    let insert = try connection.prepare(
      """
      INSERT INTO \(table)Row (Id, TimeGenerated, ImportId, SourceLine, \(columns.joined(separator: ", ")))
      VALUES (?, ?, 1, ?, \(places.joined(separator: ", ")))
      """)
    // Runs lie a day apart, and each takes half of one.
    let day = newYear.ticks - Int64.random(in: 0...4, using: &random) * Self.day
    for (place, row) in rows.enumerated() {
      for (column, value) in zip(columns, row) where column != "IPAddresses" { try intern(value) }
      insert.bind(Optional(run << 20 | Int64(place)), at: 1)
      insert.bind(Optional(day - Int64.random(in: 0...(Self.day / 2), using: &random)), at: 2)
      insert.bind(place, at: 3)
      for (index, value) in row.enumerated() { insert.bind(value, at: Int32(index + 4)) }
      try insert.run()
    }
    try connection.execute(
      """
      INSERT INTO Run (Id, TableName, Role, FirstRow, LastRow, MinTime, MaxTime, Sequence)
      SELECT \(run), '\(table)', \(leading), min(Id), max(Id), min(TimeGenerated),
        max(TimeGenerated), \(sequence)
      FROM \(table)Row WHERE Id >> 20 = \(run)
      """)
  }

  static let day = 86_400 * Timestamp.ticksPerSecond

  private func intern(_ value: String) throws {
    let insert = try fixture.database.connection.cached(
      "INSERT OR IGNORE INTO Observable (Value, Roles) VALUES (?, 0)")
    insert.bind(value, at: 1)
    try insert.run()
  }

  // MARK: What is derived

  private static let logRoles: [(role: Int, table: String, column: String)] = [
    (2, "NetworkConnection", "DestinationIPId"), (4, "NetworkConnection", "SourceIPId"),
    (64, "NetworkConnection", "DestinationHostNameId"), (8, "DnsEvents", "NameId"),
    (16, "DnsEvents", "ClientIPId"), (128, "FileEvents", "SHA256Id"),
    (256, "FileEvents", "SHA1Id"), (512, "FileEvents", "MD5Id"),
  ]

  private static let sightings =
    logRoles.map {
      "SELECT \($0.role) AS Role, \($0.column) AS ObservableId, Id AS RowId, TimeGenerated AS T"
        + " FROM \($0.table)Row WHERE \($0.column) <> 0"
    }.joined(separator: " UNION ALL ") + """
       UNION ALL SELECT DISTINCT 32, o.Id, r.Id, r.TimeGenerated FROM DnsEventsRow AS r
      JOIN json_each('["' || replace(r.IPAddresses, ', ', '","') || '"]') AS e
      JOIN Observable AS o ON o.Value = e.value WHERE e.value <> ''
      """

  private func derive() throws {
    let connection = fixture.database.connection
    let links =
      ObservableColumn.allCases.map {
        "SELECT Id AS I, \($0.rawValue) AS R, \($0.name) AS V FROM Indicator WHERE \($0.name) <> ''"
      } + [
        "SELECT Id, 21, json_extract(kql_parse_url(Url), '$.Host') FROM Indicator",
        // The host that a client goes to may be another one.
        Self.urls.compactMap { url -> String? in
          guard let url = IndicatorURL(url)?.text, let host = URLHost(url)?.text else { return nil }
          return "SELECT Id, 21, '\(host)' FROM Indicator WHERE Url = '\(url)'"
        }.joined(separator: " UNION "),
      ]
    try connection.execute(
      """
      DELETE FROM MatchOccurrence; DELETE FROM Occurrence; DELETE FROM ObservableRelation;
      DELETE FROM IndicatorObservable; UPDATE Observable SET Roles = 0;
      CREATE TEMP TABLE Link AS \(links.joined(separator: " UNION "));
      DELETE FROM temp.Link WHERE V = '' OR V IS NULL;
      INSERT OR IGNORE INTO Observable (Value, Roles) SELECT V, 0 FROM temp.Link;
      INSERT INTO IndicatorObservable (ObservableId, Role, IndicatorId)
        SELECT o.Id, R, I FROM temp.Link JOIN Observable AS o ON o.Value = V;
      UPDATE Observable SET Roles = 1 WHERE Id IN (SELECT ObservableId FROM IndicatorObservable);
      CREATE TEMP TABLE Sighting AS \(Self.sightings);
      INSERT INTO Occurrence
        SELECT RowId >> 20, Role, ObservableId, min(RowId), max(RowId), count(*),
          CASE WHEN Role IN (2, 8, 128) THEN '' ELSE json_group_array(RowId & 1048575) END,
          min(T), max(T)
        FROM (SELECT * FROM temp.Sighting ORDER BY RowId) GROUP BY RowId >> 20, Role, ObservableId;
      UPDATE Observable SET Roles = Roles | coalesce((SELECT sum(Role) FROM
        (SELECT DISTINCT Role FROM temp.Sighting AS s WHERE s.ObservableId = Observable.Id)), 0);
      INSERT INTO ObservableRelation
        SELECT DISTINCT 1, d.Id, s.Id FROM IndicatorObservable AS l
        JOIN Observable AS d ON d.Id = l.ObservableId
        JOIN Observable AS s ON s.Roles & 72 <> 0
          AND EXISTS (SELECT 1 FROM json_each(kql_domain_parents(s.Value)) AS e WHERE e.value = d.Value)
        WHERE l.Role = 5;
      INSERT INTO ObservableRelation
        SELECT DISTINCT 2, b.Id, s.Id FROM IndicatorObservable AS l
        JOIN Observable AS b ON b.Id = l.ObservableId
        JOIN Observable AS s ON s.Roles & 54 <> 0 AND kql_ipv6_lookup(s.Value, b.Value)
        WHERE l.Role IN (9, 10, 11);
      UPDATE Observable SET Roles = Roles | 1048576
        WHERE Id IN (SELECT SeenId FROM ObservableRelation);
      INSERT INTO MatchOccurrence
        SELECT c.ObservableId, c.Role, c.RunId, c.FirstRow, c.LastRow, c.Places FROM Occurrence AS c
        JOIN Observable AS o ON o.Id = c.ObservableId WHERE o.Roles & 1048577 <> 0;
      DROP TABLE temp.Sighting; DROP TABLE temp.Link
      """)
  }

  // MARK: Queries

  /// The compiled query.
  func compile(
    _ text: String, isPruning: Bool = true, since: NewSince? = nil, provenance: Bool = false
  ) throws -> CompiledQuery {
    try KQLCompiler.compile(
      text, catalog: WarehouseCatalog.catalog,
      options: CompileOptions(
        now: Self.now, pruning: isPruning, since: since, wantsProvenance: provenance)
    ).get()
  }

  /// The rows of a query, each value as text, in the query's order or, where it has none, sorted.
  func rows(_ query: CompiledQuery) throws -> [String] {
    var rows: [String] = []
    try runner.run(query) { row in
      rows.append((0..<row.count).map { row.text(Int32($0)) }.joined(separator: "|"))
    }
    return query.isOrdered ? rows : rows.sorted()
  }

  func plan(_ query: CompiledQuery) throws -> [String] {
    try runner.plan(of: query).nodes.map(\.detail)
  }
}
