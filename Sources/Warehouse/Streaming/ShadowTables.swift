// Tables that shadow those of the log side on a read-only connection: SQLite looks a name up among
// the TEMP tables first (sqlite.org/lang_naming.html). An import on such a connection writes into
// memory, and a hunt on it finds the import's rows and the file's indicators, with the same SQL.

internal import SQLite

/// The shadows of the tables that an import writes.
struct ShadowTables {
  let connection: Connection

  /// Every table that an import writes beside the log tables. One that is missing here shows itself:
  /// the write fails.
  private static let books = [
    "Import", "Rejection", "Run", "Observable", "Occurrence", "MatchOccurrence",
    "ObservableRelation", "SeenName", "SeenAddress",
  ]
  /// Views that read them and that hunts read: a view sees the tables of its own schema only.
  private static let views = ["MatchedObservable"]
  /// Where the Ids of values begin that no indicator holds: beyond any that the file has or gets.
  private static let firstOwnId: Int64 = 1 << 40

  /// Makes them, empty.
  func make() throws {
    // In memory: nothing of a log is written anywhere. Rows may refer to the file's (a rejection to
    // its source), which a foreign key cannot.
    try connection.execute("PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF")
    let names = try LogTable.stored(in: connection).map(\.storage) + Self.books + Self.views
    for sql in try declarations(of: names) { try connection.execute(sql) }
    // The empty value, and one that no log holds (texts have no NUL), so that SQLite counts on.
    try connection.execute(
      """
      INSERT INTO temp.Observable (Id, Value, Roles)
      VALUES (0, '', 0), (\(Self.firstOwnId), char(0), 0)
      """)
  }

  /// The file's own declarations, so that the columns are the same by construction: tables first.
  private func declarations(of names: [String]) throws -> [String] {
    let find = try connection.prepare(
      """
      SELECT type, sql FROM main.sqlite_schema
      WHERE tbl_name = ?1 AND type IN ('table', 'index', 'view') AND sql IS NOT NULL
      ORDER BY type DESC, name
      """)
    var tables: [String] = []
    var others: [String] = []
    for name in names {
      find.bind(name, at: 1)
      try find.eachRow { row in
        let sql = row.text(1)
        switch row.text(0) {
        case "table": tables.append(Self.moved(sql, "CREATE TABLE ", "CREATE TEMP TABLE "))
        case "view": others.append(Self.moved(sql, "CREATE VIEW ", "CREATE TEMP VIEW "))
        default:
          let unique = Self.moved(sql, "CREATE UNIQUE INDEX ", "CREATE UNIQUE INDEX temp.")
          others.append(Self.moved(unique, "CREATE INDEX ", "CREATE INDEX temp."))
        }
      }
    }
    return tables + others
  }

  /// SQLite keeps a declaration as it was written, behind these normalised first words.
  private static func moved(_ sql: String, _ head: String, _ replacement: String) -> String {
    sql.hasPrefix(head) ? replacement + sql.dropFirst(head.count) : sql
  }
}
