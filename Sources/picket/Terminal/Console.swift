// Standard output is data, standard error is talk. What is said may hold text from feeds and logs,
// so control characters are shown escaped.

import Foundation
import Output

enum Console {
  /// The reader of standard output has gone.
  struct BrokenPipe: Error {}

  /// A file that cannot be written.
  struct Unwritable: Error, CustomStringConvertible {
    let path: String
    let reason: String
    var description: String { "cannot write \(path): \(reason)" }
  }

  static var isInputTerminal: Bool { isatty(STDIN_FILENO) == 1 }
  static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  static var isTalkTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// A reader that goes away (`| head`) is told by EPIPE and not by a signal, which would end the
  /// program before it has closed the database.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
  }

  /// Says one line on standard error. A line end in it is text of somebody else's, and is escaped.
  static func say(_ line: String) {
    // Nobody is left to be told that nobody listens.
    try? write(
      Array((TerminalText.escaped(line) + "\n").utf8).span, to: STDERR_FILENO,
      path: "standard error")
  }

  /// Says a text of several lines, each of them escaped.
  static func say(lines text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      say(String(line))
    }
  }

  /// Writes bytes to a descriptor.
  static func write(_ bytes: Span<UInt8>, to descriptor: Int32, path: String) throws {
    try bytes.withUnsafeBytes { buffer in
      var rest = buffer
      while !rest.isEmpty {
        let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
        if written < 0 {
          if errno == EINTR { continue }
          if errno == EPIPE { throw BrokenPipe() }
          throw Unwritable(path: path, reason: String(cString: strerror(errno)))
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      }
    }
  }

  /// Writes a text to standard output.
  static func print(_ text: String) throws {
    try write(Array((text + "\n").utf8).span, to: STDOUT_FILENO, path: "standard output")
  }
}
