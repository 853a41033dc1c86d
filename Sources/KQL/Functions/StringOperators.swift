// contains, startswith, has and their like. Letter case folds as Unicode does, which SQLite's LIKE
// and lower() do not: those forms are kql_ functions; the case-sensitive ones are plain SQL.

enum StringOperators {
  private static let functions: [BinaryOperator: (name: String, isNegated: Bool)] = [
    .has: ("kql_has", false), .notHas: ("kql_has", true),
    .hasCS: ("kql_has_cs", false), .notHasCS: ("kql_has_cs", true),
    .hasPrefix: ("kql_hasprefix", false), .notHasPrefix: ("kql_hasprefix", true),
    .hasPrefixCS: ("kql_hasprefix_cs", false), .notHasPrefixCS: ("kql_hasprefix_cs", true),
    .hasSuffix: ("kql_hassuffix", false), .notHasSuffix: ("kql_hassuffix", true),
    .hasSuffixCS: ("kql_hassuffix_cs", false), .notHasSuffixCS: ("kql_hassuffix_cs", true),
    .contains: ("kql_contains", false), .notContains: ("kql_contains", true),
    .startsWith: ("kql_startswith", false), .notStartsWith: ("kql_startswith", true),
    .endsWith: ("kql_endswith", false), .notEndsWith: ("kql_endswith", true),
    .endsWithCS: ("kql_endswith_cs", false), .notEndsWithCS: ("kql_endswith_cs", true),
    .startsWithCS: ("kql_startswith_cs", false), .notStartsWithCS: ("kql_startswith_cs", true),
  ]

  /// The expression; nil where the operator does not take the types.
  static func apply(_ operation: BinaryOperator, _ a: Scalar, _ b: Scalar) -> Scalar? {
    guard a.type == .string, b.type == .string else { return nil }
    switch operation {
    case .equalFolded, .notEqualFolded:
      return Scalar(
        .equal(folded(a), folded(b), isNegated: operation == .notEqualFolded), .bool,
        isNullable: false)
    case .containsCS, .notContainsCS:
      let found = Scalar.call(.bool, [a, b], isNullable: false) {
        "(instr(\($0[0]), \($0[1])) > 0)"
      }
      return operation == .containsCS ? found : negated(found)
    case .matchesRegex:
      return .call(.bool, [a, b], isNullable: false) { "kql_matches(\($0[0]), \($0[1]))" }
    default: break
    }
    guard let function = functions[operation] else { return nil }
    let found = startOrCall(function.name, a, b)
    return function.isNegated ? negated(found) : found
  }

  private static func negated(_ scalar: Scalar) -> Scalar {
    Scalar(.not(scalar), .bool, isNullable: false)
  }

  /// `startswith_cs` of a constant is plain SQL; NUL would end substr().
  private static func startOrCall(_ name: String, _ a: Scalar, _ b: Scalar) -> Scalar {
    if name == "kql_startswith_cs", let text = b.constantText, !text.utf8.contains(0) {
      let length = Int64(text.unicodeScalars.count)
      return .call(.bool, [a, b], isNullable: false) {
        "(substr(\($0[0]), 1, \(length)) = \($0[1]))"
      }
    }
    return .call(.bool, [a, b], isNullable: false) {
      "\(trusted: name)(\($0[0]), \($0[1]))"
    }
  }

  /// A string without letter case.
  static func folded(_ scalar: Scalar) -> Scalar {
    .call(.string, [scalar], isNullable: false) { "kql_fold(\($0[0]))" }
  }

  /// `has_any` and `has_all` of constants and strings.
  static func hasTerms(_ operation: ListOperator, _ value: Scalar, _ terms: [Scalar]) -> Scalar? {
    guard value.type == .string else { return nil }
    if terms.count == 1, terms[0].type == .dynamic {
      return .call(.bool, [value, terms[0]], isNullable: false) {
        operation == .hasAny
          ? "kql_has_any(\($0[0]), \($0[1]))" : "kql_has_all(\($0[0]), \($0[1]))"
      }
    }
    guard terms.allSatisfy({ $0.type == .string }) else { return nil }
    guard !terms.isEmpty else { return .bool(operation == .hasAll) }
    let tests = terms.map { startOrCall("kql_has", value, $0) }
    return Scalar(operation == .hasAny ? .or(tests) : .and(tests), .bool, isNullable: false)
  }
}
