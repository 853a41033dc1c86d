// A prepared statement: binding, stepping, reading columns. The bulk paths bind bytes straight
// from their buffers: binding a String for every field costs 5 to 14 times as much as this.

internal import CSQLite

/// A prepared statement of one connection.
public final class Statement {
  /// The statement's text.
  public let sql: String
  // Keeps the connection open for as long as a statement for a single use lives. A cached one is
  // owned by its connection: held in turn, neither would ever go, and the file never be closed, so
  // that its last rows would stay in the WAL.
  private let connection: Connection?
  let handle: OpaquePointer

  init(connection: Connection, sql: String, isPersistent: Bool) throws {
    self.sql = sql
    self.connection = isPersistent ? nil : connection
    var prepared: OpaquePointer?
    let flags = isPersistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
    let code = sqlite3_prepare_v3(connection.handle, sql, -1, flags, &prepared, nil)
    guard code == SQLITE_OK, let prepared else {
      guard code == SQLITE_OK else {
        throw SQLiteError(connection: connection.handle, code: code, sql: sql)
      }
      throw SQLiteError(code: SQLITE_MISUSE, message: "the SQL text holds no statement", sql: sql)
    }
    handle = prepared
  }

  deinit { sqlite3_finalize(handle) }

  // MARK: Binding (positions count from 1)

  /// Binds NULL.
  public func bindNull(at position: Int32) { sqlite3_bind_null(handle, position) }

  /// Binds an integer, or NULL.
  public func bind(_ value: Int64?, at position: Int32) {
    guard let value else { return bindNull(at: position) }
    sqlite3_bind_int64(handle, position, value)
  }

  /// Binds an integer.
  public func bind(_ value: Int, at position: Int32) {
    sqlite3_bind_int64(handle, position, Int64(value))
  }

  /// Binds a real, or NULL.
  public func bind(_ value: Double?, at position: Int32) {
    guard let value else { return bindNull(at: position) }
    sqlite3_bind_double(handle, position, value)
  }

  /// Binds 0 or 1, or NULL.
  public func bind(_ value: Bool?, at position: Int32) {
    guard let value else { return bindNull(at: position) }
    sqlite3_bind_int64(handle, position, value ? 1 : 0)
  }

  /// Binds text, which SQLite copies, or NULL.
  public func bind(_ value: String?, at position: Int32) {
    guard var value else { return bindNull(at: position) }
    // Nothing to copy: SQLite would take memory for it.
    if value.isEmpty {
      return bind(text: UnsafeRawBufferPointer(start: nil, count: 0), at: position)
    }
    value.withUTF8 { bytes in
      bind(text: UnsafeRawBufferPointer(bytes), at: position, copied: true)
    }
  }

  /// Binds UTF-8 text from a buffer.
  ///
  /// - Parameters:
  ///   - bytes: the text; empty binds ''.
  ///   - position: the parameter, from 1.
  ///   - copied: false where the buffer outlives the next `step` and `reset`.
  public func bind(text bytes: UnsafeRawBufferPointer, at position: Int32, copied: Bool = false) {
    let destructor = copied ? picket_sqlite3_transient() : nil
    guard let base = bytes.baseAddress else {
      sqlite3_bind_text(handle, position, "", 0, nil)
      return
    }
    sqlite3_bind_text64(
      handle, position, base.assumingMemoryBound(to: CChar.self), UInt64(bytes.count), destructor,
      UInt8(SQLITE_UTF8))
  }

  /// Binds bytes from a buffer as a blob; `copied` as for text.
  public func bind(blob bytes: UnsafeRawBufferPointer, at position: Int32, copied: Bool = false) {
    guard let base = bytes.baseAddress else {
      sqlite3_bind_zeroblob(handle, position, 0)
      return
    }
    let destructor = copied ? picket_sqlite3_transient() : nil
    sqlite3_bind_blob64(handle, position, base, UInt64(bytes.count), destructor)
  }

  /// Binds a value of any storage class.
  public func bind(_ value: SQLValue, at position: Int32) {
    switch value {
    case .null: bindNull(at: position)
    case .integer(let integer): bind(integer, at: position)
    case .real(let real): bind(real, at: position)
    case .text(let text): bind(text, at: position)
    case .blob(let blob): blob.withUnsafeBytes { bind(blob: $0, at: position, copied: true) }
    }
  }

  /// Binds values to the positions 1, 2, 3 …
  public func bind(_ values: [SQLValue]) {
    for (index, value) in values.enumerated() { bind(value, at: Int32(index + 1)) }
  }

  /// Sets every parameter to NULL.
  public func clearBindings() { sqlite3_clear_bindings(handle) }

  /// How many parameters the statement has.
  public var parameterCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

  // MARK: Stepping

  /// Goes to the next row; false at the end.
  public func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      let error = SQLiteError(connection: sqlite3_db_handle(handle), code: code, sql: sql)
      sqlite3_reset(handle)
      throw error
    }
  }

  /// Runs the statement to its end and makes it ready for the next bindings.
  public func run() throws {
    while try step() {}
    sqlite3_reset(handle)
  }

  /// Makes the statement ready to run again; bindings stay.
  public func reset() { sqlite3_reset(handle) }

  /// Calls `body` for each row, then resets the statement, after an error as well.
  public func eachRow(_ body: (borrowing Row) throws -> Void) throws {
    defer { reset() }
    while try step() { try body(row) }
  }

  /// What `body` makes of the first row, or nil where there is none; then resets the statement.
  public func first<Result>(_ body: (borrowing Row) throws -> Result) throws -> Result? {
    defer { reset() }
    return try step() ? try body(row) : nil
  }

  /// The current row: valid until the next `step` or `reset`.
  public var row: Row { Row(handle: handle) }

  /// The names of the result's columns.
  public var columnNames: [String] {
    (0..<sqlite3_column_count(handle)).map { String(cString: sqlite3_column_name(handle, $0)) }
  }

  /// Whether the statement leaves the database as it is.
  public var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }
}
