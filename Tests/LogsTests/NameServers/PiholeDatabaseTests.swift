// A Pi-hole's own database, made here with SQLite in its old and its new layout.

import Foundation
import Logs
import SQLite
import TestSupport
import Testing
import Warehouse

struct `a Pi-hole's database` {
  private let columns = """
    SELECT TimeGenerated, ClientIP, Name, QueryType, Result, coalesce(ResultCode, 'none'), EventSubType,
      coalesce(DnsNetworkDuration, 'none'), DnsSessionId, AdditionalFields FROM DnsEvents ORDER BY SourceLine
    """
  private let oldTable = """
    CREATE TABLE queries (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER NOT NULL,
      type INTEGER NOT NULL, status INTEGER NOT NULL, domain TEXT NOT NULL, client TEXT NOT NULL,
      forward TEXT, additional_info TEXT);
    """
  private let newTables = """
    CREATE TABLE query_storage (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER NOT NULL,
      type INTEGER NOT NULL, status INTEGER NOT NULL, domain INTEGER NOT NULL, client INTEGER NOT NULL,
      forward INTEGER, additional_info INTEGER, reply_type INTEGER, reply_time REAL, dnssec INTEGER);
    CREATE TABLE domain_by_id (id INTEGER PRIMARY KEY, domain TEXT NOT NULL);
    CREATE TABLE client_by_id (id INTEGER PRIMARY KEY, ip TEXT NOT NULL, name TEXT);
    CREATE TABLE forward_by_id (id INTEGER PRIMARY KEY, forward TEXT NOT NULL);
    CREATE VIEW queries AS SELECT 1 AS id;
    """

  /// Runs SQL on a database of the fixture's folder.
  private func run(
    _ sql: String, in fixture: ImportFixture, _ name: String = "ftl.db"
  ) throws -> String {
    let path = fixture.directory.path(name)
    try Connection(path: path, mode: .create).execute(sql)
    return path
  }

  @Test func `the old layout has texts`() throws {
    let fixture = try ImportFixture()
    let path = try run(
      oldTable + """
        INSERT INTO queries VALUES (1, 1592886836, 1, 2, 'A.example', '192.0.2.1', '9.9.9.9#53', NULL),
          (2, 1592886837, 16, 1, 'ads.example', '2001:0DB8::1', NULL, NULL),
          (5, 1592886838, 166, 99, 'b.example', '192.0.2.2', NULL, NULL);
        """, in: fixture)
    let report = try fixture.load(path)
    #expect(report.files.map(\.format) == ["pihole-ftl"])
    #expect(
      try fixture.rows(columns) == [
        "2020-06-23T04:33:56.0000000Z|192.0.2.1|a.example|A||none||none|1"
          + #"|{"status":"forwarded","forward":"9.9.9.9#53"}"#,
        "2020-06-23T04:33:57.0000000Z|2001:db8::1|ads.example|HTTPS||none||none|2"
          + #"|{"status":"blocked by gravity"}"#,
        #"2020-06-23T04:33:58.0000000Z|192.0.2.2|b.example|66||none||none|5|{"status":"99"}"#,
      ])
  }

  @Test func `the new layout has numbers, and texts from before`() throws {
    let fixture = try ImportFixture()
    let path = try run(
      newTables + """
        INSERT INTO domain_by_id VALUES (7, 'c.example');
        INSERT INTO client_by_id VALUES (3, '192.0.2.7', 'laptop');
        INSERT INTO forward_by_id VALUES (1, '1.1.1.1#53');
        INSERT INTO query_storage (timestamp, type, status, domain, client, forward, reply_type, reply_time)
          VALUES (1700000000, 2, 2, 7, 3, 1, 2, 0.0125), (1700000000.5, 1, 3, 7, 3, NULL, 4, 0.00004),
          (1700000001, 1, 17, 'd.example', '192.0.2.8', '8.8.8.8#53', 0, NULL),
          (1700000002, 1, 2, 999, 3, NULL, 12, NULL);
        """, in: fixture)
    #expect(try fixture.load(path).inserted == 4)
    #expect(
      try fixture.rows(columns) == [
        "2023-11-14T22:13:20.0000000Z|192.0.2.7|c.example|AAAA|NXDOMAIN|3|response|12.5|1"
          + #"|{"status":"forwarded","forward":"1.1.1.1#53","client_name":"laptop"}"#,
        "2023-11-14T22:13:20.5000000Z|192.0.2.7|c.example|A|NOERROR|0|response|0.04|2"
          + #"|{"status":"answered from cache","client_name":"laptop"}"#,
        "2023-11-14T22:13:21.0000000Z|192.0.2.8|d.example|A||none|request|none|3"
          + #"|{"status":"answered from stale cache","forward":"8.8.8.8#53"}"#,
        "2023-11-14T22:13:22.0000000Z|192.0.2.7||A||none|request|none|4"
          + #"|{"status":"forwarded","client_name":"laptop"}"#,
      ])
  }

  @Test func `again it adds nothing, and new queries alone when it has grown`() throws {
    let fixture = try ImportFixture()
    let rows = """
      WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 4999)
      INSERT INTO queries (timestamp, type, status, domain, client)
      SELECT 1592886836 + i, 1, 2, 'n' || i || '.example', '192.0.2.1' FROM n;
      """
    let path = try run(oldTable + rows, in: fixture)
    #expect(try fixture.load(path).inserted == 5_000)
    #expect(try fixture.load(path).files.map(\.outcome) == [.alreadyKnown])
    let copy = fixture.directory.path("copy.db")
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    #expect(try fixture.load(copy).files.map(\.outcome) == [.alreadyKnown])
    _ = try run(rows, in: fixture)
    let report = try fixture.load(path)
    #expect(report.files.map(\.outcome) == [.continued])
    #expect(report.inserted == 5_000)
    #expect(try fixture.value("SELECT count(*) FROM DnsEvents") == "10000")
  }

  @Test func `what is in the write-ahead log of a Pi-hole that runs is read`() throws {
    let fixture = try ImportFixture()
    let path = fixture.directory.path("ftl.db")
    let pihole = try Connection(path: path, mode: .create)
    try pihole.execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;" + oldTable)
    try pihole.execute(
      "INSERT INTO queries VALUES (1, 1592886836, 1, 2, 'a.example', '192.0.2.1', NULL, NULL)")
    #expect(try fixture.load(path).inserted == 1)
    try pihole.execute("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE")
    guard case .failed(let reason) = try fixture.load(path).files[0].outcome else {
      Issue.record("a locked database was read")
      return
    }
    #expect(reason.hasPrefix("the database is locked by another program: import a copy of it"))
  }

  @Test func `a copy in WAL mode is read, and nothing is made beside it`() throws {
    let fixture = try ImportFixture()
    let path = try run(
      "PRAGMA journal_mode = WAL;" + oldTable
        + "INSERT INTO queries VALUES (1, 1592886836, 1, 2, 'a.example', '192.0.2.1', NULL, NULL);",
      in: fixture)
    #expect(try fixture.load(path).inserted == 1)
    let names = try FileManager.default.contentsOfDirectory(atPath: fixture.directory.path(""))
    #expect(names.filter { $0.hasPrefix("ftl.db") } == ["ftl.db"])
  }

  @Test func `what a hostile row holds stays in its row`() throws {
    let fixture = try ImportFixture()
    let path = try run(
      oldTable + """
        INSERT INTO queries VALUES (1, 'x', 1, 2, 'a.example', '192.0.2.1', NULL, NULL),
          (2, 1592886836, 'y', 'z', 'b' || char(9) || char(10) || '.example', 'host' || char(0) || 'x', NULL, NULL),
          (3, 1592886836, 1, 2, x'ff41', x'00', NULL, NULL),
          (4, 9e99, 1, -9223372036854775808, '', '', '', ''),
          (5, 1592886836, 9223372036854775807, 9223372036854775807, 'e.example', '192.0.2.5', NULL, NULL);
        """, in: fixture)
    let report = try fixture.load(path)
    #expect(report.inserted == 3)
    #expect(
      report.files[0].firstRejections.map(\.reason) == [
        "the time cannot be read", "the time cannot be read",
      ])
    #expect(
      try fixture.rows("SELECT Name, ClientIP FROM DnsEvents ORDER BY SourceLine") == [
        #"b\x09\x0a.example|"#, #"\xffa|"#, "e.example|192.0.2.5",
      ])
  }

  @Test func `a view or a virtual table is not read as queries`() throws {
    for schema in [
      "CREATE VIEW queries AS WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n) "
        + "SELECT i AS id, i AS timestamp, 1 AS type, 1 AS status, 'a' AS domain, 'b' AS client FROM n;",
      "CREATE TABLE queries (id INTEGER PRIMARY KEY, question TEXT);", "CREATE TABLE other (x);",
    ] {
      let fixture = try ImportFixture()
      let path = try run(schema, in: fixture)
      let reason =
        "a SQLite database, but not a Pi-hole's: it has no table of queries with timestamp, domain and client"
      #expect(try fixture.load(path).files.map(\.outcome) == [.failed(reason)])
    }
  }

  @Test func `a text that is too long, and a damaged page, end the import with what was good`()
    throws
  {
    let fixture = try ImportFixture()
    let path = try run(
      oldTable + """
        INSERT INTO queries VALUES (1, 1592886836, 1, 2, 'a.example', '192.0.2.1', NULL, NULL),
          (2, 1592886836, 1, 2, hex(zeroblob(2000000)), '192.0.2.1', NULL, NULL);
        """, in: fixture)
    let outcome = try #require(try fixture.load(path).files.first?.outcome)
    guard case .failed(let reason) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(reason.hasPrefix("the database cannot be read: "))

    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for index in 100..<min(bytes.count, 12_000) { bytes[index] ^= 0x5a }
    let damaged = try fixture.write(bytes, to: "damaged.db")
    guard case .failed = try fixture.load(damaged).files[0].outcome else {
      Issue.record("a damaged database was read")
      return
    }
  }

  @Test func `in a folder another database is skipped, and a path is needed`() throws {
    let fixture = try ImportFixture()
    let folder = fixture.directory.path("logs")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try run("CREATE TABLE other (x);", in: fixture, "logs/other.db")
    let path = try run(
      oldTable
        + "INSERT INTO queries VALUES (1, 1592886836, 1, 2, 'a.example', '192.0.2.1', NULL, NULL);",
      in: fixture, "logs/pihole-FTL.db")
    let report = try fixture.load(folder)
    #expect(report.inserted == 1)
    #expect(!report.anyFailed)
    let compressed = try fixture.load(try gzip(path))
    #expect(
      compressed.files.map(\.outcome) == [
        .failed(
          "a SQLite database: give the path of the file itself, uncompressed, not through a pipe")
      ])
  }

  @Test func `rows that come while it is followed are read, and none twice`() throws {
    let fixture = try ImportFixture()
    func insert(_ ids: ClosedRange<Int>) throws -> String {
      try run(
        ids.map {
          "INSERT INTO queries VALUES (\($0), 1592886836, 1, 2, 'n\($0).example', '192.0.2.1', NULL, NULL);"
        }.joined(), in: fixture)
    }
    _ = try run(oldTable, in: fixture)
    let path = try insert(1...300)
    var inserted: [Int] = []
    var steps = [301...302, 303...303, 304...900].makeIterator()
    try LogImport(database: fixture.database, now: ImportFixture.now).follow(
      paths: [path], wait: { (try? steps.next().map(insert)) != nil },
      onEvent: { if case .ended(let report) = $0 { inserted.append(report.inserted) } })
    #expect(inserted == [300, 2, 1, 597])
    #expect(try fixture.value("SELECT count(DISTINCT Name) FROM DnsEvents") == "900")
    #expect(try fixture.load(path).files.map(\.outcome) == [.alreadyKnown])
  }

  @Test func `a stream reads the same rows once`() throws {
    let fixture = try ImportFixture()
    let sql =
      oldTable
      + "INSERT INTO queries VALUES (1, 1592886836, 1, 2, 'a.example', '192.0.2.1', NULL, NULL);"
    let paths = [try run(sql, in: fixture), try run(sql, in: fixture, "copy.db")]
    let database = try WarehouseDatabase(path: fixture.database.path, access: .read)
    let report = try LogStream(database: database, now: ImportFixture.now).run(paths: paths)
    #expect(report.files.map(\.outcome) == [.imported, .alreadyKnown])
  }
}
