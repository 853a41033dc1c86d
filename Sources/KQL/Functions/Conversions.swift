// Conversions between types: of constants at compile time, of values in SQL.

/// Converts values.
enum Conversions {
  /// A constant as a value of a type, where that is exact; nil where it is none.
  static func constant(_ value: SQLValue, _ from: KustoType, to type: KustoType) -> SQLValue? {
    if value == .null { return type == .string ? .text("") : .null }
    if from == type { return value }
    switch (value, type) {
    case (.integer(let number), .dynamic) where from.isInteger: return .text(String(number))
    case (.text(let text), .dynamic) where from == .string:
      return .text(DynamicValue.string(text).json)
    case (.integer(let number), .int) where from == .long:
      return Int32(exactly: number).map { .integer(Int64($0)) } ?? .null
    case (.integer, .long) where from == .int: return value
    case (.integer(let number), .real) where from.isInteger: return .real(Double(number))
    case (.integer(let number), .decimal) where from.isInteger:
      return .text(DecimalValue(number).text)
    case (.real(let number), .decimal) where from == .real:
      guard let value = DecimalValue(text: "\(number)"), value.hasDigits(atMost: 15) else {
        return nil
      }
      return .text(value.text)
    case (.integer(let number), .bool) where from.isInteger: return .integer(number == 0 ? 0 : 1)
    case (.text(let text), .guid) where from == .string:
      return LiteralText.guid(text).map { .text($0) }
    case (.text(let text), .datetime) where from == .string:
      return DatetimeText.ticks(text).map { .integer($0) }
    default: return nil
    }
  }

  /// A number as another type of number; others are given back.
  static func numeric(_ scalar: Scalar, to type: KustoType) -> Scalar {
    guard scalar.type != type, scalar.type.isNumeric, type.isNumeric else { return scalar }
    if type == .decimal { return decimal(scalar) }
    if let value = scalar.constantValue, let converted = constant(value, scalar.type, to: type) {
      return .constant(converted, type)
    }
    if type == .real {
      return .call(.real, [scalar]) { "CAST(\($0[0]) AS REAL)" }
    }
    if type == .long, scalar.type == .int {
      return .call(.long, [scalar], bounds: scalar.bounds) { $0[0] }
    }
    return scalar
  }

  /// A value where NaN has no known answer: it ends the query with an error, and no wrong row comes.
  static func finite(_ scalar: Scalar) -> Scalar {
    guard scalar.mayBeNaN else { return scalar }
    return .call(.real, [scalar], mayBeNaN: false) { "kql_finite(\($0[0]))" }
  }

  // MARK: To text

  /// `tostring`: total, '' of null.
  static func text(_ scalar: Scalar) -> Scalar? {
    switch scalar.type {
    case .string: return scalar
    case .int, .long:
      return make(.string, scalar) { "CAST(\($0[0]) AS TEXT)" }
    case .bool:
      return .call(.string, [scalar], isNullable: false) {
        "CASE \($0[0]) WHEN 1 THEN 'True' WHEN 0 THEN 'False' ELSE '' END"
      }
    case .datetime: return make(.string, scalar) { "(\(ShellFormat.datetime($0[0])))" }
    case .timespan: return make(.string, scalar) { "(\(ShellFormat.timespan($0[0])))" }
    case .guid: return make(.string, scalar) { $0[0] }
    case .real:
      return make(.string, scalar) { "kql_real_text(\($0[0]))" }
    case .dynamic: return DynamicFunctions.convert(scalar, to: .string)
    case .decimal: return make(.string, scalar) { $0[0] }
    }
  }

  /// Text of a value; '' of null.
  private static func make(
    _ type: KustoType, _ scalar: Scalar, _ emission: @escaping Scalar.Emission
  ) -> Scalar {
    guard scalar.isNullable else { return .call(type, [scalar], isNullable: false, emission) }
    return .call(type, [scalar], isNullable: false) { "coalesce(\(emission($0)), '')" }
  }

  // MARK: From values

  /// `tolong`, `toint`, `todouble`, `tobool`, `todatetime`, `totimespan`, `toguid`; nil where the
  /// conversion is not supported.
  static func convert(_ scalar: Scalar, to type: KustoType) -> Scalar? {
    if scalar.type == type { return scalar }
    if scalar.isNullConstant { return .null(type) }
    if scalar.type == .dynamic { return DynamicFunctions.convert(scalar, to: type) }
    switch type {
    case .string: return text(scalar)
    case .long: return toLong(scalar)
    case .int: return toInt(scalar)
    case .real: return toReal(scalar)
    case .bool: return toBool(scalar)
    case .datetime:
      guard scalar.type == .string else { return ticks(scalar, .datetime) }
      if let text = scalar.constantText, let ticks = DatetimeText.ticks(text) {
        return .constant(.integer(ticks), .datetime)
      }
      return .call(.datetime, [scalar], isNullable: true) { "kql_todatetime(\($0[0]))" }
    case .timespan:
      guard scalar.type == .string else { return ticks(scalar, .timespan) }
      if let text = scalar.constantText, let ticks = TimespanText.ticks(text) {
        return .constant(.integer(ticks), .timespan)
      }
      return .call(.timespan, [scalar], isNullable: true) { "kql_totimespan(\($0[0]))" }
    case .guid:
      guard scalar.type == .string else { return nil }
      return .call(.guid, [scalar], isNullable: true) { "kql_toguid(\($0[0]))" }
    case .decimal:
      if scalar.type == .string {
        if let value = scalar.constantText.flatMap({ DecimalValue(text: $0) }) {
          return .constant(.text(value.text), .decimal)
        }
        return .call(.decimal, [scalar], isNullable: true) { "kql_todecimal(\($0[0]))" }
      }
      return scalar.type.isNumeric || scalar.type == .bool ? decimal(scalar) : nil
    case .dynamic: return nil
    }
  }

  /// A whole number as so many ticks.
  private static func ticks(_ scalar: Scalar, _ type: KustoType) -> Scalar? {
    guard scalar.type.isInteger else { return nil }
    guard type == .datetime else { return .call(type, [scalar], bounds: scalar.bounds) { $0[0] } }
    return .call(.datetime, [scalar], isNullable: true) {
      "CASE WHEN \(operand: $0[0]) BETWEEN 0 AND 3155378975999999999 THEN \($0[0]) END"
    }
  }

  /// A number or bool as a decimal: its canonical text.
  static func decimal(_ scalar: Scalar) -> Scalar {
    switch scalar.type {
    case .decimal: return scalar
    case .real:
      if case .real(let number)? = scalar.constantValue,
        let value = DecimalValue(text: "\(number)"), value.hasDigits(atMost: 15)
      {
        return .constant(.text(value.text), .decimal)
      }
      return .call(.decimal, [scalar]) { "kql_decimal_of_real(\($0[0]))" }
    default:
      if let number = scalar.constantInteger {
        return .constant(.text(DecimalValue(number).text), .decimal)
      }
      return .call(.decimal, [scalar]) { "CAST(\($0[0]) AS TEXT)" }
    }
  }
}
