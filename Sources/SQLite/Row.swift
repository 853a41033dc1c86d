// A view of a statement's current row, and a value of any of SQLite's storage classes.

internal import CSQLite

/// A value as SQLite stores it (sqlite.org/datatype3.html).
public enum SQLValue: Sendable, Equatable {
  /// NULL.
  case null
  /// A signed 64-bit integer.
  case integer(Int64)
  /// A 64-bit float.
  case real(Double)
  /// UTF-8 text.
  case text(String)
  /// Bytes.
  case blob([UInt8])
}

/// The current row of a statement; columns count from 0. Valid until the next `step` or `reset`.
public struct Row: ~Copyable {
  let handle: OpaquePointer

  /// How many columns the row has.
  public var count: Int { Int(sqlite3_column_count(handle)) }

  /// Whether the column is NULL.
  public func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  /// The column as an integer; 0 for NULL.
  public func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  /// The column as an integer; 0 for NULL.
  public func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

  /// The column as an integer, or nil for NULL.
  public func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }

  /// The column as a real; 0 for NULL.
  public func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

  /// The column as text; '' for NULL.
  public func text(_ column: Int32) -> String {
    withText(column) { String(decoding: $0, as: UTF8.self) }
  }

  /// The column's UTF-8 bytes, for the length of the call; empty for NULL.
  public func withText<Result>(
    _ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let text = sqlite3_column_text(handle, column)
    let count = Int(sqlite3_column_bytes(handle, column))
    return try body(UnsafeRawBufferPointer(start: text, count: text == nil ? 0 : count))
  }

  /// The column's bytes as a blob; empty for NULL.
  public func blob(_ column: Int32) -> [UInt8] { withBlob(column) { [UInt8]($0) } }

  /// The column's bytes as a blob, for the length of the call; empty for NULL.
  public func withBlob<Result>(
    _ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let bytes = sqlite3_column_blob(handle, column)
    let count = Int(sqlite3_column_bytes(handle, column))
    return try body(UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
  }

  /// The column with its storage class.
  public func value(_ column: Int32) -> SQLValue {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: .integer(int64(column))
    case SQLITE_FLOAT: .real(double(column))
    case SQLITE_TEXT: .text(text(column))
    case SQLITE_BLOB: .blob(blob(column))
    default: .null
    }
  }
}
