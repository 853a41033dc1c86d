// The import of logs: paths in, rows in the warehouse, a report out. Called by the executable.
// One file that cannot be read does not stop the others; an error of the database does.

public import Warehouse

/// Imports log files into a warehouse.
public struct LogImport {
  private let session: ImportSession
  private let options: LogOptions
  private let now: Int64
  private let database: String

  /// An import.
  ///
  /// - Parameters:
  ///   - database: open for writing.
  ///   - now: ticks; the time that the ledger shows.
  ///   - options: what the user says about the logs.
  public init(database: WarehouseDatabase, now: Int64, options: LogOptions = LogOptions()) {
    session = ImportSession(database: database, now: now)
    self.database = database.path
    self.options = options
    self.now = now
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
    let reading = LogReading(options: options, now: now)
    let report = try LogFiles.read(
      paths, besides: database, onEvent, isStopped: options.isStopped
    ) { path, isInFolder in
      try FileImport(
        path: path, isInFolder: isInFolder, session: session,
        reading: reading, onEvent: onEvent
      ).run()
    }
    try session.finish()
    return report
  }

  /// Imports files and folders, and goes on with what is appended and with files that come, until
  /// the user asks to stop.
  ///
  /// - Parameters:
  ///   - paths: as for `run`; standard input is read to its end once.
  ///   - wait: called between two looks at the files; false ends it.
  ///   - onEvent: called on this thread.
  /// - Throws: `WarehouseError`; what was committed before it stays.
  public func follow(
    paths: [String], wait: () -> Bool, onEvent: @escaping (ImportEvent) -> Void = { _ in }
  ) throws {
    var reading = LogReading(options: options, now: now)
    reading.isFollowing = true
    let follow = LogFollow(
      session: session, database: database, reading: reading, onEvent: onEvent)
    repeat {
      try follow.look(at: paths)
    } while !options.isStopped() && wait()
    try follow.end()
  }
}
