// Collects bytes and hands them to the sink in large pieces, so that a million rows are not a
// million system calls. Used by every writer.

struct OutputBuffer {
  /// The size from which on a piece goes to the sink.
  static let flushSize = 64 * 1024

  var bytes: [UInt8] = []
  private let sink: ByteSink

  init(sink: @escaping ByteSink) {
    self.sink = sink
    bytes.reserveCapacity(Self.flushSize + 4096)
  }

  /// Hands the bytes over if there are enough of them.
  mutating func flushIfFull() throws {
    if bytes.count >= Self.flushSize { try flush() }
  }

  /// Hands all bytes over. They are dropped even if the sink fails: a retry must not write the
  /// first part of a piece twice.
  mutating func flush() throws {
    guard !bytes.isEmpty else { return }
    defer { bytes.removeAll(keepingCapacity: true) }
    try sink(bytes.span)
  }
}

extension [UInt8] {
  mutating func append(_ text: String) {
    append(contentsOf: text.utf8)
  }

  mutating func append(ascii character: Unicode.Scalar) {
    append(UInt8(ascii: character))
  }

  /// A number with leading zeros up to a width.
  mutating func append(_ number: UInt64, width: Int) {
    let start = count
    var rest = number
    repeat {
      append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    while count - start < width { append(ascii: "0") }
    self[start...].reverse()
  }
}
