// The rows of one table that wait to become a run. A row is a stride of 64-bit cells; text lies in
// one arena. Nothing here is a String, and nothing knows SQL.
//
// Cells and arena are raw memory of this class: a million rows of 27 cells go through here for each
// run, and arrays cost twice the time (exclusivity checks, and copies where realloc moves pages).

/// Rows in memory, filled cell by cell. Confined to the importing thread.
public final class PendingRun {
  /// The table that the rows are for.
  public let table: LogTable
  /// How many rows are complete.
  @exclusivity(unchecked) public private(set) var count = 0

  /// A cell without a value: NULL for numbers, '' for text.
  static let null = Int64.min
  /// Rows of a run at most: a row's place has 20 bits of its Id.
  static let maximumRows = 1 << 20
  /// Bytes of cells and text at most.
  static let maximumBytes = 192 << 20
  /// The longest text that a cell holds; longer text is cut by the caller.
  public static let maximumText = (1 << Int(TextCells.lengthBits)) - 1

  let stride: Int
  /// A bit for each column that has a value in some row.
  @exclusivity(unchecked) private(set) var usedColumns: UInt64 = 0
  private let interner: ObservableInterner
  private let roles: [ObservableRole]
  @exclusivity(unchecked) private var cells: RawGrowingBuffer
  @exclusivity(unchecked) private var arena: RawGrowingBuffer
  @exclusivity(unchecked) private var texts = TextCells()
  /// The first cell of the row that was begun.
  @exclusivity(unchecked) private var row: UnsafeMutablePointer<Int64>

  init(table: LogTable, interner: ObservableInterner) {
    precondition(table.columns.count <= 64, "a table wider than usedColumns")
    self.table = table
    self.interner = interner
    stride = table.columns.count
    roles = table.columns.map { column in
      if case .observable(let role) = column.kind { role } else { [] }
    }
    cells = RawGrowingBuffer(capacity: stride * 8 << 10)
    arena = RawGrowingBuffer(capacity: 1 << 18)
    row = cells.base.assumingMemoryBound(to: Int64.self)
  }

  deinit {
    cells.deallocate()
    arena.deallocate()
    texts.deallocate()
  }

  /// Whether the run should be written before another row comes.
  public var isFull: Bool {
    count >= Self.maximumRows || cells.count + arena.count > Self.maximumBytes
  }

  /// Starts a row without values.
  public func beginRow() {
    // A row that was begun and not ended is overwritten.
    cells.count = count * stride * 8
    cells.reserve(stride * 8)
    row = (cells.base + cells.count).assumingMemoryBound(to: Int64.self)
    row.update(repeating: Self.null, count: stride)
  }

  /// Sets a number or a time of the row that was begun.
  public func set(_ column: Int, integer: Int64) { store(integer, at: column) }

  /// Sets a real; one that is not finite stays NULL.
  public func set(_ column: Int, real: Double) {
    guard real.isFinite else { return }
    // -0.0 has the bits of `null`.
    store(real == 0 ? 0 : Int64(bitPattern: real.bitPattern), at: column)
  }

  /// Sets a text, which is copied; '' leaves the cell as it is.
  public func set(_ column: Int, text: UnsafeRawBufferPointer) {
    guard let start = text.baseAddress, !text.isEmpty, text.count <= Self.maximumText else {
      return
    }
    store(texts.cell(start, count: text.count, in: &arena), at: column)
  }

  /// Sets an observable by its canonical bytes; '' leaves it absent.
  public func set(_ column: Int, observable: UnsafeRawBufferPointer) {
    store(Int64(interner.intern(observable, role: roles[column])), at: column)
  }

  @inline(__always)
  private func store(_ cell: Int64, at column: Int) {
    precondition(column >= 0 && column < stride, "a column that the table does not have")
    row[column] = cell
    usedColumns |= 1 << UInt64(truncatingIfNeeded: column)
  }

  /// Completes the row; its time must be set.
  public func endRow() {
    precondition(row[table.timeColumn] != Self.null, "a row without a time")
    cells.count += stride * 8
    count += 1
  }

  /// Starts anew for the next run.
  func removeAll() {
    (count, usedColumns) = (0, 0)
    (cells.count, arena.count) = (0, 0)
    texts.removeAll()
  }

  /// The cells of the complete rows, row after row; valid until the next row is begun.
  var completeCells: UnsafePointer<Int64> {
    UnsafePointer(cells.base.assumingMemoryBound(to: Int64.self))
  }

  /// The text that the cells point into; valid until the next text is set.
  var text: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: arena.base, count: arena.count) }
}
