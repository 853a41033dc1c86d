// The queries that a Pi-hole keeps in its own SQLite database, pihole-FTL.db (Pi-hole: "Query database").
// Its rows become lines of text, in the order of their ids, so that the ledger by content, growth and all
// that is behind works as for a log that is appended to. Called by OpenedLog; PiholeQuery reads the lines.
//
// The file may be hostile. It is opened for reading alone, its schema runs nothing, and only real tables
// are read and never a view: a view could be a query without an end.

internal import Glibc
internal import SQLite

/// The rows of a Pi-hole's database as lines.
final class PiholeDatabase: ContentSource {
  static let format = EventFormat(
    name: "pihole-ftl", deviceVendor: "Pi-hole", deviceProduct: "FTL", eventType: "query",
    tables: [.dns], isOurs: { $0.equals(header) }, makeReader: { PiholeQueryReader() })

  /// The first line: what the columns are.
  static let header: StaticString =
    "#pihole-FTL.db\tid\ttimestamp\ttype\tstatus\tdomain\tclient\tforward\treply_type\treply_time\tclient_name"

  let isPipe = false
  let isSeekable = true

  private let connection: Connection
  private let sql: String
  private var statement: Statement?
  /// The id of the last row that was read.
  private var lastId: Int64 = .min
  private var pending: [UInt8] = []
  private var given = 0
  private var printable: [UInt8] = []

  private static let magic = Array("SQLite format 3\0".utf8)
  /// A name has 255 bytes at most; what else a row holds is short.
  private static let longestText: Int32 = 1 << 20
  /// Bytes of lines that are made at once.
  private static let batch = 64 << 10
  /// Milliseconds that a lock is waited for: FTL writes once a minute, for moments.
  private static let busyTimeout: Int32 = 2_000
  private static let columns = [
    "id", "timestamp", "type", "status", "domain", "client", "forward", "reply_type", "reply_time",
  ]

  /// Whether a content is a SQLite database, by its first bytes.
  static func isDatabase(_ head: [UInt8]) -> Bool { head.starts(with: magic) }

  /// Why a database that comes otherwise is not read.
  static let needsPath =
    "a SQLite database: give the path of the file itself, uncompressed, not through a pipe"

  /// Opens a path that is a regular file and a SQLite database; nil for another.
  ///
  /// - Throws: `LogInputError`.
  init?(path: String, followsLink: Bool) throws {
    guard let head = Self.head(path, followsLink: followsLink), Self.isDatabase(head) else {
      return nil
    }
    do {
      connection = try Self.open(path, isWAL: head.count > 18 && head[18] == 2)
      guard let sql = try Self.query(connection) else {
        throw LogInputError(
          reason: "a SQLite database, but not a Pi-hole's: it has no table of queries "
            + "with timestamp, domain and client", isNoLog: true)
      }
      self.sql = sql
      try start()
    } catch let error as SQLiteError {
      throw Self.failure(error)
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    do {
      if given == pending.count { try makeLines() }
    } catch let error as SQLiteError {
      throw Self.failure(error)
    }
    let count = min(pending.count - given, buffer.count)
    buffer.copyBytes(from: pending[given..<given + count])
    given += count
    return count
  }

  func rewind() throws {
    do { try start() } catch let error as SQLiteError { throw Self.failure(error) }
  }

  func stopRetaining() {}

  // MARK: Inside

  /// The first bytes of a regular file, which is closed again: to close a file that SQLite has open drops
  /// SQLite's locks on it (sqlite.org/howtocorrupt.html, section 2.2).
  private static func head(_ path: String, followsLink: Bool) -> [UInt8]? {
    var status = stat()
    guard (followsLink ? stat(path, &status) : lstat(path, &status)) == 0,
      status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var head = [UInt8](repeating: 0, count: 100)
    let count = Glibc.read(file, &head, head.count)
    return Array(head.prefix(max(0, count)))
  }

  /// Opens it for reading. A database in WAL mode that nobody has open has no -wal file: it is read without
  /// locks, for which SQLite would make files beside it.
  ///
  /// - Parameter isWAL: sqlite.org/fileformat.html, section 1.3, file format version.
  private static func open(_ path: String, isWAL: Bool) throws -> Connection {
    let isQuiet = isWAL && access(path + "-wal", F_OK) != 0
    let connection = try Connection(
      path: path, mode: .readOnly, isImmutable: isQuiet, busyTimeout: busyTimeout)
    connection.limitLength(to: longestText)
    try connection.execute("PRAGMA cache_size = -4096; PRAGMA mmap_size = 0; PRAGMA query_only = 1")
    return connection
  }

  /// The question for all rows, before their order; nil where it is not a Pi-hole's.
  private static func query(_ connection: Connection) throws -> String? {
    // From database version 10 on, `queries` is a view over this table, in which names are numbers; rows
    // that are older than the change still have texts.
    let stored = try columns(of: "query_storage", connection)
    let table = stored.isEmpty ? "queries" : "query_storage"
    let present = stored.isEmpty ? try columns(of: "queries", connection) : stored
    guard present.isSuperset(of: ["id", "timestamp", "domain", "client"]) else { return nil }
    var cells: [String] = []
    for column in columns {
      cells.append(present.contains(column) ? "q.\(column)" : "NULL")
    }
    // SQLite writes small numbers with an exponent.
    for cell in [1, 8] {
      cells[cell] =
        "CASE typeof(\(cells[cell])) WHEN 'real' THEN printf('%.6f', \(cells[cell])) "
        + "ELSE \(cells[cell]) END"
    }
    var clientName = "NULL"
    if !stored.isEmpty {
      for (cell, table, value) in [
        (4, "domain_by_id", "domain"), (5, "client_by_id", "ip"), (6, "forward_by_id", "forward"),
      ] where cells[cell] != "NULL" {
        let linked = try columns(of: table, connection)
        guard linked.isSuperset(of: ["id", value]) else { continue }
        let written = cells[cell]
        cells[cell] =
          "CASE typeof(\(written)) WHEN 'integer' THEN "
          + "(SELECT l.\(value) FROM \(table) l WHERE l.id = \(written)) ELSE \(written) END"
        if value == "ip", linked.contains("name") {
          clientName = "(SELECT l.name FROM \(table) l WHERE l.id = \(written))"
        }
      }
    }
    cells.append(clientName)
    return "SELECT \(cells.joined(separator: ", ")) FROM \(table) q "
  }

  /// The columns of a real table; none where it is a view, a virtual table or not there.
  private static func columns(
    of table: String, _ connection: Connection
  ) throws -> Set<String> {
    let statement = try connection.prepare(
      """
      SELECT c.name FROM pragma_table_list AS t JOIN pragma_table_xinfo(t.name, t.schema) AS c
      WHERE t.schema = 'main' AND t.type = 'table' AND t.name = ?1 AND c.hidden = 0
      """)
    statement.bind(table, at: 1)
    var names: Set<String> = []
    try statement.eachRow { names.insert($0.text(0)) }
    return names
  }

  private func start() throws {
    statement = nil
    statement = try connection.prepare(sql + "ORDER BY q.id")
    lastId = .min
    let header = Self.header
    pending = Array(UnsafeBufferPointer(start: header.utf8Start, count: header.utf8CodeUnitCount))
    pending.append(0x0a)
    given = 0
  }

  /// Reads on behind the last row, whose id a hostile file may have as a text.
  private func makeFurther() throws -> Statement {
    let further = try connection.prepare(
      sql + "WHERE typeof(q.id) = 'integer' AND q.id > ?1 ORDER BY q.id")
    further.bind(lastId, at: 1)
    return further
  }

  /// Makes the next lines; none at the end, behind which more may come later.
  private func makeLines() throws {
    pending.removeAll(keepingCapacity: true)
    given = 0
    let statement = try self.statement ?? makeFurther()
    self.statement = statement
    while pending.count < Self.batch {
      guard try statement.step() else {
        self.statement = nil
        return
      }
      let row = statement.row
      lastId = max(lastId, row.int64(0))
      for column in 0..<Int32(row.count) {
        if column > 0 { pending.append(0x09) }
        row.withText(column) { text in
          printable.removeAll(keepingCapacity: true)
          LogText.append(text, to: &printable)
        }
        pending += printable
      }
      pending.append(0x0a)
    }
  }

  private static func failure(_ error: SQLiteError) -> LogInputError {
    if error.isBusy {
      return LogInputError(
        reason: "the database is locked by another program: import a copy of it "
          + "(sqlite3 pihole-FTL.db \".backup copy.db\")")
    }
    if error.isCannotOpen {
      return LogInputError(
        reason:
          "the database cannot be opened: copy it, with its -wal file, to a folder that can be written"
      )
    }
    return LogInputError(reason: "the database cannot be read: \(error)", isNoLog: true)
  }
}
