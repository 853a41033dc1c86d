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
    unescaped(field).withUnsafeBytes {
      LogText.append($0, doublesBackslashes: true, to: &text)
    }
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

  /// A log's own name for something, for a message: short, and nothing that a terminal obeys.
  static func shown(_ field: UnsafeRawBufferPointer) -> String {
    var text: [UInt8] = []
    appendPrintable(UnsafeRawBufferPointer(rebasing: field.prefix(40)), to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// The value of a hexadecimal digit.
  static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
