// Binds the columns of a row one after the other. Of the 74 of an indicator some 20 say something: what
// is '' or NULL and was so in the row before is not bound again, and the texts of a row lie side by side
// in memory that is used again: SQLite would take and free memory for each.

internal import SQLite

/// The parameters of a statement that nobody else binds.
final class ColumnBinding {
  private let statement: Statement
  private var position: Int32 = 0
  private var isBlank: [Bool]
  private var texts = TextArena()

  init(_ statement: Statement) {
    self.statement = statement
    isBlank = [Bool](repeating: false, count: statement.parameterCount)
  }

  /// Binds the next column.
  func text(_ value: String) {
    guard isToBind(isBlank: value.isEmpty) else { return }
    statement.bind(text: texts.keep(value), at: position)
  }

  /// Binds the next column.
  func integer(_ value: Int64?) {
    guard isToBind(isBlank: value == nil) else { return }
    statement.bind(value, at: position)
  }

  /// Binds the next column.
  func real(_ value: Double?) {
    guard isToBind(isBlank: value == nil) else { return }
    statement.bind(value, at: position)
  }

  /// Binds the next column.
  func bool(_ value: Bool?) {
    guard isToBind(isBlank: value == nil) else { return }
    statement.bind(value, at: position)
  }

  /// Runs the statement and begins with the first column again.
  func run() throws {
    position = 0
    defer { texts.forget() }
    try statement.run()
  }

  private func isToBind(isBlank blank: Bool) -> Bool {
    position += 1
    let place = Int(position) - 1
    if blank, isBlank[place] { return false }
    isBlank[place] = blank
    return true
  }
}

/// Memory for texts that live until the next `forget`.
struct TextArena: ~Copyable {
  private var block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 14, alignment: 16)
  /// Blocks that were too small; what they hold may still be bound.
  private var full: [UnsafeMutableRawBufferPointer] = []
  private var count = 0

  deinit {
    block.deallocate()
    for block in full { block.deallocate() }
  }

  /// The text's bytes in this memory.
  mutating func keep(_ text: String) -> UnsafeRawBufferPointer {
    let length = text.utf8.count
    if block.count - count < length {
      full.append(block)
      block = .allocate(byteCount: max(2 * block.count, length), alignment: 16)
      count = 0
    }
    let place = UnsafeMutableRawBufferPointer(rebasing: block[count..<count + length])
    var text = text
    text.withUTF8 { place.copyMemory(from: UnsafeRawBufferPointer($0)) }
    count += length
    return UnsafeRawBufferPointer(place)
  }

  /// Lets all texts go; the largest block stays.
  mutating func forget() {
    count = 0
    for block in full { block.deallocate() }
    full.removeAll()
  }
}
