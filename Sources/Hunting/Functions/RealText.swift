// A real number as Kusto's tostring() prints it. The digits are the fewest that read back as the number,
// and of those the greatest: 0.1 + 0.2 is 0.30000000000000007, where 0.30000000000000004 is nearer (recorded
// answers of the engine; Grisu2 without its last rounding gives the same).

enum RealText {
  /// The text: an exponent from 1E+15 on and below 1E-5.
  static func text(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "inf" : "-inf" }
    if value == 0 { return value.sign == .minus ? "-0.0" : "0.0" }
    var (digits, exponent) = shortest(value.magnitude)
    // Up to 15 digits there is one such text.
    while digits.count >= 16, let next = increased(digits),
      Double("\(next)e\(exponent)") == value.magnitude
    {
      digits = next
    }
    let scientific = digits.count - 1 + exponent
    let sign = value < 0 ? "-" : ""
    if scientific >= 15 || scientific < -5 {
      let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
      let power = scientific.magnitude < 10 ? "0\(scientific.magnitude)" : "\(scientific.magnitude)"
      return "\(sign)\(digits.prefix(1))\(fraction)E\(scientific < 0 ? "-" : "+")\(power)"
    }
    if exponent >= 0 { return sign + digits + String(repeating: "0", count: exponent) + ".0" }
    let whole = digits.count + exponent
    if whole > 0 { return sign + digits.prefix(whole) + "." + digits.dropFirst(whole) }
    return sign + "0." + String(repeating: "0", count: -whole) + digits
  }

  /// Digits and exponent of Swift's form, such as "1.25e-07" or "12345.0".
  private static func shortest(_ value: Double) -> (digits: String, exponent: Int) {
    var digits = ""
    var exponent = 0
    var sawPoint = false
    let parts = "\(value)".split(separator: "e")
    for character in parts[0] {
      if character == "." {
        sawPoint = true
      } else {
        digits.append(character)
        if sawPoint { exponent -= 1 }
      }
    }
    exponent += parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    while digits.count > 1, digits.hasSuffix("0") {
      digits.removeLast()
      exponent += 1
    }
    while digits.count > 1, digits.hasPrefix("0") { digits.removeFirst() }
    return (digits, exponent)
  }

  /// The next number of as many digits.
  private static func increased(_ digits: String) -> String? {
    guard let number = UInt64(digits) else { return nil }
    let next = String(number + 1)
    return next.count == digits.count ? next : nil
  }
}
