// Regular expressions. A pattern that is none makes the statement fail with its reason.

internal import KQL
internal import SQLite

enum RegexFunctions {
  static func register(on connection: Connection) throws {
    try function("kql_matches", 2, pattern: 1, connection) { regex, call in
      call.result(regex.firstMatch(in: Scalars.of(call.text(0)), captures: false) != nil)
    }
    try function("kql_countof_regex", 2, pattern: 1, connection) { regex, call in
      call.result(Int64(regex.allMatches(in: Scalars.of(call.text(0))).count))
    }
    try function("kql_extract", 3, pattern: 0, connection) { regex, call in
      let text = Scalars.of(call.text(2))
      let group = call.int64(1)
      guard group >= 0, group <= regex.groupCount,
        let match = regex.firstMatch(in: text), match[2 * Int(group)] >= 0
      else { return call.result("") }
      call.result(Scalars.text(text[match[2 * Int(group)]..<match[2 * Int(group) + 1]]))
    }
    try function("kql_replace_regex", 3, pattern: 1, connection) { regex, call in
      call.result(replaced(regex, Scalars.of(call.text(0)), by: call.text(2)))
    }
    try connection.createFunction("kql_trim", argumentCount: 3) { call in
      do {
        let ends = try call.cached(0) { try TrimPattern(call.text(0)) }
        call.result(ends.trimmed(Scalars.of(call.text(1)), sides: call.int64(2)))
      } catch {
        fail(call, error, pattern: 0)
      }
    }
    try function("kql_parse", 3, pattern: 1, connection) { regex, call in
      parse(regex, call)
    }
    try function("kql_extract_all", -1, pattern: 0, connection) { regex, call in
      extractAll(regex, call)
    }
    try function("kql_indexof_regex", -1, pattern: 1, connection) { regex, call in
      index(regex, call)
    }
  }

  /// A function whose pattern is kept over the calls of a statement.
  private static func function(
    _ name: String, _ count: Int32, pattern: Int, _ connection: Connection,
    _ body: @escaping (RegexProgram, borrowing FunctionCall) -> Void
  ) throws {
    try connection.createFunction(name, argumentCount: count) { call in
      do {
        body(try call.cached(pattern) { try RegexProgram(call.text(pattern)) }, call)
      } catch {
        fail(call, error, pattern: pattern)
      }
    }
  }

  private static func fail(_ call: borrowing FunctionCall, _ error: any Error, pattern: Int) {
    let reason = (error as? RegexError)?.message ?? "unknown"
    let shown = call.text(pattern).prefix(80)
    call.fail("the regular expression '\(shown)' is not supported: \(reason)")
  }

  /// Every match replaced; `\1` or `$1` stands for a group, `\0` for the match.
  private static func replaced(
    _ regex: RegexProgram, _ text: [UInt32], by replacement: String
  ) -> String {
    let pattern = Scalars.of(replacement)
    var result: [UInt32] = []
    var end = 0
    for match in regex.allMatches(in: text) {
      result += text[end..<match[0]]
      var index = 0
      while index < pattern.count {
        let isReference = pattern[index] == 0x5C || pattern[index] == 0x24
        if isReference, index + 1 < pattern.count, (0x30...0x39).contains(pattern[index + 1]) {
          let group = Int(pattern[index + 1] - 0x30)
          if group <= regex.groupCount, match[2 * group] >= 0 {
            result += text[match[2 * group]..<match[2 * group + 1]]
          }
          index += 2
        } else if pattern[index] == 0x5C, index + 1 < pattern.count, pattern[index + 1] == 0x5C {
          result.append(0x5C)
          index += 2
        } else {
          result.append(pattern[index])
          index += 1
        }
      }
      end = match[1]
    }
    result += text[end...]
    return Scalars.text(result)
  }

  /// The groups c0, c1… that the compiler named; null without a match, or where one of the types of the
  /// third argument (l long, i int, r real, d datetime, t timespan) does not fit its text.
  private static func parse(_ regex: RegexProgram, _ call: borrowing FunctionCall) {
    let text = Scalars.of(call.text(0))
    guard let match = regex.firstMatch(in: text) else { return }
    var parts: [DynamicValue] = []
    for (index, type) in call.text(2).enumerated() {
      guard let group = regex.names["c\(index)"], match[2 * group] >= 0 else { return }
      let part = Scalars.text(text[match[2 * group]..<match[2 * group + 1]])
      let fits =
        switch type {
        case "l", "i": ConversionFunctions.long(part) != nil
        case "r": ConversionFunctions.real(part) != nil
        case "d": DatetimeText.ticks(part) != nil
        case "t": TimespanText.ticks(part) != nil
        default: true
        }
      guard fits else { return }
      parts.append(.string(part))
    }
    call.result(DynamicValue.array(parts).json)
  }

  /// `indexof_regex(text, regex [, start [, length [, occurrence]]])`: -1 where it is not, null for a
  /// start below 0.
  private static func index(_ regex: RegexProgram, _ call: borrowing FunctionCall) {
    for position in 2..<max(2, call.count) where call.isNull(position) { return }
    let text = Scalars.of(call.text(0))
    let start = call.count > 2 ? call.int64(2) : 0
    let length = call.count > 3 ? call.int64(3) : -1
    let occurrence = call.count > 4 ? call.int64(4) : 1
    guard start >= 0, length >= -1, occurrence >= 1 else { return }
    guard start <= text.count else { return call.result(-1 as Int64?) }
    let rest = text[Int(start)...]
    let window = length < 0 ? rest : rest.prefix(Int(min(length, Int64(rest.count))))
    let matches = regex.allMatches(in: Array(window))
    call.result(occurrence <= matches.count ? start + Int64(matches[Int(occurrence) - 1][0]) : -1)
  }

  private static func extractAll(_ regex: RegexProgram, _ call: borrowing FunctionCall) {
    guard regex.groupCount > 0 else {
      return call.fail("extract_all() needs a regular expression with a capturing group")
    }
    var groups = Array(1...regex.groupCount)
    if call.count == 3, case .array(let wanted)? = DynamicValue(json: call.text(2)) {
      groups = wanted.compactMap { element in
        switch element {
        case .long(let number): (0...Int64(regex.groupCount)).contains(number) ? Int(number) : nil
        case .string(let name): regex.names[name]
        default: nil
        }
      }
      guard groups.count == wanted.count else {
        return call.fail("extract_all() names a group that the regular expression has not")
      }
    }
    let text = Scalars.of(call.text(1))
    let matches = regex.allMatches(in: text)
    guard !matches.isEmpty else { return }
    let rows = matches.map { match -> DynamicValue in
      let parts = groups.map { group -> DynamicValue in
        match[2 * group] < 0
          ? .string("") : .string(Scalars.text(text[match[2 * group]..<match[2 * group + 1]]))
      }
      return parts.count == 1 ? parts[0] : .array(parts)
    }
    call.result(DynamicValue.array(rows).json)
  }
}

/// A pattern that is taken off the ends of a text, once at each.
private final class TrimPattern {
  private let start: RegexProgram
  private let end: RegexProgram

  init(_ pattern: String) throws(RegexError) {
    start = try RegexProgram("^(?:\(pattern))")
    end = try RegexProgram("(?:\(pattern))$")
  }

  /// - Parameter sides: 1 for the start, 2 for the end, 3 for both.
  func trimmed(_ text: [UInt32], sides: Int64) -> String {
    var rest = text[...]
    if sides & 1 != 0, let match = start.firstMatch(in: text, captures: false) {
      rest = rest[match[1]...]
    }
    if sides & 2 != 0, let match = end.firstMatch(in: Array(rest), captures: false) {
      rest = rest.prefix(match[0])
    }
    return Scalars.text(rest)
  }
}
