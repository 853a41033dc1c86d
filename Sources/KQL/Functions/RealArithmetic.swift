// Arithmetic of reals: SQLite's own where both are finite, else kql_ functions that know NaN.

extension Arithmetic {
  static func real(
    _ operation: BinaryOperator, _ a: Scalar, _ b: Scalar, _ type: KustoType, isRatio: Bool
  ) -> Scalar {
    let x = isRatio ? cast(a) : a
    let y = isRatio ? cast(b) : b
    guard !a.mayBeNaN, !b.mayBeNaN else { return special(operation, x, y, type) }
    switch operation {
    case .add: return rounded(type, [x, y]) { .binary($0[0], "+", $0[1], .additive) }
    case .subtract: return rounded(type, [x, y]) { .binary($0[0], "-", $0[1], .additive) }
    case .multiply: return rounded(type, [x, y]) { .binary($0[0], "*", $0[1], .multiplicative) }
    case .divide: return realQuotient(x, y, type)
    default: return special(operation, x, y, type)
    }
  }

  /// Arithmetic on what may be NaN or infinite.
  private static func special(
    _ operation: BinaryOperator, _ a: Scalar, _ b: Scalar, _ type: KustoType
  ) -> Scalar {
    let name = name(operation)
    let call: Scalar.Emission = { "kql_real_\(trusted: name)(\($0[0]), \($0[1]))" }
    guard type == .timespan else { return .call(type, [a, b], mayBeNaN: true, call) }
    return .call(type, [a, b], isNullable: true) { "kql_whole(\(call($0)))" }
  }

  private static func cast(_ scalar: Scalar) -> Scalar {
    if let number = scalar.constantInteger { return .constant(.real(Double(number)), .real) }
    return .call(.real, [scalar]) { "CAST(\($0[0]) AS REAL)" }
  }

  /// A timespan scaled by a real is whole ticks again.
  private static func rounded(
    _ type: KustoType, _ arguments: [Scalar], isNullable: Bool? = nil,
    _ emission: @escaping Scalar.Emission
  ) -> Scalar {
    guard type == .timespan else {
      return .call(type, arguments, isNullable: isNullable, emission)
    }
    return .call(type, arguments, isNullable: true) { "CAST(\(emission($0)) AS INTEGER)" }
  }

  private static func realQuotient(
    _ a: Scalar, _ b: Scalar, _ type: KustoType
  ) -> Scalar {
    var isNonZero = false
    switch b.constantValue {
    case .real(let number)?: isNonZero = number != 0
    case .integer(let number)?: isNonZero = number != 0
    default: break
    }
    if isNonZero || type == .timespan {
      return rounded(type, [a, b], isNullable: isNonZero ? nil : true) {
        .binary(
          isNonZero && a.type == .real ? $0[0] : "CAST(\($0[0]) AS REAL)", "/", $0[1],
          .multiplicative)
      }
    }
    return .call(.real, [a, b], mayBeNaN: true) {
      """
      CASE WHEN \(operand: $0[1]) <> 0 THEN CAST(\($0[0]) AS REAL) / \(operand: $0[1]) \
      ELSE kql_real_divide(\($0[0]), \($0[1])) END
      """
    }
  }
}
