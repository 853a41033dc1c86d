// How the times of a log are read where the log does not say all: stamps without a zone, and stamps
// without a year. One for each file. Called by the formats, once a record.

internal import Indicators

/// The zone and the year of a file's times.
final class LogClock {
  /// The zone of stamps that name none; nil where nobody said it, and then it is UTC.
  private let zone: TimeZoneRules?
  /// When the file was changed last: a stamp without a year is the last such day before it.
  let reference: Timestamp
  /// Whether a stamp without a zone was taken as UTC because nobody said otherwise.
  private(set) var hasAssumedUTC = false
  /// Whether dates like 7/8/2015 are day first; nil as long as no date has told.
  var isDayFirst: Bool?

  /// What to tell of the file; '' for nothing.
  var note: String {
    hasAssumedUTC ? "its times name no zone: taken as UTC (--tz names another)" : ""
  }

  init(zone: TimeZoneRules? = nil, reference: Timestamp) {
    self.zone = zone
    self.reference = reference
  }

  /// The instant of a wall clock's time.
  ///
  /// - Parameter local: ticks since 0001-01-01T00:00:00 by that clock.
  func instant(local: Int64) -> Timestamp? {
    guard let zone else {
      hasAssumedUTC = true
      return Timestamp(ticks: local)
    }
    return Timestamp(ticks: local - zone.offset(local: local))
  }

  /// An ISO 8601 text; one without a zone is the wall clock's.
  func iso8601(_ field: FieldBytes) -> Timestamp? {
    guard let time = Timestamp(iso8601: field) else { return nil }
    return Self.namesZone(field) ? time : instant(local: time.ticks)
  }

  /// A number of seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by its
  /// size; seconds may have a fraction. Seconds with 11 digits would be after the year 5138.
  func unix(_ field: FieldBytes) -> Timestamp? {
    guard !field.contains(0x2e) else { return Timestamp(unixSecondsText: field) }
    guard let number = FieldNumber.integer(field) else { return nil }
    switch number.magnitude {
    case ..<100_000_000_000: return Timestamp(unixSeconds: number)
    case ..<100_000_000_000_000: return Timestamp(unixMilliseconds: number)
    case ..<100_000_000_000_000_000:
      return Timestamp(
        unixSeconds: number / 1_000_000, fraction: number % 1_000_000 * 10)
    default:
      return Timestamp(
        unixSeconds: number / 1_000_000_000, fraction: number % 1_000_000_000 / 100)
    }
  }

  /// A date and time of day by the wall clock.
  func instant(_ date: (year: Int, month: Int, day: Int), _ timeOfDay: Int64) -> Timestamp? {
    guard
      let date = CivilDate(
        year: Int64(date.year), month: Int64(date.month), day: Int64(date.day))
    else { return nil }
    return instant(local: date.daysSinceFirst * Timestamp.ticksPerDay + timeOfDay)
  }

  /// A date without a year: in the last year in which it is at most a day after the file was
  /// changed. The 29th of February may take up to eight.
  func instant(month: Int, day: Int, _ timeOfDay: Int64) -> Timestamp? {
    let latest = reference.adding(days: 1)
    var year = latest.year
    for _ in 0..<9 {
      if let time = instant((year, month, day), timeOfDay), time <= latest { return time }
      year -= 1
    }
    return nil
  }

  /// Whether an ISO 8601 text ends with a zone.
  private static func namesZone(_ field: FieldBytes) -> Bool {
    let text = field.trimmed
    guard let last = text.last, text.count > 10 else { return false }
    if last == 0x5a || last == 0x7a { return true }
    return text[11...].contains { $0 == 0x2b || $0 == 0x2d }
  }
}

extension Timestamp {
  /// The calendar year in UTC.
  var year: Int {
    Int(CivilDate(daysSinceFirst: ticks / Timestamp.ticksPerDay).year)
  }
}
