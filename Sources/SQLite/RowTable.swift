// A table in SQL whose rows a program holds in memory: an eponymous virtual table
// (sqlite.org/vtab.html#epovtab) over PackedRows. `INSERT INTO t SELECT c0, c1 … FROM rows` goes in
// as one statement: binding, stepping and resetting a statement for each row cost a quarter of
// an insert (measured in C, 19 columns: 0.71 µs a row bound, 0.53 µs read from here).
//
// Text goes out as SQLITE_STATIC; sqlite.org/c3ref/result_blob.html:
// > If the 4th parameter … is the special constant SQLITE_STATIC, then … SQLite assumes that the text
// > or BLOB result is in constant space and does not copy the content of the parameter nor call a
// > destructor

internal import CSQLite

/// A name under which SQL on one connection reads rows in memory.
public final class RowTable {
  /// How many columns there are in SQL, whatever the rows have: `c0` to `c255`. Those that the rows
  /// do not have are NULL.
  public static let maximumColumns = 256

  private let current: UnsafeMutablePointer<CurrentRows>

  /// Makes the table known to a connection. It has no rows except inside `reading`.
  public init(_ name: String, on connection: Connection) throws {
    let box = CurrentRowsBox()
    current = box.rows
    // The connection keeps the rows' memory until it closes.
    let code = sqlite3_create_module_v2(
      connection.handle, name, RowModule.shared.module, Unmanaged.passRetained(box).toOpaque(),
      { box in if let box { Unmanaged<CurrentRowsBox>.fromOpaque(box).release() } })
    guard code == SQLITE_OK else { throw SQLiteError(connection: connection.handle, code: code) }
  }

  /// Calls `body`, in which statements of the connection find these rows in the table.
  public func reading<Result>(_ rows: PackedRows, _ body: () throws -> Result) rethrows -> Result {
    precondition(rows.columns.count <= Self.maximumColumns, "more columns than SQL can name")
    let texts = rows.columns.filter { $0.kind == .text }
    return try rows.columns.withUnsafeBufferPointer { columns in
      try texts.withUnsafeBufferPointer { texts in
        current.pointee = CurrentRows(
          base: rows.base, stride: rows.stride, count: rows.count, order: rows.order,
          columns: columns.baseAddress, columnCount: columns.count, texts: texts.baseAddress,
          textCount: texts.count)
        defer { current.pointee = CurrentRows() }
        return try body()
      }
    }
  }
}

/// The rows that are read now, in memory that the C callbacks reach without counting references.
private struct CurrentRows {
  var base: UnsafeRawPointer?
  var stride = 0
  var count = 0
  var order: UnsafePointer<Int32>?
  var columns: UnsafePointer<PackedRows.Column>?
  var columnCount = 0
  /// Those of the columns that are texts behind a base.
  var texts: UnsafePointer<PackedRows.Column>?
  var textCount = 0
}

private final class CurrentRowsBox {
  let rows: UnsafeMutablePointer<CurrentRows>

  init() {
    rows = .allocate(capacity: 1)
    rows.initialize(to: CurrentRows())
  }

  deinit { rows.deallocate() }
}

/// The callbacks (sqlite.org/vtab.html, section 2), for every connection the same.
private final class RowModule: Sendable {
  static let shared = RowModule()

  nonisolated(unsafe) let module: UnsafePointer<sqlite3_module>

  private init() {
    var module = sqlite3_module()
    module.xConnect = connectRows
    module.xBestIndex = planRows
    module.xDisconnect = disconnectRows
    module.xOpen = openRows
    module.xClose = closeRows
    module.xFilter = { cursor, _, _, _, _ in firstRow(cursor) }
    module.xNext = nextRow
    module.xEof = isPastRows
    module.xColumn = rowColumn
    module.xRowid = rowNumber
    let memory = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
    memory.initialize(to: module)
    self.module = UnsafePointer(memory)
  }
}

private typealias TableResult = UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab>?>
private typealias CursorResult = UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab_cursor>?>

private func connectRows(
  _ handle: OpaquePointer?, _ rows: UnsafeMutableRawPointer?, _: Int32,
  _: UnsafePointer<UnsafePointer<CChar>?>?, _ result: TableResult?,
  _: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  let names = (0..<RowTable.maximumColumns).map { "c\($0)" }.joined(separator: ", ")
  let code = sqlite3_declare_vtab(handle, "CREATE TABLE rows (\(names))")
  guard code == SQLITE_OK, let rows else { return code }
  let table = UnsafeMutablePointer<picket_row_table>.allocate(capacity: 1)
  table.initialize(to: picket_row_table())
  let box = Unmanaged<CurrentRowsBox>.fromOpaque(rows).takeUnretainedValue()
  table.pointee.rows = UnsafeMutableRawPointer(box.rows)
  result?.pointee = UnsafeMutableRawPointer(table).assumingMemoryBound(to: sqlite3_vtab.self)
  return SQLITE_OK
}

private func disconnectRows(_ table: UnsafeMutablePointer<sqlite3_vtab>?) -> Int32 {
  UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: picket_row_table.self).deallocate()
  return SQLITE_OK
}

/// There is one way to read: all rows in their order.
private func planRows(
  _: UnsafeMutablePointer<sqlite3_vtab>?, _ plan: UnsafeMutablePointer<sqlite3_index_info>?
) -> Int32 {
  plan?.pointee.estimatedCost = 1_000_000
  return SQLITE_OK
}

private func openRows(
  _ table: UnsafeMutablePointer<sqlite3_vtab>?, _ result: CursorResult?
) -> Int32 {
  let cursor = UnsafeMutablePointer<picket_row_cursor>.allocate(capacity: 1)
  cursor.initialize(to: picket_row_cursor())
  cursor.pointee.rows =
    UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: picket_row_table.self).pointee.rows
  result?.pointee = UnsafeMutableRawPointer(cursor)
    .assumingMemoryBound(to: sqlite3_vtab_cursor.self)
  return SQLITE_OK
}

private func closeRows(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> Int32 {
  UnsafeMutableRawPointer(cursor)?.assumingMemoryBound(to: picket_row_cursor.self).deallocate()
  return SQLITE_OK
}

private typealias Cursor = UnsafeMutablePointer<sqlite3_vtab_cursor>?

/// The cursor and the rows that it goes over. SQLite calls no callback without a cursor that
/// `openRows` has made.
@inline(__always)
private func parts(
  _ cursor: Cursor
) -> (UnsafeMutablePointer<picket_row_cursor>, UnsafePointer<CurrentRows>)? {
  guard let memory = UnsafeMutableRawPointer(cursor) else { return nil }
  let own = memory.assumingMemoryBound(to: picket_row_cursor.self)
  guard let rows = own.pointee.rows else { return nil }
  return (own, UnsafePointer(rows.assumingMemoryBound(to: CurrentRows.self)))
}

private func firstRow(_ cursor: Cursor) -> Int32 {
  guard let (own, rows) = parts(cursor) else { return SQLITE_MISUSE }
  own.pointee.place = 0
  find(own, rows)
  return SQLITE_OK
}

@inline(__always)
private func nextRow(_ cursor: Cursor) -> Int32 {
  guard let (own, rows) = parts(cursor) else { return SQLITE_MISUSE }
  own.pointee.place += 1
  find(own, rows)
  return SQLITE_OK
}

@inline(__always)
private func find(
  _ own: UnsafeMutablePointer<picket_row_cursor>, _ rows: UnsafePointer<CurrentRows>
) {
  let place = Int(own.pointee.place)
  guard place < rows.pointee.count, let base = rows.pointee.base else { return }
  guard let order = rows.pointee.order else {
    own.pointee.row = base + place * rows.pointee.stride
    return
  }
  own.pointee.row = base + Int(order[place]) * rows.pointee.stride
  if place + farAhead < rows.pointee.count { prefetchAhead(rows, base, order + place) }
}

/// How many rows ahead memory is asked for: first a row, and nearer to its turn the texts that it
/// points to. Rows in an order of their own and their texts are in no cache: waiting for them was a
/// fifth of an insert.
private let farAhead = 12
private let nearAhead = 5

@inline(__always)
private func prefetchAhead(
  _ rows: UnsafePointer<CurrentRows>, _ base: UnsafeRawPointer, _ order: UnsafePointer<Int32>
) {
  let stride = rows.pointee.stride
  let far = base + Int(order[farAhead]) * stride
  prefetch(far)
  prefetch(far + (stride - 1))
  let near = base + Int(order[nearAhead]) * stride
  guard let texts = rows.pointee.texts else { return }
  for index in 0..<rows.pointee.textCount {
    guard let table = texts[index].table else { continue }
    let offset = (near + Int(texts[index].offset)).loadUnaligned(as: UInt32.self)
    prefetch(table + Int(offset))
  }
}

private func isPastRows(_ cursor: Cursor) -> Int32 {
  guard let (own, rows) = parts(cursor) else { return 1 }
  return Int(own.pointee.place) >= rows.pointee.count ? 1 : 0
}

private func rowNumber(_ cursor: Cursor, _ result: UnsafeMutablePointer<sqlite3_int64>?) -> Int32 {
  guard let (own, _) = parts(cursor) else { return SQLITE_MISUSE }
  result?.pointee = own.pointee.place
  return SQLITE_OK
}

@inline(__always)
private func rowColumn(_ cursor: Cursor, _ context: OpaquePointer?, _ index: Int32) -> Int32 {
  guard let (own, rows) = parts(cursor), let row = own.pointee.row else { return SQLITE_MISUSE }
  guard Int(index) < rows.pointee.columnCount, let columns = rows.pointee.columns else {
    return SQLITE_OK
  }
  let column = columns[Int(index)]
  let cell = row + Int(column.offset)
  switch column.kind {
  case .place:
    sqlite3_result_int64(context, column.first + own.pointee.place)
  case .integer:
    let value = cell.loadUnaligned(as: Int64.self)
    if value != PackedRows.null { sqlite3_result_int64(context, value) }
  case .narrowInteger:
    let value = cell.loadUnaligned(as: Int32.self)
    if value == NarrowInteger.null { break }
    guard let wide = column.table?.assumingMemoryBound(to: Int64.self) else { break }
    sqlite3_result_int64(context, NarrowInteger.value(value, wide: wide))
  case .real:
    // SQLite takes NaN for NULL (sqlite.org/floatingpoint.html, section 2).
    sqlite3_result_double(context, cell.loadUnaligned(as: Double.self))
  case .number:
    guard let table = column.table?.assumingMemoryBound(to: Int64.self) else { break }
    sqlite3_result_int64(context, table[Int(cell.loadUnaligned(as: UInt32.self))])
  case .text:
    guard let base = column.table else { break }
    answer(context, CountedText.bytes(at: base + Int(cell.loadUnaligned(as: UInt32.self))))
  }
  return SQLITE_OK
}

@inline(__always)
private func answer(_ context: OpaquePointer?, _ text: UnsafeRawBufferPointer) {
  sqlite3_result_text(
    context, text.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(text.count), nil)
}
