// The beta distribution, and Welch's test, which is one of it.

enum BetaFunctions {
  static let table: [ScalarFunction] = [
    ("beta_cdf", 3), ("beta_pdf", 3), ("beta_inv", 3), ("welch_test", 6),
  ].map { name, count in
    ScalarFunction(name, count...count) { call in
      let values = call.arguments.compactMap { MathFunctions.real($0) }
      guard values.count == count else { return nil }
      return .call(.real, values, isNullable: true, mayBeNaN: true) {
        "kql_\(trusted: name)(\(SQLText.joined($0, ", ", .primary)))"
      }
    }
  }
}
