// Functions of numbers. What is not a number is NaN in Kusto and NULL in SQLite.

enum MathFunctions {
  static let table: [ScalarFunction] =
    [
      real("sqrt", mayBeNaN: true), real("exp", mayBeNaN: false), real("sin", mayBeNaN: false),
      real("cos", mayBeNaN: false), real("tan", mayBeNaN: false), real("log2", mayBeNaN: true),
      real("log10", mayBeNaN: true), real("atan", mayBeNaN: false),
      ScalarFunction("log", 1...1) { function($0, "ln", mayBeNaN: true) },
      ScalarFunction("pow", 2...2) { call in
        guard call.arguments.allSatisfy({ $0.type.isNumeric && $0.type != .decimal }),
          !call.arguments.contains(where: \.mayBeNaN)
        else { return nil }
        let values = call.arguments.map { Conversions.numeric($0, to: .real) }
        return .call(.real, values, isNullable: true, mayBeNaN: true) {
          "kql_pow(\($0[0]), \($0[1]))"
        }
      },
      ScalarFunction("round", 1...2, naming: .argument) { call in
        let value = call.arguments[0]
        guard value.type == .real, call.arguments.count == 1 || call.arguments[1].type.isInteger
        else { return value.type.isInteger && call.arguments.count == 1 ? value : nil }
        return .call(.real, call.arguments, isNullable: true) {
          "kql_round(\(SQLText.joined($0, ", ", .primary)))"
        }
      },
      ScalarFunction("ceiling", 1...1, naming: .argument) { call in
        let value = call.arguments[0]
        guard value.type == .real else { return value.type.isInteger ? value : nil }
        return .call(.real, [value]) { "ceil(\($0[0]))" }
      },
      ScalarFunction("sign", 1...1) { call in
        let value = call.arguments[0]
        guard value.type.isNumeric, value.type != .decimal, !value.mayBeNaN else { return nil }
        return .call(value.type == .real ? .real : .long, [value]) { "sign(\($0[0]))" }
      },
      ScalarFunction("isnan", 1...1) { call in
        let value = call.arguments[0]
        guard value.type == .real, value.nullIsNaN || !value.isNullable else { return nil }
        guard value.mayBeNaN else { return .bool(false) }
        return .call(.bool, [value], isNullable: false) { "(\(operand: $0[0]) IS NULL)" }
      },
      ScalarFunction("isinf", 1...1) { call in
        let value = call.arguments[0]
        guard value.type == .real, value.nullIsNaN || !value.isNullable else { return nil }
        return .call(.bool, [value], isNullable: false) {
          "coalesce(abs(\($0[0])) = 9e999, 0)"
        }
      },
      ScalarFunction("isfinite", 1...1) { call in
        let value = call.arguments[0]
        guard value.type == .real, value.nullIsNaN || !value.isNullable else { return nil }
        return .call(.bool, [value], isNullable: false) {
          "coalesce(abs(\($0[0])) < 9e999, 0)"
        }
      },
      choice("min_of", "min"), choice("max_of", "max"),
      ScalarFunction("tohex", 1...2) { call in
        guard call.arguments.allSatisfy({ $0.type.isInteger }) else { return nil }
        return .call(.string, call.arguments, isNullable: false) {
          "kql_tohex(\(SQLText.joined($0, ", ", .primary)))"
        }
      },
    ] + bits

  private static let bits: [ScalarFunction] = [
    .plain("binary_and", [.integer, .integer], .long) {
      "(\(operand: $0[0]) & \(operand: $0[1]))"
    },
    .plain("binary_or", [.integer, .integer], .long) { "(\(operand: $0[0]) | \(operand: $0[1]))" },
    .plain("binary_not", [.integer], .long) { "(~\(operand: $0[0]))" },
    .plain("binary_xor", [.integer, .integer], .long) {
      """
      ((\(operand: $0[0]) | \(operand: $0[1])) & ~(\(operand: $0[0]) & \(operand: $0[1])))
      """
    },
  ]

  private static func real(_ name: String, mayBeNaN: Bool) -> ScalarFunction {
    ScalarFunction(name, 1...1) { function($0, name, mayBeNaN: mayBeNaN) }
  }

  private static func function(
    _ call: CallContext, _ name: String, mayBeNaN: Bool
  ) -> Scalar? {
    guard call.arguments[0].type.isNumeric, call.arguments[0].type != .decimal,
      !call.arguments[0].mayBeNaN
    else { return nil }
    let value = Conversions.numeric(call.arguments[0], to: .real)
    guard mayBeNaN else { return .call(.real, [value]) { "\(trusted: name)(\($0[0]))" } }
    // The logarithm of 0 is -∞ in Kusto and NULL in SQLite; of what is below it NaN.
    return .call(.real, [value], isNullable: true, mayBeNaN: true) {
      name == "sqrt"
        ? "sqrt(\($0[0]))"
        : "CASE WHEN \(operand: $0[0]) = 0 THEN -9e999 ELSE \(trusted: name)(\($0[0])) END"
    }
  }

  /// The smallest or greatest: nulls are passed over.
  private static func choice(_ name: String, _ function: String) -> ScalarFunction {
    ScalarFunction(name, 2...64) { call in
      guard let type = ConditionFunctions.common(call.arguments), type != .dynamic,
        type != .bool, type != .guid, type != .string, !call.arguments.contains(where: \.mayBeNaN),
        !call.arguments.contains(where: \.isNullable)
      else { return nil }
      // One type for all: Kusto's engine refuses numbers of two.
      guard Set(call.arguments.map(\.type)).count == 1 else { return nil }
      return .call(type, call.arguments, isNullable: false) {
        "\(trusted: function)(\(SQLText.joined($0, ", ", .primary)))"
      }
    }
  }
}
