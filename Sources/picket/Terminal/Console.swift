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

  static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  static var isTalkTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Says a line, or several, on standard error.
  static func say(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines {
      FileHandle.standardError.write(Data((TerminalText.escaped(String(line)) + "\n").utf8))
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
