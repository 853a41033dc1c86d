// Takes whole runs out of the warehouse: rows, occurrences, and what hunts remember of the rows.
// What follows for the observables is Purge's matter; a merge has put the same rows elsewhere.

internal import SQLite

/// Removes runs inside the caller's transaction.
struct RunRemoval {
  let connection: Connection

  /// Removes runs of one table.
  ///
  /// - Parameter ids: a JSON array of `Run.Id`.
  func remove(_ ids: String, of table: LogTable) throws {
    let ranges = "SELECT FirstRow, LastRow FROM Run WHERE Id IN (SELECT value FROM json_each(?))"
    let find = try connection.prepare(ranges)
    find.bind(ids, at: 1)
    var rows: [(first: Int64, last: Int64)] = []
    try find.eachRow { rows.append(($0.int64(0), $0.int64(1))) }
    for (first, last) in rows {
      try removeRows(of: table, first: first, last: last)
      try removeReturned(first: first, last: last)
    }
    for table in ["Occurrence", "MatchOccurrence"] {
      try run("DELETE FROM \(table) WHERE RunId IN (SELECT value FROM json_each(?))", ids)
    }
    try run("DELETE FROM Run WHERE Id IN (SELECT value FROM json_each(?))", ids)
  }

  private func removeRows(of table: LogTable, first: Int64, last: Int64) throws {
    let delete = try connection.cached("DELETE FROM \(table.storage) WHERE Id BETWEEN ? AND ?")
    delete.bind(Optional(first), at: 1)
    delete.bind(Optional(last), at: 2)
    try delete.run()
  }

  private func removeReturned(first: Int64, last: Int64) throws {
    let delete = try connection.cached(
      """
      DELETE FROM HuntReturnedMatch WHERE (HuntId, RowId, IndicatorId) IN (
        SELECT t.HuntId, t.RowId, t.IndicatorId FROM HuntState AS h
        CROSS JOIN HuntReturnedMatch AS t ON t.HuntId = h.Id AND t.RowId BETWEEN ? AND ?)
      """)
    delete.bind(Optional(first), at: 1)
    delete.bind(Optional(last), at: 2)
    try delete.run()
  }

  private func run(_ sql: String, _ ids: String) throws {
    let statement = try connection.prepare(sql)
    statement.bind(ids, at: 1)
    try statement.run()
  }
}
