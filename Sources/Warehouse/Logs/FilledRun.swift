// The rows of a run as the writing thread gets them. They do not change any more, and nobody else has
// them: the thread that filled them has given them away.

internal import SQLite

/// Complete rows of one table, with the memory that they lie in.
final class FilledRun {
  let table: LogTable
  /// Rows, at least one.
  let count: Int
  let layout: RowLayout
  private let usedColumns: [Bool]
  private var memory: RunMemory?

  init(
    table: LogTable, count: Int, layout: RowLayout, usedColumns: [Bool], memory: RunMemory
  ) {
    self.table = table
    self.count = count
    self.layout = layout
    self.usedColumns = usedColumns
    self.memory = memory
  }

  deinit { memory?.deallocate() }

  /// Gives the memory away: for who knows that the run is written.
  func takeMemory() -> RunMemory? {
    defer { memory = nil }
    return memory
  }

  /// Row after row.
  var rows: UnsafeRawPointer { UnsafeRawPointer(own.cells.base) }

  private var own: RunMemory {
    guard let memory else { preconditionFailure("a run whose memory was given away") }
    return memory
  }

  /// The columns that are written: those with a value in some row, and those without a default.
  /// Writing a default for each row costs as much as writing values.
  var writtenColumns: [Int] {
    table.columns.indices.filter { usedColumns[$0] || layout.cells[$0] == .number }
  }

  /// Where each row has an observable of a column.
  var observableColumns: [(column: Int, role: ObservableRole)] {
    table.columns.enumerated().compactMap { column, declared in
      guard case .observable(let role) = declared.kind else { return nil }
      return (column, role)
    }
  }

  /// The observables that rows have of a role of `LogTable.listRoles`, in the order of the rows.
  func list(_ index: Int) -> UnsafeBufferPointer<ListedNumber> {
    let list = own.lists[index]
    let size = MemoryLayout<ListedNumber>.stride
    return UnsafeBufferPointer(
      start: list.base.assumingMemoryBound(to: ListedNumber.self), count: list.count / size)
  }

  /// How SQL reads a column.
  ///
  /// - Parameters:
  ///   - ids: `Observable.Id` by the session's number.
  ///   - importIds: `Import.Id` by the session's number of a file.
  func column(
    _ column: Int, ids: UnsafePointer<Int64>, importIds: UnsafePointer<Int64>
  ) -> PackedRows.Column {
    let offset = layout.offsets[column]
    switch layout.cells[column] {
    case .integer:
      return .narrowInteger(at: offset, wide: own.wide.base.assumingMemoryBound(to: Int64.self))
    case .time: return .integer(at: offset)
    case .real: return .real(at: offset)
    case .text: return .text(at: offset, base: own.texts.base)
    case .number:
      let isImport = table.columns[column].kind == .importId
      return .number(at: offset, in: isImport ? importIds : ids)
    }
  }
}

/// What the rows of a run lie in.
struct RunMemory {
  let cells: RawGrowingBuffer
  let texts: RawGrowingBuffer
  /// Integers that do not fit into a cell.
  let wide: RawGrowingBuffer
  /// By place in `LogTable.listRoles`: pairs of a row and an observable, `UInt32` each.
  let lists: [RawGrowingBuffer]

  func deallocate() { for buffer in [cells, texts, wide] + lists { buffer.deallocate() } }
}

extension RunMemory {
  /// Memory for a run; it is taken as it is filled.
  init(_ limits: ImportLimits, lists: Int) {
    cells = RawGrowingBuffer(capacity: limits.runBytes + 1 << 12)
    texts = RawGrowingBuffer(capacity: 64 << 20)
    wide = RawGrowingBuffer(capacity: 1 << 10)
    self.lists = (0..<lists).map { _ in RawGrowingBuffer(capacity: 32 << 20) }
  }
}

/// An observable that a row has beside its columns.
struct ListedNumber {
  /// The row, as it came.
  let row: UInt32
  /// The session's number of the observable.
  let number: UInt32
}
