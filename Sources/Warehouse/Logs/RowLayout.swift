// How a row of a log lies in memory: a cell for each column in use, four bytes where that is enough.
// A row of Zeek's conn.log takes 88 bytes and 19 for its uid, where 64-bit cells for every column of
// the table took 216: a run of a million rows fits into half the memory. Rows lie side by side and
// not their columns, because the writer reads them in another order than that in which they came.

internal import SQLite

/// Where the cells of a table's rows lie.
struct RowLayout {
  /// What a cell holds.
  enum Cell: UInt8 {
    /// `NarrowInteger`: an `Int32`.
    case integer
    /// Ticks, an `Int64`; `PackedRows.null` for none.
    case time
    /// A `Double`; NaN for none.
    case real
    /// A `UInt32`: a cell of `RunTexts`.
    case text
    /// A `UInt32`: the session's number of a file or of an observable.
    case number

    init(_ kind: LogColumn.Kind) {
      switch kind {
      case .integer: self = .integer
      case .time: self = .time
      case .real: self = .real
      case .text, .nullableText, .json: self = .text
      case .importId, .observable: self = .number
      }
    }

    var size: Int {
      switch self {
      case .integer, .text, .number: 4
      case .time, .real: 8
      }
    }

    /// Writes the cell of a column without a value.
    func writeNull(to cell: UnsafeMutableRawPointer) {
      switch self {
      case .integer: cell.storeBytes(of: NarrowInteger.null, as: Int32.self)
      case .time: cell.storeBytes(of: PackedRows.null, as: Int64.self)
      case .real: cell.storeBytes(of: .nan, as: Double.self)
      case .text: cell.storeBytes(of: RunTexts.empty, as: UInt32.self)
      case .number: cell.storeBytes(of: 0, as: UInt32.self)
      }
    }
  }

  /// By column; -1 for one that no row has used.
  private(set) var offsets: [Int]
  /// Bytes of a row.
  private(set) var stride = 0
  let cells: [Cell]

  /// The columns that every row of a table has, and room for the others as they come.
  init(_ table: LogTable) {
    cells = table.columns.map { Cell($0.kind) }
    offsets = table.columns.map { _ in -1 }
    for (column, cell) in cells.enumerated() where cell == .number { add(column) }
    add(table.timeColumn)
  }

  /// Gives a column its place behind the others.
  mutating func add(_ column: Int) {
    guard offsets[column] < 0 else { return }
    offsets[column] = stride
    stride += cells[column].size
  }
}
