// Logs against the indicators without storing them: rows are read into a scratch run and forgotten;
// one that touches an indicator is written as an import writes it (ImportWriter), but into the tables
// that shadow the file's. The hunts then run on this connection as they always do.

internal import SQLite

/// A one-off look at logs. The database's connection sees the rows that touch an indicator, and no
/// others, until it is closed; its file is not written. One thread at a time.
public final class StreamSession {
  /// The values to look for.
  public let indicators: IndicatorSet
  private let database: WarehouseDatabase
  private let shadow: ShadowObservables
  private let writer: ImportWriter
  // The rows that are looked at:
  private let watch: ValueWatch
  private let scratchInterner: ObservableInterner
  private var scratch: [String: PendingRun] = [:]
  // The rows that are kept:
  private let interner = ObservableInterner()
  private var pending: [String: PendingRun] = [:]
  private var current: FileShare?
  private var ended: [FileShare] = []
  private var nextNumber = 0

  /// Rows after which the scratch is emptied.
  private static let maximumScratch = 4_096

  /// Reads the indicators' values, and shadows the tables of the log side.
  ///
  /// - Parameters:
  ///   - database: opened for reading.
  ///   - now: ticks; `Import.StartedAt` of the shadows.
  /// - Throws: `WarehouseError`.
  public init(database: WarehouseDatabase, now: Int64) throws {
    self.database = database
    let connection = database.connection
    (indicators, writer) = try database.explainingErrors {
      // Without the memory map: what is read through it counts as the program's memory (at 1M
      // indicators 430 MB instead of 80), and one pass and a few rows are all that is read.
      try connection.execute("PRAGMA mmap_size = 0; PRAGMA cache_size = -16384")
      let indicators = try IndicatorSet(connection: connection)
      try ShadowTables(connection: connection).make()
      return (indicators, try ImportWriter(connection, path: database.path, now: now))
    }
    shadow = ShadowObservables(connection: connection)
    watch = ValueWatch { [indicators] in indicators.mayHold(observable: $0) }
    scratchInterner = ObservableInterner(watch: watch)
  }

  // MARK: Looking

  /// Where to read the next row of a table, to see whether it touches an indicator.
  public func scratch(of table: LogTable) -> PendingRun {
    watch.forget()
    guard let run = scratch[table.name] else {
      let run = PendingRun(table: table, interner: scratchInterner)
      scratch[table.name] = run
      return run
    }
    if run.count >= Self.maximumScratch || run.isFull { emptyScratch() }
    return run
  }

  /// Whether the row that was just read may touch an indicator.
  public func touchesIndicator(_ scratch: PendingRun) -> Bool {
    scratch.flush()
    return !watch.met.isEmpty
  }

  private func emptyScratch() {
    for run in scratch.values { run.removeAll() }
    _ = scratchInterner.takeNewValues()
    if scratchInterner.isLarge { scratchInterner.reset() }
  }

  // MARK: Keeping

  /// Starts a file that has a row to keep.
  public func beginFile(_ file: ImportedFile) {
    current = FileShare(
      number: nextNumber, file: file, known: nil, ledgerEnd: Int64.max,
      state: FileState(
        progress: ImportProgress(contentLength: 0, contentDigest: []), outcome: .running,
        inserted: 0, rejected: 0, note: ""))
    nextNumber += 1
  }

  /// Ends the file that was begun.
  public func endFile() {
    guard var file = current else { return }
    file.state.outcome = .done
    ended.append(file)
    current = nil
  }

  /// Where to read the row that was just looked at again, to keep it. Call `keptRow` then.
  public func rows(of table: LogTable) throws -> PendingRun {
    try database.explainingErrors {
      let memory = scratchInterner.memory
      for place in watch.met { try shadow.bringIndicators(for: memory.bytes(at: place)) }
    }
    if let run = pending[table.name] { return run }
    let run = PendingRun(table: table, interner: interner)
    pending[table.name] = run
    return run
  }

  /// The session's number of the file, for the rows' `ImportId`.
  public var currentFile: Int64 { Int64(current?.number ?? 0) }

  /// Counts a row that was kept.
  public func keptRow() throws {
    current?.state.inserted += 1
    if pending.values.contains(where: \.isFull) { try commit() }
  }

  /// Makes the rows that were kept visible to hunts.
  ///
  /// - Throws: `WarehouseError`.
  public func commit() throws {
    let batch = ImportBatch(
      files: ended + (current.map { [$0] } ?? []),
      runs: LogTable.all.compactMap { pending[$0.name]?.take(reusing: nil) },
      memory: interner.memory, newValues: interner.takeNewValues(), isDurable: false)
    ended.removeAll()
    current?.state.inserted = 0
    if interner.isLarge { interner.reset() }
    try database.explainingErrors { try writer.write(batch) }
  }
}
