// Log files that are being written: what is appended to them, the files that rotation puts in their
// place, and new ones in folders. Called by LogImport.follow, once a second or so. A file stays open, with
// its place, parser and digest, so that a look costs what was appended and not the file's length.

internal import Glibc
internal import Warehouse

final class LogFollow {
  private final class Followed {
    let file: FileImport
    /// Nil for standard input.
    let identity: FileIdentity?
    /// Its size when it was begun.
    let size: Int64

    init(_ file: FileImport, _ identity: FileIdentity?, size: Int64) {
      (self.file, self.identity, self.size) = (file, identity, size)
    }
  }

  private let session: ImportSession
  private let database: String
  private let reading: LogReading
  private let onEvent: (ImportEvent) -> Void
  private var followed: [String: Followed] = [:]
  /// Files that are read, under any name: rotation renames what stays open.
  private var known: Set<FileIdentity> = []
  /// Paths of which it was told that they cannot be looked at.
  private var told: Set<String> = []
  private var looksSinceMerge = 0

  /// Commits with rows after which small runs are merged, and the WAL is brought into the file.
  private static let commitsBetweenMerges = 60

  init(
    session: ImportSession, database: String, reading: LogReading,
    onEvent: @escaping (ImportEvent) -> Void
  ) {
    self.session = session
    self.database = database
    self.reading = reading
    self.onEvent = onEvent
  }

  /// Reads what is new in all files.
  func look(at paths: [String]) throws {
    var hasNew = false
    var present: Set<String> = []
    for path in paths {
      let found = LogFiles.find(path, besides: database)
      if let problem = found.problem {
        if told.insert(path).inserted { onEvent(.ended(problem)) }
      } else {
        told.remove(path)
      }
      for file in found.files {
        present.insert(file)
        if try look(atFile: file, isInFolder: found.isFolder) { hasNew = true }
      }
    }
    for path in followed.keys.sorted() where !present.contains(path) {
      if try leave(path) { hasNew = true }
    }
    guard hasNew else { return }
    looksSinceMerge += 1
    if looksSinceMerge >= Self.commitsBetweenMerges {
      looksSinceMerge = 0
      try session.finish()
    } else {
      try session.commit(progress: nil)
    }
  }

  /// Ends with everything committed and merged.
  func end() throws { try session.finish() }

  // MARK: Inside

  private func look(atFile path: String, isInFolder: Bool) throws -> Bool {
    let status = Self.status(path)
    let size = status?.size ?? 0
    if let current = followed[path] {
      if path == RawInput.standardInput
        || status?.identity == current.identity
          && current.file.isContinued(size: size, before: current.size)
      {
        return try readOn(current.file)
      }
      // Of a file that was written anew nothing is left; of one that was rotated, first the rest.
      if status?.identity == current.identity { followed[path] = nil }
      let hadMore = try leave(path)
      return try begin(path, status, isInFolder) || hadMore
    }
    if let status, known.contains(status.identity), isInFolder { return false }
    return try begin(path, status, isInFolder)
  }

  private func begin(
    _ path: String, _ status: (identity: FileIdentity, size: Int64)?, _ isInFolder: Bool
  ) throws -> Bool {
    // An empty file is looked at again when something is in it.
    if path != RawInput.standardInput, status?.size ?? 0 == 0 { return false }
    onEvent(.began(path: path, remaining: 0))
    let file = FileImport(
      path: path, isInFolder: isInFolder, session: session, reading: reading, onEvent: onEvent)
    let report = try file.run()
    followed[path] = Followed(file, status?.identity, size: status?.size ?? 0)
    if let identity = status?.identity { known.insert(identity) }
    onEvent(.ended(report))
    return report.inserted > 0 || report.rejected > 0
  }

  private func readOn(_ file: FileImport) throws -> Bool {
    guard let report = try file.readOn() else { return false }
    onEvent(.ended(report))
    return true
  }

  /// Reads the rest of a file that has another name now, or none.
  private func leave(_ path: String) throws -> Bool {
    guard let gone = followed.removeValue(forKey: path) else { return false }
    return try readOn(gone.file)
  }

  private static func status(_ path: String) -> (identity: FileIdentity, size: Int64)? {
    var status = stat()
    guard path != RawInput.standardInput, stat(path, &status) == 0 else { return nil }
    return (FileIdentity(status), Int64(status.st_size))
  }
}
