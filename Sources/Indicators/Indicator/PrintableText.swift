// Text of feeds as the warehouse holds it: without control characters, as the logs' text is. People
// read the database in the sqlite3 shell, which before version 3.50 passes an escape sequence on to
// the terminal and ends a text at NUL. Called by the warehouse, before anything is keyed or stored.

/// Escaping of control characters in text that is stored.
public enum PrintableText {
  /// How an escape is written: two hexadecimal digits follow.
  public enum Form: String, Sendable {
    /// `\x1b`, as Zeek writes it.
    case plain = "\\x"
    /// `\u001b`, in text that is JSON.
    case json = "\\u00"
  }

  /// The text with C0 controls, DEL and C1 controls escaped. Tabs and line ends are kept, and a
  /// backslash stands for itself: file paths and patterns are full of them.
  public static func escaped(_ text: String, as form: Form = .plain) -> String {
    // 0xC2 begins U+0080 to U+00BF, and with them C1.
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0xC2 }
    guard !isPlain else { return text }
    var escaped = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      // Whether a CR belongs to a line end is told by what follows it.
      if let held = previous, held == "\r" { append(held, isKept: scalar == "\n", form, &escaped) }
      if scalar != "\r" { append(scalar, isKept: !isControl(scalar), form, &escaped) }
      previous = scalar
    }
    if previous == "\r" { append("\r", isKept: false, form, &escaped) }
    return String(escaped)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0: true
    default: false
    }
  }

  private static func append(
    _ scalar: Unicode.Scalar, isKept: Bool, _ form: Form, _ text: inout String.UnicodeScalarView
  ) {
    guard !isKept else { return text.append(scalar) }
    let digits = String(scalar.value, radix: 16)
    text.append(
      contentsOf: (form.rawValue + (digits.utf8.count < 2 ? "0" : "") + digits).unicodeScalars)
  }
}

extension Indicator {
  /// Escapes the control characters of every text of the row.
  public mutating func escapeControlCharacters() {
    for column in IndicatorColumn.allCases {
      guard case .string(let text) = value(of: column), !text.isEmpty else { continue }
      let form: PrintableText.Form = column == .additionalInformation ? .json : .plain
      set(column, to: .string(PrintableText.escaped(text, as: form)))
    }
    pattern = PrintableText.escaped(pattern)
    patternType = PrintableText.escaped(patternType)
    observablePath = PrintableText.escaped(observablePath)
    observableValue = PrintableText.escaped(observableValue)
  }
}
