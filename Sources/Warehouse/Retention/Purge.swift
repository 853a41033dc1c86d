// Retention: rows older than a time go. Runs that are older as a whole go as a whole; of the others
// the older rows. Indicators are never touched, nor the ledger: a file whose rows were purged stays
// known, so that a folder that is imported again does not bring them back.

internal import SQLite

/// Removes old log rows.
public struct Purge {
  /// What a purge did.
  public struct Result: Sendable, Equatable {
    /// Rows of one table that went.
    public struct TableRows: Sendable, Equatable {
      /// The table's documented name.
      public let table: String
      /// How many.
      public let count: Int
    }

    /// Rows that went, in the order of `WarehouseDatabase.logTables`; tables without any are left out.
    public var rows: [TableRows] = []
    /// Runs that went as a whole.
    public var droppedRuns = 0
    /// Runs that lost a part of their rows.
    public var trimmedRuns = 0
    /// Bytes that the file became smaller.
    public var freedBytes = 0
  }

  private let database: WarehouseDatabase
  private var connection: Connection { database.connection }

  /// A purge of an open warehouse.
  public init(database: WarehouseDatabase) { self.database = database }

  /// Removes rows whose time is before `cutoff`.
  ///
  /// - Parameters:
  ///   - cutoff: ticks.
  ///   - isCounting: only counts what would go; rows of runs that would be trimmed are counted too.
  /// - Throws: `WarehouseError`; each table is purged in one transaction.
  public func run(before cutoff: Int64, isCounting: Bool = false) throws -> Result {
    try database.explainingErrors {
      var result = Result()
      for table in try database.logTables {
        let before = try rows(of: table, olderThan: cutoff)
        if before > 0 { result.rows.append(Result.TableRows(table: table.name, count: before)) }
        let (dropped, trimmed) = try affectedRuns(table, cutoff)
        result.droppedRuns += dropped.count
        result.trimmedRuns += trimmed.count
        guard !isCounting, !dropped.isEmpty || !trimmed.isEmpty else { continue }
        try connection.transaction { try purge(table, before: cutoff) }
      }
      if !isCounting, !result.rows.isEmpty { result.freedBytes = try giveBack() }
      return result
    }
  }

  private func rows(of table: LogTable, olderThan cutoff: Int64) throws -> Int {
    let count = try connection.prepare(
      """
      SELECT count(*) FROM Run AS r CROSS JOIN \(table.storage) AS s
        ON s.Id BETWEEN r.FirstRow AND r.LastRow
      WHERE r.TableName = ?1 AND r.MinTime < ?2 AND s.TimeGenerated < ?2
      """)
    count.bind(table.name, at: 1)
    count.bind(Optional(cutoff), at: 2)
    return try count.first { $0.int(0) } ?? 0
  }

  private func affectedRuns(
    _ table: LogTable, _ cutoff: Int64
  ) throws -> (dropped: [Int64], trimmed: [Int64]) {
    let find = try connection.prepare(
      "SELECT Id, MaxTime < ?2 FROM Run WHERE TableName = ?1 AND MinTime < ?2 ORDER BY Id")
    find.bind(table.name, at: 1)
    find.bind(Optional(cutoff), at: 2)
    var (dropped, trimmed): ([Int64], [Int64]) = ([], [])
    try find.eachRow { row in
      if row.int(1) == 1 { dropped.append(row.int64(0)) } else { trimmed.append(row.int64(0)) }
    }
    return (dropped, trimmed)
  }

  private func purge(_ table: LogTable, before cutoff: Int64) throws {
    let (dropped, trimmed) = try affectedRuns(table, cutoff)
    let ids = "[" + (dropped + trimmed).map(String.init).joined(separator: ",") + "]"
    let roles = table.roles.rawValue
    try connection.execute(
      "CREATE TEMP TABLE IF NOT EXISTS Purged (Id INTEGER PRIMARY KEY); DELETE FROM temp.Purged")
    try run(
      """
      INSERT OR IGNORE INTO temp.Purged SELECT o.ObservableId
      FROM json_each(?) AS r CROSS JOIN Occurrence AS o ON o.RunId = r.value
      """, .text(ids))
    try RunRemoval(connection: connection).remove(
      "[" + dropped.map(String.init).joined(separator: ",") + "]", of: table)
    for runId in trimmed { try trim(runId, of: table, before: cutoff) }
    try PurgedObservables(connection: connection, places: ObservableRole(rawValue: roles)).settle()
  }

  /// The older rows go, and the others move together: a run has no holes.
  private func trim(_ runId: Int64, of table: LogTable, before cutoff: Int64) throws {
    let find = try connection.cached("SELECT FirstRow, LastRow, Sequence FROM Run WHERE Id = ?")
    find.bind(Optional(runId), at: 1)
    let stored = try find.first { ($0.int64(0), $0.int64(1), $0.int64(2)) }
    guard let (first, last, sequence) = stored else { return }
    try run(
      "DELETE FROM \(table.storage) WHERE Id BETWEEN \(first) AND \(last) AND TimeGenerated < ?",
      .integer(cutoff))
    let merge = RunMerge(database: database)
    try merge.merge(
      [RunMerge.Run(id: runId, rows: last - first + 1, sequence: sequence)], of: table)
    try run(
      """
      UPDATE Run SET MinTime = (SELECT min(s.TimeGenerated) FROM \(table.storage) AS s
        WHERE s.Id BETWEEN Run.FirstRow AND Run.LastRow) WHERE Sequence = ?
      """, .integer(sequence))
  }

  /// Gives the free pages back to the file system where they are worth the copy that it costs.
  private func giveBack() throws -> Int {
    func pages(_ pragma: String) throws -> Int {
      try connection.prepare("PRAGMA \(pragma)").first { $0.int(0) } ?? 0
    }
    let before = try pages("page_count")
    guard try pages("freelist_count") * 10 > before else { return 0 }
    connection.clearCache()
    try connection.execute("VACUUM")
    try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (before - (try pages("page_count"))) * (try pages("page_size"))
  }

  private func run(_ sql: String, _ value: SQLValue) throws {
    let statement = try connection.prepare(sql)
    statement.bind(value, at: 1)
    try statement.run()
  }
}

extension LogTable {
  /// Every role that a row of the table can give an observable.
  var roles: ObservableRole {
    var roles: ObservableRole = []
    for column in columns { if case .observable(let role) = column.kind { roles.formUnion(role) } }
    for role in listRoles { roles.formUnion(role) }
    return roles
  }
}
