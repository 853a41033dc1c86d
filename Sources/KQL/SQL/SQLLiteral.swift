// Values and names as SQL text, for the form of a statement that is pasted into the sqlite3 shell.
// This is the only place where text of a query becomes SQL text.

/// Writes values and identifiers.
enum SQLLiteral {
  /// A value as an expression of SQL.
  static func text(_ value: SQLValue) -> String {
    switch value {
    case .null: "NULL"
    // The parser reads the digits of the smallest integer as a real number.
    case .integer(Int64.min): "(-9223372036854775807 - 1)"
    case .integer(let number): String(number)
    case .real(let number): real(number)
    case .text(let text): quoted(text)
    }
  }

  private static func real(_ number: Double) -> String {
    guard number.isFinite else { return number.isNaN ? "NULL" : number < 0 ? "-9e999" : "9e999" }
    return "\(number)"
  }

  /// Arguments of one char(): SQLite has at most 127 (sqlite.org/limits.html).
  private static let codesAtOnce = 100

  /// A string literal. Control characters, which a shell or a terminal may not carry, are written
  /// with char(): NUL would end the statement.
  private static func quoted(_ text: String) -> String {
    var parts: [String] = []
    var run = ""
    var codes: [String] = []
    func flush() {
      if !codes.isEmpty { parts.append("char(\(codes.joined(separator: ", ")))") }
      if !run.isEmpty { parts.append("'\(run)'") }
      codes = []
      run = ""
    }
    for scalar in text.unicodeScalars {
      if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
        if !run.isEmpty || codes.count == codesAtOnce { flush() }
        codes.append(String(scalar.value))
      } else {
        if !codes.isEmpty { flush() }
        run.unicodeScalars.append(scalar)
        if scalar == "'" { run.unicodeScalars.append(scalar) }
      }
    }
    flush()
    if parts.isEmpty { return "''" }
    return parts.count == 1 ? parts[0] : "(\(parts.joined(separator: " || ")))"
  }

  /// A name in double quotes.
  static func identifier(_ name: String) -> String {
    var result = "\""
    for scalar in name.unicodeScalars where scalar.value >= 0x20 {
      result.unicodeScalars.append(scalar)
      if scalar == "\"" { result.unicodeScalars.append(scalar) }
    }
    return result + "\""
  }
}

/// Values as Kusto prints them, with what the sqlite3 shell has.
enum ShellFormat {
  /// A result column, formatted.
  static func text(_ value: SQLText, _ type: KustoType) -> SQLText {
    switch type {
    case .datetime: datetime(value)
    case .timespan: timespan(value)
    case .bool: "CASE \(operand: value) WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
    case .real: real(value)
    case .int, .long, .decimal, .string, .guid, .dynamic: value
    }
  }

  /// The fewest digits that read back as the same number, where the shell itself shows 15. Up to
  /// 2^54 whole numbers stand without a fraction or an exponent, as Kusto has them. A stored column
  /// (a score of 0 to 100, seconds to the microsecond) has no more than 15 digits and stays legible.
  static func real(_ value: SQLText) -> SQLText {
    if case .alias? = value.pieces.first, value.isReference {
      return
        "CASE WHEN abs(\(value)) < 1e15 AND \(operand: value) = CAST(\(value) AS INTEGER) THEN CAST(\(value) AS INTEGER) ELSE \(value) END"
    }
    return """
      CASE WHEN typeof(\(value)) = 'text' THEN \(value) \
      WHEN abs(\(value)) <= 18014398509481984.0 AND \(operand: value) = CAST(\(value) AS INTEGER) \
      THEN CAST(\(value) AS INTEGER) \
      WHEN \(operand: value) = 9e999 THEN 'Infinity' WHEN \(operand: value) = -9e999 THEN '-Infinity' \
      WHEN CAST(printf('%.15g', \(value)) AS REAL) = \(operand: value) THEN printf('%.15g', \(value)) \
      WHEN CAST(printf('%.16g', \(value)) AS REAL) = \(operand: value) THEN printf('%.16g', \(value)) \
      WHEN \(operand: value) IS NOT NULL THEN printf('%!.17g', \(value)) END
      """
  }

  /// `2018-11-05T00:00:00.0000000Z`.
  static func datetime(_ ticks: SQLText) -> SQLText {
    """
    strftime('%Y-%m-%dT%H:%M:%S', \(operand: ticks) / 10000000 - 62135596800, 'unixepoch') \
    || printf('.%07dZ', \(operand: ticks) % 10000000)
    """
  }

  /// `00:00:01`, `-1.02:03:04.5000000`: .NET's "c" format.
  static func timespan(_ ticks: SQLText) -> SQLText {
    """
    CASE WHEN \(operand: ticks) IS NOT NULL \
    THEN CASE WHEN \(operand: ticks) < 0 THEN '-' ELSE '' END \
    || CASE WHEN abs(\(ticks)) >= 864000000000 THEN (abs(\(ticks)) / 864000000000) || '.' \
    ELSE '' END \
    || printf('%02d:%02d:%02d', abs(\(ticks)) / 36000000000 % 24, abs(\(ticks)) / 600000000 % 60, \
    abs(\(ticks)) / 10000000 % 60) \
    || CASE WHEN abs(\(ticks)) % 10000000 <> 0 \
    THEN printf('.%07d', abs(\(ticks)) % 10000000) ELSE '' END END
    """
  }
}
