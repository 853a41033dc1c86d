// The strings of a JSON text, unescaped (RFC 8259, section 7). Called by JSONFields.

enum JSONEscapes {
  /// Appends the text that a string stands for. An escape that is none stands for itself.
  static func append(_ string: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    guard string.contains(0x5c) else {
      text.append(contentsOf: string)
      return
    }
    var index = 0
    while index < string.count {
      let byte = string[index]
      index += 1
      guard byte == 0x5c, index < string.count else {
        text.append(byte)
        continue
      }
      let kind = string[index]
      index += 1
      switch kind {
      case 0x22, 0x2f, 0x5c: text.append(kind)
      case 0x62: text.append(0x08)
      case 0x66: text.append(0x0c)
      case 0x6e: text.append(0x0a)
      case 0x72: text.append(0x0d)
      case 0x74: text.append(0x09)
      case 0x75: appendUnicode(string, &index, to: &text)
      default: text += [0x5c, kind]
      }
    }
  }

  /// Appends a string as a field in Zeek's notation, from which ZeekText brings it into the
  /// warehouse's.
  ///
  /// - Parameters:
  ///   - isElement: whether it is an element of a set.
  ///   - hasZeekEscapes: whether a backslash in it begins one of Zeek's escapes.
  static func appendField(
    _ string: UnsafeRawBufferPointer, isElement: Bool, hasZeekEscapes: Bool,
    to fields: inout [UInt8]
  ) {
    let start = fields.count
    append(string, to: &fields)
    let needsEscape = fields[start...].contains {
      $0 == ZeekHeader.fieldEnd || $0 == 0x2c && isElement || $0 == 0x5c && !hasZeekEscapes
    }
    guard needsEscape else { return }
    let text = Array(fields[start...])
    fields.removeSubrange(start...)
    for byte in text {
      switch byte {
      case ZeekHeader.fieldEnd: fields += Array(#"\x0a"#.utf8)
      case 0x2c where isElement: fields += Array(#"\x2c"#.utf8)
      case 0x5c where !hasZeekEscapes: fields += [0x5c, 0x5c]
      default: fields.append(byte)
      }
    }
  }

  /// Reads the digits behind `\u`, and the second half of a surrogate pair; a half that is alone is
  /// U+FFFD.
  private static func appendUnicode(
    _ string: UnsafeRawBufferPointer, _ index: inout Int, to text: inout [UInt8]
  ) {
    guard let first = unit(string, at: index) else {
      text += [0x5c, 0x75]
      return
    }
    index += 4
    var value = UInt32(first)
    if first & 0xfc00 == 0xd800, index + 1 < string.count, string[index] == 0x5c,
      string[index + 1] == 0x75, let second = unit(string, at: index + 2),
      second & 0xfc00 == 0xdc00
    {
      value = 0x10000 + (UInt32(first & 0x3ff) << 10 | UInt32(second & 0x3ff))
      index += 6
    }
    text += Array(
      UTF8.encode(Unicode.Scalar(value) ?? "\u{fffd}") ?? UTF8.encodedReplacementCharacter)
  }

  private static func unit(_ string: UnsafeRawBufferPointer, at index: Int) -> UInt16? {
    guard index + 4 <= string.count else { return nil }
    var value: UInt16 = 0
    for byte in string[index..<index + 4] {
      guard let digit = ZeekText.hexadecimal(byte) else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }
}
