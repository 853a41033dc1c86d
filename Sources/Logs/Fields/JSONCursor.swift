// A walk over the bytes of one JSON text (RFC 8259), value by value: nothing is copied, nothing is
// kept. Called by JSONFields and by the formats' detection, which may see only a line's beginning.
// A log's line is hostile: nesting is bounded, and no bytes make it trap or read past the end.

/// A place in a JSON text. What a call gives nil or false for is no JSON, or not all there.
struct JSONCursor {
  private let bytes: UnsafeRawBufferPointer
  private(set) var index = 0
  /// Whether a backslash stands in the string that was read last.
  private(set) var hasEscapes = false
  /// Whether `skipValue` met more levels than are read.
  private(set) var isTooDeep = false

  /// Levels of objects and arrays inside a value. Suricata's deepest events have six.
  static let maximumDepth = 64

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The next byte that is no white space; nil at the end.
  @inline(__always)
  mutating func peek() -> UInt8? {
    while index < bytes.count {
      let byte = bytes[index]
      guard byte == 0x20 || byte == 0x09 || byte == 0x0d || byte == 0x0a else { return byte }
      index += 1
    }
    return nil
  }

  /// Goes past a byte, if it comes next.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    index += 1
    return true
  }

  /// Goes back to where it was.
  mutating func rewind(to index: Int) { self.index = index }

  /// The bytes from a place to here.
  func text(from start: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[start..<index])
  }

  /// A string's bytes between its quotes, still escaped. Raw control bytes are let pass: they are made
  /// harmless where the text is stored.
  @inline(__always)
  mutating func string() -> UnsafeRawBufferPointer? {
    guard take(0x22) else { return nil }
    let start = index
    hasEscapes = false
    // Eight bytes at a time up to the first quote or backslash.
    while index + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
      let found =
        Self.zeros(word ^ 0x2222_2222_2222_2222) | Self.zeros(word ^ 0x5c5c_5c5c_5c5c_5c5c)
      if found != 0 {
        index += found.trailingZeroBitCount >> 3
        break
      }
      index += 8
    }
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x22 {
        index += 1
        return UnsafeRawBufferPointer(rebasing: bytes[start..<index - 1])
      }
      if byte == 0x5c {
        hasEscapes = true
        index += 1
      }
      index += 1
    }
    index = min(index, bytes.count)
    return nil
  }

  /// The top bit of each byte that is zero; exact for the lowest.
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }

  /// A number's bytes (section 6).
  mutating func number() -> UnsafeRawBufferPointer? {
    _ = peek()
    let start = index
    _ = takeByte(0x2d)
    let whole = index
    guard takeDigits(), bytes[whole] != 0x30 || index == whole + 1 else { return nil }
    if takeByte(0x2e), !takeDigits() { return nil }
    if takeByte(0x65) || takeByte(0x45) {
      if !takeByte(0x2b) { _ = takeByte(0x2d) }
      guard takeDigits() else { return nil }
    }
    return text(from: start)
  }

  /// `true`, `false` or `null`.
  mutating func literal() -> UnsafeRawBufferPointer? {
    _ = peek()
    for word: StaticString in ["true", "false", "null"] {
      let end = index + word.utf8CodeUnitCount
      guard end <= bytes.count,
        bytes[index..<end].elementsEqual(
          UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
      else { continue }
      defer { index = end }
      return UnsafeRawBufferPointer(rebasing: bytes[index..<end])
    }
    return nil
  }

  /// Goes past a whole value.
  mutating func skipValue(depth: Int = 0) -> Bool {
    switch peek() {
    case 0x22: return string() != nil
    case 0x7b, 0x5b:
      guard depth < Self.maximumDepth else {
        isTooDeep = true
        return false
      }
      return bytes[index] == 0x7b ? skipObject(depth) : skipArray(depth)
    case 0x74, 0x66, 0x6e: return literal() != nil
    default: return number() != nil
    }
  }

  /// Whether a whole object, and nothing else, is left.
  mutating func isWholeObject() -> Bool { peek() == 0x7b && skipValue() && peek() == nil }

  /// Calls `body` with each key of the object that begins here, the cursor on the key's value, until it
  /// gives false; `body` goes past the value.
  ///
  /// - Returns: whether the object was read to its end.
  mutating func eachMember(
    _ body: (_ key: UnsafeRawBufferPointer, _ cursor: inout JSONCursor) -> Bool
  ) -> Bool {
    guard take(0x7b) else { return false }
    if take(0x7d) { return true }
    repeat {
      guard let key = string(), take(0x3a), body(key, &self) else { return false }
    } while take(0x2c)
    return take(0x7d)
  }

  /// Calls `body` with the cursor on each element of the array that begins here, as `eachMember`.
  mutating func eachElement(_ body: (inout JSONCursor) -> Bool) -> Bool {
    guard take(0x5b) else { return false }
    if take(0x5d) { return true }
    repeat {
      guard body(&self) else { return false }
    } while take(0x2c)
    return take(0x5d)
  }

  // MARK: Inside

  private mutating func skipObject(_ depth: Int) -> Bool {
    eachMember { _, cursor in cursor.skipValue(depth: depth + 1) }
  }

  private mutating func skipArray(_ depth: Int) -> Bool {
    eachElement { $0.skipValue(depth: depth + 1) }
  }

  private mutating func takeByte(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func takeDigits() -> Bool {
    let start = index
    while index < bytes.count, bytes[index] &- 0x30 < 10 { index += 1 }
    return index > start
  }
}
