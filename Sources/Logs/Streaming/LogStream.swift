// Logs past the indicators without an import: paths in, the rows that touch an indicator visible to
// hunts on the same connection, a report out. Called by the executable.

public import Warehouse

/// Looks through log files for rows that touch an indicator.
public struct LogStream {
  private let session: StreamSession
  private let reading: LogReading
  private let path: String

  /// A stream; reads the values of all indicators.
  ///
  /// - Parameters:
  ///   - database: open for reading; its file is not written. Hunts on its connection see the
  ///     stream's rows from now on, and not the file's.
  ///   - now: ticks.
  ///   - options: what the user says about the logs.
  /// - Throws: `WarehouseError`.
  public init(
    database: WarehouseDatabase, now: Int64, options: LogOptions = LogOptions()
  ) throws {
    reading = LogReading(options: options, now: now)
    path = database.path
    session = try StreamSession(database: database, now: now)
  }

  /// Looks through files, folders (with all that is below them) and standard input (`-`), in order.
  ///
  /// - Parameters:
  ///   - paths: as for an import.
  ///   - onEvent: called on any thread, one at a time; `inserted` counts all rows that were read.
  /// - Returns: one entry for each file, `imported` where it was read to its end.
  /// - Throws: `WarehouseError`.
  public func run(
    paths: [String], onEvent: @escaping (ImportEvent) -> Void = { _ in }
  ) throws -> ImportReport {
    let contents = StreamedContents()
    let report = try LogFiles.read(paths, besides: self.path, onEvent) { path, isInFolder in
      try StreamedFile(
        path: path, isInFolder: isInFolder, session: session, contents: contents,
        reading: reading, onEvent: onEvent
      ).run()
    }
    try session.commit()
    return report
  }
}
