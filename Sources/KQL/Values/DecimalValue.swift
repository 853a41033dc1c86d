// Decimal numbers of 34 digits, as IEEE 754's decimal128 has them, rounded half to even. Stored as text in
// one canonical form, so that equality, grouping, joins and DISTINCT are SQLite's own on that text; what
// needs an order goes by `orderKey`. Kusto's decimal is 128 bits wide (the data type's page).

/// A decimal number: `±coefficient * 10^exponent`, without zeros at the coefficient's end.
public struct DecimalValue: Sendable, Hashable {
  /// Whether it is below zero.
  public let isNegative: Bool
  /// Below 10^34.
  let coefficient: UInt128
  /// Of the coefficient's last digit.
  let exponent: Int

  /// Digits of a coefficient.
  static let digits = 34
  /// The powers of ten that 128 bits hold.
  static let powers: [UInt128] = (0...38).reduce(into: []) { list, _ in
    list.append(list.last.map { $0 * 10 } ?? 1)
  }
  /// Zero.
  public static let zero = DecimalValue(canonical: 0, 0, false)

  private init(canonical coefficient: UInt128, _ exponent: Int, _ isNegative: Bool) {
    self.coefficient = coefficient
    self.exponent = exponent
    self.isNegative = isNegative
  }

  /// A coefficient with an exponent, rounded to 34 digits; nil beyond 10^6144.
  ///
  /// - Parameter hasRest: whether something is left out below the last digit.
  init?(_ value: UInt128, _ exponent: Int, isNegative: Bool, hasRest: Bool = false) {
    var value = value
    var exponent = exponent
    let excess = Self.count(value) - Self.digits
    if excess > 0 {
      let unit = Self.powers[excess]
      let (quotient, rest) = value.quotientAndRemainder(dividingBy: unit)
      let half = unit / 2
      let isUp = rest > half || (rest == half && (hasRest || quotient % 2 == 1))
      value = quotient + (isUp ? 1 : 0)
      exponent += excess
    }
    while value != 0, value % 10 == 0 {
      value /= 10
      exponent += 1
    }
    guard value != 0 else {
      self = .zero
      return
    }
    guard Self.count(value) + exponent <= 6_145, exponent >= -6_176 else { return nil }
    self.init(canonical: value, exponent, isNegative)
  }

  /// A whole number, exactly.
  public init(_ number: Int64) {
    self =
      DecimalValue(UInt128(number.magnitude), 0, isNegative: number < 0) ?? .zero
  }

  /// How many digits a number has; 1 of zero.
  static func count(_ value: UInt128) -> Int {
    var low = 1
    while low < powers.count, value >= powers[low] { low += 1 }
    return low
  }

  /// A number such as `-12.50` or `1.5e-3`; nil where the text is none.
  public init?(text: String) {
    var bytes = Array(text.utf8)[...]
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
    var value: UInt128 = 0
    var exponent = 0
    var read = 0
    var hasRest = false
    var sawPoint = false
    while let byte = bytes.first {
      if byte == UInt8(ascii: "."), !sawPoint {
        sawPoint = true
      } else if (0x30...0x39).contains(byte) {
        read += 1
        if value < Self.powers[36] {
          value = value * 10 + UInt128(byte - 0x30)
          if sawPoint { exponent -= 1 }
        } else {
          hasRest = hasRest || byte != 0x30
          if !sawPoint { exponent += 1 }
        }
      } else {
        break
      }
      bytes.removeFirst()
    }
    guard read > 0 else { return nil }
    if let mark = bytes.first {
      guard mark | 0x20 == UInt8(ascii: "e"),
        let power = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)), abs(power) < 100_000
      else { return nil }
      exponent += power
    }
    self.init(value, exponent, isNegative: isNegative, hasRest: hasRest)
  }

  /// The canonical text: plain digits, or with an exponent where they were more than 50.
  public var text: String {
    let digits = String(coefficient)
    let sign = isNegative ? "-" : ""
    let point = digits.utf8.count + exponent
    if exponent >= 0, point <= 50 {
      return sign + digits + String(repeating: "0", count: exponent)
    }
    if exponent < 0, point > 0 {
      return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))"
    }
    if exponent < 0, point > -50 {
      return "\(sign)0.\(String(repeating: "0", count: -point))\(digits)"
    }
    let fraction = digits.utf8.count > 1 ? "." + digits.dropFirst() : ""
    return "\(sign)\(digits.prefix(1))\(fraction)E\(point > 0 ? "+" : "-")\(abs(point - 1))"
  }

  /// Whether it has no more digits than so many.
  public func hasDigits(atMost count: Int) -> Bool { Self.count(coefficient) <= count }

  /// The nearest real number.
  public var real: Double { Double(text) ?? 0 }

  /// The whole part, towards zero; nil where it does not fit.
  public var whole: Int64? {
    let value = truncated
    guard value.exponent >= 0, value.exponent < 20 else { return value == .zero ? 0 : nil }
    let (product, overflow) = value.coefficient.multipliedReportingOverflow(
      by: Self.powers[value.exponent])
    guard !overflow, let magnitude = UInt64(exactly: product) else { return nil }
    if isNegative, magnitude == UInt64(1) << 63 { return Int64.min }
    return Int64(exactly: magnitude).map { isNegative ? -$0 : $0 }
  }

  /// Without what stands behind the point.
  public var truncated: DecimalValue {
    guard exponent < 0 else { return self }
    guard -exponent < Self.powers.count else { return .zero }
    return DecimalValue(coefficient / Self.powers[-exponent], 0, isNegative: isNegative) ?? .zero
  }
}
