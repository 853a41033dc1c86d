// sum, avg, and the spread of values; the bits of all of them.

enum NumberAggregates {
  static let table: [AggregateFunction] = [
    AggregateFunction(name: "sum", naming: .prefix("sum"), arity: 1...1, takesNaN: true) { a, _ in
      sum(a[0]) { $0[0] }
    },
    AggregateFunction(name: "sumif", naming: .prefix("sumif"), arity: 2...2, takesNaN: true) {
      a, _ in
      guard a[1].type == .bool else { return nil }
      return sum(a[0], AggregateFunctions.filtered)
    },
    AggregateFunction(name: "avg", naming: .prefix("avg"), arity: 1...1, takesNaN: true) {
      a, isGrouped in average(a[0], mayBeEmpty: !isGrouped || a[0].isNullable) { $0[0] }
    },
    AggregateFunction(name: "avgif", naming: .prefix("avgif"), arity: 2...2, takesNaN: true) {
      a, _ in
      guard a[1].type == .bool else { return nil }
      return average(a[0], mayBeEmpty: true, AggregateFunctions.filtered)
    },
    spread("stdev", "kql_stdev"), spread("stdevp", "kql_stdevp"),
    spread("variance", "kql_variance"), spread("variancep", "kql_variancep"),
    spread("stdevif", "kql_stdev"), spread("varianceif", "kql_variance"),
    covariance("covariance"), covariance("covariancep"), covariance("covarianceif"),
    covariance("covariancepif"), bits("binary_all_and"), bits("binary_all_or"),
    bits("binary_all_xor"),
  ]

  private static func spread(_ name: String, _ function: String) -> AggregateFunction {
    let isFiltered = name.hasSuffix("if")
    let count = isFiltered ? 2 : 1
    return AggregateFunction(
      name: name, naming: .prefix(name), arity: count...count, takesNaN: true
    ) { a, _ in
      guard let value = MathFunctions.real(a[0]), !isFiltered || a[1].type == .bool else {
        return nil
      }
      return .init(
        kind: .plain {
          "\(trusted: function)(\(isFiltered ? AggregateFunctions.filtered($0) : $0[0]))"
        }, type: .real, mayBeNaN: value.mayBeNaN, arguments: [value] + a.dropFirst())
    }
  }

  /// The spread of two values together.
  private static func covariance(_ name: String) -> AggregateFunction {
    let isFiltered = name.hasSuffix("if")
    let count = isFiltered ? 3 : 2
    let isPopulation = name.hasPrefix("covariancep")
    return AggregateFunction(
      name: name, naming: .prefix(name), arity: count...count, takesNaN: true
    ) { a, _ in
      guard let x = MathFunctions.real(a[0]), let y = MathFunctions.real(a[1]),
        !isFiltered || a[2].type == .bool
      else { return nil }
      let function = isPopulation ? "kql_covariancep" : "kql_covariance"
      return .init(
        kind: .plain {
          let first: SQLText = isFiltered ? "CASE WHEN \($0[2]) THEN \($0[0]) END" : $0[0]
          return "\(trusted: function)(\(first), \($0[1]))"
        }, type: .real, mayBeNaN: true, arguments: [x, y] + a.dropFirst(2))
    }
  }

  private static func bits(_ name: String) -> AggregateFunction {
    AggregateFunction(name: name, naming: .argument, arity: 1...1) { a, _ in
      guard a[0].type.isInteger else { return nil }
      return .init(
        kind: .plain { "kql_\(trusted: name)(\($0[0]))" }, type: a[0].type, isNullable: true)
    }
  }

  /// The sum of integers modulo 2^64, as Kusto has it; SQLite's own ends in an error past 64 bits. The
  /// halves are summed apart, exact for 2^31 rows.
  private static func wrapped(_ element: SQLText, _ value: Scalar) -> SQLText {
    let limit = Int64(1) << 31
    guard value.knownBounds.lowerBound < -limit || value.knownBounds.upperBound > limit else {
      return "sum(\(element))"
    }
    let low: SQLText = "sum(\(operand: element) & 4294967295)"
    return """
      ((sum(\(operand: element) >> 32) + (\(low) >> 32)) << 32 | (\(low) & 4294967295))
      """
  }

  private static func sum(
    _ value: Scalar, _ element: @escaping Scalar.Emission
  ) -> AggregateFunction.Result? {
    switch value.type {
    case .int, .long, .timespan:
      let type: KustoType = value.type == .timespan ? .timespan : .long
      return .init(kind: .plain { "coalesce(\(wrapped(element($0), value)), 0)" }, type: type)
    case .real:
      return .init(
        kind: .plain { value.mayBeNaN ? "kql_real_sum(\(element($0)))" : "total(\(element($0)))" },
        type: .real, mayBeNaN: value.mayBeNaN)
    case .decimal:
      return .init(
        kind: .plain { "kql_decimal_sum(\(element($0)))" }, type: .decimal, isNullable: true)
    default: return nil
    }
  }

  private static func average(
    _ value: Scalar, mayBeEmpty: Bool, _ element: @escaping Scalar.Emission
  ) -> AggregateFunction.Result? {
    switch value.type {
    case .decimal:
      return .init(
        kind: .plain { "kql_decimal_avg(\(element($0)))" }, type: .decimal, isNullable: true)
    case .timespan:
      return .init(
        kind: .plain {
          let part = element($0)
          return "(\(wrapped(part, value)) / count(\(part)))"
        }, type: .timespan, isNullable: true)
    case .int, .long, .real: break
    default: return nil
    }
    // Of integers by their sum, which wraps.
    return .init(
      kind: .plain {
        let part = element($0)
        if value.mayBeNaN { return "kql_real_avg(\(part))" }
        let mean: SQLText =
          value.type.isInteger
          ? "(CAST(\(wrapped(part, value)) AS REAL) / count(\(part)))" : "avg(\(part))"
        return mayBeEmpty ? "coalesce(\(mean), 'NaN')" : mean
      }, type: .real, mayBeNaN: mayBeEmpty || value.mayBeNaN)
  }
}
