// Offset, line and column across chunks, for the errors of JSONObjectStream.

struct LineCount {
  /// Bytes in the chunks before.
  private(set) var offset = 0
  private var line = 1
  private var lineStart = 0

  /// The place behind the last chunk.
  var position: JSONPosition {
    JSONPosition(offset: offset, line: line, column: offset - lineStart + 1)
  }

  /// The place of the byte at `index` of the chunk that comes next.
  func position(of index: Int, in chunk: UnsafeRawBufferPointer) -> JSONPosition {
    var place = self
    place.advance(over: UnsafeRawBufferPointer(rebasing: chunk[..<index]))
    return place.position
  }

  mutating func advance(over chunk: UnsafeRawBufferPointer) {
    var newlines = 0
    for byte in chunk { newlines &+= byte == ASCII.newline ? 1 : 0 }
    if newlines > 0, let last = chunk.lastIndex(of: ASCII.newline) {
      line += newlines
      lineStart = offset + last + 1
    }
    offset += chunk.count
  }
}
