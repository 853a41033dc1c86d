// One import: files in turn, rows into runs, and each commit holds whole lines only: rows, ledger
// and rejections in one transaction, so that a killed import continues where it was committed.
//
// Rows of several files share a run: thousands of hourly files make as few runs as one file would.

internal import SQLite

/// Brings the rows of log files into the warehouse. Confined to one thread.
public final class ImportSession {
  private let database: WarehouseDatabase
  private let ledger: ImportLedger
  private let now: Int64
  private let interner = ObservableInterner()
  private var pending: [String: PendingRun] = [:]
  @exclusivity(unchecked) private var current: OpenFile?
  private var ended: [OpenFile] = []

  /// `Import.Id` by the session's number of a file; 0 until it is written.
  private var importIds: [Int64] = []
  /// The ledger's last line when it was last asked for a content.
  private var ledgerEnd = Int64.max

  private struct OpenFile {
    let number: Int
    let file: ImportedFile
    var state: FileState
    var rejections: [Rejection] = []
    var keptRejections = 0
    /// How far the ledger has the file, as this session left it or found it.
    var committedLength: Int64
    /// The ledger's last line when it was asked whether it has the file.
    let ledgerEnd: Int64

    /// Whether the ledger, when it has the file, will give it for this head.
    func isBeginning(of head: [UInt8]) -> Bool {
      let length = min(file.head.count, Int(clamping: state.progress.contentLength))
      return length > 0 && head.starts(with: file.head.prefix(length))
    }
  }

  /// Rejections of one file that are kept with their text; the rest are only counted.
  public static let maximumRejections = 1_000

  /// An import into an open warehouse.
  ///
  /// - Parameter now: ticks; the time that the ledger shows.
  public init(database: WarehouseDatabase, now: Int64) {
    self.database = database
    self.now = now
    ledger = ImportLedger(connection: database.connection)
  }

  /// The known contents that may be the beginning of a file with this head, longest first.
  ///
  /// Commits where a file that ended since the last commit begins alike: one import may be given the
  /// same content twice, as conn.log and conn.log.gz.
  public func knownContents(head: [UInt8]) throws -> [KnownContent] {
    if ended.contains(where: { $0.isBeginning(of: head) }) { try commit(progress: nil) }
    return try database.explainingErrors {
      // First the end, then the lines: one that another process adds between is taken for new.
      ledgerEnd = try ledger.end()
      return try ledger.candidates(head: head)
    }
  }

  /// Starts a file, or goes on with one that has grown.
  ///
  /// - Parameters:
  ///   - file: its description.
  ///   - known: the content that it begins with, where the digest has told so.
  public func beginFile(_ file: ImportedFile, continuing known: KnownContent? = nil) throws {
    if isFull { try commit(progress: nil) }
    let progress = known?.progress ?? ImportProgress(contentLength: 0, contentDigest: [])
    current = OpenFile(
      number: importIds.count, file: file,
      state: FileState(progress: progress, outcome: .running, inserted: 0, rejected: 0, note: ""),
      committedLength: progress.contentLength, ledgerEnd: ledgerEnd)
    importIds.append(known?.importId ?? 0)
  }

  /// The rows that wait for the current file's table. Call `addedRow` after each `endRow`.
  public func rows(of table: LogTable) -> PendingRun {
    if let run = pending[table.name] { return run }
    let run = PendingRun(table: table, interner: interner)
    pending[table.name] = run
    return run
  }

  /// The session's number of the current file, for the rows' `ImportId`.
  public var currentFile: Int64 { Int64(current?.number ?? 0) }

  /// Counts a row of the current file.
  public func addedRow() { current?.state.inserted += 1 }

  /// Whether `commit` should be called at the end of this line.
  public var isFull: Bool { pending.values.contains { $0.isFull } || interner.isLarge }

  /// Keeps a line that could not be read.
  public func reject(_ rejection: Rejection) {
    guard var file = current else { return }
    current = nil
    file.state.rejected += 1
    if file.keptRejections < Self.maximumRejections {
      file.rejections.append(rejection)
      file.keptRejections += 1
    }
    current = file
  }

  /// Ends the current file.
  ///
  /// - Parameters:
  ///   - progress: how far it was read.
  ///   - outcome: `.done`, or `.partial` with a note that says why.
  public func endFile(
    progress: ImportProgress, outcome: ImportOutcome, note: String = ""
  ) {
    guard var file = current else { return }
    file.state.progress = progress
    file.state.outcome = outcome
    file.state.note = note
    ended.append(file)
    current = nil
  }

  /// Writes all rows that wait, in one transaction with the ledger.
  ///
  /// - Parameter progress: how far the current file was read; nil between files.
  public func commit(progress: ImportProgress?) throws {
    try database.explainingErrors {
      do {
        try database.connection.transaction { try write(progress: progress) }
      } catch {
        abandon()
        throw error
      }
    }
  }

  /// Forgets what was not committed.
  public func abandon() {
    for run in pending.values { run.removeAll() }
    ended.removeAll()
    current = nil
    interner.reset()
  }

  // MARK: Inside

  private func write(progress: ImportProgress?) throws {
    for file in ended { try settle(file) }
    ended.removeAll()
    if var file = current {
      if let progress { file.state.progress = progress }
      try settle(file)
      file.committedLength = file.state.progress.contentLength
      file.state.inserted = 0
      file.state.rejected = 0
      file.rejections = []
      current = file
    }
    let writer = RunWriter(
      connection: database.connection, interner: interner, importIds: importIds)
    for table in LogTable.all {
      guard let run = pending[table.name] else { continue }
      try writer.write(run)
      run.removeAll()
    }
    if interner.isLarge { interner.reset() }
  }

  /// - Throws: `WarehouseError.busy` where another process has imported the same content since the
  ///   ledger was asked for it: its rows must not come twice.
  private func settle(_ file: OpenFile) throws {
    if importIds[file.number] == 0 {
      let others = try ledger.candidates(head: file.file.head)
        .filter { $0.importId > file.ledgerEnd && !importIds.contains($0.importId) }
      guard others.isEmpty else { throw WarehouseError.busy(path: database.path) }
      importIds[file.number] = try ledger.insert(file.file, now: now)
    }
    let importId = importIds[file.number]
    let isOurs = try ledger.update(
      importId, from: file.committedLength, file: file.file, state: file.state, now: now)
    guard isOurs else { throw WarehouseError.busy(path: database.path) }
    try Rejection.insert(
      file.rejections, origin: file.file.path, sourceId: nil, importId: importId, now: now,
      into: database.connection)
  }
}
