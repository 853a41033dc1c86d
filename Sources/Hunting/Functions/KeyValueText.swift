// parse-kv: keys and their values in text. With delimiters, greedy or not; without them any run of signs
// that are neither letters nor digits is one; by a regular expression with two groups.

internal import KQL
internal import SQLite

enum KeyValueFunctions {
  /// `kql_parse_kv(text, key, form, …)`: the value of the first pair with the key, '' without one.
  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_parse_kv", argumentCount: -1) { call in
      guard call.text(2) != "regex" else { return matched(call) }
      let form = call.cached(7) { KeyValueText(call) }
      do throws(KeyValueText.UnlistedKey) {
        call.result(
          try form.value(of: Scalars.of(call.text(1)), in: Scalars.of(call.text(0))) ?? "")
      } catch {
        call.fail(
          "parse-kv with greedy: the text holds the key '\(error.key)', which is not listed")
      }
    }
  }

  /// `kql_parse_kv(text, key, 'regex', pattern)`
  private static func matched(_ call: borrowing FunctionCall) {
    do {
      let regex = try call.cached(3) { try RegexProgram(call.text(3)) }
      guard regex.groupCount == 2 else {
        return call.fail("the regular expression of parse-kv needs two groups: key and value")
      }
      let text = Scalars.of(call.text(0))
      let key = ConversionFunctions.trimmed(call.text(1))
      for match in regex.allMatches(in: text) where match[2] >= 0 {
        let name = Scalars.text(text[match[2]..<match[3]])
        guard ConversionFunctions.trimmed(name) == key else { continue }
        let value = match[4] < 0 ? "" : Scalars.text(text[match[4]..<match[5]])
        return call.result(String(ConversionFunctions.trimmed(value)))
      }
      call.result("")
    } catch {
      call.fail("the regular expression of parse-kv is not supported: \(error)")
    }
  }
}

/// How pairs are written.
final class KeyValueText {
  /// A key in a greedy text that is not among the listed ones: where a value ends is then unknown.
  struct UnlistedKey: Error {
    var key: String
  }

  private let form: String
  private let pairs: [UInt32]
  private let values: [UInt32]
  private let quotes: [(open: UInt32, close: UInt32)]
  private let escapes: [UInt32]
  private let keys: Set<String>

  init(_ call: borrowing FunctionCall) {
    form = call.text(2)
    pairs = Scalars.of(call.text(3))
    values = Scalars.of(call.text(4))
    quotes = call.text(5).split(separator: "\n").map { pair in
      let scalars = Scalars.of(String(pair))
      return (scalars[0], scalars[scalars.count - 1])
    }
    escapes = Scalars.of(call.text(6))
    keys = Set(call.text(7).split(separator: "\n").map(String.init))
  }

  func value(of key: [UInt32], in text: [UInt32]) throws(UnlistedKey) -> String? {
    form == "any" ? word(key, in: text) : try pair(Scalars.text(key), in: text)
  }

  // MARK: Delimiters

  private func pair(_ key: String, in text: [UInt32]) throws(UnlistedKey) -> String? {
    var start = 0
    while start <= text.count {
      var name: String
      let after: Int
      if let quoted = quoted(text, from: start), text[quoted.end...].starts(with: values) {
        name = quoted.text
        after = quoted.end + values.count
      } else {
        guard let separator = Scalars.find(values, in: text, from: start) else { return nil }
        let end = Scalars.find(pairs, in: text, from: start) ?? text.count
        guard separator < end else {
          start = end + pairs.count
          continue
        }
        name = String(ConversionFunctions.trimmed(Scalars.text(text[start..<separator])))
        after = separator + values.count
      }
      let (value, next) = try read(text, from: after)
      if name == key { return value }
      start = next
    }
    return nil
  }

  /// A value, and where the next pair starts.
  private func read(
    _ text: [UInt32], from start: Int
  ) throws(UnlistedKey) -> (value: String, next: Int) {
    if let quoted = quoted(text, from: start) {
      let end = Scalars.find(pairs, in: text, from: quoted.end) ?? text.count
      return (quoted.text, end + pairs.count)
    }
    let end =
      form == "greedy"
      ? try greedyEnd(text, from: start)
      : Scalars.find(pairs, in: text, from: start) ?? text.count
    let value = Scalars.text(text[start..<max(start, end)])
    return (String(ConversionFunctions.trimmed(value)), end + pairs.count)
  }

  /// Where a value ends that may hold delimiters: before the delimiter of the next key.
  private func greedyEnd(_ text: [UInt32], from start: Int) throws(UnlistedKey) -> Int {
    guard let separator = Scalars.find(values, in: text, from: start) else { return text.count }
    var end: Int?
    var next = start
    while let found = Scalars.find(pairs, in: text, from: next), found < separator {
      end = found
      next = found + pairs.count
    }
    guard let end else { return text.count }
    let key = Scalars.text(text[end + pairs.count..<separator])
    let name = String(ConversionFunctions.trimmed(key))
    guard keys.contains(name) else { throw UnlistedKey(key: String(name.prefix(80))) }
    return end
  }

  /// A text in quotes, with its escapes resolved, and the place behind it.
  private func quoted(_ text: [UInt32], from start: Int) -> (text: String, end: Int)? {
    guard start < text.count, let quote = quotes.first(where: { $0.open == text[start] }) else {
      return nil
    }
    var result: [UInt32] = []
    var index = start + 1
    while index < text.count {
      if escapes.contains(text[index]), index + 1 < text.count {
        result.append(text[index + 1])
        index += 2
      } else if text[index] == quote.close {
        return (Scalars.text(result), index + 1)
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return nil
  }

  // MARK: No delimiters

  /// The word or quoted text behind the first word that is the key.
  private func word(_ key: [UInt32], in text: [UInt32]) -> String? {
    var index = 0
    var isValue = false
    while index < text.count {
      if let quoted = quoted(text, from: index) {
        if isValue { return quoted.text }
        isValue = Scalars.of(quoted.text) == key
        index = quoted.end
      } else if Self.isAlphanumeric(text[index]) {
        let end = text[index...].firstIndex { !Self.isAlphanumeric($0) } ?? text.count
        if isValue { return Scalars.text(text[index..<end]) }
        isValue = Array(text[index..<end]) == key
        index = end
      } else {
        index += 1
      }
    }
    return nil
  }

  private static func isAlphanumeric(_ value: UInt32) -> Bool {
    guard let scalar = Unicode.Scalar(value) else { return false }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}
