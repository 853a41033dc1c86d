// Finds where a JSON value ends, by strings, escapes and brackets alone, across chunks. The inner
// loop of JSONObjectStream: every byte of a feed passes here once. Does not check the grammar
// within a value, which its parser does.

struct JSONValueScanner {
  enum Outcome {
    /// The value goes on in the next chunk.
    case unfinished
    /// The value ends before the byte at this index of the chunk.
    case finished(end: Int)
    /// A closing bracket at this index does not belong to the one that is open.
    case mismatch(index: Int, expected: UInt8)
  }

  private enum Shape {
    case container
    case string
    case scalar
  }

  /// Brackets whose kind is remembered: one bit each, in `kinds`.
  static let greatestCheckedDepth = 64

  /// The deepest nesting so far.
  private(set) var deepest = 0

  private var shape: Shape
  private var depth: Int
  /// One bit a level, innermost lowest: 1 for `{`, 0 for `[`.
  private var kinds: UInt64
  private var isInString: Bool
  private var isEscaped = false

  /// Begins at a value's first byte, which counts as read. nil where no value can begin with it.
  init?(first byte: UInt8) {
    depth = 0
    kinds = 0
    isInString = false
    switch byte {
    case ASCII.openBrace, ASCII.openBracket:
      shape = .container
      depth = 1
      deepest = 1
      kinds = byte == ASCII.openBrace ? 1 : 0
    case ASCII.quote:
      shape = .string
      isInString = true
    case ASCII.comma, ASCII.colon, ASCII.closeBrace, ASCII.closeBracket: return nil
    default: shape = .scalar
    }
  }

  /// Reads on from `start`.
  mutating func scan(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Outcome {
    switch shape {
    case .container: scanContainer(bytes, from: start)
    case .string: scanString(bytes, from: start)
    case .scalar: scanScalar(bytes, from: start)
    }
  }

  private func scanScalar(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Outcome {
    for index in start..<bytes.count {
      switch bytes[index] {
      case ASCII.comma, ASCII.closeBrace, ASCII.closeBracket, ASCII.space, ASCII.newline,
        ASCII.carriageReturn, ASCII.tab:
        return .finished(end: index)
      default: continue
      }
    }
    return .unfinished
  }

  private mutating func scanString(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Outcome {
    let end = skipString(bytes, from: start)
    return isInString ? .unfinished : .finished(end: end)
  }

  private mutating func scanContainer(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Outcome {
    var index = start
    if isInString { index = skipString(bytes, from: index) }
    while index < bytes.count {
      let byte = bytes[index]
      index &+= 1
      switch byte {
      case ASCII.quote:
        isInString = true
        index = skipString(bytes, from: index)
      case ASCII.openBrace, ASCII.openBracket:
        depth &+= 1
        if depth > deepest { deepest = depth }
        if depth <= Self.greatestCheckedDepth {
          kinds = kinds << 1 | (byte == ASCII.openBrace ? 1 : 0)
        }
      case ASCII.closeBrace, ASCII.closeBracket:
        if depth <= Self.greatestCheckedDepth {
          let expected = kinds & 1 == 1 ? ASCII.closeBrace : ASCII.closeBracket
          guard byte == expected else { return .mismatch(index: index - 1, expected: expected) }
          kinds >>= 1
        }
        depth &-= 1
        if depth == 0 { return .finished(end: index) }
      default: continue
      }
    }
    return .unfinished
  }

  /// Reads to the string's end, eight bytes at a time between quotes and backslashes, and clears
  /// `isInString` there. Most of a STIX page is the inside of strings.
  private mutating func skipString(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var index = start
    while index < bytes.count {
      if isEscaped {
        isEscaped = false
        index &+= 1
        continue
      }
      index = Self.nextQuoteOrBackslash(bytes, from: index)
      guard index < bytes.count else { break }
      isEscaped = bytes[index] == ASCII.backslash
      index &+= 1
      if !isEscaped {
        isInString = false
        return index
      }
    }
    return bytes.count
  }

  private static func nextQuoteOrBackslash(
    _ bytes: UnsafeRawBufferPointer, from start: Int
  ) -> Int {
    var index = start
    while index &+ 8 <= bytes.count {
      let word = UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let found = zeroBytes(word ^ 0x2222_2222_2222_2222) | zeroBytes(word ^ 0x5C5C_5C5C_5C5C_5C5C)
      if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
      index &+= 8
    }
    while index < bytes.count {
      if bytes[index] == ASCII.quote || bytes[index] == ASCII.backslash { return index }
      index &+= 1
    }
    return index
  }

  /// The top bit of the lowest zero byte is set (of higher bytes it may be set wrongly).
  private static func zeroBytes(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }
}
