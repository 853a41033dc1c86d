// A feed's secret: where it may come from, and that it never appears in a message, a log or a
// dump. Must not be compared or printed by accident.

import Glibc

/// A secret of one feed. Printing, interpolating or dumping it gives `[redacted]`.
public struct APIKey: Sendable {
  /// The secret itself, for the header that carries it.
  let secret: String

  /// The longest key that is accepted, in bytes.
  public static let maximumBytes = 8192

  /// A key from text that is at hand, such as standard input. A trailing line end is dropped.
  ///
  /// - Throws: `FeedError` of kind `configuration` where it is empty, too long, or holds a control
  ///   character or a byte that is no ASCII, which no header can carry.
  public init(_ text: String) throws(FeedError) {
    try self.init(text, from: "the API key")
  }

  /// The key in an environment variable.
  ///
  /// - Throws: `FeedError` of kind `configuration` where it is unset or no key.
  public init(environment name: String) throws(FeedError) {
    guard let value = getenv(name) else {
      throw FeedError(
        .configuration, "the environment variable \(name) is not set",
        advice: "export it with the feed's API key")
    }
    try self.init(String(cString: value), from: "the environment variable \(name)")
  }

  /// The key in a file that only its owner can read.
  ///
  /// - Throws: `FeedError` of kind `configuration` where it is no regular file, is open to group
  ///   or others, or holds no key.
  public init(file path: String) throws(FeedError) {
    let bytes = try Self.read(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FeedError(.configuration, "the key file \(path) is not text")
    }
    try self.init(text, from: "the key file \(path)")
  }

  private init(_ text: String, from source: String) throws(FeedError) {
    var key = Substring(text)
    // CR LF is one Character.
    if let last = key.last, last.isNewline { key.removeLast() }
    func refused(_ reason: String) -> FeedError {
      FeedError(.configuration, "\(source) \(reason)", advice: "it must hold the key alone")
    }
    guard !key.isEmpty else { throw refused("is empty") }
    guard key.utf8.count <= Self.maximumBytes else {
      throw refused("is longer than \(Self.maximumBytes) bytes")
    }
    guard key.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
      throw refused("holds a control character, a second line, or a character that is not ASCII")
    }
    secret = String(key)
  }

  /// Whether two keys are the same, in a time that depends on their lengths only.
  public func matches(_ other: APIKey) -> Bool {
    let (left, right) = (Array(secret.utf8), Array(other.secret.utf8))
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
  }

  private static func read(_ path: String) throws(FeedError) -> [UInt8] {
    // O_NONBLOCK: opening a FIFO must not wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw FeedError(
        .configuration, "cannot read the key file \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw FeedError(.configuration, "the key file \(path) is not a regular file")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw FeedError(
        .configuration, "the key file \(path) can be read by others",
        advice: "run: chmod 600 \(path)")
    }
    var bytes = [UInt8](repeating: 0, count: maximumBytes + 3)
    var length = 0
    while length < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress.map { $0 + length }, $0.count - length)
      }
      guard count > 0 else { break }
      length += count
    }
    return Array(bytes[..<length])
  }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// `[redacted]`
  public var description: String { "[redacted]" }
  /// `[redacted]`
  public var debugDescription: String { "[redacted]" }
  /// Nothing: `dump` and test failures show no secret.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
