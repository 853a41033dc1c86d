// A bare value as the STIX pattern that says the same, for feeds that are not STIX.

internal import Indicators

extension ObservableValue {
  /// One equality, such as `[ipv4-addr:value = '192.0.2.1']`.
  var stixPattern: String {
    // STIX 2.1 §9.2: only `\` and `'` are escaped in a string literal.
    let escaped = text.flatMap { $0 == "\\" || $0 == "'" ? ["\\", $0] : [$0] }
    return "[\(observablePath) = '\(String(escaped))']"
  }
}
