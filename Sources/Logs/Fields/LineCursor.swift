// A walk over a line of text, byte by byte: words, numbers, what stands up to a byte. Called by the
// formats that are text. Nothing is copied; no bytes make it trap.

/// Bytes of a record, or of what was made of them; valid until the next record is read.
typealias FieldBytes = UnsafeRawBufferPointer

/// A place in a line.
struct LineCursor {
  let bytes: FieldBytes
  private(set) var index = 0

  init(_ bytes: FieldBytes) { self.bytes = bytes }

  var isAtEnd: Bool { index == bytes.count }

  /// What was not read yet.
  var rest: FieldBytes { FieldBytes(rebasing: bytes[index...]) }

  /// The next byte; nil at the end.
  var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  /// Goes on by some bytes, at most to the end.
  mutating func skip(_ count: Int) { index = min(bytes.count, index + count) }

  mutating func rewind(to index: Int) { self.index = index }

  mutating func skipBlanks() {
    while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
  }

  /// Goes past a byte, if it comes next.
  mutating func take(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  /// Goes past a text, if it comes next.
  mutating func take(_ text: StaticString) -> Bool {
    guard rest.starts(with: text) else { return false }
    index += text.utf8CodeUnitCount
    return true
  }

  /// The bytes up to the next blank, behind the blanks that come first; nil at the end.
  mutating func word() -> FieldBytes? {
    skipBlanks()
    let start = index
    while index < bytes.count, bytes[index] != 0x20, bytes[index] != 0x09 { index += 1 }
    return index > start ? FieldBytes(rebasing: bytes[start..<index]) : nil
  }

  /// The bytes up to a byte, which is gone past; nil, and nothing read, where it does not come.
  mutating func upTo(_ byte: UInt8) -> FieldBytes? {
    guard let end = bytes[index...].firstIndex(of: byte) else { return nil }
    defer { index = end + 1 }
    return FieldBytes(rebasing: bytes[index..<end])
  }

  /// The bytes while a condition holds; maybe none.
  mutating func prefix(while condition: (UInt8) -> Bool) -> FieldBytes {
    let start = index
    while index < bytes.count, condition(bytes[index]) { index += 1 }
    return FieldBytes(rebasing: bytes[start..<index])
  }

  /// A number of 1 to `maximumDigits` decimal digits; nil, and nothing read, where there is none.
  mutating func number(maximumDigits: Int = 9) -> Int? {
    var value = 0
    let start = index
    while index < bytes.count, index - start < maximumDigits, bytes[index] &- 0x30 < 10 {
      value = value * 10 + Int(bytes[index] &- 0x30)
      index += 1
    }
    return index > start ? value : nil
  }

  /// The digits of a fraction as ticks of 100 ns; what is finer is cut. Nil where there is no digit.
  mutating func fraction() -> Int64? {
    var ticks: Int64 = 0
    var unit: Int64 = 1_000_000
    let start = index
    while index < bytes.count, bytes[index] &- 0x30 < 10 {
      ticks += Int64(bytes[index] &- 0x30) * unit
      unit /= 10
      index += 1
    }
    return index > start ? ticks : nil
  }
}

extension UnsafeRawBufferPointer {
  /// Whether it begins with a text.
  func starts(with text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard count >= length else { return false }
    for index in 0..<length where self[index] != text.utf8Start[index] { return false }
    return true
  }

  /// Whether it is a text.
  func equals(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount && starts(with: text)
  }

  /// Whether it is a text, `a` to `z` taken for `A` to `Z`.
  func equalsIgnoringCase(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for index in indices
    where ASCIIFold.lower(self[index]) != ASCIIFold.lower(text.utf8Start[index]) {
      return false
    }
    return true
  }

  /// Where a text first stands at or behind a place; nil where it does not.
  func range(of text: StaticString, from start: Int = 0) -> Range<Int>? {
    let length = text.utf8CodeUnitCount
    guard length > 0, count >= length else { return nil }
    var index = start
    while index + length <= count {
      if self[index] == text.utf8Start[0],
        FieldBytes(rebasing: self[index...]).starts(with: text)
      {
        return index..<index + length
      }
      index += 1
    }
    return nil
  }

  /// Whether a text stands anywhere in it.
  func contains(_ text: StaticString) -> Bool { range(of: text) != nil }

  /// A part of it.
  func part(_ range: Range<Int>) -> FieldBytes { FieldBytes(rebasing: self[range]) }

  /// Without blanks around it.
  var trimmed: FieldBytes {
    var (start, end) = (0, count)
    while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
    while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
    return part(start..<end)
  }
}

enum ASCIIFold {
  @inline(__always)
  static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
