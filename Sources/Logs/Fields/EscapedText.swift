// A value in which a backslash stands before the byte that is meant. Called by FortiGate and CEF.

struct EscapedText {
  /// Whether `\n` and `\r` are a backslash that is meant, and a letter; else they are line ends.
  private let isQuoted: Bool

  /// - Parameter quoted: escapes of a quoted value, where only `\"` and `\\` are some.
  init(quoted: Bool) { isQuoted = quoted }

  /// The text that is meant; the field itself where nothing in it is escaped.
  func read(_ field: FieldBytes, _ scratch: LineScratch) -> FieldBytes {
    guard field.contains(0x5c) else { return field }
    var text: [UInt8] = []
    text.reserveCapacity(field.count)
    var index = 0
    while index < field.count {
      let byte = field[index]
      guard byte == 0x5c, index + 1 < field.count, let meant = meaning(field[index + 1]) else {
        text.append(byte)
        index += 1
        continue
      }
      text.append(meant)
      index += 2
    }
    return scratch.keep(text)
  }

  private func meaning(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x5c, 0x22: byte
    case 0x3d, 0x7c: isQuoted ? nil : byte
    case 0x6e: isQuoted ? nil : 0x0a
    case 0x72: isQuoted ? nil : 0x0d
    default: nil
    }
  }
}
