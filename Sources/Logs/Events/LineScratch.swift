// Memory for what a format makes of a record's bytes (an unescaped text, a joined URL): at fixed places
// until the next record. Called by the formats through LogEvents.

/// Bytes that stay where they are until `removeAll`.
final class LineScratch {
  private var blocks: [UnsafeMutableRawBufferPointer] = []
  private var used = 0

  private static let blockSize = 64 << 10

  deinit { for block in blocks { block.deallocate() } }

  /// Forgets everything; keeps one block.
  func removeAll() {
    used = 0
    while blocks.count > 1 { blocks.removeLast().deallocate() }
  }

  /// Copies bytes.
  func keep(_ bytes: some Collection<UInt8>) -> FieldBytes {
    let count = bytes.count
    if blocks.last.map({ $0.count - used < count }) ?? true {
      let size = max(Self.blockSize, count)
      blocks.append(.allocate(byteCount: size, alignment: 16))
      used = 0
    }
    let block = blocks[blocks.count - 1]
    let room = UnsafeMutableRawBufferPointer(rebasing: block[used..<used + count])
    room.copyBytes(from: bytes)
    used += count
    return FieldBytes(room)
  }

  /// Copies a text.
  func keep(_ text: String) -> FieldBytes { keep(text.utf8) }
}
