// Names, and the typed literals that a name opens: `datetime(2020-01-01)`.

extension Lexer {
  /// The names that hold raw text in parentheses. `string` and `bool` words are not among the
  /// functions, so no call is lost.
  private static let literalTypes: [String: KustoType] = [
    "bool": .bool, "boolean": .bool, "int": .int, "long": .long, "real": .real, "double": .real,
    "decimal": .decimal, "datetime": .datetime, "date": .datetime, "timespan": .timespan,
    "time": .timespan, "guid": .guid, "dynamic": .dynamic,
  ]

  /// Reads a name; `from` includes a sign that was read before it, as in `!has`.
  mutating func readName(from first: Int? = nil) {
    let start = first ?? position
    while isNamePart(peek()) { position += 1 }
    var text = String(decoding: bytes[start..<position], as: UTF8.self)
    if peek() == UInt8(ascii: "~"), text == "in" || text == "!in" {
      position += 1
      text += "~"
    }
    if first == nil, let type = Self.literalTypes[text], readTyped(type, from: start) { return }
    emit(.name(text), from: start)
  }

  /// Reads `(raw)` after a type's name; false, with nothing read, where no parenthesis follows.
  private mutating func readTyped(_ type: KustoType, from start: Int) -> Bool {
    var index = position
    while index < bytes.count, bytes[index] == 0x20 { index += 1 }
    guard index < bytes.count, bytes[index] == UInt8(ascii: "(") else { return false }
    let open = index
    var depth = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: "\""), UInt8(ascii: "'"): index = endOfQuoted(index) - 1
      default: break
      }
      index += 1
      if depth == 0 { break }
    }
    position = index
    guard depth == 0 else {
      report(
        "'\(type.rawValue)(' is not closed", start..<open + 1, code: .expected, help: "add ')'")
      emit(.typed(type, "null"), from: start)
      return true
    }
    let raw = String(decoding: bytes[open + 1..<index - 1], as: UTF8.self)
    emit(.typed(type, raw), from: start)
    return true
  }

  /// The offset after a quoted text that starts at an offset.
  private func endOfQuoted(_ start: Int) -> Int {
    let quote = bytes[start]
    var index = start + 1
    while index < bytes.count, bytes[index] != quote {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return Swift.min(index + 1, bytes.count)
  }
}
