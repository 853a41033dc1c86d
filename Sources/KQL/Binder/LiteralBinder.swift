// Literals: `datetime(…)`, `timespan(…)`, `guid(…)` and the other typed ones.

extension Binder {
  func bindLiteral(_ literal: LiteralSyntax, _ span: Span) -> Scalar {
    switch literal {
    case .long(let value): .long(value)
    case .real(let value): .constant(.real(value), .real)
    case .string(let value): .string(value)
    case .bool(let value): .bool(value)
    case .timespan(let value): .constant(.integer(value), .timespan)
    case .typed(let type, let text): bindTyped(type, text, span)
    }
  }

  private func bindTyped(_ type: KustoType, _ raw: String, _ span: Span) -> Scalar {
    let text = LiteralText.unquoted(raw)
    if text == "null", type != .dynamic { return .null(type) }
    var value: SQLValue?
    switch type {
    case .bool: value = LiteralText.bool(text).map { .integer($0 ? 1 : 0) }
    case .int:
      value = LiteralText.integer(text).flatMap { Int32(exactly: $0) }.map { .integer(Int64($0)) }
    case .long: value = LiteralText.integer(text).map { .integer($0) }
    case .real:
      if text.lowercased() == "nan" {
        return .nan
      }
      value = LiteralText.real(text).map { .real($0) }
    case .datetime:
      if text == "now" { return .constant(.integer(now), .datetime) }
      value = (DatetimeText.ticks(text) ?? LiteralText.date(text)).map { .integer($0) }
    case .timespan: value = TimespanText.ticks(text).map { .integer($0) }
    case .guid: value = LiteralText.guid(text).map { .text($0) }
    case .dynamic: return bindDynamic(raw, span)
    case .decimal: value = DecimalValue(text: text).map { .text($0.text) }
    case .string: value = .text(text)
    }
    guard let value else {
      let help =
        switch type {
        case .datetime: "write datetime(2020-01-31T12:00:00Z), in UTC"
        case .timespan: "write timespan(1.02:03:04), or 1d"
        case .guid: "write guid(74be27de-1e4e-49d9-b579-fe0b331d3642)"
        default: String?.none
        }
      return invalid(.syntax, "'\(text)' is no \(type.rawValue)", span, help: help)
    }
    return .constant(value, type)
  }

  private func bindDynamic(_ raw: String, _ span: Span) -> Scalar {
    if let value = DynamicValue(json: raw) ?? DynamicLiteral.json(raw).flatMap(DynamicValue.init) {
      guard !value.exceedsNumbers else {
        return unsupported("a number in a dynamic literal does not fit", span)
      }
      return .dynamic(value)
    }
    return unsupported(
      "a dynamic literal must be JSON", span,
      help: "its parts are JSON, strings in single quotes, and literals such as datetime(…)")
  }
}

/// Text of literals and of conversions to values.
enum LiteralText {
  /// The text without blanks around it and without quotes.
  static func unquoted(_ raw: String) -> String {
    var text = Substring(raw)
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    if text.count >= 2, let quote = text.first, quote == "\"" || quote == "'", text.last == quote {
      text = text.dropFirst().dropLast()
    }
    return String(text)
  }

  static func bool(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "1": true
    case "false", "0": false
    default: nil
    }
  }

  /// A decimal or hexadecimal integer.
  static func integer(_ text: String) -> Int64? {
    if text.lowercased().hasPrefix("0x") {
      return UInt64(text.dropFirst(2), radix: 16).map { Int64(bitPattern: $0) }
    }
    return Int64(text)
  }

  static func real(_ text: String) -> Double? {
    switch text.lowercased() {
    case "+inf", "inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: break
    }
    guard let first = text.utf8.first, first != UInt8(ascii: "n"), first != UInt8(ascii: "N"),
      !text.lowercased().hasPrefix("0x")
    else { return nil }
    return Double(text)
  }

  /// `2025, 6, 14`: a day by its numbers.
  static func date(_ text: String) -> Int64? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      Int64(part.filter { $0 != " " })
    }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else {
      return nil
    }
    return DatetimeText.ticks(year: year, month: month, day: day)
  }

  /// A guid in lower case with hyphens.
  static func guid(_ text: String) -> String? {
    let groups = text.split(separator: "-", omittingEmptySubsequences: false)
    let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
    guard digits.count == 32, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      groups.map(\.utf8.count) == [8, 4, 4, 4, 12] || groups.count == 1
    else { return nil }
    let lower = Array(String(decoding: digits, as: UTF8.self).lowercased())
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(lower[$0]) }
      .joined(separator: "-")
  }
}
