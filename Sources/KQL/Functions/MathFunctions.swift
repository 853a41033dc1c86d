// Functions of real numbers. Where SQLite's own function is exact it is used; what may give NaN or take it
// is a kql_ function, since SQLite has no NaN.

enum MathFunctions {
  static let table: [ScalarFunction] =
    [
      native("sin"), native("cos"), native("tan"), native("atan"),
      native("exp", isFinite: false),
    ]
    + [
      "sqrt", "log", "log2", "log10", "exp2", "exp10", "cot", "asin", "acos", "gamma", "loggamma",
    ].map { special($0) }
    + ["erf", "erfc", "degrees", "radians"].map { special($0, isFinite: true) }
    + [
      ScalarFunction("pow", 2...2, naming: .argument) { pair($0, "kql_pow") },
      ScalarFunction("atan2", 2...2, naming: .argument) { pair($0, "kql_atan2") },
      ScalarFunction("pi", 0...0) { _ in .constant(.real(Double.pi), .real) },
      ScalarFunction("rand", 0...1) { random($0) },
      ScalarFunction("new_guid", 0...0) { _ in guid() },
      test("isnan") { "(\(operand: $0) = 'NaN')" },
      test("isinf") { "(abs(\($0)) = 9e999)" },
      test("isfinite") { "(\(operand: $0) <> 'NaN' AND abs(\($0)) < 9e999)" },
    ]

  /// A number that is no decimal, as a real.
  static func real(_ value: Scalar) -> Scalar? {
    if value.type == .decimal { return Conversions.convert(value, to: .real) }
    return value.type.isNumeric ? Conversions.numeric(value, to: .real) : nil
  }

  /// What SQLite computes where its argument is a number.
  private static func native(_ name: String, isFinite: Bool = true) -> ScalarFunction {
    ScalarFunction(name, 1...1, naming: .argument) { call in
      guard let value = real(call.arguments[0]) else { return nil }
      return .call(.real, [value], mayBeNaN: value.mayBeNaN || !isFinite) {
        value.mayBeNaN ? "kql_\(trusted: name)(\($0[0]))" : "\(trusted: name)(\($0[0]))"
      }
    }
  }

  private static func special(_ name: String, isFinite: Bool = false) -> ScalarFunction {
    ScalarFunction(name, 1...1, naming: unnamed.contains(name) ? .unnamed : .argument) { call in
      guard let value = real(call.arguments[0]) else { return nil }
      return .call(.real, [value], mayBeNaN: value.mayBeNaN || !isFinite) {
        "kql_\(trusted: name)(\($0[0]))"
      }
    }
  }

  /// Functions whose column is not named as their argument is.
  private static let unnamed: Set<String> = ["cot", "degrees", "radians"]

  private static func pair(_ call: CallContext, _ function: String) -> Scalar? {
    let values = call.arguments.compactMap { real($0) }
    guard values.count == 2 else { return nil }
    return .call(.real, values, mayBeNaN: true) { "\(trusted: function)(\($0[0]), \($0[1]))" }
  }

  /// `rand()` from 0 to below 1, `rand(n)` a whole number from 0 to below n; another one for each row.
  private static func random(_ call: CallContext) -> Scalar? {
    let fraction: SQLText = "((random() & 9007199254740991) / 9007199254740992.0)"
    guard let count = call.arguments.first else {
      return Scalar.call(.real, [], isNullable: false) { _ in fraction }.trend(.unknown)
    }
    guard count.type.isInteger, let number = count.constantInteger, number > 1 else { return nil }
    return Scalar.call(.real, [count], isNullable: false) {
      "floor(\(fraction) * \($0[0]))"
    }.trend(.unknown)
  }

  /// A guid of random bits (RFC 9562, version 4), another one for each row.
  private static func guid() -> Scalar {
    Scalar.call(.guid, [], isNullable: false) { _ in
      """
      lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' \
      || substr(hex(randomblob(2)), 2) || '-' || substr('89AB', 1 + (random() & 3), 1) \
      || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))
      """
    }.trend(.unknown)
  }

  private static func test(
    _ name: String, _ emission: @escaping @Sendable (SQLText) -> SQLText
  ) -> ScalarFunction {
    ScalarFunction(name, 1...1) { call in
      guard call.arguments[0].type == .real || call.arguments[0].type.isInteger else { return nil }
      return .call(.bool, [Conversions.numeric(call.arguments[0], to: .real)]) { emission($0[0]) }
    }
  }
}
