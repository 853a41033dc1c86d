// null-of-string, ipv6-dropped, dead-clause, null-rejected: conditions that null decides.

extension LintRule {
  static let nullOfString = LintRule(
    "null-of-string", title: "isnull() or isnotnull() of a string",
    why: "A string is never null: isnotnull() keeps every row, isnull() none. Indicators without "
      + "an address then join log rows without one, since '' equals ''.",
    instead: "isempty(), isnotempty()."
  ) { query in
    query.trace.distinct.flatMap { traced -> [LintFinding] in
      var findings: [LintFinding] = []
      for expression in traced.syntax.expressions {
        expression.visit { part in
          guard let call = part.call, call.arguments.count == 1,
            ["isnull", "isnotnull", "notnull"].contains(call.name.text),
            isString(call.arguments[0], traced.input)
          else { return }
          let isNull = call.name.text == "isnull"
          findings.append(
            LintFinding(
              span: part.span,
              message: "\(call.name.text)() of a string is always \(isNull ? "false" : "true"): "
                + "strings have no null",
              help: "write \(isNull ? "isempty" : "isnotempty")(…) to test for absent text"))
        }
      }
      return findings
    }
  }

  /// Whether an expression is a column of strings, or a function that gives one.
  private static func isString(_ expression: ExpressionSyntax, _ input: Relation) -> Bool {
    if let name = expression.name?.text {
      return input.column(name).map { $0.type == .string && !$0.isUnknown } ?? false
    }
    let functions: Set<String> = [
      "tostring", "tolower", "toupper", "trim", "strcat", "substring", "replace_string",
      "replace_regex", "strcat_array",
    ]
    return expression.call.map { functions.contains($0.name.text) } ?? false
  }

  /// Functions of an address that give null for one of the other family, or for none.
  private static let ofAddress: Set<String> = ["ipv4_is_private", "ipv4_is_in_range"]

  static let blockDropped = LintRule(
    "ipv6-dropped", title: "a test of an IPv4 address that drops IPv6 addresses",
    why: "ipv4_is_private() of an IPv6 address, or of a text that is none, is null, and null == "
      + "false is not true: the row goes.",
    instead: "ipv4_is_private(x) != true, which keeps what is no IPv4 address."
  ) { query in
    falseTests(query).map { test in
      LintFinding(
        span: test.span,
        message: "\(test.function)() is null for IPv6 addresses, so that this drops each of them",
        help: "write \(test.function)(…) != true to keep them")
    }
  }

  static let deadClause = LintRule(
    "dead-clause", title: "a condition on IPv6 addresses that an earlier one has dropped",
    why: "After ipv4_is_private(x) == false no IPv6 address is left to be tested.",
    instead: "Leave the clause out, or keep IPv6 by ipv4_is_private(x) != true."
  ) { query in
    let tests = falseTests(query)
    return query.trace.distinct.flatMap { traced -> [LintFinding] in
      guard case .filter(let condition) = traced.syntax.kind else { return [] }
      let dead = condition.conjuncts.filter { clause in
        guard case .binary(let operation, let a, let b) = clause.kind,
          operation == .notStartsWith || operation == .notStartsWithCS,
          let name = a.name?.text, let text = b.text?.lowercased(),
          text.contains(":") || ["fe80", "fc00", "fd"].contains(text)
        else { return false }
        // In the same filter the order of the clauses does not matter.
        return tests.contains { test in
          test.argument == name
            && (test.span.lowerBound < clause.span.lowerBound
              || condition.span.contains(test.span.lowerBound))
        }
      }
      guard let first = dead.first else { return [] }
      return [
        LintFinding(
          span: dead.reduce(first.span) { $0.joined($1.span) },
          message: "no IPv6 address comes here: ipv4_is_private() == false has dropped them",
          help: "write ipv4_is_private(…) != true to keep them, or leave this out")
      ]
    }
  }

  private struct FalseTest {
    var function: String
    var argument: String?
    var span: Span
  }

  /// The places where a null of a function counts as false does not: `f(x) == false`, `not(f(x))`.
  private static func falseTests(_ query: LintedQuery) -> [FalseTest] {
    query.trace.distinct.flatMap { traced -> [FalseTest] in
      guard case .filter(let condition) = traced.syntax.kind else { return [] }
      return condition.conjuncts.compactMap { clause in
        var tested: ExpressionSyntax?
        switch clause.kind {
        case .binary(.equal, let a, let b):
          if case .literal(.bool(false)) = b.kind { tested = a }
          if case .literal(.bool(false)) = a.kind { tested = b }
        case .call(let name, let arguments) where name.text == "not" && arguments.count == 1:
          tested = arguments[0].value
        default: return nil
        }
        guard let call = tested?.call, call.name.text == "ipv4_is_private" else { return nil }
        return FalseTest(
          function: call.name.text, argument: call.arguments.first?.name?.text, span: clause.span)
      }
    }
  }

  static let nullRejected = LintRule(
    "null-rejected", title: "a comparison that drops the rows without a value, kept before",
    why: "One filter keeps rows whose column has no value, by isempty(x) or …, and a later one "
      + "compares it: a comparison with null is null, and the row goes.",
    instead: "Write isempty(x) or …  there as well, or coalesce(x, datetime(9999-12-31))."
  ) { query in
    var kept: [String: Int] = [:]
    let filters = query.trace.distinct.compactMap { traced -> (ExpressionSyntax, Relation)? in
      guard case .filter(let condition) = traced.syntax.kind else { return nil }
      return (condition, traced.input)
    }
    for (condition, _) in filters {
      for clause in condition.conjuncts where clause.disjuncts.count > 1 {
        for option in clause.disjuncts {
          guard let call = option.call, ["isempty", "isnull"].contains(call.name.text),
            let name = call.arguments.first?.name
          else { continue }
          kept[name.text] = min(kept[name.text] ?? .max, condition.span.upperBound)
        }
      }
    }
    return filters.flatMap { condition, input -> [LintFinding] in
      condition.conjuncts.compactMap { clause -> LintFinding? in
        guard case .binary(let operation, let a, let b) = clause.kind,
          [.less, .lessOrEqual, .greater, .greaterOrEqual].contains(operation)
        else { return nil }
        for name in [a.name, b.name].compactMap({ $0 }) {
          guard let place = kept[name.text], place <= condition.span.lowerBound,
            input.column(name.text)?.isNullable ?? false
          else { continue }
          return LintFinding(
            span: clause.span,
            message: "this drops the rows without \(name.text), which an earlier filter keeps: a "
              + "comparison with null is null",
            help: "write isnull(\(name.text)) or …, as in the earlier filter")
        }
        return nil
      }
    }
  }
}
