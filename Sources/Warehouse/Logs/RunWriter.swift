// Writes one pending run inside the caller's transaction: observables, rows sorted by their leading
// observable, occurrences, and the matches that the run brings.

internal import SQLite

/// Turns pending rows into a stored run.
struct RunWriter {
  let connection: Connection
  let interner: ObservableInterner
  /// `Import.Id` by the session's number of a file.
  let importIds: [Int64]

  /// Writes the run; nothing where it has no row.
  func write(_ pending: PendingRun) throws {
    guard pending.count > 0 else { return }
    let table = pending.table
    try resolveObservables()
    let order = sortedOrder(of: pending)
    let runId = try insertRun(table, count: pending.count, times: timeRange(of: pending))
    let spans = try insertRows(pending, order: order, firstRow: runId << 20)
    try insertOccurrences(spans, runId: runId, role: table.leadingRole)
    try keepMatches(runId: runId, role: table.leadingRole)
  }

  // MARK: Observables

  /// Gives every value that a pending row may hold its `Observable.Id` and its role bits.
  private func resolveObservables() throws {
    let find = try connection.cached("SELECT Id, Roles FROM Observable WHERE Value = ?")
    let insert = try connection.cached("INSERT INTO Observable (Value, Roles) VALUES (?, ?)")
    let mark = try connection.cached("UPDATE Observable SET Roles = Roles | ? WHERE Id = ?")
    for index in interner.entries.indices.dropFirst() {
      let entry = interner.entries[index]
      guard !entry.storedRoles.isSuperset(of: entry.seenRoles) else { continue }
      var id = entry.databaseId
      var stored = entry.storedRoles
      if id < 0 {
        let found = try interner.withBytes(index) { bytes in
          find.bind(text: bytes, at: 1)
          return try find.first { ($0.int64(0), ObservableRole(rawValue: $0.int64(1))) }
        }
        if let found {
          (id, stored) = found
        } else {
          try interner.withBytes(index) { bytes in
            insert.bind(text: bytes, at: 1)
            insert.bind(entry.seenRoles.rawValue, at: 2)
            try insert.run()
          }
          id = connection.lastInsertRowID
          stored = entry.seenRoles
        }
      }
      if !stored.isSuperset(of: entry.seenRoles) {
        mark.bind(entry.seenRoles.rawValue, at: 1)
        mark.bind(id, at: 2)
        try mark.run()
        stored.formUnion(entry.seenRoles)
      }
      interner.store(index, databaseId: id, roles: stored)
    }
  }

  // MARK: Rows

  /// The rows' places, by leading `Observable.Id`, then as they came: a counting sort, because the
  /// distinct observables are few beside the rows.
  private func sortedOrder(of pending: PendingRun) -> [Int32] {
    let leading = pending.table.leadingColumn
    var counts = [Int32](repeating: 0, count: interner.entries.count)
    for row in 0..<pending.count { counts[local(pending, row, leading)] += 1 }
    let used = counts.indices.filter { counts[$0] > 0 }
      .sorted { interner.entries[$0].databaseId < interner.entries[$1].databaseId }
    var next = counts
    var total: Int32 = 0
    for index in used {
      next[index] = total
      total += counts[index]
    }
    var order = [Int32](repeating: 0, count: pending.count)
    for row in 0..<pending.count {
      let index = local(pending, row, leading)
      order[Int(next[index])] = Int32(row)
      next[index] += 1
    }
    return order
  }

  private func local(_ pending: PendingRun, _ row: Int, _ column: Int) -> Int {
    let cell = pending.completeCells[row * pending.stride + column]
    return cell == PendingRun.null ? 0 : Int(cell)
  }

  private func timeRange(of pending: PendingRun) -> ClosedRange<Int64> {
    let column = pending.table.timeColumn
    var low = Int64.max
    var high = Int64.min
    for row in 0..<pending.count {
      let time = pending.completeCells[row * pending.stride + column]
      low = min(low, time)
      high = max(high, time)
    }
    return low...high
  }

  private func insertRun(
    _ table: LogTable, count: Int, times: ClosedRange<Int64>
  ) throws -> Int64 {
    let insert = try connection.cached(
      """
      INSERT INTO Run (TableName, Role, FirstRow, LastRow, MinTime, MaxTime, Sequence)
      VALUES (?, ?, 0, 0, ?, ?, -1)
      """)
    insert.bind(table.name, at: 1)
    insert.bind(table.leadingRole.rawValue, at: 2)
    insert.bind(times.lowerBound, at: 3)
    insert.bind(times.upperBound, at: 4)
    try insert.run()
    let id = connection.lastInsertRowID
    let place = try connection.cached(
      "UPDATE Run SET FirstRow = ?, LastRow = ?, Sequence = Id WHERE Id = ?")
    place.bind(id << 20, at: 1)
    place.bind(id << 20 + Int64(count) - 1, at: 2)
    place.bind(id, at: 3)
    try place.run()
    return id
  }

  // MARK: Occurrences and matches

  private func insertOccurrences(_ spans: [Span], runId: Int64, role: ObservableRole) throws {
    let insert = try connection.cached(
      """
      INSERT INTO Occurrence
        (RunId, Role, ObservableId, FirstRow, LastRow, FirstSeen, LastSeen, Rows, Places)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')
      """)
    insert.bind(Optional(runId), at: 1)
    insert.bind(Optional(role.rawValue), at: 2)
    for span in spans {
      insert.bind(Optional(span.observable), at: 3)
      insert.bind(Optional(span.first), at: 4)
      insert.bind(Optional(span.last), at: 5)
      insert.bind(Optional(span.firstSeen), at: 6)
      insert.bind(Optional(span.lastSeen), at: 7)
      insert.bind(Optional(span.last - span.first + 1), at: 8)
      try insert.run()
    }
  }

  /// Copies the occurrences of values that are in an indicator. Asked of the database and not of the
  /// interner: another process may have ingested them since.
  private func keepMatches(runId: Int64, role: ObservableRole) throws {
    let insert = try connection.cached(
      """
      INSERT INTO MatchOccurrence (ObservableId, Role, RunId, FirstRow, LastRow, Places)
      SELECT o.ObservableId, o.Role, o.RunId, o.FirstRow, o.LastRow, o.Places
      FROM Occurrence AS o CROSS JOIN Observable AS b ON b.Id = o.ObservableId
      WHERE o.RunId = ? AND o.Role = ? AND (b.Roles & 1) = 1
      """)
    insert.bind(Optional(runId), at: 1)
    insert.bind(Optional(role.rawValue), at: 2)
    try insert.run()
  }
}
