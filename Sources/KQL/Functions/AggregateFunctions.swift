// The table of aggregates. To add one: an entry here or in the table of its family (ListAggregates,
// NumberAggregates, PercentileAggregates). Nothing aggregated: count and sum are 0, avg is NaN, min and max
// are null, of strings ''.

/// An aggregate function of KQL.
struct AggregateFunction: Sendable {
  /// How a column is named that holds a call and has no name.
  enum Naming: Sendable {
    /// `sum_x`; `sum_` of an expression without a name.
    case prefix(String)
    /// As the argument: `take_any(x)` is `x`.
    case argument
    case fixed(String)
    /// `percentile(x, 95)` is `percentile_x_95`.
    case numbered(String)
  }

  let name: String
  let naming: Naming
  let arity: ClosedRange<Int>
  /// Whether it gives what Kusto gives of NaN.
  var takesNaN = false
  /// The kind and the type of the result; nil where the types do not fit.
  let bind: @Sendable ([Scalar], _ isGrouped: Bool) -> Result?

  /// An aggregate's meaning.
  struct Result {
    var kind: Aggregate.Kind
    var type: KustoType
    var isNullable = false
    var mayBeNaN = false
    /// What is aggregated, where it is not the arguments as written.
    var arguments: [Scalar]?
  }
}

enum AggregateFunctions {
  /// An aggregate that reads several columns from one row.
  struct RowFunction: Sendable {
    var isMaximum = false
    var isAny = false
    var isPrefixed = false
    var isLegacy = false
    var modernName = ""
  }

  static let rowFunctions: [String: RowFunction] = [
    "arg_max": RowFunction(isMaximum: true), "arg_min": RowFunction(),
    "argmax": RowFunction(isMaximum: true, isLegacy: true, modernName: "arg_max"),
    "argmin": RowFunction(isLegacy: true, modernName: "arg_min"),
    "take_any": RowFunction(isAny: true), "any": RowFunction(isAny: true, isPrefixed: true),
  ]

  static let all: [String: AggregateFunction] = {
    var result: [String: AggregateFunction] = [:]
    for function in [
      table, ListAggregates.table, NumberAggregates.table, PercentileAggregates.table,
    ].joined() {
      result[function.name] = function
    }
    return result
  }()

  private static let table: [AggregateFunction] = [
    AggregateFunction(name: "count", naming: .fixed("count_"), arity: 0...1, takesNaN: true) {
      a, _ in
      // Of an argument the engine counts all rows, null or not (its recorded answers).
      guard a.first?.type != .bool else { return nil }
      return .init(kind: .plain { _ in "count(*)" }, type: .long)
    },
    AggregateFunction(name: "countif", naming: .prefix("countif"), arity: 1...1) { a, _ in
      guard a[0].type == .bool else { return nil }
      return .init(kind: .plain { "count(CASE WHEN \($0[0]) THEN 1 END)" }, type: .long)
    },
    extreme("min"), extreme("max"), extremeIf("minif", "min"), extremeIf("maxif", "max"),
    AggregateFunction(name: "dcount", naming: .prefix("dcount"), arity: 1...2, takesNaN: true) {
      a, _ in
      distinctCount(a[0]) { $0[0] }
    },
    AggregateFunction(
      name: "count_distinct", naming: .prefix("count_distinct"), arity: 1...1, takesNaN: true
    ) { a, _ in distinctCount(a[0]) { $0[0] }
    },
    distinctIf("dcountif", 2...3), distinctIf("count_distinctif", 2...2),
    anyIf("take_anyif", .argument), anyIf("anyif", .prefix("anyif")),
  ]

  /// The argument, or null where the condition, which is the second one, does not hold.
  static func filtered(_ parts: [SQLText]) -> SQLText {
    "CASE WHEN \(parts[1]) THEN \(parts[0]) END"
  }

  private static func extreme(_ name: String) -> AggregateFunction {
    AggregateFunction(name: name, naming: .prefix(name), arity: 1...1, takesNaN: true) {
      a, isGrouped in extremeResult(name, a[0], isGrouped) { $0[0] }
    }
  }

  private static func extremeIf(_ name: String, _ base: String) -> AggregateFunction {
    AggregateFunction(name: name, naming: .prefix(name), arity: 2...2, takesNaN: true) { a, _ in
      guard a[1].type == .bool else { return nil }
      return extremeResult(base, a[0], false, filtered)
    }
  }

  private static func extremeResult(
    _ name: String, _ value: Scalar, _ isGrouped: Bool, _ element: @escaping Scalar.Emission
  ) -> AggregateFunction.Result? {
    guard ![.dynamic, .guid].contains(value.type) else { return nil }
    let isNullable = !isGrouped || value.isNullable
    // NaN, where there is one, is both; as a text it is SQLite's maximum.
    let ownFunction =
      value.type == .decimal ? "kql_decimal_" : value.mayBeNaN && name == "min" ? "kql_real_" : nil
    if let ownFunction {
      return .init(
        kind: .plain { "\(trusted: ownFunction + name)(\(element($0)))" }, type: value.type,
        isNullable: isNullable, mayBeNaN: value.mayBeNaN)
    }
    return .init(
      kind: .extreme {
        let call: SQLText = "\(trusted: name)(\(element($0)))"
        return value.type == .string ? "coalesce(\(call), '')" : call
      }, type: value.type, isNullable: isNullable, mayBeNaN: value.mayBeNaN)
  }

  /// Exact where Kusto estimates.
  private static func distinctCount(
    _ value: Scalar, _ element: @escaping Scalar.Emission
  ) -> AggregateFunction.Result? {
    guard value.type != .dynamic else { return nil }
    return .init(kind: .plain { "count(DISTINCT \(element($0)))" }, type: .long)
  }

  private static func distinctIf(_ name: String, _ arity: ClosedRange<Int>) -> AggregateFunction {
    AggregateFunction(name: name, naming: .prefix(name), arity: arity, takesNaN: true) { a, _ in
      guard a[1].type == .bool else { return nil }
      return distinctCount(a[0], filtered)
    }
  }

  /// A value of one of the rows for which the condition holds, not null if there is one.
  private static func anyIf(
    _ name: String, _ naming: AggregateFunction.Naming
  ) -> AggregateFunction {
    AggregateFunction(name: name, naming: naming, arity: 2...2, takesNaN: true) { a, _ in
      guard a[1].type == .bool else { return nil }
      return .init(
        kind: .plain {
          let call: SQLText = "kql_any(\(filtered($0)))"
          return a[0].type == .string ? "coalesce(\(call), '')" : call
        }, type: a[0].type, isNullable: true, mayBeNaN: a[0].mayBeNaN)
    }
  }
}
