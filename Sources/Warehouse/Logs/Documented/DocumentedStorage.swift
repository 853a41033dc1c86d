// The table and the view of a documented log table, made from its declaration with the first rows that
// come under its name: a database shows what it holds, and not fifty empty tables.

internal import SQLite

/// Makes the storage of documented tables, inside the caller's transaction.
struct DocumentedStorage {
  let connection: Connection

  /// Makes a table and its view where they are not there; does nothing for a table of our own.
  ///
  /// On a connection that cannot write to its file they shadow it (`ShadowTables`).
  func make(_ table: LogTable) throws {
    guard let documented = DocumentedTable.named(table.name), try !isStored(table) else { return }
    let kind = connection.isReadOnly ? "TEMP TABLE" : "TABLE"
    try connection.execute("CREATE \(kind) \(Self.tableSQL(documented))")
    guard !connection.isReadOnly else { return }
    try connection.execute("CREATE VIEW \(Self.viewSQL(documented))")
  }

  private func isStored(_ table: LogTable) throws -> Bool {
    let find = try connection.cached("SELECT 1 FROM pragma_table_info(?) LIMIT 1")
    find.bind(table.storage, at: 1)
    return try find.first { $0.int(0) } != nil
  }

  // MARK: SQL

  /// What follows `CREATE TABLE`, a comment behind each column.
  static func tableSQL(_ table: DocumentedTable) -> String {
    let columns = zip(table.columns, table.logTable.columns).map { documented, stored in
      let isTime = documented.name == "TimeGenerated"
      let type =
        switch stored.kind {
        case .integer, .importId, .observable: "INTEGER"
        case .time: isTime ? "INTEGER NOT NULL" : "INTEGER"
        case .real: "REAL"
        case .text: "TEXT NOT NULL DEFAULT ''"
        case .nullableText, .json: "TEXT"
        }
      let unit = stored.kind == .time ? ", ticks" : ""
      return "  \(stored.sql) \(type), -- \(documented.type.rawValue)\(unit)"
    }
    return """
      "\(table.logTable.storage)" (
        Id INTEGER PRIMARY KEY, -- run * 2^20 + place
      \(columns.joined(separator: "\n"))
        ImportId INTEGER NOT NULL, -- Import.Id
        SourceLine INTEGER -- line in that file
      )
      """
  }

  /// What follows `CREATE VIEW`: the documented columns, times as ISO 8601 text.
  static func viewSQL(_ table: DocumentedTable) -> String {
    let columns = zip(table.columns, table.logTable.columns).map { documented, stored in
      let value = "r.\(stored.sql)"
      let meaning = ", -- \(documented.type.rawValue)"
      guard stored.kind == .time else { return "  \(value)\(meaning)" }
      return """
          strftime('%Y-%m-%dT%H:%M:%S', \(value) / 10000000 - 62135596800, 'unixepoch')
            || printf('.%07dZ', \(value) % 10000000) AS \(stored.sql)\(meaning)
        """
    }
    return """
      "\(table.name)" AS
      SELECT
      \(columns.joined(separator: "\n"))
        m.Path AS SourceFile, -- where the row was read
        r.SourceLine -- line in that file
      FROM "\(table.logTable.storage)" AS r JOIN Import AS m ON m.Id = r.ImportId
      """
  }
}

extension WarehouseDatabase {
  /// The log tables that the warehouse has: its own, and the documented ones with rows imported under
  /// their names, by name.
  public var logTables: [LogTable] {
    get throws { try explainingErrors { try LogTable.stored(in: connection) } }
  }

  /// The log tables that have rows now.
  public var logTablesWithRows: [LogTable] {
    get throws {
      try explainingErrors {
        try LogTable.stored(in: connection).filter { table in
          let find = try connection.prepare("SELECT 1 FROM \"\(table.storage)\" LIMIT 1")
          return try find.first { $0.int(0) } != nil
        }
      }
    }
  }
}

extension LogTable {
  /// The log tables that a connection can read.
  static func stored(in connection: Connection) throws -> [LogTable] {
    var names: Set<String> = []
    let find = try connection.prepare(
      """
      SELECT name FROM main.sqlite_schema WHERE type = 'table'
      UNION SELECT name FROM temp.sqlite_schema WHERE type = 'table'
      """)
    try find.eachRow { names.insert($0.text(0)) }
    let stored = DocumentedTable.names.filter { names.contains(LogTable.storage(of: $0)) }
    return own + stored.compactMap { DocumentedTable.named($0)?.logTable }
  }
}
