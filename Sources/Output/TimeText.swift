// Ticks as Kusto's datetime and timespan text. Used by CellText. Any Int64 gives a text: years
// outside 0001...9999, which Kusto does not have, come out longer or with a sign.

enum TimeText {
  static let ticksPerSecond: Int64 = 10_000_000
  static let ticksPerDay: Int64 = 86_400 * ticksPerSecond

  /// `2018-11-05T00:00:00.0000000Z`.
  static func append(datetime ticks: Int64, to bytes: inout [UInt8]) {
    var (days, rest) = ticks.quotientAndRemainder(dividingBy: ticksPerDay)
    if rest < 0 {
      days -= 1
      rest += ticksPerDay
    }
    let (year, month, day) = civil(days: days)
    if year < 0 { bytes.append(ascii: "-") }
    bytes.append(year.magnitude, width: 4)
    bytes.append(ascii: "-")
    bytes.append(month.magnitude, width: 2)
    bytes.append(ascii: "-")
    bytes.append(day.magnitude, width: 2)
    bytes.append(ascii: "T")
    append(clock: rest.magnitude, to: &bytes)
    bytes.append(ascii: ".")
    bytes.append(rest.magnitude % ticksPerSecond.magnitude, width: 7)
    bytes.append(ascii: "Z")
  }

  /// `[-][d.]hh:mm:ss[.fffffff]`, as .NET's constant format has it.
  static func append(timespan ticks: Int64, to bytes: inout [UInt8]) {
    if ticks < 0 { bytes.append(ascii: "-") }
    let (days, rest) = ticks.magnitude.quotientAndRemainder(dividingBy: ticksPerDay.magnitude)
    if days > 0 {
      bytes.append(days, width: 1)
      bytes.append(ascii: ".")
    }
    append(clock: rest, to: &bytes)
    let fraction = rest % ticksPerSecond.magnitude
    if fraction > 0 {
      bytes.append(ascii: ".")
      bytes.append(fraction, width: 7)
    }
  }

  private static func append(clock ticks: UInt64, to bytes: inout [UInt8]) {
    let seconds = ticks / ticksPerSecond.magnitude
    bytes.append(seconds / 3600, width: 2)
    bytes.append(ascii: ":")
    bytes.append(seconds / 60 % 60, width: 2)
    bytes.append(ascii: ":")
    bytes.append(seconds % 60, width: 2)
  }

  /// The date in the proleptic Gregorian calendar, of days since 0001-01-01. The year is counted
  /// from 1 March, so that the leap day is its last; 306 days lie between 0000-03-01 and the epoch,
  /// 146,097 days make 400 years.
  private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 306
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * dayOfYear + 2) / 153
    let month = march < 10 ? march + 3 : march - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * march + 2) / 5 + 1)
  }
}
