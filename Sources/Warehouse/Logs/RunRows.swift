// The rows of a run on their way into its table, and where each observable's rows come to lie.
// Called by RunWriter. This is half of an import's time: SQLite's insert, and binding the values.

internal import SQLite

extension RunWriter {
  /// Where an observable's rows lie in the run that is being written.
  struct Span {
    var observable: Int64
    var first: Int64
    var last: Int64
    var firstSeen: Int64
    var lastSeen: Int64
  }

  func insertRows(
    _ pending: PendingRun, order: [Int32], firstRow: Int64
  ) throws -> [Span] {
    let table = pending.table
    // Columns without a value in the whole run are left to their defaults: binding them for each
    // row costs as much as binding values.
    let columns = table.columns.indices.filter {
      pending.usedColumns >> UInt64($0) & 1 == 1 || table.columns[$0].kind.isRequired
    }
    let names = columns.map { table.columns[$0].name }.joined(separator: ", ")
    let marks = repeatElement("?", count: columns.count + 1).joined(separator: ", ")
    let insert = try connection.cached(
      "INSERT INTO \(table.storage) (Id, \(names)) VALUES (\(marks))")
    let kinds = columns.map { (place: $0, kind: CellKind(table.columns[$0].kind)) }
    let (cells, text) = (pending.completeCells, pending.text)
    let observables = interner.entries.map(\.databaseId)
    var spans: [Span] = []
    var boundCells: UnsafePointer<Int64>?
    for (place, row) in order.enumerated() {
      let rowCells = cells + Int(row) * pending.stride
      let id = firstRow + Int64(place)
      insert.bind(Optional(id), at: 1)
      var position: Int32 = 2
      for (place, kind) in kinds {
        // A binding lasts until it is bound anew: most cells are those of the row before.
        if boundCells == nil || boundCells?[place] != rowCells[place] {
          bind(rowCells[place], kind, text, observables, insert, at: position)
        }
        position += 1
      }
      boundCells = rowCells
      try insert.run()
      let leading = rowCells[table.leadingColumn]
      let observable = observables[leading == PendingRun.null ? 0 : Int(leading)]
      extend(&spans, observable, row: id, time: rowCells[table.timeColumn])
    }
    insert.clearBindings()
    return spans
  }

  /// `LogColumn.Kind` without what the writing of a cell does not need.
  private enum CellKind {
    case integer
    case real
    case text
    case importId
    case observable

    init(_ kind: LogColumn.Kind) {
      switch kind {
      case .integer, .time: self = .integer
      case .real: self = .real
      case .text: self = .text
      case .importId: self = .importId
      case .observable: self = .observable
      }
    }
  }

  @inline(__always)
  private func bind(
    _ cell: Int64, _ kind: CellKind, _ text: UnsafeRawBufferPointer, _ observables: [Int64],
    _ insert: Statement, at position: Int32
  ) {
    let isNull = cell == PendingRun.null
    switch kind {
    case .integer:
      insert.bind(isNull ? nil : cell, at: position)
    case .real:
      insert.bind(isNull ? nil : Double(bitPattern: UInt64(bitPattern: cell)), at: position)
    case .text:
      let range = isNull ? 0..<0 : TextCells.range(cell)
      insert.bind(text: UnsafeRawBufferPointer(rebasing: text[range]), at: position)
    case .importId:
      insert.bind(Optional(importIds[isNull ? 0 : Int(cell)]), at: position)
    case .observable:
      insert.bind(Optional(observables[isNull ? 0 : Int(cell)]), at: position)
    }
  }

  private func extend(_ spans: inout [Span], _ observable: Int64, row: Int64, time: Int64) {
    let last = spans.count - 1
    if last >= 0, spans[last].observable == observable {
      spans[last].last = row
      spans[last].firstSeen = min(spans[last].firstSeen, time)
      spans[last].lastSeen = max(spans[last].lastSeen, time)
    } else {
      spans.append(
        Span(observable: observable, first: row, last: row, firstSeen: time, lastSeen: time))
    }
  }
}

extension LogColumn.Kind {
  /// Whether the column has no default in the schema.
  fileprivate var isRequired: Bool {
    switch self {
    case .importId, .observable: true
    case .integer, .time, .real, .text: false
    }
  }
}
