// The import of logs: paths in, rows in the warehouse, a report out. Called by the executable.
// One file that cannot be read does not stop the others; an error of the database does.

public import Warehouse

/// Imports log files into a warehouse.
public struct LogImport {
  private let session: ImportSession
  private let maximumErrors: Int?

  /// An import.
  ///
  /// - Parameters:
  ///   - database: open for writing.
  ///   - now: ticks; the time that the ledger shows.
  ///   - maximumErrors: how many lines of a file may be rejected before the rest of it is left out;
  ///     nil for any number.
  public init(database: WarehouseDatabase, now: Int64, maximumErrors: Int? = nil) {
    session = ImportSession(database: database, now: now)
    self.maximumErrors = maximumErrors
  }

  /// Imports files, folders (with all that is below them) and standard input (`-`), in order.
  ///
  /// - Parameters:
  ///   - paths: a link that is named is followed; links inside folders and hidden files are not.
  ///   - onEvent: called on this thread.
  /// - Returns: one entry for each file.
  /// - Throws: `WarehouseError`; what was committed before it stays, and the next import goes on
  ///   from there.
  public func run(
    paths: [String], onEvent: @escaping (ImportEvent) -> Void = { _ in }
  ) throws -> ImportReport {
    let report = try LogFiles.read(paths, onEvent) { path, isInFolder in
      try FileImport(
        path: path, isInFolder: isInFolder, session: session, maximumErrors: maximumErrors,
        onEvent: onEvent
      ).run()
    }
    try session.finish()
    return report
  }
}
