// Arrays: choosing, shifting, splitting, searching, sorting and making them. What they do stands in
// Hunting/Functions/ArrayOperations.swift and ArraySorting.swift.

enum ArrayFunctions {
  static let table: [ScalarFunction] = [
    iff("array_iff"), iff("array_iif"), shift("array_shift_left"), shift("array_shift_right"),
    ScalarFunction("array_split", 2...2) { call in
      let index = call.arguments[1]
      guard call.arguments[0].type == .dynamic, index.type == .dynamic || index.type.isInteger,
        let places = DynamicFunctions.text(index)
      else { return nil }
      return .call(.dynamic, [call.arguments[0], places], isNullable: true) {
        "kql_array_split(\($0[0]), \($0[1]))"
      }
    },
    ScalarFunction("array_index_of", 2...5) { call in
      guard call.arguments[0].type == .dynamic,
        let value = DynamicFunctions.text(call.arguments[1]),
        call.arguments.dropFirst(2).allSatisfy({ $0.type.isInteger })
      else { return nil }
      return .call(
        .long, [call.arguments[0], value] + call.arguments.dropFirst(2), isNullable: true
      ) { "kql_array_index_of(\(SQLText.joined($0, ", ", .primary)))" }
    },
    sorted("array_sort_asc"), sorted("array_sort_desc"),
    ScalarFunction("range", 2...3) { range($0) },
    ScalarFunction("jaccard_index", 2...2) { sets($0, .dynamic) },
    ScalarFunction("set_equals", 2...2) { sets($0, .bool) },
  ]

  private static func sets(_ call: CallContext, _ type: KustoType) -> Scalar? {
    guard call.arguments.allSatisfy({ $0.type == .dynamic }) else { return nil }
    let name = call.name.text
    return .call(type, call.arguments, isNullable: true) {
      "kql_\(trusted: name)(\($0[0]), \($0[1]))"
    }
  }

  private static func iff(_ name: String) -> ScalarFunction {
    ScalarFunction(name, 3...3) { call in
      let branches = call.arguments.dropFirst().compactMap { DynamicFunctions.text($0) }
      guard call.arguments[0].type == .dynamic, branches.count == 2 else { return nil }
      return .call(.dynamic, [call.arguments[0]] + branches, isNullable: true) {
        "kql_array_iff(\($0[0]), \($0[1]), \($0[2]))"
      }
    }
  }

  private static func shift(_ name: String) -> ScalarFunction {
    ScalarFunction(name, 2...3) { call in
      guard call.arguments[0].type == .dynamic, call.arguments[1].type.isInteger,
        let filler = call.arguments.count < 3
          ? Scalar.null(.dynamic) : DynamicFunctions.text(call.arguments[2])
      else { return nil }
      let sign = name.hasSuffix("left") ? "" : "-"
      return .call(.dynamic, [call.arguments[0], call.arguments[1], filler], isNullable: true) {
        "kql_array_shift(\($0[0]), \(trusted: sign)\(operand: $0[1]), \($0[2]))"
      }
    }
  }

  // MARK: Sorting

  /// `array_sort_asc(array, … [, nulls_last])`: of several arrays an array of them, which stands for several
  /// columns where it is a whole expression of `extend`, `project` or `print`.
  private static func sorted(_ name: String) -> ScalarFunction {
    ScalarFunction(name, 1...64, naming: .suffixed("sorted")) { call in
      var arrays = call.arguments
      var nullsLast = Scalar.bool(true)
      if let last = arrays.last, last.type == .bool, arrays.count > 1 {
        nullsLast = last
        arrays.removeLast()
      }
      guard arrays.allSatisfy({ $0.type == .dynamic }) else { return nil }
      let function = arrays.count == 1 ? "kql_\(name)" : "kql_\(name)_all"
      return .call(.dynamic, [nullsLast] + arrays, isNullable: true) {
        "\(trusted: function)(\(SQLText.joined($0, ", ", .primary)))"
      }
    }
  }

  /// Expressions in which each sort of several arrays is one for each of its columns.
  static func expanded(_ expressions: [NamedExpressionSyntax]) -> [NamedExpressionSyntax] {
    guard expressions.contains(where: { columnCount($0.value) > 1 }) else { return expressions }
    var names = ColumnNames()
    return expressions.flatMap { expression -> [NamedExpressionSyntax] in
      let count = columnCount(expression.value)
      guard count > 1, expression.names.count <= count,
        case .call(_, let arguments) = expression.value.kind
      else { return [expression] }
      return (0..<count).map { index in
        let span = expression.value.span
        let place = ExpressionSyntax(kind: .literal(.long(Int64(index))), span: span)
        var part = expression
        part.value = ExpressionSyntax(kind: .element(expression.value, place), span: span)
        if index < expression.names.count {
          part.names = [expression.names[index]]
        } else if let base = ColumnNames.derived(arguments[index].value) {
          part.names = [NameSyntax(text: names.unique("\(base)_sorted"), span: span)]
        } else {
          part.names = []
        }
        return part
      }
    }
  }

  /// How many columns a call stands for as a whole expression: that of a sort of several arrays.
  private static func columnCount(_ call: ExpressionSyntax) -> Int {
    guard case .call(let name, let arguments) = call.kind,
      name.text == "array_sort_asc" || name.text == "array_sort_desc"
    else { return 1 }
    if case .literal(.bool)? = arguments.last?.value.kind { return arguments.count - 1 }
    return arguments.count
  }

  // MARK: range

  /// `range(start, stop [, step])`: steps of 1, of times of an hour, where none is given.
  private static func range(_ call: CallContext) -> Scalar? {
    var values = call.arguments.map(Conversions.finite)
    let isTime = values[0].type == .datetime || values[0].type == .timespan
    if values.count == 2 {
      values.append(
        isTime ? .constant(.integer(Ticks.hour), .timespan) : .long(1))
    }
    let types = values.map(\.type)
    let kind: String
    if types.allSatisfy(\.isInteger) {
      kind = "long"
    } else if types.allSatisfy({ $0.isInteger || $0 == .real }) {
      kind = "real"
      values = values.map { Conversions.numeric($0, to: .real) }
    } else if types == [.datetime, .datetime, .timespan] {
      kind = "datetime"
    } else if types == [.timespan, .timespan, .timespan] {
      kind = "timespan"
    } else {
      return nil
    }
    return .call(.dynamic, values, isNullable: true) {
      "kql_range('\(trusted: kind)', \(SQLText.joined($0, ", ", .primary)))"
    }
  }
}
