// Bare values as the STIX pattern that says the same, for feeds that are not STIX: one way from a
// pattern to a row's columns serves all of them.

internal import Indicators

/// Writes STIX patterns.
enum PatternText {
  /// An equality with a text, such as `ipv4-addr:value = '192.0.2.1'`.
  static func comparison(_ path: String, _ value: String) -> String {
    // STIX 2.1 §9.2: only `\` and `'` are escaped in a string literal.
    let escaped = value.flatMap { $0 == "\\" || $0 == "'" ? ["\\", $0] : [$0] }
    return "\(path) = '\(String(escaped))'"
  }
}

extension ObservableValue {
  /// One equality.
  var stixComparison: String { PatternText.comparison(observablePath, text) }

  /// A pattern of one equality, such as `[ipv4-addr:value = '192.0.2.1']`.
  var stixPattern: String { "[\(stixComparison)]" }
}
