// + - * / % with Kusto's rules: null is sticky, integers wrap, division of integers truncates and by
// zero is null, of reals by zero is infinite, the remainder is never negative.

/// Writes arithmetic.
enum Arithmetic {
  /// The type of `a op b`, or nil where it is not defined.
  static func type(_ operation: BinaryOperator, _ a: KustoType, _ b: KustoType) -> KustoType? {
    if a.isNumeric, b.isNumeric {
      return a == .decimal || b == .decimal ? .decimal : a == .real || b == .real ? .real : .long
    }
    if a == .decimal || b == .decimal { return nil }
    switch (operation, a, b) {
    case (.add, .datetime, .timespan), (.add, .timespan, .datetime): return .datetime
    case (.add, .timespan, .timespan): return .timespan
    case (.subtract, .datetime, .timespan): return .datetime
    case (.subtract, .datetime, .datetime), (.subtract, .timespan, .timespan): return .timespan
    case (.multiply, .timespan, _) where b.isNumeric: return .timespan
    case (.multiply, _, .timespan) where a.isNumeric: return .timespan
    case (.divide, .timespan, .timespan): return .real
    case (.divide, .timespan, _) where b.isNumeric: return .timespan
    case (.modulo, .timespan, .timespan): return .timespan
    default: return nil
    }
  }

  /// `a op b` of a type that `type` gave.
  static func apply(
    _ operation: BinaryOperator, _ a: Scalar, _ b: Scalar, _ type: KustoType
  ) -> Scalar {
    let value = value(operation, a, b, type)
    guard a.trend != .steady || b.trend != .steady else { return value }
    let rises =
      switch operation {
      case .add: a.trend != .unknown && b.trend != .unknown
      case .subtract: a.trend == .rising && b.trend == .steady
      default: false
      }
    return value.trend(rises ? .rising : .unknown)
  }

  private static func value(
    _ operation: BinaryOperator, _ a: Scalar, _ b: Scalar, _ type: KustoType
  ) -> Scalar {
    if type == .decimal { return decimal(operation, a, b) }
    let mixesReal = a.type == .real || b.type == .real
    if type == .real || mixesReal {
      let ratio = a.type == .timespan && b.type == .timespan
      return real(operation, a, b, type, isRatio: ratio)
    }
    if let x = a.constantInteger, let y = b.constantInteger,
      let value = constant(operation, x, y)
    {
      if type == .datetime, case .integer(let ticks) = value,
        !(0...Ticks.lastDatetime).contains(ticks)
      {
        return .null(.datetime)
      }
      return .constant(value, type)
    }
    switch operation {
    case .divide: return divided(a, b, type)
    case .modulo: return remainder(a, b, type)
    default: return integer(operation, a, b, type)
    }
  }

  /// As the kql_ functions of one operation are named.
  static func name(_ operation: BinaryOperator) -> String {
    switch operation {
    case .add: "add"
    case .subtract: "subtract"
    case .multiply: "multiply"
    case .divide: "divide"
    default: "modulo"
    }
  }

  private static func decimal(_ operation: BinaryOperator, _ a: Scalar, _ b: Scalar) -> Scalar {
    let name = name(operation)
    return .call(
      .decimal, [Conversions.decimal(a), Conversions.decimal(b)], isNullable: true
    ) { "kql_decimal_\(trusted: name)(\($0[0]), \($0[1]))" }
  }

  private static func constant(_ operation: BinaryOperator, _ x: Int64, _ y: Int64) -> SQLValue? {
    switch operation {
    case .add: return .integer(x &+ y)
    case .subtract: return .integer(x &- y)
    case .multiply: return .integer(x &* y)
    default: return nil
    }
  }

  // MARK: Integers

  /// Sums and products: bare where bounds exclude an overflow, which SQLite would turn into REAL.
  private static func integer(
    _ operation: BinaryOperator, _ a: Scalar, _ b: Scalar, _ type: KustoType
  ) -> Scalar {
    if type == .datetime { return moved(operation, a, b) }
    let sign: StaticString = operation == .add ? "+" : operation == .subtract ? "-" : "*"
    let level: Precedence = operation == .multiply ? .multiplicative : .additive
    if let bounds = bounds(operation, a.knownBounds, b.knownBounds) {
      return .call(type, [a, b], bounds: bounds) { .binary($0[0], sign, $0[1], level) }
    }
    switch operation {
    case .add: return .call(type, [a, b]) { "kql_add(\($0[0]), \($0[1]))" }
    case .subtract: return .call(type, [a, b]) { "kql_subtract(\($0[0]), \($0[1]))" }
    default: return .call(type, [a, b]) { "kql_multiply(\($0[0]), \($0[1]))" }
    }
  }

  /// A datetime moved by a timespan: null past the years 1 and 9999.
  private static func moved(_ operation: BinaryOperator, _ a: Scalar, _ b: Scalar) -> Scalar {
    let time = a.type == .datetime ? a : b
    let span = a.type == .datetime ? b : a
    let isSum = operation == .add
    guard let bounds = bounds(operation, time.knownBounds, span.knownBounds) else {
      return .call(.datetime, [time, span], isNullable: true) {
        isSum ? "kql_datetime_add(\($0[0]), \($0[1]))" : "kql_datetime_subtract(\($0[0]), \($0[1]))"
      }
    }
    let isLow = bounds.lowerBound < 0
    let isHigh = bounds.upperBound > Ticks.lastDatetime
    return .call(.datetime, [time, span], isNullable: isLow || isHigh ? true : nil) {
      var text = SQLText.binary($0[0], isSum ? "+" : "-", $0[1], .additive)
      if isLow { text = "nullif(max(\(text), -1), -1)" }
      if isHigh { text = "nullif(min(\(text), 3155378976000000000), 3155378976000000000)" }
      return text
    }
  }

  static func negated(_ value: Scalar) -> Scalar {
    let type: KustoType = value.type == .int ? .long : value.type
    if value.knownBounds.lowerBound > Int64.min {
      let bounds = -value.knownBounds.upperBound ... -value.knownBounds.lowerBound
      return .call(type, [value], bounds: bounds) { "(-\(operand: $0[0]))" }
    }
    return .call(type, [value]) { "kql_subtract(0, \($0[0]))" }
  }

  private static func bounds(
    _ operation: BinaryOperator, _ a: ClosedRange<Int64>, _ b: ClosedRange<Int64>
  ) -> ClosedRange<Int64>? {
    var ends: [Int64] = []
    for x in [a.lowerBound, a.upperBound] {
      for y in [b.lowerBound, b.upperBound] {
        let (value, overflow) =
          switch operation {
          case .add: x.addingReportingOverflow(y)
          case .subtract: x.subtractingReportingOverflow(y)
          default: x.multipliedReportingOverflow(by: y)
          }
        if overflow { return nil }
        ends.append(value)
      }
    }
    guard let low = ends.min(), let high = ends.max() else { return nil }
    return low...high
  }

  /// Truncates toward zero in both; SQLite gives NULL for a zero divisor, as Kusto does.
  private static func divided(_ a: Scalar, _ b: Scalar, _ type: KustoType) -> Scalar {
    let isNullable = a.isNullable || b.isNullable || b.knownBounds.contains(0)
    if a.knownBounds.lowerBound == Int64.min, b.knownBounds.contains(-1) {
      return .call(type, [a, b], isNullable: isNullable) { "kql_divide(\($0[0]), \($0[1]))" }
    }
    return .call(type, [a, b], isNullable: isNullable) {
      .binary($0[0], "/", $0[1], .multiplicative)
    }
  }

  /// SQLite's % keeps the dividend's sign, Kusto's is never negative.
  private static func remainder(_ a: Scalar, _ b: Scalar, _ type: KustoType) -> Scalar {
    let isNullable = a.isNullable || b.isNullable || b.knownBounds.contains(0)
    if a.knownBounds.lowerBound >= 0 {
      return .call(type, [a, b], isNullable: isNullable, bounds: 0...Int64.max) {
        .binary($0[0], "%", $0[1], .multiplicative)
      }
    }
    if b.knownBounds.lowerBound >= 0, b.knownBounds.upperBound < Int64.max / 2 {
      return .call(type, [a, b], isNullable: isNullable, bounds: 0...Int64.max) {
        "((\(operand: $0[0]) % \(operand: $0[1]) + \(operand: $0[1])) % \(operand: $0[1]))"
      }
    }
    return .call(type, [a, b], isNullable: isNullable) { "kql_modulo(\($0[0]), \($0[1]))" }
  }
}

extension Scalar {
  /// The bounds of an integer: all of 64 bits where nothing is known; of a datetime its years.
  var knownBounds: ClosedRange<Int64> {
    if let bounds { return bounds }
    return type == .datetime ? 0...Ticks.lastDatetime : Int64.min...Int64.max
  }
}
