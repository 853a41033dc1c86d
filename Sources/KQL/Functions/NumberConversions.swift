// Values as numbers and truth values: what tolong, toint, todouble and tobool make of each type.

extension Conversions {
  /// The whole part of a number, within 64 bits.
  private static func saturated(_ number: Double) -> Int64 {
    Int64(exactly: number.rounded(.towardZero)) ?? (number < 0 ? Int64.min : Int64.max)
  }

  static func toLong(_ scalar: Scalar) -> Scalar? {
    switch scalar.type {
    case .decimal:
      return .call(.long, [scalar], isNullable: true) { "kql_decimal_tolong(\($0[0]))" }
    case .int, .bool, .datetime, .timespan:
      return .call(.long, [scalar], bounds: scalar.bounds) { $0[0] }
    case .real:
      if case .real(let number)? = scalar.constantValue {
        return number.isFinite ? .long(saturated(number)) : .null(.long)
      }
      return .call(.long, [scalar], isNullable: true) { whole($0[0], scalar) }
    case .string:
      return .call(.long, [scalar], isNullable: true) { "kql_tolong(\($0[0]))" }
    default: return nil
    }
  }

  static func toInt(_ scalar: Scalar) -> Scalar? {
    if scalar.type == .bool { return .call(.int, [scalar]) { $0[0] } }
    switch scalar.type {
    case .decimal:
      return .call(.int, [scalar], isNullable: true) { "kql_decimal_toint(\($0[0]))" }
    case .long:
      // The low 32 bits.
      if let number = scalar.constantInteger {
        return .constant(.integer(Int64(Int32(truncatingIfNeeded: number))), .int)
      }
      return .call(.int, [scalar]) {
        "((((\(operand: $0[0]) & 4294967295) + 2147483648) & 4294967295) - 2147483648)"
      }
    case .real:
      return .call(.int, [scalar], isNullable: true) {
        """
        max(min(\(whole($0[0], scalar)), 2147483647), -2147483648)
        """
      }
    case .string:
      return .call(.int, [scalar], isNullable: true) { "kql_toint(\($0[0]))" }
    default: return nil
    }
  }

  /// CAST saturates, as Kusto does; of infinity and NaN there is none.
  private static func whole(_ text: SQLText, _ scalar: Scalar) -> SQLText {
    let finite: SQLText = "nullif(nullif(\(text), 9e999), -9e999)"
    return scalar.mayBeNaN
      ? "CAST(nullif(\(finite), 'NaN') AS INTEGER)" : "CAST(\(finite) AS INTEGER)"
  }

  static func toReal(_ scalar: Scalar) -> Scalar? {
    switch scalar.type {
    case .int, .long: return numeric(scalar, to: .real)
    case .decimal: return .call(.real, [scalar]) { "kql_decimal_toreal(\($0[0]))" }
    case .bool, .datetime, .timespan: return .call(.real, [scalar]) { "CAST(\($0[0]) AS REAL)" }
    case .string:
      return .call(.real, [scalar], isNullable: true, mayBeNaN: true) { "kql_todouble(\($0[0]))" }
    default: return nil
    }
  }

  static func toBool(_ scalar: Scalar) -> Scalar? {
    switch scalar.type {
    case .int, .long: return .call(.bool, [scalar]) { "(\(operand: $0[0]) <> 0)" }
    case .string:
      return .call(.bool, [scalar], isNullable: true) { "kql_tobool(\($0[0]))" }
    default: return nil
    }
  }
}
