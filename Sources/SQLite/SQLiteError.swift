// What SQLite reports, in one type. Thrown by every call of this target; knows no table's name.

internal import CSQLite

/// An error that SQLite reported, with the statement that met it.
public struct SQLiteError: Error, CustomStringConvertible, Sendable {
  /// The extended result code (sqlite.org/rescode.html).
  public let code: Int32
  /// SQLite's own message; never holds a bound value.
  public let message: String
  /// The SQL text that failed, or nil where no statement was at work.
  public let sql: String?

  /// An error with a code and a message of SQLite's.
  public init(code: Int32, message: String, sql: String? = nil) {
    self.code = code
    self.message = message
    self.sql = sql
  }

  init(connection: OpaquePointer?, code: Int32, sql: String? = nil) {
    if let connection {
      self.code = sqlite3_extended_errcode(connection)
      message = String(cString: sqlite3_errmsg(connection))
    } else {
      self.code = code
      message = String(cString: sqlite3_errstr(code))
    }
    self.sql = sql
  }

  /// The primary result code: the low byte of `code`.
  public var primaryCode: Int32 { code & 0xff }

  /// Another process holds the lock that was waited for.
  public var isBusy: Bool { primaryCode == SQLITE_BUSY || primaryCode == SQLITE_LOCKED }
  /// The file or its folder cannot be written.
  public var isReadOnly: Bool { primaryCode == SQLITE_READONLY }
  /// The file cannot be opened at all.
  public var isCannotOpen: Bool { primaryCode == SQLITE_CANTOPEN }
  /// The file is not a SQLite database.
  public var isNotADatabase: Bool { primaryCode == SQLITE_NOTADB }
  /// The disk, or the page limit, is full.
  public var isFull: Bool { primaryCode == SQLITE_FULL }
  /// The system refused to write, to grow the file or to bring it onto the disk: a quota, a limit of
  /// file sizes, a disk that fails.
  public var isWriteRefused: Bool {
    [SQLITE_IOERR | 3 << 8, SQLITE_IOERR | 4 << 8, SQLITE_IOERR | 6 << 8, SQLITE_IOERR | 19 << 8]
      .contains(code)
  }
  /// The statement itself cannot be carried out: a function refuses a value, a text is too long. The
  /// database is well.
  public var isOfStatement: Bool { primaryCode == SQLITE_ERROR || primaryCode == SQLITE_TOOBIG }
  /// SQLite may not, or cannot, have more memory.
  public var isOutOfMemory: Bool { primaryCode == SQLITE_NOMEM }
  /// A progress handler stopped the statement.
  public var isInterrupted: Bool { primaryCode == SQLITE_INTERRUPT }

  /// The message, and the code where it says more than that there is an error; the SQL is left to
  /// callers that want it.
  public var description: String {
    code == SQLITE_ERROR ? message : "\(message) (SQLite \(code))"
  }
}
