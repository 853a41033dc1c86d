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
    list("make_list", "list", 1...2), list("make_set", "set", 1...2),
    list("make_list_if", "list", 2...3), list("make_set_if", "set", 2...3),
    list("makelist", "list", 1...2), list("makeset", "set", 1...2),
    AggregateFunction(name: "make_bag", naming: .prefix("bag"), arity: 1...1) { a, _ in
      guard a[0].type == .dynamic else { return nil }
      return .init(
        kind: .list { "kql_make_bag(\(SQLText.joined($0, ", ", .primary)))" }, type: .dynamic)
    },
    spread("stdev", "kql_stdev"), spread("stdevp", "kql_stdevp"),
    spread("variance", "kql_variance"), spread("variancep", "kql_variancep"),
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

  /// make_list and make_set: of a dynamic value arrays are spliced.
  private static func list(
    _ name: String, _ prefix: String, _ arity: ClosedRange<Int>
  ) -> AggregateFunction {
    let isConditional = name.hasSuffix("_if")
    let function = prefix == "list" ? "kql_make_list" : "kql_make_set"
    return AggregateFunction(name: name, naming: .prefix(prefix), arity: arity) { a, _ in
      guard let value = DynamicFunctions.text(a[0]), !isConditional || a[1].type == .bool else {
        return nil
      }
      // A condition cannot leave a dynamic null out, which is an element.
      if isConditional, a[0].type == .dynamic { return nil }
      var limit: Int64?
      if a.count > (isConditional ? 2 : 1) {
        guard let number = a[a.count - 1].constantInteger, number > 0 else { return nil }
        limit = number
      }
      let suffix = a[0].type == .dynamic ? "_dynamic" : ""
      let arguments = isConditional ? [value, a[1]] : [value]
      let kind = Aggregate.Kind.list { parts in
        let element: SQLText =
          isConditional ? "CASE WHEN \(parts[1]) THEN \(parts[0]) END" : parts[0]
        let rest = [element] + parts.dropFirst(arguments.count)
        let call: SQLText =
          "\(trusted: function + suffix)(\(SQLText.joined(rest, ", ", .primary)))"
        return limit.map { "kql_array_slice(\(call), 0, \($0 - 1))" } ?? call
      }
      return .init(kind: kind, type: .dynamic, arguments: arguments)
    }
  }

  private static func spread(_ name: String, _ function: String) -> AggregateFunction {
    AggregateFunction(name: name, naming: .prefix(name), arity: 1...1) { a, _ in
      guard a[0].type.isNumeric, a[0].type != .decimal else { return nil }
      return .init(kind: .plain { "\(trusted: function)(\($0[0]))" }, type: .real)
    }
  }

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
    // Of integers by their exact sum: one that overflows is an error, and not a wrong mean.
    let isInteger = value.type.isInteger
    return .init(
      kind: .plain {
        let part = element($0)
        return isInteger
          ? "(CAST(sum(\(part)) AS REAL) / count(\(part)))" : "avg(\(part))"
      }, type: .real, isNullable: true, mayBeNaN: true)
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
