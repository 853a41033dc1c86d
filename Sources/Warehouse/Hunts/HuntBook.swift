// The book of what hunts have returned. It is written after the output: what was written down before
// could be lost with the output, and nobody would ever see those rows.

internal import SQLite

/// What keeps a run's rows from being acknowledged. The next run returns them again.
public enum HuntBookError: Error, CustomStringConvertible, Sendable, Equatable {
  /// Another `--new` of the same hunt was faster, or it was forgotten meanwhile.
  case overtaken(name: String)
  /// Rows or indicators that were returned were merged, purged or changed before they were written
  /// down.
  case changed(name: String)
  /// No hunt of this name was ever run with `--new`.
  case unknown(name: String, known: [String])

  /// One line: what happened, to what, what to do.
  public var description: String {
    switch self {
    case .overtaken(let name):
      "another `hunt --new \(name)` ended first: these rows are not acknowledged, and what is new "
        + "of them comes with the next run"
    case .changed(let name):
      "rows or indicators that \(name) returned were merged, purged or changed while it ran: its "
        + "rows are not acknowledged, and come again with the next run"
    case .unknown(let name, let known):
      "\(name) was never run with --new: "
        + (known.isEmpty ? "no hunt was" : "known are " + known.joined(separator: ", "))
    }
  }
}

/// Writes down what hunts returned. Confined to one thread; its connection is its own, so that a
/// reader's snapshot stays as it is.
public final class HuntBook {
  private let database: WarehouseDatabase

  /// Opens the book of a warehouse, which must be there.
  ///
  /// - Throws: `WarehouseError`, also where the file cannot be written.
  public init(path: String) throws {
    database = try WarehouseDatabase(path: path, access: .change)
    try database.explainingErrors {
      // Nothing slow may come between the commit and the word that it is done: a kill in that time
      // would take rows away that the book has and nobody was told of. So the commit is not synced,
      // and a power cut may bring rows twice, which is better than never; and the checkpoint is made
      // for the commit before, so that the log does not grow where nobody else writes.
      try database.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
      try database.connection.execute("PRAGMA wal_autocheckpoint = 0")
    }
  }

  /// Acknowledges the rows of runs, all of them or none.
  ///
  /// - Throws: `HuntBookError.overtaken` or `.changed`, or `WarehouseError`; nothing is changed then.
  public func commit(_ turns: [HuntTurn]) throws {
    try database.explainingErrors {
      try database.connection.transaction { for turn in turns { try write(turn) } }
    }
  }

  /// Forgets a hunt, so that its next run returns everything.
  ///
  /// - Returns: how many rows it had returned.
  /// - Throws: `HuntBookError.unknown`.
  public func forget(_ name: String) throws -> Int64 {
    try database.explainingErrors {
      try database.connection.transaction {
        guard let state = try HuntState.find(name, database.connection) else {
          throw HuntBookError.unknown(name: name, known: try names())
        }
        for table in ["HuntReturnedMatch", "HuntReturnedRow"] {
          try run("DELETE FROM \(table) WHERE HuntId = ?", [.integer(state.id)])
        }
        try run("DELETE FROM HuntState WHERE Id = ?", [.integer(state.id)])
        return state.returned
      }
    }
  }

  /// Forgets the matches of indicators that were deleted, inside the caller's transaction: their
  /// ids may be given to others.
  static func forget(indicators: [Int64], _ connection: Connection) throws {
    guard !indicators.isEmpty else { return }
    let delete = try connection.cached(
      "DELETE FROM HuntReturnedMatch WHERE IndicatorId IN (SELECT value FROM json_each(?))")
    delete.bind("[\(indicators.map(String.init).joined(separator: ","))]", at: 1)
    try delete.run()
  }

  private func names() throws -> [String] {
    var names: [String] = []
    try database.connection.prepare("SELECT Name FROM HuntState ORDER BY Name").eachRow {
      names.append($0.text(0))
    }
    return names
  }

  // MARK: Inside the transaction

  private func write(_ turn: HuntTurn) throws {
    // Compared as a whole: a hunt that was forgotten and run again may have the same Id and Turn.
    guard try HuntState.find(turn.name, database.connection) == turn.before else {
      throw HuntBookError.overtaken(name: turn.name)
    }
    let id = try writeState(of: turn)
    try writeMatches(of: turn, id: id)
    for (digest, copies) in turn.rows where copies.found > copies.before {
      try run(
        """
        INSERT INTO HuntReturnedRow (HuntId, Digest, Copies) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET Copies = excluded.Copies
        """, [.integer(id), .blob(digest), .integer(Int64(copies.found))])
    }
  }

  private func writeState(of turn: HuntTurn) throws -> Int64 {
    let before = turn.before
    try run(
      """
      INSERT INTO HuntState (Name, Digest, Sequence, Version, Clock, Turn, Returned, UpdatedAt)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (Name) DO UPDATE SET Digest = excluded.Digest, Sequence = excluded.Sequence,
        Version = excluded.Version, Clock = excluded.Clock, Turn = excluded.Turn,
        Returned = excluded.Returned, UpdatedAt = excluded.UpdatedAt
      """,
      [
        .text(turn.name), .blob(turn.digest), .integer(turn.marks.sequence),
        .integer(turn.marks.version), .integer(max(turn.now, before?.clock ?? turn.now)),
        .integer((before?.turn ?? 0) + 1),
        .integer((before?.returned ?? 0) + Int64(turn.returned)), .integer(turn.now),
      ])
    return try before?.id ?? HuntState.find(turn.name, database.connection)?.id ?? 0
  }

  private func writeMatches(of turn: HuntTurn, id: Int64) throws {
    try checkMatches(of: turn)
    let insert = try database.connection.cached(
      """
      INSERT INTO HuntReturnedMatch (HuntId, RowId, IndicatorId) VALUES (?, ?, ?)
      ON CONFLICT DO NOTHING
      """)
    for match in turn.matches {
      insert.bind([.integer(id), .integer(match.row), .integer(match.indicator)])
      try insert.run()
    }
  }

  /// The ids must still mean what they meant in the run's snapshot. A row's is its run's times 2^20,
  /// and a run that was merged or purged is none any more. An indicator's may be another's after it
  /// was deleted, which its version tells.
  private func checkMatches(of turn: HuntTurn) throws {
    let connection = database.connection
    let run = try connection.cached("SELECT 1 FROM Run WHERE Id = ?")
    let indicator = try connection.cached("SELECT 1 FROM Indicator WHERE Id = ? AND Version <= ?")
    for id in Set(turn.matches.map { $0.row >> 20 }) {
      run.bind([.integer(id)])
      guard try run.first({ _ in true }) != nil else {
        throw HuntBookError.changed(name: turn.name)
      }
    }
    for id in Set(turn.matches.map(\.indicator)) {
      indicator.bind([.integer(id), .integer(turn.marks.version)])
      guard try indicator.first({ _ in true }) != nil else {
        throw HuntBookError.changed(name: turn.name)
      }
    }
  }

  private func run(_ sql: String, _ values: [SQLValue]) throws {
    let statement = try database.connection.cached(sql)
    statement.bind(values)
    try statement.run()
  }
}
