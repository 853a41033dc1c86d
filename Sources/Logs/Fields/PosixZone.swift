// The rule of a zone as POSIX writes it in TZ: `CET-1CEST,M3.5.0,M10.5.0/3` (IEEE Std 1003.1, chapter 8;
// RFC 9636, section 3.3). Called by TimeZoneRules for what comes after the last transition.

internal import Indicators

struct PosixZone {
  /// A day of the year at which the offset changes.
  private struct Change {
    let month: Int64
    let week: Int64
    let weekday: Int64
    /// Seconds of the day, by the clock that holds before it.
    let time: Int64
  }

  private let standard: Int64
  private let daylight: Int64
  private let start: Change?
  private let end: Change?

  private static let secondsPerDay: Int64 = 86_400

  /// Reads a rule; nil where it is none, or counts days in another way than `M` (no zone of today
  /// does).
  init?(_ text: ArraySlice<UInt8>) {
    let bytes = Array(text)
    let read: (Int64, Int64, Change?, Change?)? = bytes.withUnsafeBytes { bytes in
      var cursor = LineCursor(bytes)
      guard Self.skipName(&cursor), let standard = Self.offset(&cursor) else { return nil }
      guard !cursor.isAtEnd else { return (-standard, -standard, nil, nil) }
      guard Self.skipName(&cursor) else { return nil }
      let daylight = cursor.next == 0x2c ? standard - 3_600 : Self.offset(&cursor)
      guard let daylight, let start = Self.change(&cursor), let end = Self.change(&cursor),
        cursor.isAtEnd
      else { return nil }
      return (-standard, -daylight, start, end)
    }
    guard let read else { return nil }
    (standard, daylight, start, end) = read
  }

  /// Seconds east of UTC at an instant, in seconds since 1970.
  func offset(at seconds: Int64) -> Int64 {
    guard let start, let end else { return standard }
    let day = (seconds + standard + Timestamp.unixEpochSeconds) / Self.secondsPerDay
    guard day >= 0 else { return standard }
    let year = CivilDate(daysSinceFirst: day).year
    guard let begins = instant(start, year, before: standard),
      let ends = instant(end, year, before: daylight)
    else { return standard }
    let isDaylight =
      begins < ends
      ? seconds >= begins && seconds < ends : !(seconds >= ends && seconds < begins)
    return isDaylight ? daylight : standard
  }

  private func instant(_ change: Change, _ year: Int64, before offset: Int64) -> Int64? {
    guard let first = CivilDate(year: year, month: change.month, day: 1) else { return nil }
    let length = Self.days(change.month, year)
    // 0001-01-01 was a Monday.
    let weekday = (first.daysSinceFirst + 1) % 7
    var day = (change.weekday - weekday + 7) % 7 + (change.week - 1) * 7
    while day >= length { day -= 7 }
    return (first.daysSinceFirst + day) * Self.secondsPerDay - Timestamp.unixEpochSeconds
      + change.time - offset
  }

  private static func days(_ month: Int64, _ year: Int64) -> Int64 {
    for day in [31, 30, 29] where CivilDate(year: year, month: month, day: Int64(day)) != nil {
      return Int64(day)
    }
    return 28
  }

  // MARK: Reading

  private static func skipName(_ cursor: inout LineCursor) -> Bool {
    if cursor.take(0x3c) { return cursor.upTo(0x3e) != nil }
    return !cursor.prefix(while: { $0 | 0x20 &- 0x61 < 26 }).isEmpty
  }

  /// `[+-]hh[:mm[:ss]]` in seconds; POSIX counts west of Greenwich.
  private static func offset(_ cursor: inout LineCursor) -> Int64? {
    let isNegative = cursor.take(0x2d)
    if !isNegative { _ = cursor.take(0x2b) }
    guard let hours = cursor.number(maximumDigits: 3) else { return nil }
    var seconds = hours * 3_600
    for unit in [60, 1] {
      guard cursor.take(0x3a) else { break }
      guard let part = cursor.number(maximumDigits: 2) else { return nil }
      seconds += part * unit
    }
    return Int64(isNegative ? -seconds : seconds)
  }

  /// `,Mm.w.d[/time]`
  private static func change(_ cursor: inout LineCursor) -> Change? {
    guard cursor.take(0x2c), cursor.take(0x4d), let month = cursor.number(maximumDigits: 2),
      cursor.take(0x2e), let week = cursor.number(maximumDigits: 1), cursor.take(0x2e),
      let weekday = cursor.number(maximumDigits: 1), (1...12).contains(month),
      (1...5).contains(week), weekday < 7
    else { return nil }
    guard cursor.take(0x2f) else {
      return Change(
        month: Int64(month), week: Int64(week), weekday: Int64(weekday), time: 7_200)
    }
    guard let time = offset(&cursor) else { return nil }
    return Change(month: Int64(month), week: Int64(week), weekday: Int64(weekday), time: time)
  }
}
