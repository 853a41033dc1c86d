// Bytes as the parsers of this target see them: ASCII constants, classes and a bounded view.
// Called by every parser here, and by nobody outside.
// It must not allocate: the log importer runs these functions once a field.

/// Names for the ASCII bytes that the grammars use, and the classes they test.
enum ASCII {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let percent: UInt8 = 0x25
  static let apostrophe: UInt8 = 0x27
  static let asterisk: UInt8 = 0x2A
  static let plus: UInt8 = 0x2B
  static let comma: UInt8 = 0x2C
  static let hyphen: UInt8 = 0x2D
  static let dot: UInt8 = 0x2E
  static let slash: UInt8 = 0x2F
  static let zero: UInt8 = 0x30
  static let nine: UInt8 = 0x39
  static let colon: UInt8 = 0x3A
  static let questionMark: UInt8 = 0x3F
  static let at: UInt8 = 0x40
  static let leftBracket: UInt8 = 0x5B
  static let backslash: UInt8 = 0x5C
  static let rightBracket: UInt8 = 0x5D
  static let underscore: UInt8 = 0x5F
  static let numberSign: UInt8 = 0x23

  /// The value of a decimal digit, or nil.
  @inline(__always)
  static func digit(_ byte: UInt8) -> UInt8? {
    let value = byte &- zero
    return value < 10 ? value : nil
  }

  /// The value of a hexadecimal digit of either case, or nil.
  @inline(__always)
  static func hexDigit(_ byte: UInt8) -> UInt8? {
    if let value = digit(byte) { return value }
    let letter = (byte | 0x20) &- 0x61
    return letter < 6 ? letter &+ 10 : nil
  }

  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  @inline(__always)
  static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }

  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == space || (byte >= tab && byte <= carriageReturn)
  }

  @inline(__always)
  static func lowered(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }

  /// The bytes without the ASCII blanks at both ends.
  static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var start = 0
    var end = bytes.count
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    return slice(bytes, start, end)
  }

  /// The bytes from `start` up to `end`, clamped to what is there.
  @inline(__always)
  static func slice(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int
  ) -> UnsafeRawBufferPointer {
    let last = min(max(end, 0), bytes.count)
    let first = min(max(start, 0), last)
    return UnsafeRawBufferPointer(rebasing: bytes[first..<last])
  }

  /// The text that the bytes hold; what is not UTF-8 becomes U+FFFD.
  static func text(_ bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}

extension String {
  /// Calls `body` with the UTF-8 bytes of the string.
  @inline(__always)
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    var copy = self
    return copy.withUTF8 { body(UnsafeRawBufferPointer($0)) }
  }

  /// The string without the ASCII blanks at both ends.
  var trimmedBlanks: String {
    guard let first = utf8.first, let last = utf8.last else { return self }
    if !ASCII.isBlank(first), !ASCII.isBlank(last) { return self }
    return withBytes { ASCII.text(ASCII.trimmed($0)) }
  }

  /// The string with `A` to `Z` lowered and every other scalar left alone.
  var asciiLowered: String {
    if !utf8.contains(where: ASCII.isUpper) { return self }
    return String(decoding: utf8.map(ASCII.lowered), as: UTF8.self)
  }
}
