// The proleptic Gregorian calendar in integers: date to day number and back.
// Called by the parsing and formatting of timestamps, and by readers of logs.
// The two formulae count in eras of 400 years with the year starting in March, so that the leap
// day is the last of a year (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").

/// A day of the proleptic Gregorian calendar.
public struct CivilDate: Equatable, Sendable {
  /// 1 to 9999.
  public var year: Int64
  /// 1 to 12.
  public var month: Int64
  /// 1 to 31.
  public var day: Int64

  /// Days in an era of 400 years.
  private static let daysPerEra: Int64 = 146_097
  /// From 0000-03-01, where the eras start, to 0001-01-01, where the ticks start.
  private static let daysBeforeFirst: Int64 = 306

  /// Whether the year has a 29th of February.
  static func isLeap(_ year: Int64) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// Days in a month of 1 to 12.
  static func days(inMonth month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// A date, or nil where the calendar has no such day or the year is not 1 to 9999.
  public init?(year: Int64, month: Int64, day: Int64) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.days(inMonth: month, of: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date that lies a number of days, 0 or more, after 0001-01-01.
  public init(daysSinceFirst days: Int64) {
    let shifted = days + Self.daysBeforeFirst
    let era = shifted / Self.daysPerEra
    let dayOfEra = shifted % Self.daysPerEra
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 0001-01-01.
  public var daysSinceFirst: Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear % 400
    let shiftedMonth = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * Self.daysPerEra + dayOfEra - Self.daysBeforeFirst
  }
}
