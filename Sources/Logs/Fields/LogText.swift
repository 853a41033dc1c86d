// Text as the warehouse holds it: no raw control byte, and nothing that is not UTF-8; those bytes stand
// as `\xHH`. A NUL would end the text in the sqlite3 shell, and an escape sequence would reach a
// terminal. Called by ZeekText, and by the cells of all other formats. A feed's texts keep tabs and line ends
// (`Indicators.PrintableText`); a field of a log has none, and bytes that are no UTF-8.

enum LogText {
  /// Whether a field can be stored as it stands: printable ASCII.
  @inline(__always)
  static func isPlain(_ field: UnsafeRawBufferPointer) -> Bool {
    for byte in field where byte &- 0x20 > 0x5e { return false }
    return true
  }

  /// Appends bytes, with `\xHH` for what cannot be stored.
  ///
  /// - Parameter doublesBackslashes: as Zeek's own logs do, so that the text can be read back. Other
  ///   logs hold Windows paths, which stay as people write them.
  static func append(
    _ bytes: UnsafeRawBufferPointer, doublesBackslashes: Bool = false, to text: inout [UInt8]
  ) {
    if isPlain(bytes), !doublesBackslashes {
      text.append(contentsOf: bytes)
      return
    }
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let length = byte < 0x80 ? 1 : scalarLength(bytes, at: index)
      if byte == 0x5c, doublesBackslashes {
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

  /// Appends a text as a JSON string; it is in the form of `append`.
  static func appendJSON(_ printable: some Sequence<UInt8>, to json: inout [UInt8]) {
    json.append(0x22)
    for byte in printable {
      if byte == 0x22 || byte == 0x5c { json.append(0x5c) }
      json.append(byte)
    }
    json.append(0x22)
  }

  /// A log's own name for something, for a message: short, and nothing that a terminal obeys.
  static func shown(_ field: UnsafeRawBufferPointer) -> String {
    var text: [UInt8] = []
    append(UnsafeRawBufferPointer(rebasing: field.prefix(40)), to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// The same of a text.
  static func shown(_ text: String) -> String {
    var text = text
    return text.withUTF8 { shown(UnsafeRawBufferPointer($0)) }
  }

  // MARK: Inside

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
}
