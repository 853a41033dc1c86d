// The rows of one table that wait to become a run, filled cell by cell by the thread that reads the
// log. Nothing here is a String, and nothing knows SQL. When the run is full, its rows go to the
// writing thread as a FilledRun, and the next are filled into new memory.

internal import Glibc
internal import SQLite

/// How much an import holds in memory before it writes.
struct ImportLimits: Sendable {
  /// Bytes of rows, texts and lists. Twice as much is in memory: a run that is filled and one that is
  /// written.
  var runBytes = 96 << 20
  /// Distinct values of observables, and their bytes; then they are forgotten.
  var values = 1 << 20
  var valueBytes = ValueMemory.fullLength
}

/// Rows in memory, filled cell by cell. Confined to the importing thread.
public final class PendingRun {
  /// The table that the rows are for.
  public let table: LogTable
  /// How many rows are complete.
  @exclusivity(unchecked) public private(set) var count = 0

  /// Rows of a run at most: a row's place has 20 bits of its Id.
  static let maximumRows = 1 << 20
  /// The longest text that a cell holds; longer text is left out.
  public static let maximumText = (1 << 24) - 1

  @exclusivity(unchecked) private var layout: RowLayout
  private let interner: ObservableInterner
  private let limits: ImportLimits
  /// By column, as in the layout: read for each cell.
  private let offsets: UnsafeMutablePointer<Int32>
  @exclusivity(unchecked) private var stride: Int
  /// A row without values.
  @exclusivity(unchecked) private var blank: UnsafeMutableRawPointer
  /// By column: 1 where it has a value in some row.
  private let usedColumns: UnsafeMutablePointer<UInt8>
  @exclusivity(unchecked) private var cells: RawGrowingBuffer
  @exclusivity(unchecked) private var texts: RunTexts
  /// Integers that do not fit into a cell.
  @exclusivity(unchecked) private var wide: RawGrowingBuffer
  /// By place in `LogTable.listRoles`: pairs of a row and an observable, `UInt32` each.
  @exclusivity(unchecked) private var lists: [RawGrowingBuffer]
  /// Bytes of each list up to the last complete row.
  @exclusivity(unchecked) private var completeLists: [Int]
  @exclusivity(unchecked) private var queue = ObservableQueue()
  /// Whether the run should be written before another row comes.
  @exclusivity(unchecked) public private(set) var isFull = false
  /// The first cell of the row that was begun.
  @exclusivity(unchecked) private var row: UnsafeMutableRawPointer

  init(table: LogTable, interner: ObservableInterner, limits: ImportLimits = ImportLimits()) {
    precondition(table.columns.count < RowTable.maximumColumns, "a table too wide")
    self.table = table
    self.interner = interner
    self.limits = limits
    layout = RowLayout(table)
    stride = layout.stride
    offsets = .allocate(capacity: table.columns.count)
    usedColumns = .allocate(capacity: table.columns.count)
    usedColumns.initialize(repeating: 0, count: table.columns.count)
    blank = .allocate(byteCount: 8 * table.columns.count, alignment: 8)
    let memory = RunMemory(limits, lists: table.listRoles.count)
    (cells, wide, lists) = (memory.cells, memory.wide, memory.lists)
    texts = RunTexts(memory.texts)
    completeLists = table.listRoles.map { _ in 0 }
    row = cells.base
    takeLayout()
  }

  deinit {
    offsets.deallocate()
    usedColumns.deallocate()
    blank.deallocate()
    cells.deallocate()
    texts.deallocate()
    wide.deallocate()
    queue.deallocate()
    for list in lists { list.deallocate() }
  }

  /// Bytes of rows, texts and lists.
  var byteCount: Int {
    var bytes = cells.count + texts.count + wide.count
    for list in lists { bytes += list.count }
    return bytes
  }

  // MARK: Filling

  /// Starts a row without values. A row that was begun and not ended is forgotten.
  public func beginRow() {
    for index in lists.indices { lists[index].count = completeLists[index] }
    queue.beginRow()
    cells.count = count * stride
    cells.reserve(stride)
    row = cells.base + cells.count
    row.copyMemory(from: blank, byteCount: stride)
  }

  /// Sets a number or a time of the row that was begun.
  public func set(_ column: Int, integer: Int64) {
    let kind = layout.cells[column]
    let cell = place(of: column)
    switch kind {
    case .integer:
      cell.storeBytes(of: NarrowInteger.cell(integer) ?? widen(integer), as: Int32.self)
    case .time: cell.storeBytes(of: integer, as: Int64.self)
    case .number: cell.storeBytes(of: UInt32(integer), as: UInt32.self)
    case .real, .text: preconditionFailure("a number for a column of another kind")
    }
  }

  /// Sets a real; one that is not finite stays NULL.
  public func set(_ column: Int, real: Double) {
    precondition(layout.cells[column] == .real, "a real for a column of another kind")
    guard real.isFinite else { return }
    place(of: column).storeBytes(of: real, as: Double.self)
  }

  /// Sets a text, which is copied; '' leaves the cell as it is.
  public func set(_ column: Int, text: UnsafeRawBufferPointer) {
    precondition(layout.cells[column] == .text, "a text for a column of another kind")
    guard let start = text.baseAddress, !text.isEmpty, text.count <= Self.maximumText else {
      return
    }
    let cell = texts.cell(start, count: text.count)
    place(of: column).storeBytes(of: cell, as: UInt32.self)
  }

  /// Sets an observable by its canonical bytes; '' leaves it absent.
  public func set(_ column: Int, observable: UnsafeRawBufferPointer) {
    precondition(layout.cells[column] == .number, "an observable for a column of another kind")
    guard let start = observable.baseAddress, !observable.isEmpty else { return }
    let offset = place(of: column) - cells.base
    append(start, observable.count, to: ObservableQueue.Target(list: -1, offset: offset))
  }

  /// Adds an observable to the row that was begun, for one of the table's `listRoles`; '' adds none.
  public func add(_ role: ObservableRole, observable: UnsafeRawBufferPointer) {
    guard let list = table.listRoles.firstIndex(of: role) else {
      preconditionFailure("a role that the table does not list")
    }
    guard let start = observable.baseAddress, !observable.isEmpty else { return }
    lists[list].append(UInt32(count))
    let target = ObservableQueue.Target(list: Int32(list), offset: lists[list].count)
    lists[list].append(UInt32(0))
    append(start, observable.count, to: target)
  }

  @inline(__always)
  private func append(_ start: UnsafeRawPointer, _ count: Int, to target: ObservableQueue.Target) {
    if queue.isFull { flush() }
    queue.append(start, count: count, to: target, interner)
  }

  /// Puts the numbers of observables where they belong; until then the interner may not have met them.
  func flush() {
    queue.flush(interner) { number, target in
      let base = target.list < 0 ? cells.base : lists[Int(target.list)].base
      (base + target.offset).storeBytes(of: number, as: UInt32.self)
    }
  }

  /// Completes the row; its time must be set.
  public func endRow() {
    let time = (row + Int(offsets[table.timeColumn])).loadUnaligned(as: Int64.self)
    precondition(time != PackedRows.null, "a row without a time")
    for index in lists.indices { completeLists[index] = lists[index].count }
    queue.endRow()
    cells.count += stride
    count += 1
    isFull = count >= Self.maximumRows || byteCount > limits.runBytes || interner.isLarge
  }

  // MARK: Inside

  @inline(__always)
  private func place(of column: Int) -> UnsafeMutableRawPointer {
    if offsets[column] < 0 { widen(by: column) }
    usedColumns[column] = 1
    return row + Int(offsets[column])
  }

  /// Keeps an integer of more than 31 bits beside the rows.
  private func widen(_ integer: Int64) -> Int32 {
    guard integer != PackedRows.null else { return NarrowInteger.null }
    defer { wide.append(integer) }
    return NarrowInteger.cell(wideIndex: wide.count / 8)
  }

  /// Makes room in every row for a column that was not used before.
  private func widen(by column: Int) {
    // Targets are offsets in rows of the old length.
    flush()
    let old = stride
    layout.add(column)
    cells.reserve((count + 1) * layout.stride - cells.count)
    for index in (0...count).reversed() {
      let moved = cells.base + index * layout.stride
      memmove(moved, cells.base + index * old, old)
      layout.cells[column].writeNull(to: moved + old)
    }
    takeLayout()
    cells.count = count * stride
    row = cells.base + cells.count
  }

  private func takeLayout() {
    stride = layout.stride
    for (column, offset) in layout.offsets.enumerated() {
      offsets[column] = Int32(offset)
      if offset >= 0 { layout.cells[column].writeNull(to: blank + offset) }
    }
  }

  /// Gives the complete rows away and starts anew; nil where there are none.
  ///
  /// - Parameter written: a run of this table that nobody needs any more, whose memory may be used
  ///   again: the system clears what it gives, which took a twentieth of an import's time.
  func take(reusing written: FilledRun? = nil) -> FilledRun? {
    guard count > 0 else {
      removeAll()
      return nil
    }
    queue.beginRow()
    flush()
    cells.count = count * stride
    for index in lists.indices { lists[index].count = completeLists[index] }
    let memory = written?.takeMemory() ?? RunMemory(limits, lists: lists.count)
    let filled = FilledRun(
      table: table, count: count, layout: layout,
      usedColumns: table.columns.indices.map { usedColumns[$0] == 1 },
      memory: RunMemory(
        cells: cells, texts: texts.exchange(memory.texts), wide: wide, lists: lists))
    (cells, wide, lists) = (memory.cells, memory.wide, memory.lists)
    removeAll()
    return filled
  }

  /// Gives memory back to the system that no row is in.
  func trim() {
    cells.trim()
    texts.trim()
    for index in lists.indices { lists[index].trim() }
  }

  /// Forgets every row.
  func removeAll() {
    (count, isFull) = (0, false)
    usedColumns.update(repeating: 0, count: table.columns.count)
    cells.count = 0
    wide.count = 0
    texts.removeAll()
    queue.removeAll()
    for index in lists.indices { (lists[index].count, completeLists[index]) = (0, 0) }
    row = cells.base
  }
}
