import Indicators
import Migrations
import SQLite
import TestSupport
import Testing

@testable import Warehouse

/// Step 2 on a database of step 1 with rows: nothing is lost, and every way in is there.
@Suite struct WaysInMigrationTests {
  /// Rows as the first schema held them: two connections, a query with answers, four indicators.
  private static let rows = """
    INSERT INTO Source VALUES (1, 'Feed', 'file', 'feed.json');
    INSERT INTO RawObject VALUES (1, 1, 'o', 'indicator', x'00', 0, '{}', 1);
    INSERT INTO Import VALUES (1, 'conn.log', 'zeek-conn', 'NetworkConnection', 'Zeek', 'Zeek', 'conn',
      1, x'00', 1, x'00', 1, 1, 'done', 2, 0, '');
    INSERT INTO Observable (Id, Value, Roles) VALUES (1, '192.0.2.7', 2), (2, '10.0.0.1', 20),
      (3, 'www.evil.example', 8), (4, 'evil.example', 1), (5, '192.0.2.0/24', 1),
      (6, 'http://198.51.100.9/x', 1), (7, '198.51.100.9', 3);
    INSERT INTO Run VALUES (1, 'NetworkConnection', 2, 1048576, 1048577, 100, 200),
      (2, 'DnsEvents', 8, 2097152, 2097152, 300, 300);
    INSERT INTO Occurrence VALUES (1, 2, 1, 1048576, 1048576, 100, 100),
      (1, 2, 7, 1048577, 1048577, 200, 200), (2, 8, 3, 2097152, 2097152, 300, 300);
    INSERT INTO MatchOccurrence VALUES (7, 2, 1, 1048577, 1048577);
    INSERT INTO NetworkConnectionRow (Id, TimeGenerated, SourceIPId, DestinationIPId,
      DestinationHostName, ImportId, SourceLine)
    VALUES (1048576, 100, 2, 1, 'cdn.evil.example', 1, 1), (1048577, 200, 2, 7, '', 1, 2);
    INSERT INTO DnsEventsRow (Id, TimeGenerated, ClientIPId, NameId, IPAddresses, ImportId, SourceLine)
    VALUES (2097152, 300, 2, 3, '192.0.2.7,2001:db8::1', 1, 1);
    """

  /// One indicator for each observable; every text column that has no value is ''.
  private static func indicator(
    _ id: Int, _ column: String, _ value: String, _ connection: Connection
  ) throws {
    var names: [String] = []
    try connection.prepare(
      """
      SELECT name FROM pragma_table_info('Indicator')
      WHERE "notnull" AND type = 'TEXT' AND name NOT IN ('IndicatorId', 'RowKey', '\(column)')
      """
    ).eachRow { names.append($0.text(0)) }
    let empty = names.map { _ in "''" }.joined(separator: ", ")
    try connection.execute(
      """
      INSERT INTO Indicator (Id, SourceId, RawObjectId, IndicatorId, RowKey, TimeGenerated, Revoked,
        \(column), \(names.joined(separator: ", ")))
      VALUES (\(id), 1, 1, 'i\(id)', 'k\(id)', 1, 0, '\(value)', \(empty))
      """)
  }

  private func oldDatabase(_ path: String) throws {
    let connection = try Connection(path: path, mode: .create)
    try Migrator(connection: connection, path: path, migrations: [SchemaMigration.all[0]])
      .migrate(isAllowed: true)
    try connection.execute(Self.rows)
    try Self.indicator(1, "DomainName", "evil.example", connection)
    try Self.indicator(2, "NetworkCidrBlock", "192.0.2.0/24", connection)
    try Self.indicator(3, "Url", "http://198.51.100.9/x", connection)
    try Self.indicator(4, "NetworkIP", "198.51.100.9", connection)
    try connection.execute(
      "INSERT INTO IndicatorObservable VALUES (4, 5, 1), (5, 9, 2), (6, 6, 3), (7, 1, 4)")
  }

  @Test func `rows of the first schema get every way in, and lose nothing`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("old.db")
    try oldDatabase(path)
    let fixture = try WarehouseFixture(opening: path, in: directory)
    #expect(try MatchOracle(fixture: fixture).differences() == [])
    #expect(
      try fixture.rows(
        "SELECT Kind, IndicatorValue, SeenValue FROM ObservableMatches ORDER BY 1, 3")
        == [
          "block|192.0.2.0/24|192.0.2.7", "equal|198.51.100.9|198.51.100.9",
          "subdomain|evil.example|cdn.evil.example", "subdomain|evil.example|www.evil.example",
        ])
    #expect(
      try fixture.rows(
        "SELECT DestinationIP, DestinationHostName, SourceLine FROM NetworkConnection ORDER BY 3")
        == ["192.0.2.7|cdn.evil.example|1", "198.51.100.9||2"])
    #expect(
      try fixture.rows(
        "SELECT TableName, ColumnName, Rows FROM Sighting WHERE Value = '192.0.2.7' ORDER BY 2")
        == ["NetworkConnection|DestinationIP|1", "DnsEvents|IPAddresses|1"])
    // Step 3 puts a blank behind each comma.
    #expect(try fixture.rows("SELECT IPAddresses FROM DnsEvents") == ["192.0.2.7, 2001:db8::1"])
    #expect(
      try fixture.rows(
        "SELECT IndicatorId FROM IndicatorObservable WHERE Role = 21") == ["3"])
    #expect(try fixture.rows("PRAGMA foreign_key_check").isEmpty)
  }
}
