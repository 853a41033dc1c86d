// The files that a path means: itself, or those below a folder in a fixed order. Called by LogImport.
// Links inside folders are not followed (Zeek's `current` would give a file twice, and a hostile
// folder could lead anywhere), nor are pipes and devices opened there: they might never end.

internal import Glibc

/// A file whatever its name.
struct FileIdentity: Hashable {
  let device: UInt64
  let inode: UInt64

  init(_ status: stat) {
    (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
  }

  /// The file of a path; nil where there is none.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }
}

/// What a path given by the user came to.
struct LogFiles {
  let path: String
  var isFolder = false
  var files: [String] = []
  /// Why the path, or a folder below it, could not be looked at.
  var problem: FileReport?
  private var own: [FileIdentity] = []

  /// Folders below folders that are looked into.
  private static let maximumDepth = 64

  /// Reads the files that paths mean, in order.
  ///
  /// The warehouse's own files are passed over: closing one would give up SQLite's locks on it
  /// (sqlite.org/howtocorrupt.html, section 2.2).
  ///
  /// - Parameter read: reads one file; whether it was found in a folder.
  static func read(
    _ paths: [String], besides database: String, _ onEvent: (ImportEvent) -> Void,
    isStopped: () -> Bool = { false },
    _ read: (_ path: String, _ isInFolder: Bool) throws -> FileReport
  ) throws -> ImportReport {
    var report = ImportReport()
    func add(_ file: FileReport) {
      report.files.append(file)
      onEvent(.ended(file))
    }
    let found = paths.map { find($0, besides: database) }
    var remaining = found.reduce(0) { $0 + $1.files.count }
    for item in found {
      let first = report.files.count
      for path in item.files {
        if isStopped() {
          report.isStopped = true
          return report
        }
        remaining -= 1
        onEvent(.began(path: path, remaining: remaining))
        add(try read(path, item.isFolder))
      }
      if let problem = item.problem { add(problem) }
      if item.isFolder, item.problem == nil, report.files[first...].allSatisfy(\.isSkipped) {
        let reason = "no log that Picket knows is in this folder"
        add(FileReport(path: item.path, outcome: .failed(reason)))
      }
    }
    return report
  }

  /// Looks at a path.
  static func find(_ path: String, besides database: String) -> LogFiles {
    var found = LogFiles(path: path)
    found.own = ["", "-wal", "-shm", "-journal"].compactMap { FileIdentity(database + $0) }
    if path == RawInput.standardInput {
      found.files = [path]
      return found
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      let reason = errno == ENOENT ? "there is no such file or folder" : errorText()
      found.problem = FileReport(path: path, outcome: .failed(reason))
      return found
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      found.isFolder = true
      found.list(path, depth: 0)
    } else if found.own.contains(FileIdentity(status)) {
      found.problem = FileReport(
        path: path, outcome: .failed("it is the warehouse that the rows would go into"))
    } else {
      found.files = [path]
    }
    return found
  }

  private mutating func list(_ folder: String, depth: Int) {
    guard depth < Self.maximumDepth else {
      problem = FileReport(
        path: folder, outcome: .failed("more than \(Self.maximumDepth) folders deep"))
      return
    }
    guard let names = Self.names(in: folder) else {
      problem = FileReport(path: folder, outcome: .failed("cannot be listed: \(Self.errorText())"))
      return
    }
    for name in names {
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: list(path, depth: depth + 1)
      case S_IFREG:
        if !own.contains(FileIdentity(status)) { files.append(path) }
      default: break
      }
    }
  }

  /// The names in a folder without hidden ones, in the order of their bytes; nil with `errno` set.
  private static func names(in folder: String) -> [String]? {
    guard let stream = opendir(folder) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func errorText() -> String { String(cString: strerror(errno)) }
}

extension FileReport {
  fileprivate var isSkipped: Bool { if case .skipped = outcome { true } else { false } }
}
