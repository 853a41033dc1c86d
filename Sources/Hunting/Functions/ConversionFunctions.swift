// Text to values. What cannot be converted is null.

internal import KQL
internal import SQLite

enum ConversionFunctions {
  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_tolong", argumentCount: 1) { call in
      call.result(call.isNull(0) ? nil : long(call.text(0)))
    }
    try connection.createFunction("kql_toint", argumentCount: 1) { call in
      guard !call.isNull(0), let value = long(call.text(0)) else { return }
      call.result(Int32(exactly: value).map { Int64($0) })
    }
    try connection.createFunction("kql_todouble", argumentCount: 1) { call in
      guard !call.isNull(0), let value = real(call.text(0)) else { return }
      call.result(value)
    }
    try connection.createFunction("kql_tobool", argumentCount: 1) { call in
      guard !call.isNull(0) else { return }
      call.result(bool(call.text(0)))
    }
    try connection.createFunction("kql_todatetime", argumentCount: 1) { call in
      guard !call.isNull(0) else { return }
      let text = call.text(0)
      let ticks = DatetimeText.ticks(text)
      // Kusto reads dates with the month's name, which would be a wrong null here.
      if ticks == nil, namesMonth(text) {
        return call.fail("todatetime() does not know the form '\(text.prefix(60))'")
      }
      call.result(ticks)
    }
    try connection.createFunction("kql_totimespan", argumentCount: 1) { call in
      call.result(call.isNull(0) ? nil : TimespanText.ticks(call.text(0)))
    }
    try connection.createFunction("kql_toguid", argumentCount: 1) { call in
      guard !call.isNull(0), let value = guid(call.text(0)) else { return }
      call.result(value)
    }
    try connection.createFunction("kql_real_text", argumentCount: 1) { call in
      if let value = call.real(0) { call.result(RealText.text(value)) }
    }
  }

  /// Whether a text has a number and the English name of a month.
  private static func namesMonth(_ text: String) -> Bool {
    guard text.utf8.count < 100, text.utf8.contains(where: { (0x30...0x39).contains($0) }) else {
      return false
    }
    let words = text.lowercased().split { !$0.isLetter }.map(String.init)
    return words.contains { word in
      months.contains(word) || (word.count == 3 && months.contains { $0.hasPrefix(word) })
    }
  }

  private static let months: Set<String> = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]

  static func trimmed(_ text: String) -> Substring {
    var rest = Substring(text)
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return rest
  }

  /// A whole number, decimal or hexadecimal.
  static func long(_ text: String) -> Int64? {
    let clean = trimmed(text)
    if clean.hasPrefix("0x") || clean.hasPrefix("0X") {
      return UInt64(clean.dropFirst(2), radix: 16).map { Int64(bitPattern: $0) }
    }
    return Int64(clean)
  }

  static func real(_ text: String) -> Double? {
    let clean = String(trimmed(text))
    switch clean {
    case "NaN", "nan", "Nan": return .nan
    case "inf", "Inf", "Infinity", "infinity", "+inf", "+Inf", "+Infinity": return .infinity
    case "-inf", "-Inf", "-Infinity", "-infinity": return -.infinity
    default: break
    }
    guard let first = clean.utf8.first(where: { $0 != 0x2B && $0 != 0x2D }),
      (0x30...0x39).contains(first) || first == 0x2E, !clean.lowercased().contains("x")
    else { return nil }
    return Double(clean)
  }

  static func bool(_ text: String) -> Bool? {
    switch trimmed(text).lowercased() {
    case "true", "1": return true
    case "false", "0": return false
    default: return long(text).map { $0 != 0 }
    }
  }

  private static func guid(_ text: String) -> String? {
    let clean = trimmed(text).lowercased()
    let groups = clean.split(separator: "-", omittingEmptySubsequences: false)
    guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12],
      groups.joined().allSatisfy({ $0.isASCII && $0.isHexDigit })
    else { return nil }
    return clean
  }
}
