// Percentiles by the nearest rank, exact where Kusto estimates for many rows.

enum PercentileAggregates {
  static let table: [AggregateFunction] = [
    AggregateFunction(
      name: "percentile", naming: .numbered("percentile"), arity: 2...2, takesNaN: true
    ) {
      a, _ in single(a)
    },
    AggregateFunction(
      name: "percentilew", naming: .numbered("percentile"), arity: 3...3, takesNaN: true
    ) {
      a, _ in
      guard a[1].type.isInteger else { return nil }
      return single(a)
    },
    array("percentiles_array", 1), array("percentilesw_array", 2),
  ]

  /// Those that give a column for each percentage; with the number of arguments before them, and the
  /// aggregate of one.
  static let several: [String: (leading: Int, single: String)] = [
    "percentiles": (1, "percentile"), "percentilesw": (2, "percentilew"),
  ]

  /// The percentage of a constant number of 0 to 100.
  private static func percentage(_ scalar: Scalar) -> Double? {
    switch scalar.constantValue {
    case .integer(let number)? where (0...100).contains(number) && scalar.type.isInteger:
      Double(number)
    case .real(let number)? where (0...100).contains(number): number
    default: nil
    }
  }

  private static func hasOrder(_ type: KustoType) -> Bool {
    [.int, .long, .real, .datetime, .timespan].contains(type)
  }

  private static func single(_ arguments: [Scalar]) -> AggregateFunction.Result? {
    guard hasOrder(arguments[0].type), let last = arguments.last, percentage(last) != nil else {
      return nil
    }
    let type: KustoType = arguments[0].type == .int ? .long : arguments[0].type
    return .init(
      kind: .plain { "kql_percentile(\(SQLText.joined($0, ", ", .primary)))" }, type: type,
      isNullable: true)
  }

  private static func array(_ name: String, _ leading: Int) -> AggregateFunction {
    AggregateFunction(
      name: name, naming: .prefix("percentiles"), arity: leading + 1...leading + 20,
      takesNaN: true
    ) { a, _ in
      guard a[0].type.isNumeric, a[0].type != .decimal, leading == 1 || a[1].type.isInteger,
        a.dropFirst(leading).allSatisfy({ percentage($0) != nil })
      else { return nil }
      return .init(
        kind: .plain { parts in
          let values = SQLText.joined(Array(parts.prefix(leading)), ", ", .primary)
          let numbers = parts.dropFirst(leading).map { part -> SQLText in
            "kql_percentile(\(values), \(part))"
          }
          let texts = numbers.map { number -> SQLText in
            a[0].type == .real ? "kql_json_real(\(number))" : "CAST(\(number) AS TEXT)"
          }
          return "kql_pack_array(\(SQLText.joined(texts, ", ", .primary)))"
        }, type: .dynamic)
    }
  }
}
