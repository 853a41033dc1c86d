// Functions over arrays of numbers, as make-series makes them, element by element. What is no number
// gives null; of two arrays of different lengths the missing elements are null.

enum SeriesFunctions {
  static let table: [ScalarFunction] =
    ["abs", "acos", "asin", "atan", "ceiling", "cos", "exp", "floor", "log", "sin", "tan"].map {
      unary($0)
    }
    + [
      "add", "subtract", "multiply", "divide", "equals", "not_equals", "greater", "greater_equals",
      "less", "less_equals",
    ].map { binary($0) }
    + [
      filled("series_fill_forward", 1...2), filled("series_fill_backward", 1...2),
      filled("series_fill_const", 2...3), product("series_dot_product"),
      product("series_cosine_similarity"),
    ]

  private static func unary(_ name: String) -> ScalarFunction {
    ScalarFunction("series_\(name)", 1...1) { call in
      guard call.arguments[0].type == .dynamic else { return nil }
      return .call(.dynamic, call.arguments, isNullable: true) {
        "kql_series_map(\(SQLValue.text(name)), \($0[0]))"
      }
    }
  }

  private static func binary(_ name: String) -> ScalarFunction {
    ScalarFunction("series_\(name)", 2...2) { call in
      guard call.arguments.allSatisfy({ $0.type == .dynamic }) else { return nil }
      return .call(.dynamic, call.arguments, isNullable: true) {
        "kql_series_combine(\(SQLValue.text(name)), \($0[0]), \($0[1]))"
      }
    }
  }

  /// `series_fill_forward(s [, missing])`, `series_fill_const(s, value [, missing])`: null is what is
  /// missing unless told.
  private static func filled(_ name: String, _ arity: ClosedRange<Int>) -> ScalarFunction {
    ScalarFunction(name, arity) { call in
      guard call.arguments[0].type == .dynamic else { return nil }
      let settings = call.arguments.dropFirst().compactMap { DynamicFunctions.text($0) }
      guard settings.count == call.arguments.count - 1 else { return nil }
      let isConstant = name == "series_fill_const"
      let constant = isConstant ? settings[0] : .null(.dynamic)
      let missing = settings.dropFirst(isConstant ? 1 : 0).first ?? .null(.dynamic)
      return .call(.dynamic, [call.arguments[0], constant, missing], isNullable: true) {
        "kql_series_fill(\(SQLValue.text(name)), \($0[0]), \($0[1]), \($0[2]))"
      }
    }
  }

  /// Of two arrays one number; one of them may be a number for all elements.
  private static func product(_ name: String) -> ScalarFunction {
    ScalarFunction(name, 2...2) { call in
      let isDot = name == "series_dot_product"
      let values = call.arguments.compactMap { value -> Scalar? in
        guard value.type == .dynamic || (isDot && value.type.isNumeric) else { return nil }
        return DynamicFunctions.text(value)
      }
      guard values.count == 2, call.arguments.contains(where: { $0.type == .dynamic }) else {
        return nil
      }
      return .call(.real, values, isNullable: true, mayBeNaN: false) {
        "kql_\(trusted: name)(\($0[0]), \($0[1]))"
      }
    }
  }
}
