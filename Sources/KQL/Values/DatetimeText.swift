// Datetimes as text: ISO 8601 and its shorter forms, in UTC. Used for literals, for conversions at
// compile time, and by the SQL functions. Datetimes are ticks since 0001-01-01.

/// Reads and writes datetimes.
public enum DatetimeText {
  /// The ticks of a text such as `2018-11-05`, `2018-11-05 10:00`, `2018-11-05T10:00:00.1234567Z` or
  /// with an offset `+02:00`; nil where it is none of them or outside of the years 1 to 9999.
  public static func ticks(_ text: String) -> Int64? {
    if let ticks = american(text) { return ticks }
    var reader = Reader(text)
    guard let year = reader.digits(4...4) else { return nil }
    var month: Int64 = 1
    var day: Int64 = 1
    if reader.take("-") {
      guard let value = reader.digits(1...2) else { return nil }
      month = value
      if reader.take("-") {
        guard let value = reader.digits(1...2) else { return nil }
        day = value
      }
    }
    guard let date = ticks(year: year, month: month, day: day) else { return nil }
    guard !reader.isAtEnd else { return date }
    guard reader.take("T") || reader.take(" ") || reader.take("t") else {
      return reader.take("Z") && reader.isAtEnd ? date : nil
    }
    guard let time = reader.time(), let offset = reader.offset(), reader.isAtEnd else { return nil }
    let (sum, overflow) = date.addingReportingOverflow(time - offset)
    return !overflow && (0...Ticks.lastDatetime).contains(sum) ? sum : nil
  }

  /// `2/17/2016`, `02/17/2016 08:40:00 PM`, `02-17-2016`; nil where it is none.
  private static func american(_ text: String) -> Int64? {
    var reader = Reader(text)
    guard let month = reader.digits(1...2) else { return nil }
    let sign: Unicode.Scalar = reader.peek == UInt8(ascii: "-") ? "-" : "/"
    guard reader.take(sign), let day = reader.digits(1...2),
      reader.take(sign), let year = reader.digits(4...4),
      let date = ticks(year: year, month: month, day: day)
    else { return nil }
    guard !reader.isAtEnd else { return date }
    guard reader.take(" "), var time = reader.time() else { return nil }
    if reader.take(" ") {
      let isAfternoon = reader.take("P")
      guard isAfternoon || reader.take("A"), reader.take("M"), time < 13 * Ticks.hour,
        time >= Ticks.hour
      else { return nil }
      time = time % (12 * Ticks.hour) + (isAfternoon ? 12 * Ticks.hour : 0)
    }
    return reader.isAtEnd ? date + time : nil
  }

  /// The ticks of a day of the proleptic Gregorian calendar; nil where there is no such day.
  public static func ticks(year: Int64, month: Int64, day: Int64) -> Int64? {
    guard (1...9_999).contains(year), (1...12).contains(month), day >= 1,
      day <= daysInMonth(year, month)
    else { return nil }
    return days(year, month, day) * Ticks.day
  }

  /// The number of days of a month.
  static func daysInMonth(_ year: Int64, _ month: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 0001-01-01 (Hinnant, "chrono-compatible low-level date algorithms").
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 306
  }

  /// Year, month and day of ticks.
  public static func date(_ ticks: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let z = ticks / Ticks.day + 306
    let era = z / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// `2018-11-05T00:00:00.0000000Z`.
  public static func text(_ ticks: Int64) -> String {
    let (year, month, day) = date(ticks)
    let time = ticks % Ticks.day
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    return "\(date)T\(TimespanText.clock(time)).\(padded(time % Ticks.second, 7))Z"
  }

  static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// Timespans as text: `[-][d.]hh:mm[:ss[.fffffff]]`.
public enum TimespanText {
  /// The ticks of a text such as `1.02:03:04.5`, `10:00`, `5` (days) or `1d`; nil where it is none.
  public static func ticks(_ text: String) -> Int64? {
    var reader = Reader(text)
    let isNegative = reader.take("-")
    guard let value = unsigned(&reader), reader.isAtEnd else { return nil }
    return isNegative ? -value : value
  }

  private static func unsigned(_ reader: inout Reader) -> Int64? {
    let start = reader.position
    if let number = reader.number(), let name = reader.letters() {
      return Ticks.unit(name).flatMap { Ticks.ticks(number, $0) }
    }
    reader.position = start
    guard let first = reader.digits(1...8) else { return nil }
    if reader.isAtEnd {
      return first.multipliedReportingOverflow(by: Ticks.day).overflow ? nil : first * Ticks.day
    }
    var days: Int64 = 0
    if reader.take(".") {
      days = first
    } else {
      reader.position = start
    }
    guard days <= 10_675_198, let time = reader.time() else { return nil }
    let (sum, overflow) = (days * Ticks.day).addingReportingOverflow(time)
    return overflow ? nil : sum
  }

  /// `00:00:01`, `-1.02:03:04.5000000`.
  public static func text(_ ticks: Int64) -> String {
    let magnitude = ticks.magnitude
    let days = magnitude / UInt64(Ticks.day)
    let time = Int64(magnitude % UInt64(Ticks.day))
    let fraction = time % Ticks.second
    return (ticks < 0 ? "-" : "") + (days > 0 ? "\(days)." : "") + clock(time)
      + (fraction > 0 ? ".\(DatetimeText.padded(fraction, 7))" : "")
  }

  /// `hh:mm:ss` of the ticks of a day.
  static func clock(_ time: Int64) -> String {
    let parts = [time / Ticks.hour, time / Ticks.minute % 60, time / Ticks.second % 60]
    return parts.map { DatetimeText.padded($0, 2) }.joined(separator: ":")
  }
}

/// Reads digits and signs from a text.
private struct Reader {
  let bytes: [UInt8]
  var position = 0

  init(_ text: String) { bytes = Array(LiteralText.unquoted(text).utf8) }

  var isAtEnd: Bool { position >= bytes.count }

  var peek: UInt8 { position < bytes.count ? bytes[position] : 0 }

  mutating func take(_ sign: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: sign), !isAtEnd else { return false }
    position += 1
    return true
  }

  mutating func digits(_ count: ClosedRange<Int>) -> Int64? {
    var value: Int64 = 0
    var read = 0
    while read < count.upperBound, (0x30...0x39).contains(peek) {
      value = value * 10 + Int64(peek - 0x30)
      position += 1
      read += 1
    }
    return read >= count.lowerBound ? value : nil
  }

  mutating func letters() -> String? {
    let start = position
    while (0x61...0x7A).contains(peek) { position += 1 }
    return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
  }

  mutating func number() -> Double? {
    let start = position
    while (0x30...0x39).contains(peek) || peek == UInt8(ascii: ".") { position += 1 }
    return Double(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  /// `hh:mm[:ss[.fffffff]]` in ticks.
  mutating func time() -> Int64? {
    guard let hours = digits(1...2), hours < 24, take(":"), let minutes = digits(1...2),
      minutes < 60
    else { return nil }
    var ticks = hours * Ticks.hour + minutes * Ticks.minute
    guard take(":") else { return ticks }
    guard let seconds = digits(1...2), seconds < 60 else { return nil }
    ticks += seconds * Ticks.second
    guard take(".") else { return ticks }
    var unit = Ticks.second
    let start = position
    while let digit = digits(1...1) {
      unit /= 10
      ticks += digit * unit
    }
    return position > start ? ticks : nil
  }

  /// `Z`, `+hh:mm`, `-hhmm` or nothing, in ticks.
  mutating func offset() -> Int64? {
    if isAtEnd || take("Z") || take("z") { return 0 }
    let isNegative = peek == UInt8(ascii: "-")
    guard take("+") || take("-"), let hours = digits(2...2), hours <= 14 else { return nil }
    _ = take(":")
    guard let minutes = isAtEnd ? 0 : digits(2...2), minutes < 60 else { return nil }
    let ticks = hours * Ticks.hour + minutes * Ticks.minute
    return isNegative ? -ticks : ticks
  }
}
