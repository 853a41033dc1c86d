// make_list, make_set and make_bag, with a condition, with a limit, with nulls.

enum ListAggregates {
  static let table: [AggregateFunction] = [
    list("make_list", "list", 1...2), list("make_set", "set", 1...2),
    list("make_list_if", "list", 2...3), list("make_set_if", "set", 2...3),
    list("makelist", "list", 1...2), list("makeset", "set", 1...2),
    AggregateFunction(
      name: "make_list_with_nulls", naming: .prefix("list"), arity: 1...1, takesNaN: true
    ) { a, _ in
      guard let value = DynamicFunctions.text(a[0]) else { return nil }
      // Where nulls are elements, a value and a dynamic one differ in nothing but arrays.
      let suffix = a[0].type == .dynamic ? "_dynamic" : "_nulls"
      return .init(
        kind: .list {
          "kql_make_list\(trusted: suffix)(\(SQLText.joined($0, ", ", .primary)))"
        }, type: .dynamic, arguments: [value])
    },
    AggregateFunction(name: "buildschema", naming: .prefix("schema"), arity: 1...1) { a, _ in
      guard a[0].type == .dynamic else { return nil }
      return .init(kind: .plain { "kql_buildschema(\($0[0]))" }, type: .dynamic)
    },
    bag("make_bag", 1...2), bag("make_bag_if", 2...3), bag("make_dictionary", 1...2),
  ]

  /// A constant limit of elements, at a position where there may be one; nil where it is none.
  private static func limit(_ arguments: [Scalar], _ index: Int) -> Int64?? {
    guard arguments.count > index else { return .some(nil) }
    guard let number = arguments[index].constantInteger, number > 0 else { return nil }
    return .some(number)
  }

  /// make_list and make_set: of a dynamic value arrays are spliced.
  private static func list(
    _ name: String, _ prefix: String, _ arity: ClosedRange<Int>
  ) -> AggregateFunction {
    let isConditional = name.hasSuffix("_if")
    let function = prefix == "list" ? "kql_make_list" : "kql_make_set"
    return AggregateFunction(name: name, naming: .prefix(prefix), arity: arity, takesNaN: true) {
      a, _ in
      guard let value = DynamicFunctions.text(a[0]), !isConditional || a[1].type == .bool,
        let limit = limit(a, isConditional ? 2 : 1)
      else { return nil }
      let suffix = a[0].type == .dynamic ? "_dynamic" : ""
      let arguments = isConditional ? [value, a[1]] : [value]
      let kind = Aggregate.Kind.list { parts in
        // A row that a condition leaves out adds the elements of an empty array: a dynamic null is one.
        let none: SQLText = suffix.isEmpty ? "NULL" : "'[]'"
        let dynamic: SQLText = suffix.isEmpty ? parts[0] : "coalesce(\(parts[0]), 'null')"
        let element: SQLText =
          isConditional ? "CASE WHEN \(parts[1]) THEN \(dynamic) ELSE \(none) END" : parts[0]
        let rest = [element] + parts.dropFirst(arguments.count)
        let call: SQLText =
          "\(trusted: function + suffix)(\(SQLText.joined(rest, ", ", .primary)))"
        return limit.map { "kql_array_slice(\(call), 0, \($0 - 1))" } ?? call
      }
      return .init(kind: kind, type: .dynamic, arguments: arguments)
    }
  }

  /// Bags merged; a limit is one of keys, of which there are never as many as Kusto's default.
  private static func bag(_ name: String, _ arity: ClosedRange<Int>) -> AggregateFunction {
    let isConditional = name.hasSuffix("_if")
    return AggregateFunction(name: name, naming: .prefix("bag"), arity: arity) { a, _ in
      guard a[0].type == .dynamic, a.count < arity.upperBound,
        !isConditional || a[1].type == .bool
      else { return nil }
      return .init(
        kind: .list { parts in
          guard isConditional else {
            return "kql_make_bag(\(SQLText.joined(parts, ", ", .primary)))"
          }
          let rest = [AggregateFunctions.filtered(parts)] + parts.dropFirst(2)
          return "kql_make_bag(\(SQLText.joined(rest, ", ", .primary)))"
        }, type: .dynamic)
    }
  }
}
