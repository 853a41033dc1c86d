// One import: files in turn, rows into runs, and each commit holds whole lines only: rows, ledger
// and rejections in one transaction, so that a killed import continues where it was committed.
//
// Rows of several files share a run: thousands of hourly files make as few runs as one file would.
//
// Two threads, two connections, each confined to its thread. The caller's reads the ledger, and brings
// what was committed from the WAL into the file while the other writes (a checkpoint reads and
// writes every page once more: it would be a quarter of the writer's time). At most one batch is
// being written: the next waits for it in `startCommit`.

internal import SQLite

/// Brings the rows of log files into the warehouse. Confined to one thread.
public final class ImportSession {
  private let database: WarehouseDatabase
  private let ledger: ImportLedger
  private let writer: HandOver<ImportBatch>
  private let interner: ObservableInterner
  private let limits: ImportLimits
  private var pending: [String: PendingRun] = [:]
  @exclusivity(unchecked) private var current: FileShare?
  private var ended: [FileShare] = []
  /// The files of the batch that is being written, or was written last.
  private var inFlight: [FileShare] = []
  /// The runs of that batch: their memory is used again when they are written.
  private var inFlightRuns: [FilledRun] = []
  private var nextNumber = 0
  private var keptRejections = 0

  /// The ledger's last line when it was last asked for a content.
  private var ledgerEnd = Int64.max

  /// Rejections of one file that are kept with their text; the rest are only counted.
  public static let maximumRejections = 1_000

  /// An import into an open warehouse.
  ///
  /// - Parameter now: ticks; the time that the ledger shows.
  public convenience init(database: WarehouseDatabase, now: Int64) {
    self.init(database: database, now: now, limits: ImportLimits())
  }

  init(database: WarehouseDatabase, now: Int64, limits: ImportLimits) {
    self.database = database
    self.limits = limits
    interner = ObservableInterner(limits: limits)
    ledger = ImportLedger(connection: database.connection)
    let path = database.path
    writer = HandOver {
      // Made with the first batch, so that a failure to open is the failure of that batch.
      var writer: ImportWriter?
      return { batch in
        let open = try writer ?? ImportWriter(path: path, now: now)
        writer = open
        try open.write(batch)
      }
    }
  }

  deinit { writer.close() }

  /// The known contents that may be the beginning of a file with this head, longest first.
  ///
  /// Commits where a file that ended since the last commit begins alike: one import may be given the
  /// same content twice, as conn.log and conn.log.gz.
  public func knownContents(head: [UInt8]) throws -> [KnownContent] {
    if (ended + inFlight).contains(where: { $0.isBeginning(of: head) }) {
      try commit(progress: nil)
    }
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
    if isFull { try startCommit(progress: nil) }
    let progress = known?.progress ?? ImportProgress(contentLength: 0, contentDigest: [])
    current = FileShare(
      number: nextNumber, file: file, known: known, ledgerEnd: ledgerEnd,
      state: FileState(progress: progress, outcome: .running, inserted: 0, rejected: 0, note: ""))
    nextNumber += 1
    keptRejections = 0
  }

  /// The rows that wait for the current file's table. Call `addedRow` after each `endRow`.
  public func rows(of table: LogTable) -> PendingRun {
    for (name, run) in pending where name != table.name { run.trim() }
    if let run = pending[table.name] { return run }
    let run = PendingRun(table: table, interner: interner, limits: limits)
    pending[table.name] = run
    return run
  }

  /// The session's number of the current file, for the rows' `ImportId`.
  public var currentFile: Int64 { Int64(current?.number ?? 0) }

  /// Counts a row of the current file.
  public func addedRow() { current?.state.inserted += 1 }

  /// Whether `startCommit` should be called at the end of this line.
  public var isFull: Bool {
    pending.values.contains { $0.isFull }
      || pending.values.reduce(0) { $0 + $1.byteCount } > limits.runBytes
  }

  /// Keeps a line that could not be read.
  public func reject(_ rejection: Rejection) {
    current?.state.rejected += 1
    guard keptRejections < Self.maximumRejections else { return }
    keptRejections += 1
    current?.rejections.append(rejection)
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

  // MARK: Commits

  /// Writes all rows that wait, in one transaction with the ledger, and returns when it is committed.
  ///
  /// - Parameter progress: how far the current file was read; nil between files.
  public func commit(progress: ImportProgress?) throws {
    try startCommit(progress: progress, isDurable: true)
    try database.explainingErrors { try waitForWriter() }
    inFlight.removeAll()
    inFlightRuns.removeAll()
  }

  /// Begins to write all rows that wait, once what was begun before is committed.
  ///
  /// - Parameter progress: as for `commit`.
  /// - Throws: also what a transaction that was begun before failed with. Then nothing that came
  ///   after that one is written.
  public func startCommit(progress: ImportProgress?) throws {
    try startCommit(progress: progress, isDurable: false)
    try checkpoint("PASSIVE")
  }

  /// Commits, merges the small runs that are due, and brings the whole WAL into the file, as far as
  /// nobody else reads or writes.
  public func finish() throws {
    try commit(progress: nil)
    try RunMerge(database: database).run()
    // Another process's reader or writer would be waited for: then it is left to whoever closes the
    // warehouse last. What is committed is durable either way.
    try database.explainingErrors {
      try database.connection.withBusyTimeout(200) { try checkpoint("TRUNCATE") }
    }
  }

  /// Forgets what was not committed.
  public func abandon() {
    for run in pending.values { run.removeAll() }
    ended.removeAll()
    inFlight.removeAll()
    inFlightRuns.removeAll()
    current = nil
    interner.reset()
  }

  // MARK: Inside

  private func startCommit(progress: ImportProgress?, isDurable: Bool) throws {
    try database.explainingErrors {
      do {
        try writer.wait()
        try writer.give(takeBatch(progress: progress, isDurable: isDurable))
      } catch {
        abandon()
        throw error
      }
    }
  }

  private func waitForWriter() throws {
    do {
      try writer.wait()
    } catch {
      abandon()
      throw error
    }
  }

  private func takeBatch(progress: ImportProgress?, isDurable: Bool) -> sending ImportBatch {
    if let progress { current?.state.progress = progress }
    let files = ended + (current.map { [$0] } ?? [])
    ended.removeAll()
    current?.state.inserted = 0
    current?.state.rejected = 0
    current?.rejections.removeAll()
    inFlight = files
    // In the order of the tables, so that two imports of the same files write the same.
    let runs = LogTable.all.compactMap { table in
      pending[table.name]?.take(reusing: inFlightRuns.first { $0.table.name == table.name })
    }
    inFlightRuns = runs
    let batch = ImportBatch(
      files: files, runs: runs,
      memory: interner.memory, newValues: interner.takeNewValues(), isDurable: isDurable)
    if interner.isLarge { interner.reset() }
    return batch
  }

  private func checkpoint(_ mode: String) throws {
    try database.explainingErrors {
      _ = try database.connection.cached("PRAGMA wal_checkpoint(\(mode))").first { $0.int(0) }
    }
  }
}
