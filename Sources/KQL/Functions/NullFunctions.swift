// isnull, isempty and their opposites. A string is never null.

enum NullFunctions {
  static let table: [ScalarFunction] = [
    ScalarFunction("isnull", 1...1) { test($0, isEmpty: false, isNegated: false) },
    ScalarFunction("isnotnull", 1...1) { test($0, isEmpty: false, isNegated: true) },
    ScalarFunction("notnull", 1...1) { test($0, isEmpty: false, isNegated: true) },
    ScalarFunction("isempty", 1...1) { test($0, isEmpty: true, isNegated: false) },
    ScalarFunction("isnotempty", 1...1) { test($0, isEmpty: true, isNegated: true) },
    ScalarFunction("notempty", 1...1) { test($0, isEmpty: true, isNegated: true) },
  ]

  private static func test(_ call: CallContext, isEmpty: Bool, isNegated: Bool) -> Scalar? {
    let value = call.arguments[0]
    if value.type == .string {
      guard isEmpty else { return .bool(isNegated) }
      let empty = Scalar.string("")
      return Scalar(.equal(value, empty, isNegated: isNegated), .bool, isNullable: false)
    }
    guard value.isNullable else { return .bool(isNegated) }
    if value.isNullConstant { return .bool(!isNegated) }
    if value.type == .dynamic, isEmpty {
      let text = DynamicFunctions.convert(value, to: .string) ?? value
      return Scalar(.equal(text, .string(""), isNegated: isNegated), .bool, isNullable: false)
    }
    return .call(.bool, [value], isNullable: false) {
      isNegated ? "(\(operand: $0[0]) IS NOT NULL)" : "(\(operand: $0[0]) IS NULL)"
    }
  }
}
