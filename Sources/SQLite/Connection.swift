// A connection to one SQLite file, confined to the thread that uses it: opening with the settings
// that every connection shares, statements, transactions. Callers add their own pragmas.
//
// The file is opened with SQLITE_OPEN_NOMUTEX; sqlite.org/threadsafe.html:
// > Multi-thread. In this mode, SQLite can be safely used by multiple threads provided that no
// > single database connection […] is used in two or more threads at the same time.

internal import CSQLite

/// A connection to a SQLite database.
public final class Connection {
  /// How a file is opened.
  public enum Mode: Sendable {
    /// The file must exist; nothing can be written.
    case readOnly
    /// The file must exist.
    case readWrite
    /// The file is made where it does not exist.
    case create
  }

  let handle: OpaquePointer
  private var busyTimeout: Int32
  private var statements: [String: Statement] = [:]
  private var literals: [UnsafePointer<UInt8>: Statement] = [:]
  private var transactionDepth = 0

  /// Opens a file, or a private database in memory for `:memory:`.
  ///
  /// - Parameters:
  ///   - path: the file's path, never read as a URI.
  ///   - mode: what may be done to it.
  ///   - isImmutable: nobody writes the file, so that neither locks nor a WAL are looked for.
  ///   - busyTimeout: milliseconds to wait for another process's lock.
  /// - Throws: `SQLiteError`.
  public init(
    path: String, mode: Mode, isImmutable: Bool = false, busyTimeout: Int32 = 10_000
  ) throws {
    _ = Self.isConfigured
    var flags = SQLITE_OPEN_NOMUTEX
    switch mode {
    case .readOnly: flags |= SQLITE_OPEN_READONLY
    case .readWrite: flags |= SQLITE_OPEN_READWRITE
    case .create: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    }
    if isImmutable { flags |= SQLITE_OPEN_URI }
    var opened: OpaquePointer?
    let name = isImmutable ? "file:\(Self.uriPath(path))?immutable=1" : path
    let code = sqlite3_open_v2(name, &opened, flags, nil)
    guard code == SQLITE_OK, let opened else {
      let error = SQLiteError(connection: opened, code: code)
      sqlite3_close_v2(opened)
      throw error
    }
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
    self.busyTimeout = busyTimeout
    sqlite3_busy_timeout(handle, busyTimeout)
    // A mistyped "Column" is an error and not a string, and a hostile file's schema runs nothing.
    _ = picket_sqlite3_db_config_bool(handle, SQLITE_DBCONFIG_DQS_DML, 0)
    _ = picket_sqlite3_db_config_bool(handle, SQLITE_DBCONFIG_DQS_DDL, 0)
    _ = picket_sqlite3_db_config_bool(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
    _ = picket_sqlite3_db_config_bool(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    _ = picket_sqlite3_db_config_bool(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1)
  }

  /// Nobody asks how much memory SQLite has taken, and counting it is a tenth of an ingestion.
  private static let isConfigured = picket_sqlite3_no_memory_status() == SQLITE_OK

  /// sqlite.org/uri.html: `?`, `#` and `%` in a path are written with percent signs.
  private static func uriPath(_ path: String) -> String {
    var uri = ""
    for character in path {
      switch character {
      case "?": uri += "%3f"
      case "#": uri += "%23"
      case "%": uri += "%25"
      default: uri.append(character)
      }
    }
    return uri
  }

  deinit {
    clearCache()
    sqlite3_close_v2(handle)
  }

  /// Runs one or more statements that return nothing.
  public func execute(_ sql: String) throws {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw SQLiteError(connection: handle, code: code, sql: sql) }
  }

  /// Prepares one statement for a single use.
  public func prepare(_ sql: String) throws -> Statement {
    try Statement(connection: self, sql: sql, isPersistent: false)
  }

  /// The statement for this SQL, prepared once per connection (Debian builds SQLite without
  /// lookaside memory, so preparing is dear), reset and without bindings.
  public func cached(_ sql: String) throws -> Statement {
    if let statement = statements[sql] {
      statement.reset()
      statement.clearBindings()
      return statement
    }
    let statement = try Statement(connection: self, sql: sql, isPersistent: true)
    statements[sql] = statement
    return statement
  }

  /// The statement for a literal, prepared once per connection and found by where the literal lies in
  /// the program: at ten questions an object, hashing their text was a fifth of an ingestion. Reset,
  /// but with its last bindings: for statements all of whose parameters are bound each time.
  public func statement(_ sql: StaticString) throws -> Statement {
    if let statement = literals[sql.utf8Start] {
      statement.reset()
      return statement
    }
    let statement = try Statement(connection: self, sql: sql.description, isPersistent: true)
    literals[sql.utf8Start] = statement
    return statement
  }

  /// Forgets the cached statements, so that no prepared statement holds the schema.
  public func clearCache() {
    statements.removeAll()
    literals.removeAll()
  }

  /// Runs `body` in an immediate transaction; a thrown error rolls back what it wrote.
  ///
  /// A transaction inside a transaction is part of the outer one.
  public func transaction<Result>(_ body: () throws -> Result) throws -> Result {
    guard transactionDepth == 0 else { return try body() }
    try execute("BEGIN IMMEDIATE")
    transactionDepth += 1
    defer { transactionDepth -= 1 }
    do {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      // SQLite may have rolled back by itself already (a full disk, for one).
      if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
      throw error
    }
  }

  /// Runs `body` with another time, in milliseconds, to wait for another process's lock.
  public func withBusyTimeout<Result>(
    _ milliseconds: Int32, _ body: () throws -> Result
  ) rethrows -> Result {
    sqlite3_busy_timeout(handle, milliseconds)
    defer { sqlite3_busy_timeout(handle, busyTimeout) }
    return try body()
  }

  /// Runs `body` on one state of the database, whatever others commit meanwhile: that at its first
  /// statement (sqlite.org/isolation.html). Nothing may be written in it.
  public func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
    try execute("BEGIN DEFERRED")
    // A statement of `body` may still be open after an error: what was read needs no commit.
    defer { try? execute("ROLLBACK") }
    return try body()
  }

  /// Refuses texts, blobs and rows that are longer, for a file that may be hostile.
  ///
  /// - Parameter bytes: over 0.
  public func limitLength(to bytes: Int32) { sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, bytes) }

  /// The rowid of the last row that this connection inserted.
  public var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(handle) }

  /// How many rows the last INSERT, UPDATE or DELETE changed.
  public var changes: Int { Int(sqlite3_changes64(handle)) }

  /// Whether the main database was opened or turned out to be read-only.
  public var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

  /// Stops a running statement with an `isInterrupted` error when `stop` answers true.
  ///
  /// - Parameters:
  ///   - instructions: how many virtual-machine instructions pass between two questions.
  ///   - stop: asked on the connection's own thread.
  public func onProgress(every instructions: Int32, stop: @escaping () -> Bool) {
    progress = stop
    let context = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_progress_handler(
      handle, instructions,
      { context in
        guard let context else { return 0 }
        let connection = Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
        return connection.isToStop ? 1 : 0
      }, context)
  }
  /// What the question of `onProgress` is answered with now.
  var isToStop: Bool { progress?() == true }
  private var progress: (() -> Bool)?

  /// Asks the question of `onProgress` no more.
  public func endProgress() {
    sqlite3_progress_handler(handle, 0, nil, nil)
    progress = nil
  }
}
