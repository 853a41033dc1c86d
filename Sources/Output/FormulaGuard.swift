// Which text a spreadsheet would run as a formula (CWE-1236, OWASP "CSV Injection"). Used by the
// CSV writer, which puts an apostrophe before it.

enum FormulaGuard {
  /// Whether the first character, or the first after leading spaces, starts a formula: `=`, `+`,
  /// `-`, `@`, their full-width forms, or a TAB, CR, LF or NUL that a spreadsheet drops.
  static func isFormula(_ text: String) -> Bool {
    for scalar in text.unicodeScalars {
      switch scalar {
      case " ": continue
      case "=", "+", "-", "@", "\t", "\r", "\n", "\0": return true
      // ＝ ＋ － ＠
      case "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return true
      default: return false
      }
    }
    return false
  }
}
