// The rows of a run as the writing thread gets them. They do not change any more, and nobody else has
// them: the thread that filled them has given them away.

internal import SQLite

/// Complete rows of one table, with the memory that they lie in.
final class FilledRun {
  let table: LogTable
  /// Rows, at least one.
  let count: Int
  let layout: RowLayout
  /// Row after row.
  let rows: UnsafeRawPointer
  /// What the cells of texts count from.
  let texts: UnsafeRawPointer
  private let usedColumns: UInt64
  private let buffers: [RawGrowingBuffer]
  private let wide: UnsafeRawPointer
  private let lists: [RawGrowingBuffer]

  init(
    table: LogTable, count: Int, layout: RowLayout, usedColumns: UInt64, cells: RawGrowingBuffer,
    texts: RawGrowingBuffer, wide: RawGrowingBuffer, lists: [RawGrowingBuffer]
  ) {
    self.table = table
    self.count = count
    self.layout = layout
    self.usedColumns = usedColumns
    rows = UnsafeRawPointer(cells.base)
    self.texts = UnsafeRawPointer(texts.base)
    self.wide = UnsafeRawPointer(wide.base)
    self.lists = lists
    buffers = [cells, texts, wide] + lists
  }

  deinit { for buffer in buffers { buffer.deallocate() } }

  /// The columns that are written: those with a value in some row, and those without a default.
  /// Writing a default for each row costs as much as writing values.
  var writtenColumns: [Int] {
    table.columns.indices.filter {
      usedColumns >> UInt64($0) & 1 == 1 || layout.cells[$0] == .number
    }
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
    let list = lists[index]
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
      return .narrowInteger(at: offset, wide: wide.assumingMemoryBound(to: Int64.self))
    case .time: return .integer(at: offset)
    case .real: return .real(at: offset)
    case .text: return .text(at: offset, base: texts)
    case .number:
      let isImport = table.columns[column].kind == .importId
      return .number(at: offset, in: isImport ? importIds : ids)
    }
  }
}

/// An observable that a row has beside its columns.
struct ListedNumber {
  /// The row, as it came.
  let row: UInt32
  /// The session's number of the observable.
  let number: UInt32
}
