// The writing side of an import: its own connection, the ledger, and what it knows of the values so
// far. Confined to the thread of a HandOver.

internal import SQLite

/// Writes the batches of one import, each in a transaction.
final class ImportWriter {
  private let path: String
  private let now: Int64
  private let connection: Connection
  private let rows: RowTable
  private let ledger: ImportLedger
  private let resolver: ObservableResolver
  /// Files that have been committed, by the number that the import gave them.
  private var written: [Int: WrittenFile] = [:]

  private struct WrittenFile {
    let importId: Int64
    /// How far the ledger has the file, as this import left it.
    var length: Int64
  }

  /// Pages of the WAL from which on a commit brings what is left of it into the file: 400 MB, about
  /// three runs. The reading thread has done so by then for all but the last of them.
  private static let checkpointPages = 49_152

  /// Writes on a connection of its own.
  convenience init(path: String, now: Int64) throws {
    let connection = try WarehouseDatabase.connectForImport(path)
    try connection.execute("PRAGMA wal_autocheckpoint = \(Self.checkpointPages)")
    try self.init(connection, path: path, now: now)
  }

  /// Writes on a connection that is there.
  init(_ connection: Connection, path: String, now: Int64) throws {
    self.path = path
    self.now = now
    self.connection = connection
    rows = try RowTable("import_rows", on: connection)
    ledger = ImportLedger(connection: connection)
    resolver = ObservableResolver(connection: connection, rows: rows)
  }

  /// Writes a batch.
  ///
  /// - Throws: `WarehouseError.busy` where another process has imported the same content since the
  ///   ledger was asked for it; `SQLiteError`. Then nothing of the batch is in.
  func write(_ batch: ImportBatch) throws {
    try connection.execute("PRAGMA synchronous = \(batch.isDurable ? "FULL" : "NORMAL")")
    resolver.take(batch.memory, batch.newValues)
    do {
      var files = written
      try connection.transaction {
        for share in batch.files { try settle(share, in: &files) }
        try resolver.begin()
        var importIds = [Int64](repeating: 0, count: (files.keys.max() ?? 0) + 1)
        for (number, file) in files { importIds[number] = file.importId }
        let writer = RunWriter(
          connection: connection, rows: rows, resolver: resolver, importIds: importIds)
        for run in batch.runs { try writer.write(run) }
      }
      written = files
      // A file that has ended is not asked for again.
      for share in batch.files where share.state.outcome != .running {
        written[share.number] = nil
      }
    } catch {
      // Ids that were given in the transaction are void.
      resolver.forgetDatabase()
      throw error
    }
  }

  private func settle(_ share: FileShare, in files: inout [Int: WrittenFile]) throws {
    var file = try files[share.number] ?? begin(share, besides: files)
    let isOurs = try ledger.update(
      file.importId, from: file.length, file: share.file, state: share.state, now: now)
    guard isOurs else { throw WarehouseError.busy(path: path) }
    try Rejection.insert(
      share.rejections, origin: share.file.path, sourceId: nil, importId: file.importId, now: now,
      into: connection)
    file.length = share.state.progress.contentLength
    files[share.number] = file
  }

  private var ownImports: Set<Int64> = []

  /// - Throws: `WarehouseError.busy` where another process has imported the same content since the
  ///   ledger was asked for it: its rows must not come twice.
  private func begin(
    _ share: FileShare, besides files: [Int: WrittenFile]
  ) throws -> WrittenFile {
    if let known = share.known {
      return WrittenFile(importId: known.importId, length: known.progress.contentLength)
    }
    let others = try ledger.candidates(head: share.file.head)
      .filter { $0.importId > share.ledgerEnd && !ownImports.contains($0.importId) }
    guard others.isEmpty else { throw WarehouseError.busy(path: path) }
    let importId = try ledger.insert(share.file, now: now)
    ownImports.insert(importId)
    return WrittenFile(importId: importId, length: 0)
  }
}
