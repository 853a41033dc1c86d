// The bytes of a log as they lie on disk or come through a pipe, before decompression.
// Called by ContentReader. It must not look at what the bytes say.

internal import Glibc
internal import Indicators

/// What can be wrong with an input as a whole; one bad input does not stop the others.
struct LogInputError: Error {
  /// What happened and what to do; lower case, without the path, which stands beside it.
  let reason: String
  /// Whether it only says that it is no log, which among others in a folder is no failure.
  var isNoLog = false

  static func system(_ what: String) -> LogInputError {
    LogInputError(reason: "\(what): \(String(cString: strerror(errno)))")
  }
}

/// Where the bytes of a content come from, before decompression.
protocol ContentSource: AnyObject {
  /// Whether it is a pipe: what it gives ends once and for all.
  var isPipe: Bool { get }
  /// Whether it can be read again however much was read.
  var isSeekable: Bool { get }
  /// Bytes that were read.
  var offset: Int64 { get }
  /// Bytes that there are, as far as that is known; nil for a pipe.
  var size: Int64? { get }
  /// Reads what there is, at most the buffer's size; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
  /// Goes back to the start.
  func rewind() throws
  /// Forgets the beginning: it will not be read again.
  func stopRetaining()
  /// The first bytes of a file as they are now; none where it is no file of bytes.
  func beginning(_ count: Int) -> [UInt8]
}

extension ContentSource {
  var offset: Int64 { 0 }
  var size: Int64? { nil }
  func beginning(_ count: Int) -> [UInt8] { [] }
}

/// One open input. A file can be read again from its start; a pipe only while what was read of it is
/// retained, which is until its beginning has told whether it is known.
final class RawInput: ContentSource {
  private var descriptor: Int32
  private let ownsDescriptor: Bool
  private let start: off_t
  /// Whether it is a pipe: what it gives ends once and for all.
  var isPipe: Bool { start < 0 }
  private(set) var isSeekable: Bool
  /// When a file was changed last; nil for a pipe.
  let modified: Timestamp?
  private var retained: [UInt8]? = []

  // Another thread may read the input: a look at its file takes no part in that.
  var offset: Int64 { isPipe ? 0 : Int64(lseek(descriptor, 0, SEEK_CUR) - start) }
  var size: Int64? {
    var status = stat()
    guard !isPipe, fstat(descriptor, &status) == 0 else { return nil }
    return Int64(status.st_size)
  }

  func beginning(_ count: Int) -> [UInt8] {
    guard !isPipe else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, count, start))
    }
  }

  /// The path that means standard input.
  static let standardInput = "-"
  /// What is retained of a pipe at most; the 1,024 bytes that are waited for come long before.
  private static let maximumRetained = 16 << 20

  /// Opens a path, or standard input for `-`.
  ///
  /// - Parameter followsLink: false for a file that was found in a folder.
  init(path: String, followsLink: Bool) throws {
    if path == Self.standardInput {
      descriptor = STDIN_FILENO
      ownsDescriptor = false
    } else {
      descriptor = open(path, O_RDONLY | O_CLOEXEC | (followsLink ? 0 : O_NOFOLLOW))
      ownsDescriptor = true
      guard descriptor >= 0 else { throw LogInputError.system("cannot be opened") }
    }
    start = lseek(descriptor, 0, SEEK_CUR)
    isSeekable = start >= 0
    modified = start >= 0 ? Self.modified(descriptor) : nil
    if isSeekable { retained = nil }
  }

  private static func modified(_ descriptor: Int32) -> Timestamp? {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    return Timestamp(unixSeconds: Int64(status.st_mtim.tv_sec))
  }

  deinit { if ownsDescriptor || spooled { close(descriptor) } }

  /// Reads what there is, at most the buffer's size; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw LogInputError.system("cannot be read") }
      if retained != nil {
        retained?.append(contentsOf: buffer[..<count])
        guard retained?.count ?? 0 <= Self.maximumRetained else {
          throw LogInputError(reason: "its first 16 MiB hold no content")
        }
      }
      return count
    }
  }

  /// Goes back to the start. A pipe is first written to a file without a name, mode 0600, in
  /// TMPDIR: its rows must not be added again where they are known, and only its end can tell.
  func rewind() throws {
    if !isSeekable { try spool() }
    guard lseek(descriptor, spooled ? 0 : start, SEEK_SET) >= 0 else {
      throw LogInputError.system("cannot be read again")
    }
  }

  /// Forgets the beginning of a pipe: it will not be read again.
  func stopRetaining() { retained = nil }

  private var spooled = false

  private func spool() throws {
    guard let beginning = retained else {
      throw LogInputError(reason: "a pipe cannot be read twice")
    }
    retained = nil
    let file = try Self.temporaryFile()
    do {
      try beginning.withUnsafeBytes { try Self.write($0, to: file) }
      try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
        while case let count = try read(into: buffer), count > 0 {
          try Self.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: file)
        }
      }
    } catch {
      close(file)
      throw error
    }
    if ownsDescriptor { close(descriptor) }
    descriptor = file
    spooled = true
    isSeekable = true
  }

  private static func temporaryFile() throws -> Int32 {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((folder + "/picket-import-XXXXXX").utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { throw LogInputError.system("\(folder) (TMPDIR) cannot be written") }
    unlink(template)
    return file
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) throws {
    var done = 0
    while done < bytes.count {
      let count = Glibc.write(file, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw LogInputError.system("its copy in TMPDIR cannot be written") }
      done += count
    }
  }
}
