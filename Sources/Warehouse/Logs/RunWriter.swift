// Writes one run inside the caller's transaction: its table where it is the first of its name, its
// observables, its rows in their order, and where each observable's rows lie.

internal import SQLite

/// Turns filled rows into a stored run.
struct RunWriter {
  let connection: Connection
  let rows: RowTable
  let resolver: ObservableResolver
  /// `Import.Id` by the session's number of a file.
  let importIds: [Int64]

  /// Writes the run.
  func write(_ run: FilledRun) throws {
    try DocumentedStorage(connection: connection).make(run.table)
    let numbers = RunNumbers(run, valueCount: resolver.count)
    try resolver.resolve(numbers.seen)
    let order =
      numbers.leading.map { RunOrder($0, times: numbers.times, ids: resolver.ids) }
      ?? RunOrder(times: numbers.times)
    let runId = try insertRun(run, times: numbers.timeRange)
    try insertRows(run, order: order.rows, firstRow: runId << 20)
    try RunOccurrenceWriter(
      connection: connection, rows: rows, resolver: resolver, runId: runId, order: order
    ).write(numbers, of: run)
  }

  private func insertRun(_ run: FilledRun, times: ClosedRange<Int64>) throws -> Int64 {
    let insert = try connection.cached(
      """
      INSERT INTO Run (TableName, Role, FirstRow, LastRow, MinTime, MaxTime, Sequence)
      VALUES (?, ?, 0, 0, ?, ?, -1)
      """)
    insert.bind(run.table.name, at: 1)
    insert.bind(run.table.leadingRole.rawValue, at: 2)
    insert.bind(times.lowerBound, at: 3)
    insert.bind(times.upperBound, at: 4)
    try insert.run()
    let id = connection.lastInsertRowID
    let place = try connection.cached(
      "UPDATE Run SET FirstRow = ?, LastRow = ?, Sequence = Id WHERE Id = ?")
    place.bind(id << 20, at: 1)
    place.bind(id << 20 + Int64(run.count) - 1, at: 2)
    place.bind(id, at: 3)
    try place.run()
    return id
  }

  /// What is stored of a cell.
  private static func stored(_ cell: String, _ kind: LogColumn.Kind) -> String {
    switch kind {
    case .nullableText: "nullif(\(cell), '')"
    case .json:
      "CASE WHEN \(cell) = '' THEN NULL WHEN json_valid(\(cell)) THEN json(\(cell))"
        + " ELSE json_quote(\(cell)) END"
    default: cell
    }
  }

  /// - Throws: where the rows did not get the Ids that are theirs.
  private func insertRows(_ run: FilledRun, order: [Int32], firstRow: Int64) throws {
    let columns = run.writtenColumns
    let names = columns.map { run.table.columns[$0].sql }.joined(separator: ", ")
    let cells = columns.enumerated().map { place, column in
      Self.stored("c\(place + 1)", run.table.columns[column].kind)
    }.joined(separator: ", ")
    let first = try connection.cached(
      "INSERT INTO \(run.table.storage) (Id, \(names)) SELECT c0, \(cells) FROM import_rows")
    // Where no Id is given, SQLite takes the one after the highest and appends the row; a given one
    // is looked for first, which took a fifth of an insert (0.70 s a million rows, 0.56 without).
    let others = try connection.cached(
      "INSERT INTO \(run.table.storage) (\(names)) SELECT \(cells) FROM import_rows")
    try resolver.ids.withUnsafeBufferPointer { ids in
      try importIds.withUnsafeBufferPointer { importIds in
        try order.withUnsafeBufferPointer { order in
          guard let ids = ids.baseAddress, let importIds = importIds.baseAddress else { return }
          var packed = PackedRows(
            base: run.rows, stride: run.layout.stride, count: 1, order: order.baseAddress,
            columns: [.place(from: firstRow)]
              + columns.map { run.column($0, ids: ids, importIds: importIds) })
          try rows.reading(packed) { try first.run() }
          packed.order = order.baseAddress.map { $0 + 1 }
          packed.count = run.count - 1
          try rows.reading(packed) { try others.run() }
        }
      }
    }
    guard connection.lastInsertRowID == firstRow + Int64(run.count) - 1 else {
      throw SQLiteError(
        code: 0, message: "\(run.table.storage) has rows behind those of its newest run")
    }
  }
}
