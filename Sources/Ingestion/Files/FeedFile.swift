// A file, or standard input, as bytes in pieces, with the time that an expiration may count from.

internal import Glibc
internal import Indicators

/// A file that cannot be read as a feed; what to do about it.
public struct FeedFileError: Error, CustomStringConvertible {
  /// The path as it was given.
  public let path: String
  /// Why.
  public let reason: String

  /// One line.
  public var description: String { "\(path): \(reason)" }
}

/// An open file. `-` is standard input.
final class FeedFile {
  let path: String
  /// When the file was last changed; nil for standard input.
  let modified: Timestamp?
  /// What tells that the file is another than the last time: its time, size and number; '' for
  /// standard input.
  let state: String
  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 1 << 20)

  init(path: String) throws {
    self.path = path
    guard path != "-" else {
      descriptor = STDIN_FILENO
      modified = nil
      state = ""
      return
    }
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else {
      throw FeedFileError(path: path, reason: String(cString: strerror(errno)))
    }
    var status = stat()
    fstat(opened, &status)
    descriptor = opened
    modified = Timestamp(unixSeconds: Int64(status.st_mtim.tv_sec))
    let time = Timestamp(
      unixSeconds: Int64(status.st_mtim.tv_sec), fraction: Int64(status.st_mtim.tv_nsec / 100))
    state = "\((time ?? .unixEpoch).kusto), \(status.st_size) bytes, inode \(status.st_ino)"
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw FeedFileError(path: path, reason: "is a folder: name the files in it")
    }
  }

  deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

  /// Calls `body` with the next bytes; false at the end.
  func next(_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
    let count = try buffer.withUnsafeMutableBytes { buffer in
      while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count >= 0 { return count }
        guard errno == EINTR else {
          throw FeedFileError(path: path, reason: String(cString: strerror(errno)))
        }
      }
    }
    guard count > 0 else { return false }
    try buffer.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    return true
  }
}
