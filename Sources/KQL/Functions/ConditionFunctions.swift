// iff, case, coalesce, not.

enum ConditionFunctions {
  static let table: [ScalarFunction] = [
    ScalarFunction("iff", 3...3) { branches($0) },
    ScalarFunction("iif", 3...3) { branches($0) },
    ScalarFunction("case", 3...126) { branches($0) },
    ScalarFunction("coalesce", 2...64) { coalesce($0) },
    ScalarFunction("around", 3...3) { around($0) },
    ScalarFunction("assert", 2...2) { call in
      guard call.arguments[0].type == .bool, call.arguments[1].type == .string else { return nil }
      return .call(.bool, call.arguments, isNullable: false) {
        "kql_assert(\($0[0]), \($0[1]))"
      }
    },
    ScalarFunction("not", 1...1) { call in
      let value = call.arguments[0]
      guard value.type == .bool else { return nil }
      return Scalar(.not(value), .bool, isNullable: value.isNullable)
    },
  ]

  /// `around(value, center, delta)`: whether the value is no further from the center.
  private static func around(_ call: CallContext) -> Scalar? {
    let values = call.arguments
    guard
      let low = Arithmetic.type(.subtract, values[1].type, values[2].type),
      let high = Arithmetic.type(.add, values[1].type, values[2].type)
    else { return nil }
    let binder = call.binder
    let bounds = [
      binder.comparison(
        values[0], Arithmetic.apply(.subtract, values[1], values[2], low), .greaterOrEqual,
        call.span),
      binder.comparison(
        values[0], Arithmetic.apply(.add, values[1], values[2], high), .lessOrEqual, call.span),
    ]
    guard !bounds.contains(where: \.isInvalid) else { return .invalid }
    return Scalar(.and(bounds), .bool, isNullable: bounds.contains { $0.isNullable })
  }

  /// The type that all values have, numbers widened; nil where there is none.
  static func common(_ values: [Scalar]) -> KustoType? {
    let types = values.filter { !$0.isNullConstant }.map(\.type)
    guard let first = types.first ?? values.first?.type else { return nil }
    if types.allSatisfy({ $0 == first }) { return first }
    // Kusto's binder lets whole numbers stand beside reals, its engine does not.
    return types.allSatisfy(\.isInteger) ? .long : nil
  }

  /// Values as one type.
  static func unified(_ values: [Scalar], _ type: KustoType) -> [Scalar] {
    values.map { $0.isNullConstant ? .null(type) : Conversions.numeric($0, to: type) }
  }

  /// `iff(c, a, b)` and `case(c1, a1, c2, a2, b)`: a null condition is not true.
  private static func branches(_ call: CallContext) -> Scalar? {
    let arguments = call.arguments
    guard arguments.count % 2 == 1 else {
      return call.fail(.argumentCount, "'\(call.name.text)' needs pairs and a last value")
    }
    let conditions = stride(from: 0, to: arguments.count - 1, by: 2).map { arguments[$0] }
    let values =
      stride(from: 1, to: arguments.count, by: 2).map { arguments[$0] }
      + arguments.suffix(1)
    guard conditions.allSatisfy({ $0.type == .bool }) else { return nil }
    guard let type = common(values) else {
      return call.fail(
        .argumentType,
        "the values of '\(call.name.text)' must have one type, not "
          + values.map(\.type.rawValue).joined(separator: ", "))
    }
    let unified = unified(values, type)
    let count = conditions.count
    return .call(
      type, conditions + unified, isNullable: unified.contains { $0.isNullable },
      mayBeNaN: unified.contains { $0.mayBeNaN }
    ) { parts in
      var text = SQLText(trusted: "CASE")
      for index in 0..<count {
        text.append(trusted: " WHEN ")
        text.append(parts[index])
        text.append(trusted: " THEN ")
        text.append(parts[count + index])
      }
      text.append(trusted: " ELSE ")
      text.append(parts[2 * count])
      return "\(caseOf: text)"
    }
  }

  /// The first that is not null; of strings the first that is not empty.
  private static func coalesce(_ call: CallContext) -> Scalar? {
    guard let type = common(call.arguments) else { return nil }
    let values = unified(call.arguments, type)
    guard type == .string else {
      return .call(type, values, isNullable: values.allSatisfy { $0.isNullable }) {
        "coalesce(\(SQLText.joined($0, ", ", .primary)))"
      }
    }
    return .call(.string, values, isNullable: false) { texts in
      var parts = texts.dropLast().map { text -> SQLText in "nullif(\(text), '')" }
      parts += texts.suffix(1)
      return "coalesce(\(SQLText.joined(parts, ", ", .primary)))"
    }
  }
}
