// What may stand in dynamic(…) besides JSON: strings in single quotes, and literals of other types, which
// become what they are in JSON (the dynamic data type's page).

/// Writes a dynamic literal as JSON.
enum DynamicLiteral {
  /// JSON of the text between the parentheses; nil where a part of it is nothing that is known.
  static func json(_ raw: String) -> String? {
    var rest = Array(raw.utf8)[...]
    var result: [UInt8] = []
    while let byte = rest.first {
      if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        guard let text = string(&rest) else { return nil }
        result += Array(DynamicValue.string(text).json.utf8)
      } else if isLetter(byte) {
        guard let word = word(&rest) else { return nil }
        result += word
      } else {
        // Of numbers only the `e` is a letter.
        let digits = rest.prefix { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
        result += digits.isEmpty ? [byte] : Array(digits)
        rest = rest.dropFirst(max(1, digits.count))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  /// A string in either kind of quotes, with KQL's and JSON's escapes.
  private static func string(_ rest: inout ArraySlice<UInt8>) -> String? {
    guard let quote = rest.popFirst() else { return nil }
    var content: [UInt8] = [UInt8(ascii: "\"")]
    while let byte = rest.popFirst() {
      if byte == quote {
        // The content as a JSON string: what is escaped stays so.
        let text = String(decoding: content + [UInt8(ascii: "\"")], as: UTF8.self)
        guard case .string(let value)? = DynamicValue(json: text) else { return nil }
        return value
      }
      if byte == UInt8(ascii: "\\") {
        guard let next = rest.popFirst() else { return nil }
        content += next == UInt8(ascii: "'") ? [next] : [byte, next]
      } else if byte == UInt8(ascii: "\"") {
        content += [UInt8(ascii: "\\"), byte]
      } else {
        content.append(byte)
      }
    }
    return nil
  }

  /// `true`, `false`, `null`, or a literal such as `datetime(2020-01-01)`.
  private static func word(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    let name = rest.prefix { isLetter($0) || (0x30...0x39).contains($0) }
    rest = rest.dropFirst(name.count)
    let text = String(decoding: name, as: UTF8.self)
    if ["true", "false", "null"].contains(text) { return Array(name) }
    guard let type = KustoType(declared: text), rest.first == UInt8(ascii: "("),
      let close = rest.firstIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let inner = LiteralText.unquoted(
      String(decoding: rest[rest.index(after: rest.startIndex)..<close], as: UTF8.self))
    rest = rest[rest.index(after: close)...]
    if inner == "null" { return Array("null".utf8) }
    return value(inner, type).map { Array($0.json.utf8) }
  }

  private static func value(_ text: String, _ type: KustoType) -> DynamicValue? {
    switch type {
    case .bool: LiteralText.bool(text).map { .bool($0) }
    case .int, .long: LiteralText.integer(text).map { .long($0) }
    case .real: LiteralText.real(text).map { .real($0) }
    case .datetime: DatetimeText.ticks(text).map { .string(DatetimeText.text($0)) }
    case .timespan: TimespanText.ticks(text).map { .string(TimespanText.text($0)) }
    case .guid: LiteralText.guid(text).map { .string($0) }
    case .decimal: DecimalValue(text: text).map { .string($0.text) }
    case .string, .dynamic: nil
    }
  }
}
