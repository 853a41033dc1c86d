// Ticks of 100 ns since 0001-01-01T00:00:00Z as text and back, for the sample world and for the
// server that serves it. Reads what TAXII and REST parameters hold and nothing more.

/// Times of the sample world.
public enum SampleTime {
  /// Ticks in a second.
  public static let second: Int64 = 10_000_000
  /// Ticks in a day.
  public static let day: Int64 = 86_400 * second
  /// 1970-01-01T00:00:00Z.
  public static let epoch: Int64 = 621_355_968_000_000_000

  /// Midnight UTC of the day of a time.
  public static func startOfDay(_ ticks: Int64) -> Int64 {
    ticks - ticks % day
  }

  /// `2026-11-23T10:00:00Z`, or with so many digits of the second's fraction (at most 7).
  public static func text(_ ticks: Int64, fractionDigits: Int = 0) -> String {
    let (year, month, dayOfMonth) = civil(days: ticks / day)
    let seconds = ticks % day / second
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
    let clock =
      "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    let fraction = padded(ticks % second, 7).prefix(fractionDigits)
    return fraction.isEmpty ? "\(date)T\(clock)Z" : "\(date)T\(clock).\(fraction)Z"
  }

  /// Reads `YYYY-MM-DD`, alone or followed by `Thh:mm:ss[.f…]Z` with at most seven digits of the
  /// fraction. Nil for anything else.
  public static func ticks(_ text: String) -> Int64? {
    var rest = Substring(text)
    guard
      let year = number(4, &rest), take("-", &rest),
      let month = number(2, &rest), take("-", &rest),
      let dayOfMonth = number(2, &rest), (1...9999).contains(year), (1...12).contains(month)
    else { return nil }
    let days = days(year, month, dayOfMonth)
    guard dayOfMonth >= 1, civil(days: days).day == dayOfMonth else { return nil }
    guard !rest.isEmpty else { return days * day }
    guard
      take("T", &rest), let hour = number(2, &rest), take(":", &rest),
      let minute = number(2, &rest), take(":", &rest), let seconds = number(2, &rest),
      hour < 24, minute < 60, seconds < 60, let fraction = fraction(&rest), rest == "Z"
    else { return nil }
    return days * day + (hour * 3600 + minute * 60 + seconds) * second + fraction
  }

  static func ticks(epochMicroseconds: Int64) -> Int64 {
    epoch + epochMicroseconds * 10
  }

  static func epochMicroseconds(_ ticks: Int64) -> Int64 {
    (ticks - epoch) / 10
  }

  static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
  }

  private static func take(_ character: Character, _ rest: inout Substring) -> Bool {
    guard rest.first == character else { return false }
    rest.removeFirst()
    return true
  }

  private static func number(_ digits: Int, _ rest: inout Substring) -> Int64? {
    let text = rest.prefix(digits)
    guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    rest.removeFirst(digits)
    return Int64(text)
  }

  private static func fraction(_ rest: inout Substring) -> Int64? {
    guard take(".", &rest) else { return 0 }
    let digits = rest.prefix { "0123456789".contains($0) }
    guard (1...7).contains(digits.count) else { return nil }
    rest.removeFirst(digits.count)
    return Int64(digits + String(repeating: "0", count: 7 - digits.count))
  }

  /// Days since 0001-01-01, in the proleptic Gregorian calendar. The year is counted from March.
  private static func days(_ year: Int64, _ month: Int64, _ dayOfMonth: Int64) -> Int64 {
    let shifted = month > 2 ? year : year - 1
    let march = month > 2 ? month - 3 : month + 9
    return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400
      + (153 * march + 2) / 5 + dayOfMonth - 307
  }

  static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 306
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * dayOfYear + 2) / 153
    let month = march < 10 ? march + 3 : march - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * march + 2) / 5 + 1
    )
  }
}
