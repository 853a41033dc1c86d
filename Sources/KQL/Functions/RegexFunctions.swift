// Regular expressions: RE2's language, matched in linear time by kql_ functions. A constant pattern is
// checked by the function at its first call.

enum RegexFunctions {
  static let table: [ScalarFunction] = [
    ScalarFunction("extract", 3...4) { extract($0) },
    ScalarFunction("extract_all", 2...3) { extractAll($0) },
    ScalarFunction("extractall", 2...3) { extractAll($0) },
    .plain("replace_regex", [.string, .string, .string], .string) {
      "kql_replace_regex(\($0[0]), \($0[1]), \($0[2]))"
    },
    .plain("replace", [.string, .string, .string], .string) {
      "kql_replace_regex(\($0[2]), \($0[0]), \($0[1]))"
    },
    .plain("trim", [.string, .string], .string) { "kql_trim(\($0[0]), \($0[1]), 3)" },
    .plain("trim_start", [.string, .string], .string) { "kql_trim(\($0[0]), \($0[1]), 1)" },
    .plain("trim_end", [.string, .string], .string) { "kql_trim(\($0[0]), \($0[1]), 2)" },
  ]

  /// `extract(regex, group, text [, typeof(type)])`: '' or null without a match.
  private static func extract(_ call: CallContext) -> Scalar? {
    let arguments = call.arguments
    guard arguments[0].type == .string, arguments[1].type.isInteger, arguments[2].type == .string
    else { return nil }
    let found = Scalar.call(.string, Array(arguments.prefix(3)), isNullable: false) {
      "kql_extract(\($0[0]), \($0[1]), \($0[2]))"
    }
    guard arguments.count == 4 else { return found }
    guard case .typeOf(let names) = call.syntax[3].value.kind, names.count == 1,
      let type = KustoType(declared: names[0].text)
    else { return nil }
    return Conversions.convert(found, to: type)
  }

  /// `extract_all(regex, [groups,] text)`: arrays of strings, or of arrays where groups are several.
  private static func extractAll(_ call: CallContext) -> Scalar? {
    let arguments = call.arguments
    let text = arguments[arguments.count - 1]
    guard arguments[0].type == .string, text.type == .string else { return nil }
    guard arguments.count == 3 else {
      return .call(.dynamic, arguments, isNullable: true) { "kql_extract_all(\($0[0]), \($0[1]))" }
    }
    guard arguments[1].type == .dynamic else { return nil }
    return .call(.dynamic, arguments, isNullable: true) {
      "kql_extract_all(\($0[0]), \($0[2]), \($0[1]))"
    }
  }
}
