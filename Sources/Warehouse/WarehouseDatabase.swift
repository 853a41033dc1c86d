// The open warehouse: which file, with which settings, at which schema. Everything that writes or
// reads the warehouse starts here; only this target writes.

internal import Glibc
internal import Migrations
public import SQLite

/// An open warehouse file.
public final class WarehouseDatabase {
  /// What a command means to do with the file.
  public enum Access: Sendable {
    /// Hunts and inspection: the file must exist and is never changed.
    case read
    /// Changes to what is there: the file must exist, and is upgraded where it is older.
    case change
    /// Ingestion and import: made where it does not exist, upgraded where it is older.
    case write
  }

  /// The file's path as it was given.
  public let path: String
  /// The connection, confined to the thread that opened the warehouse.
  public let connection: Connection

  /// Opens the warehouse, and makes or upgrades it where `access` says so.
  ///
  /// - Throws: `WarehouseError`.
  public init(path: String, access: Access) throws {
    self.path = path
    do {
      try Self.checkFile(path, access: access)
      switch access {
      case .read: connection = try Self.openForReading(path)
      case .change, .write: connection = try Connection(path: Self.fileName(path), mode: .readWrite)
      }
      let migrator = Migrator(
        connection: connection, path: path, migrations: SchemaMigration.all)
      if access != .read {
        // First, since the journal's mode is written into the file: that of another program, or of
        // a newer version, stays as it is.
        let missing = try migrator.check()
        if access == .change, missing.count == SchemaMigration.all.count {
          throw WarehouseError.missing(path: path)
        }
        try Self.prepareForWriting(connection)
      }
      try migrator.migrate(isAllowed: access != .read)
      if access == .read {
        // A read through a memory map costs no copy: hunts at 10 million rows take a third of the
        // time (reference figures: 0.89 s with it, 2.3 to 3.2 s without). It does not help writing, and
        // its pages count as the program's memory: 1.2 GB of a first load of a million objects.
        try connection.execute("PRAGMA mmap_size = 2147418112")
      }
      try connection.execute("PRAGMA cache_size = -65536")
    } catch let error as SQLiteError {
      throw WarehouseError(error, path: path)
    }
  }

  /// Runs `body`, and gives SQLite's errors as errors about this file.
  public func explainingErrors<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as SQLiteError {
      throw WarehouseError(error, path: path)
    }
  }

  /// Runs `body` on one state of the warehouse, whatever others write meanwhile.
  public func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
    try explainingErrors { try connection.snapshot(body) }
  }

  private static func checkFile(_ path: String, access: Access) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      guard access == .write else { throw WarehouseError.missing(path: path) }
      return try createFile(path)
    }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw WarehouseError.isDirectory(path: path) }
    // The mode is asked, and not only access(2), so that root is told the same as everybody.
    let isWritable = status.st_mode & S_IWUSR != 0 && Glibc.access(path, W_OK) == 0
    if access != .read, !isWritable { throw WarehouseError.readOnly(path: path) }
  }

  /// Makes the file with mode 0600 before SQLite opens it: the WAL and shared-memory files take the
  /// mode of the database. A link in its place is not followed.
  private static func createFile(_ path: String) throws {
    let descriptor = open(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let code = errno
      if code == EEXIST { return }
      if code == EACCES || code == EROFS || code == EPERM {
        throw WarehouseError.readOnly(path: path)
      }
      let detail =
        code == ENOENT
        ? "the folder does not exist: make it first" : String(cString: strerror(code))
      throw WarehouseError.failed(path: path, detail: detail)
    }
    close(descriptor)
  }

  /// A database in WAL mode whose folder cannot be written can only be read as immutable
  /// (sqlite.org/wal.html#readonly), which is right as long as no WAL file is beside it.
  private static func openForReading(_ path: String) throws -> Connection {
    let folder =
      path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]) : "."
    let isFolderWritable = Glibc.access(folder.isEmpty ? "/" : folder, W_OK) == 0
    let hasWAL = Glibc.access(path + "-wal", F_OK) == 0
    return try Connection(
      path: fileName(path), mode: .readOnly, isImmutable: !isFolderWritable && !hasWAL)
  }

  /// SQLite takes `:memory:`, and may later take other names with a colon in front
  /// (sqlite.org/c3ref/open.html), for no file: what is put there is lost.
  private static func fileName(_ path: String) -> String {
    path.hasPrefix(":") ? "./" + path : path
  }

  /// A second connection to a warehouse that is open for writing, for another thread of an import. No
  /// memory map: it does not help writing, and its pages count as the program's memory.
  static func connectForImport(_ path: String) throws -> Connection {
    let connection = try Connection(path: fileName(path), mode: .readWrite)
    try connection.execute("PRAGMA secure_delete = OFF")
    // Rows are appended, and values are looked up in their order: little is read twice.
    try connection.execute("PRAGMA cache_size = -32768")
    return connection
  }

  private static func prepareForWriting(_ connection: Connection) throws {
    // Larger pages: up to 10 % faster inserts. The size holds only for a file that is still empty.
    try connection.execute("PRAGMA page_size = 8192")
    try connection.execute("PRAGMA journal_mode = WAL")
    // WAL with NORMAL loses no consistency on a power cut, only the last commits.
    try connection.execute("PRAGMA synchronous = NORMAL")
    // Debian builds with SECURE_DELETE, which zero-fills pages on every update.
    try connection.execute("PRAGMA secure_delete = OFF")
  }
}
