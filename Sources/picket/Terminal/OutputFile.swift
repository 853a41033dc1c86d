// Where results go: standard output, a file, or a file that appears only when it is whole.

import Foundation

/// The place that takes a result's bytes.
final class OutputFile {
  /// What a reader of a file may see of a run that breaks off.
  enum Appearance {
    /// What was written so far.
    case atOnce
    /// Nothing: what stood there before. When `finish` returns, the bytes are on the disk.
    case whenWhole
  }

  /// The file as it was named, for messages.
  let path: String
  private let descriptor: Int32
  private let appearance: Appearance
  /// Written instead of the file, and renamed when it is whole.
  private var draft: (path: String, target: String)?

  /// - Parameter path: nil is standard output.
  /// - Throws: `Console.Unwritable`.
  init(path: String?, appearance: Appearance) throws {
    self.appearance = appearance
    self.path = path ?? "standard output"
    guard let path else {
      descriptor = STDOUT_FILENO
      return
    }
    if appearance == .whenWhole, let target = Self.replaceable(path) {
      var template = Array((target + ".XXXXXX").utf8CString)
      descriptor = mkstemp(&template)
      let name = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
      draft = name.map { ($0, target) }
    } else {
      descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    }
    guard descriptor >= 0 else {
      draft = nil
      throw Self.failure(path)
    }
  }

  deinit {
    if let draft { unlink(draft.path) }
    if descriptor > STDERR_FILENO { close(descriptor) }
  }

  /// Whether the bytes are shown to a person.
  var isTerminal: Bool { descriptor == STDOUT_FILENO && Console.isOutputTerminal }

  func write(_ bytes: Span<UInt8>) throws {
    try Console.write(bytes, to: descriptor, path: path)
  }

  /// Ends the output. Nothing may be written after it.
  func finish() throws {
    guard appearance == .whenWhole else { return }
    // A pipe, a socket or a terminal has nothing to be flushed to (EINVAL, EROFS).
    guard fsync(descriptor) == 0 || [EINVAL, EROFS, ENOTSUP].contains(errno) else {
      throw Self.failure(path)
    }
    guard let draft else { return }
    var status = stat()
    if stat(draft.target, &status) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
    guard rename(draft.path, draft.target) == 0 else { throw Self.failure(path) }
    self.draft = nil
    try Self.syncFolder(of: draft.target, path: path)
  }

  /// The file that a path stands for, through links, where a rename may replace it; nil for a pipe or
  /// a device, which takes its bytes as they come.
  private static func replaceable(_ path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return path }
    guard status.st_mode & S_IFMT == S_IFREG, access(path, W_OK) == 0 else { return nil }
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// A rename is on the disk when its folder is.
  private static func syncFolder(of target: String, path: String) throws {
    let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(path) }
  }

  private static func failure(_ path: String) -> Console.Unwritable {
    Console.Unwritable(path: path, reason: String(cString: strerror(errno)))
  }
}
