// Merges small runs, so that thousands of hourly files do not slow hunts: each match is looked up in
// each run that holds it. Called at the end of an import (ImportSession).
//
// Runs of about the same size are merged eight at a time, so that a row is written again only when
// its run has grown eightfold: at most six times on its way to a run of a million rows.

internal import SQLite

/// Merges small neighbouring runs of each table.
public struct RunMerge {
  private let database: WarehouseDatabase
  private var connection: Connection { database.connection }

  /// How many runs become one.
  static let fanIn = 8

  /// A merge in an open warehouse.
  public init(database: WarehouseDatabase) { self.database = database }

  struct Run {
    let id: Int64
    let rows: Int64
    let sequence: Int64
  }

  /// Merges what is due, each group in a transaction of its own.
  ///
  /// - Returns: how many runs went.
  @discardableResult
  public func run() throws -> Int {
    try database.explainingErrors {
      var gone = 0
      for table in try database.logTables {
        while case let merged = try mergeOne(table), merged > 0 { gone += merged }
      }
      return gone
    }
  }

  private func mergeOne(_ table: LogTable) throws -> Int {
    // First without a lock: mostly nothing is due.
    guard try dueGroup(table) != nil else { return 0 }
    return try connection.transaction {
      guard let group = try dueGroup(table) else { return 0 }
      try merge(group, of: table)
      return group.count - 1
    }
  }

  /// The first neighbours, by arrival, that are due.
  ///
  /// Between two of them no hunt may stand that has seen the one and not the other (`HuntState`):
  /// what it has not seen must stay apart.
  private func dueGroup(_ table: LogTable) throws -> [Run]? {
    var marks: [Int64] = []
    try connection.cached("SELECT DISTINCT Sequence FROM HuntState ORDER BY 1").eachRow {
      marks.append($0.int64(0))
    }
    let find = try connection.cached(
      """
      SELECT Id, LastRow - FirstRow + 1, Sequence FROM Run WHERE TableName = ? ORDER BY Sequence
      """)
    find.bind(table.name, at: 1)
    var group: [Run] = []
    var due: [Run]?
    try find.eachRow { row in
      guard due == nil else { return }
      let run = Run(id: row.int64(0), rows: row.int64(1), sequence: row.int64(2))
      let isApart =
        group.last.map { last in
          marks.contains { last.sequence <= $0 && $0 < run.sequence }
            || Self.size(last) != Self.size(run)
        } ?? false
      if isApart { group = [] }
      group.append(run)
      if group.count == Self.fanIn { due = group }
      if Self.size(run) == nil { group = [] }
    }
    return due
  }

  /// A run's order of magnitude by the fan-in; nil where eight such runs would not fit into one.
  private static func size(_ run: Run) -> Int? {
    guard run.rows * Int64(fanIn) <= Int64(PendingRun.maximumRows) else { return nil }
    var (size, limit) = (0, Int64(fanIn))
    while run.rows >= limit { (size, limit) = (size + 1, limit * Int64(fanIn)) }
    return size
  }

  // MARK: One merge

  /// Writes the rows of several runs as one, inside the caller's transaction.
  func merge(_ group: [Run], of table: LogTable) throws {
    let ids = "[" + group.map { String($0.id) }.joined(separator: ",") + "]"
    let runId = try insertRun(ids)
    try makeMoved(ids, runId: runId, table)
    try moveRows(table)
    try RunOccurrences.makeListPlaces(connection)
    try moveListPlaces(ids, table)
    try moveReturned(ids)
    try RunRemoval(connection: connection).remove(ids, of: table)
    try RunOccurrences(connection: connection, table: table, runId: runId).rebuild()
    try run(
      """
      UPDATE Run SET Sequence = ?2, FirstRow = Id << 20,
        LastRow = (Id << 20) + (SELECT count(*) FROM temp.Moved) - 1 WHERE Id = ?1
      """, [.integer(runId), .integer(group.map(\.sequence).max() ?? 0)])
    try connection.execute("DELETE FROM temp.Moved; DELETE FROM temp.ListPlace")
  }

  private func insertRun(_ ids: String) throws -> Int64 {
    try run(
      """
      INSERT INTO Run (TableName, Role, FirstRow, LastRow, MinTime, MaxTime, Sequence)
      SELECT min(TableName), min(Role), 0, 0, min(MinTime), max(MaxTime), -1
      FROM Run WHERE Id IN (SELECT value FROM json_each(?))
      """, [.text(ids)])
    return connection.lastInsertRowID
  }

  /// Where each row goes: by the leading observable or by time, then by arrival.
  private func makeMoved(_ ids: String, runId: Int64, _ table: LogTable) throws {
    try connection.execute(
      """
      CREATE TEMP TABLE IF NOT EXISTS Moved (OldId INTEGER PRIMARY KEY, NewId INTEGER UNIQUE);
      DELETE FROM temp.Moved
      """)
    try run(
      """
      INSERT INTO temp.Moved (OldId, NewId)
      SELECT s.Id, ?2 + row_number() OVER (ORDER BY s.\(table.order), r.Sequence, s.Id) - 1
      FROM json_each(?1) AS e CROSS JOIN Run AS r ON r.Id = e.value
      CROSS JOIN \(table.storage) AS s ON s.Id BETWEEN r.FirstRow AND r.LastRow
      """, [.text(ids), .integer(runId << 20)])
  }

  private func moveRows(_ table: LogTable) throws {
    let columns = table.columns.map(\.sql)
    try run(
      """
      INSERT INTO \(table.storage) (Id, \(columns.joined(separator: ", ")))
      SELECT m.NewId, \(columns.map { "s.\($0)" }.joined(separator: ", "))
      FROM (SELECT OldId, NewId FROM temp.Moved ORDER BY NewId) AS m
      CROSS JOIN \(table.storage) AS s ON s.Id = m.OldId ORDER BY m.NewId
      """, [])
  }

  private func moveListPlaces(_ ids: String, _ table: LogTable) throws {
    for role in table.listRoles {
      try run(
        """
        INSERT INTO temp.ListPlace (Role, ObservableId, RowId)
        SELECT o.Role, o.ObservableId, m.NewId
        FROM json_each(?1) AS r CROSS JOIN Occurrence AS o ON o.RunId = r.value AND o.Role = ?2
        CROSS JOIN json_each(o.Places) AS p
        CROSS JOIN temp.Moved AS m ON m.OldId = (o.RunId << 20) + p.value
        """, [.text(ids), .integer(role.rawValue)])
    }
  }

  /// What hunts have returned goes with its rows.
  private func moveReturned(_ ids: String) throws {
    try run(
      """
      CREATE TEMP TABLE IF NOT EXISTS Returned (HuntId, RowId, IndicatorId)
      """, [])
    try run(
      """
      INSERT INTO temp.Returned SELECT t.HuntId, m.NewId, t.IndicatorId
      FROM HuntState AS h CROSS JOIN json_each(?) AS e CROSS JOIN Run AS r ON r.Id = e.value
      CROSS JOIN HuntReturnedMatch AS t
        ON t.HuntId = h.Id AND t.RowId BETWEEN r.FirstRow AND r.LastRow
      CROSS JOIN temp.Moved AS m ON m.OldId = t.RowId
      """, [.text(ids)])
    try run("INSERT INTO HuntReturnedMatch SELECT * FROM temp.Returned", [])
    try run("DELETE FROM temp.Returned", [])
  }

  private func run(_ sql: String, _ values: [SQLValue]) throws {
    let statement = try connection.prepare(sql)
    statement.bind(values)
    try statement.run()
  }
}
