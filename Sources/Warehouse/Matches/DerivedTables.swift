// What step 2 of the schema derives from the rows and indicators that were there before it, and that
// SQL alone cannot say. Called by the Migrator, in the transaction of the step.

internal import Indicators
internal import SQLite

/// Fills the derived tables from the stored rows.
struct DerivedTables {
  let connection: Connection

  /// Fills them; they must be empty but for the leading occurrences.
  func fill() throws {
    try linkIndicators()
    try internAnswers()
    try noteSeen()
    for (id, name) in try runs() {
      guard let table = LogTable.own.first(where: { $0.name == name }) else { continue }
      try RunOccurrences(connection: connection, table: table, runId: id).rebuild()
    }
    try connection.execute("DROP TABLE IF EXISTS temp.ListPlace")
  }

  /// The hosts of URLs, and the blocks as numbers.
  private func linkIndicators() throws {
    let find = try connection.prepare(
      """
      SELECT l.Role, o.Value, l.IndicatorId FROM IndicatorObservable AS l
      JOIN Observable AS o ON o.Id = l.ObservableId WHERE l.Role IN (6, 9, 10, 11)
      """)
    var links: [(column: ObservableColumn, value: String, indicator: Int64)] = []
    try find.eachRow { row in
      guard let column = ObservableColumn(rawValue: row.int(0)) else { return }
      links.append((column, row.text(1), row.int64(2)))
    }
    let book = MatchBook(connection: connection)
    for link in links { try book.add([(link.column, link.value)], indicator: link.indicator) }
  }

  /// The addresses of DNS answers as observables, and their rows.
  private func internAnswers() throws {
    try RunOccurrences.makeListPlaces(connection)
    let role = ObservableRole.answer.rawValue
    try connection.execute(
      """
      CREATE TEMP TABLE Answer AS
        SELECT DISTINCT r.Id AS RowId, trim(e.value) AS Value FROM DnsEventsRow AS r,
          json_each('[' || replace(json_quote(r.IPAddresses), ',', '","') || ']') AS e
        WHERE r.IPAddresses <> '' AND trim(e.value) <> '';
      INSERT INTO Observable (Value, Roles) SELECT DISTINCT Value, \(role) FROM temp.Answer WHERE true
        ON CONFLICT (Value) DO UPDATE SET Roles = Roles | \(role);
      INSERT INTO temp.ListPlace (Role, ObservableId, RowId)
        SELECT \(role), o.Id, a.RowId FROM temp.Answer AS a JOIN Observable AS o ON o.Value = a.Value;
      DROP TABLE temp.Answer;
      """)
  }

  /// Names and addresses of the logs, and what they match through more than equality.
  private func noteSeen() throws {
    let find = try connection.prepare("SELECT Id, Value, Roles FROM Observable WHERE Roles > 1")
    var seen: [(id: Int64, value: String, roles: ObservableRole)] = []
    try find.eachRow { row in
      seen.append((row.int64(0), row.text(1), ObservableRole(rawValue: row.int64(2))))
    }
    var book = try SeenBook(connection: connection)
    let relations = RelationBook(connection: connection)
    for item in seen {
      var value = item.value
      let isRelated = try value.withUTF8 {
        try book.note(UnsafeRawBufferPointer($0), id: item.id, added: item.roles, had: [])
      }
      if isRelated { try relations.set(.related, of: item.id) }
    }
  }

  private func runs() throws -> [(Int64, String)] {
    var runs: [(Int64, String)] = []
    try connection.prepare("SELECT Id, TableName FROM Run ORDER BY Id").eachRow {
      runs.append(($0.int64(0), $0.text(1)))
    }
    return runs
  }
}
