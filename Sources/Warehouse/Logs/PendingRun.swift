// The rows of one table that wait to become a run. A row is a stride of 64-bit cells; text lies in
// one arena. Nothing here is a String, and nothing knows SQL.

/// Rows in memory, filled cell by cell. Confined to the importing thread.
public final class PendingRun {
  /// The table that the rows are for.
  public let table: LogTable
  /// How many rows are complete.
  public private(set) var count = 0

  /// A cell without a value: NULL for numbers, '' for text.
  static let null = Int64.min
  /// Rows of a run at most: a row's place has 20 bits of its Id.
  static let maximumRows = 1 << 20
  /// Bytes of cells and text at most.
  static let maximumBytes = 192 << 20
  /// A text cell is its offset in the arena and, in the low 24 bits, its length.
  private static let lengthBits: Int64 = 24
  /// The longest text that a cell holds; longer text is cut by the caller.
  public static let maximumText = (1 << 24) - 1

  private(set) var cells: [Int64] = []
  private(set) var arena: [UInt8] = []
  private let interner: ObservableInterner
  let stride: Int
  private var row = 0
  private var roles: [ObservableRole]

  init(table: LogTable, interner: ObservableInterner) {
    self.table = table
    self.interner = interner
    stride = table.columns.count
    roles = table.columns.map { column in
      if case .observable(let role) = column.kind { role } else { [] }
    }
  }

  /// Whether the run should be written before another row comes.
  public var isFull: Bool {
    count >= Self.maximumRows || cells.count * 8 + arena.count > Self.maximumBytes
  }

  /// Starts a row without values.
  public func beginRow() {
    row = count * stride
    if cells.count < row + stride {
      cells.append(contentsOf: repeatElement(Self.null, count: stride))
    } else {
      for index in row..<row + stride { cells[index] = Self.null }
    }
  }

  /// Sets a number or a time of the row that was begun.
  public func set(_ column: Int, integer: Int64) { cells[row + column] = integer }

  /// Sets a real; one that is not finite stays NULL.
  public func set(_ column: Int, real: Double) {
    guard real.isFinite else { return }
    // -0.0 has the bits of `null`.
    cells[row + column] = real == 0 ? 0 : Int64(bitPattern: real.bitPattern)
  }

  /// Sets a text, which is copied; '' leaves the cell as it is.
  public func set(_ column: Int, text: UnsafeRawBufferPointer) {
    guard !text.isEmpty, text.count <= Self.maximumText else { return }
    cells[row + column] = Int64(arena.count) << Self.lengthBits | Int64(text.count)
    arena.append(contentsOf: text)
  }

  /// Sets an observable by its canonical bytes; '' leaves it absent.
  public func set(_ column: Int, observable: UnsafeRawBufferPointer) {
    cells[row + column] = Int64(interner.intern(observable, role: roles[column]))
  }

  /// Completes the row; its time must be set.
  public func endRow() {
    precondition(cells[row + table.timeColumn] != Self.null, "a row without a time")
    count += 1
  }

  /// Starts anew for the next run.
  func removeAll() {
    count = 0
    cells.removeAll(keepingCapacity: true)
    arena.removeAll(keepingCapacity: true)
  }

  /// A text cell's place in the arena.
  static func range(_ cell: Int64) -> Range<Int> {
    let offset = Int(cell >> lengthBits)
    return offset..<offset + Int(cell & ((1 << lengthBits) - 1))
  }
}
