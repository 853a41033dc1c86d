// Zeek's escapes, undone and done again. Zeek writes bytes that would break its format as `\xHH`
// and a backslash as `\\` (src/threading/formatters/Ascii.cc, ODesc::AddEscapeSequence); they are
// undone only after a line was split, element by element.
//
// In the warehouse a text holds no raw control byte and nothing that is not UTF-8: those bytes stay
// `\xHH`, and a backslash stays `\\`, so that the text can be read back. A NUL would end the text in
// the sqlite3 shell, and an escape sequence would reach a terminal. Everything else is decoded.

enum ZeekText {
  /// Whether a field can be stored as it stands: printable ASCII without a backslash.
  @inline(__always)
  static func isPlain(_ field: UnsafeRawBufferPointer) -> Bool {
    for byte in field where byte &- 0x20 > 0x5e || byte == 0x5c { return false }
    return true
  }

  /// Appends a field's text in the form that the warehouse holds.
  static func appendPrintable(_ field: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    if isPlain(field) {
      text.append(contentsOf: field)
      return
    }
    unescaped(field).withUnsafeBytes { appendEscaped($0, to: &text) }
  }

  /// The bytes that a field stands for. A backslash that begins no escape stands for itself.
  static func unescaped(_ field: UnsafeRawBufferPointer) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(field.count)
    var index = 0
    while index < field.count {
      let byte = field[index]
      index += 1
      guard byte == 0x5c, index < field.count else {
        bytes.append(byte)
        continue
      }
      if field[index] == 0x5c {
        bytes.append(0x5c)
        index += 1
      } else if field[index] == 0x78, index + 2 < field.count,
        let high = hexadecimal(field[index + 1]), let low = hexadecimal(field[index + 2])
      {
        bytes.append(high << 4 | low)
        index += 3
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }

  /// A directive's text for comparing; bytes that are not UTF-8 become U+FFFD.
  static func string(_ bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// Appends bytes as a JSON string; they are in the form of `appendPrintable`.
  static func appendJSON(_ printable: some Sequence<UInt8>, to json: inout [UInt8]) {
    json.append(0x22)
    for byte in printable {
      if byte == 0x22 || byte == 0x5c { json.append(0x5c) }
      json.append(byte)
    }
    json.append(0x22)
  }

  // MARK: Inside

  private static func appendEscaped(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let length = byte < 0x80 ? 1 : scalarLength(bytes, at: index)
      if byte == 0x5c {
        text += [0x5c, 0x5c]
      } else if byte < 0x20 || byte == 0x7f || length == 0 {
        appendHexadecimal(byte, to: &text)
      } else if byte == 0xc2, bytes[index + 1] < 0xa0 {
        // C1 control characters, U+0080 to U+009F: some terminals obey them.
        appendHexadecimal(byte, to: &text)
        appendHexadecimal(bytes[index + 1], to: &text)
      } else {
        text.append(contentsOf: bytes[index..<index + length])
      }
      index += max(length, 1)
    }
  }

  /// The length of the UTF-8 sequence at a place, 2 to 4; 0 where it is none (Unicode, table 3-7).
  private static func scalarLength(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int {
    let first = bytes[index]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xbf
    switch first {
    case 0xc2...0xdf: length = 2
    case 0xe0: (length, second) = (3, 0xa0...0xbf)
    case 0xed: (length, second) = (3, 0x80...0x9f)
    case 0xe1...0xef: length = 3
    case 0xf0: (length, second) = (4, 0x90...0xbf)
    case 0xf1...0xf3: length = 4
    case 0xf4: (length, second) = (4, 0x80...0x8f)
    default: return 0
    }
    guard bytes.count - index >= length, second.contains(bytes[index + 1]) else { return 0 }
    for place in index + 2..<index + length where bytes[place] & 0xc0 != 0x80 { return 0 }
    return length
  }

  private static func appendHexadecimal(_ byte: UInt8, to text: inout [UInt8]) {
    text += [0x5c, 0x78, digit(byte >> 4), digit(byte & 15)]
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
