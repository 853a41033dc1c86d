// The table of aggregates. To add one: an entry here. Nothing aggregated: count and sum are 0, avg is
// NaN (NULL in SQLite), min and max are null, of strings ''.

/// An aggregate function of KQL.
struct AggregateFunction: Sendable {
  /// How a column is named that holds a call and has no name.
  enum Naming: Sendable {
    /// `sum_x`; `sum_` of an expression without a name.
    case prefix(String)
    /// As the argument: `take_any(x)` is `x`.
    case argument
    case fixed(String)
  }

  let name: String
  let naming: Naming
  let arity: ClosedRange<Int>
  /// The kind and the type of the result; nil where the types do not fit.
  let bind: @Sendable ([Scalar], _ isGrouped: Bool) -> Result?

  /// An aggregate's meaning.
  struct Result {
    var kind: Aggregate.Kind
    var type: KustoType
    var isNullable = false
    var mayBeNaN = false
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
    for function in table { result[function.name] = function }
    return result
  }()

  private static let table: [AggregateFunction] = [
    AggregateFunction(name: "count", naming: .fixed("count_"), arity: 0...0) { _, _ in
      .init(kind: .plain { _ in "count(*)" }, type: .long)
    },
    AggregateFunction(name: "countif", naming: .prefix("countif"), arity: 1...1) { a, _ in
      guard a[0].type == .bool else { return nil }
      return .init(kind: .plain { "count(CASE WHEN \($0[0]) THEN 1 END)" }, type: .long)
    },
    AggregateFunction(name: "sum", naming: .prefix("sum"), arity: 1...1) { a, _ in
      sum(a[0]) { $0[0] }
    },
    AggregateFunction(name: "sumif", naming: .prefix("sumif"), arity: 2...2) { a, _ in
      guard a[1].type == .bool else { return nil }
      return sum(a[0]) { "CASE WHEN \($0[1]) THEN \($0[0]) END" }
    },
    AggregateFunction(name: "avg", naming: .prefix("avg"), arity: 1...1) { a, _ in
      average(a[0]) { $0[0] }
    },
    AggregateFunction(name: "avgif", naming: .prefix("avgif"), arity: 2...2) { a, _ in
      guard a[1].type == .bool else { return nil }
      return average(a[0], isFiltered: true) { "CASE WHEN \($0[1]) THEN \($0[0]) END" }
    },
    extreme("min"), extreme("max"), extremeIf("minif", "min"), extremeIf("maxif", "max"),
    AggregateFunction(name: "dcount", naming: .prefix("dcount"), arity: 1...2) { a, _ in
      distinctCount(a[0]) { $0[0] }
    },
    AggregateFunction(name: "count_distinct", naming: .prefix("count_distinct"), arity: 1...1) {
      a, _ in distinctCount(a[0]) { $0[0] }
    },
    AggregateFunction(name: "dcountif", naming: .prefix("dcountif"), arity: 2...3) { a, _ in
      guard a[1].type == .bool else { return nil }
      return distinctCount(a[0]) { "CASE WHEN \($0[1]) THEN \($0[0]) END" }
    },
  ]

  /// SQLite's sum() of integers ends in an error where it overflows.
  private static func sum(
    _ value: Scalar, _ element: @escaping Scalar.Emission
  ) -> AggregateFunction.Result? {
    guard value.type != .dynamic else { return nil }
    switch value.type {
    case .int, .long, .timespan:
      let type: KustoType = value.type == .timespan ? .timespan : .long
      return .init(kind: .plain { "coalesce(sum(\(element($0))), 0)" }, type: type)
    case .real: return .init(kind: .plain { "total(\(element($0)))" }, type: .real)
    default: return nil
    }
  }

  private static func average(
    _ value: Scalar, isFiltered: Bool = false, _ element: @escaping Scalar.Emission
  ) -> AggregateFunction.Result? {
    guard value.type.isNumeric, value.type != .decimal else { return nil }
    return .init(
      kind: .plain { "avg(\(element($0)))" }, type: .real, isNullable: true, mayBeNaN: true)
  }

  private static func extreme(_ name: String) -> AggregateFunction {
    AggregateFunction(name: name, naming: .prefix(name), arity: 1...1) { a, isGrouped in
      extremeResult(name, a[0], isGrouped) { $0[0] }
    }
  }

  private static func extremeIf(_ name: String, _ base: String) -> AggregateFunction {
    AggregateFunction(name: name, naming: .prefix(name), arity: 2...2) { a, _ in
      guard a[1].type == .bool else { return nil }
      return extremeResult(base, a[0], false) { "CASE WHEN \($0[1]) THEN \($0[0]) END" }
    }
  }

  private static func extremeResult(
    _ name: String, _ value: Scalar, _ isGrouped: Bool, _ element: @escaping Scalar.Emission
  ) -> AggregateFunction.Result? {
    guard ![.dynamic, .decimal, .bool, .guid].contains(value.type) else {
      return nil
    }
    return .init(
      kind: .extreme {
        let call: SQLText = "\(trusted: name)(\(element($0)))"
        return value.type == .string ? "coalesce(\(call), '')" : call
      }, type: value.type, isNullable: !isGrouped || value.isNullable)
  }

  /// Exact where Kusto estimates.
  private static func distinctCount(
    _ value: Scalar, _ element: @escaping Scalar.Emission
  ) -> AggregateFunction.Result? {
    guard value.type != .dynamic else { return nil }
    return .init(kind: .plain { "count(DISTINCT \(element($0)))" }, type: .long)
  }
}
