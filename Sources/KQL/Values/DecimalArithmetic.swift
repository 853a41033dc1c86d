// Arithmetic of decimal numbers: exact before the one rounding to 34 digits.

extension DecimalValue: Comparable {
  /// The number with the other sign.
  public var negated: DecimalValue {
    DecimalValue(coefficient, exponent, isNegative: !isNegative) ?? self
  }

  /// The number without its sign.
  public var magnitude: DecimalValue { isNegative ? negated : self }

  /// The sum; nil where it is too large.
  public static func + (a: DecimalValue, b: DecimalValue) -> DecimalValue? {
    guard a != zero else { return b }
    guard b != zero else { return a }
    // The larger one gets 37 digits, below which only a rest of the smaller one can lie.
    let (big, small) =
      count(a.coefficient) + a.exponent >= count(b.coefficient) + b.exponent ? (a, b) : (b, a)
    let room = min(37 - count(big.coefficient), max(0, big.exponent - small.exponent))
    let exponent = min(big.exponent - room, max(small.exponent, big.exponent - room))
    let x = big.coefficient * powers[big.exponent - exponent]
    var y: UInt128
    var hasRest = false
    if small.exponent >= exponent {
      y = small.coefficient * powers[small.exponent - exponent]
    } else {
      let shift = exponent - small.exponent
      let unit = shift < powers.count ? powers[shift] : 0
      y = unit == 0 ? 0 : small.coefficient / unit
      hasRest = unit == 0 || small.coefficient % unit != 0
    }
    if a.isNegative == b.isNegative {
      return DecimalValue(x + y, exponent, isNegative: a.isNegative, hasRest: hasRest)
    }
    if hasRest { y += 1 }
    let isNegative = x >= y ? big.isNegative : small.isNegative
    return DecimalValue(
      x >= y ? x - y : y - x, exponent, isNegative: isNegative, hasRest: hasRest)
  }

  /// The difference; nil where it is too large.
  public static func - (a: DecimalValue, b: DecimalValue) -> DecimalValue? { a + b.negated }

  /// The product; nil where it is too large.
  public static func * (a: DecimalValue, b: DecimalValue) -> DecimalValue? {
    let isNegative = a.isNegative != b.isNegative
    let exponent = a.exponent + b.exponent
    let (high, low) = a.coefficient.multipliedFullWidth(by: b.coefficient)
    guard high != 0 else { return DecimalValue(low, exponent, isNegative: isNegative) }
    // 36 or 37 digits stay, more than a rounding needs.
    let shift = count(a.coefficient) + count(b.coefficient) - 37
    let (quotient, rest) = powers[shift].dividingFullWidth((high, low))
    return DecimalValue(quotient, exponent + shift, isNegative: isNegative, hasRest: rest != 0)
  }

  /// The quotient; nil for a divisor of zero.
  public static func / (a: DecimalValue, b: DecimalValue) -> DecimalValue? {
    guard b != zero else { return nil }
    guard a != zero else { return zero }
    var (quotient, rest) = a.coefficient.quotientAndRemainder(dividingBy: b.coefficient)
    var exponent = a.exponent - b.exponent
    while rest != 0, quotient < powers[35] {
      let (digit, next) = (rest * 10).quotientAndRemainder(dividingBy: b.coefficient)
      quotient = quotient * 10 + digit
      rest = next
      exponent -= 1
    }
    return DecimalValue(
      quotient, exponent, isNegative: a.isNegative != b.isNegative, hasRest: rest != 0)
  }

  /// The remainder, never negative, as Kusto's `%` is; nil for a divisor of zero, or where the
  /// quotient has more digits than it can be known by.
  public static func % (a: DecimalValue, b: DecimalValue) -> DecimalValue? {
    guard let quotient = a / b, count(quotient.coefficient) + quotient.exponent <= digits,
      let product = quotient.truncated * b, let rest = a - product
    else { return nil }
    return rest.isNegative ? rest + b.magnitude : rest
  }

  /// Whether one number is below another.
  public static func < (a: DecimalValue, b: DecimalValue) -> Bool {
    a.orderKey.lexicographicallyPrecedes(b.orderKey)
  }

  /// Down to a multiple of a positive size; nil for another size.
  public func floored(to size: DecimalValue) -> DecimalValue? {
    guard !size.isNegative, size != .zero, let quotient = self / size else { return nil }
    var whole = quotient.truncated
    if quotient < whole { whole = (whole - DecimalValue(1)) ?? whole }
    return whole * size
  }

  /// Rounded half away from zero to so many digits behind the point.
  public func rounded(_ places: Int) -> DecimalValue? {
    guard exponent < -places else { return self }
    guard let half = DecimalValue(5, -places - 1, isNegative: isNegative), let sum = self + half,
      let scaled = DecimalValue(sum.coefficient, sum.exponent + places, isNegative: isNegative)
    else { return nil }
    let whole = scaled.truncated
    return DecimalValue(whole.coefficient, whole.exponent - places, isNegative: isNegative)
  }

  /// Bytes that order as the numbers do: sign, exponent of the first digit, digits; those of negative
  /// numbers turned over.
  public var orderKey: [UInt8] {
    guard self != .zero else { return [1] }
    let first = Self.count(coefficient) + exponent + 10_000
    var digits = Array(String(coefficient).utf8)
    digits += [UInt8](repeating: 0x30, count: Self.digits - digits.count)
    let bytes = [UInt8(first >> 8), UInt8(first & 255)] + digits
    return isNegative ? [0] + bytes.map { 255 - $0 } : [2] + bytes
  }
}
