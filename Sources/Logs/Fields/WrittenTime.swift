// Dates and times as logs write them beside ISO 8601: syslog's, slashes, dots, month names, twelve-hour
// clocks. Called by the formats; what a stamp leaves open is LogClock's to say.

internal import Indicators

enum WrittenTime {
  /// `Jun 25 10:22:01`, `Jun  5 2026 10:22:01`, `Jun 25 2026 10:22:01.123 UTC`: syslog (RFC 3164,
  /// section 4.1.2) with the year, the fraction and the zone that some senders add.
  static func syslog(_ cursor: inout LineCursor, _ clock: LogClock) -> Timestamp? {
    let start = cursor.index
    cursor.skipBlanks()
    if let month = month(&cursor), cursor.next == 0x20 {
      cursor.skipBlanks()
      if let day = cursor.number(maximumDigits: 2), cursor.next == 0x20 {
        cursor.skipBlanks()
        let year = fourDigits(&cursor)
        if year != nil { cursor.skipBlanks() }
        if let time = timeOfDay(&cursor) {
          let zone = ZoneName.offset(&cursor)
          let clock = zone == nil ? clock : LogClock(reference: clock.reference)
          let wall =
            year.map { clock.instant(($0, month, day), time) }
            ?? clock.instant(month: month, day: day, time)
          return wall?.adding(ticks: -(zone ?? 0) * Timestamp.ticksPerSecond)
        }
      }
    }
    cursor.rewind(to: start)
    return nil
  }

  /// `Sun May 24 13:30:01 2026`: the C library's asctime, as OpenWrt's log has it.
  static func asctime(_ cursor: inout LineCursor, _ clock: LogClock) -> Timestamp? {
    let start = cursor.index
    if let weekday = cursor.word(), weekday.count == 3, !weekday.contains(where: { $0 < 0x41 }) {
      cursor.skipBlanks()
      if let month = month(&cursor), cursor.next == 0x20 {
        cursor.skipBlanks()
        if let day = cursor.number(maximumDigits: 2), cursor.next == 0x20 {
          cursor.skipBlanks()
          if let time = timeOfDay(&cursor), cursor.next == 0x20 {
            cursor.skipBlanks()
            if let year = fourDigits(&cursor) { return clock.instant((year, month, day), time) }
          }
        }
      }
    }
    cursor.rewind(to: start)
    return nil
  }

  /// A date and a time of day in one of the orders that a log's own locale has:
  /// `2018/11/30 16:09:07`, `18-May-2021 16:34:13.003`, `13.01.2026 23:00:16`, `7/15/2015 11:59:59 PM`,
  /// `10/15/2020, 6:38:45.828 PM`, `2025-11-21 19:45:18.0766240`. Of `7/8/2015` the month comes first,
  /// unless another date of the file has told (a value above 12).
  static func date(_ cursor: inout LineCursor, _ clock: LogClock) -> Timestamp? {
    let start = cursor.index
    cursor.skipBlanks()
    if let date = day(&cursor, clock) {
      _ = cursor.take(0x2c)
      if !cursor.take(0x54) { cursor.skipBlanks() }
      if let time = timeOfDay(&cursor) { return clock.instant(date, time) }
    }
    cursor.rewind(to: start)
    return nil
  }

  /// A whole field as such a date and time, with nothing behind it.
  static func date(_ field: FieldBytes, _ clock: LogClock) -> Timestamp? {
    var cursor = LineCursor(field)
    guard let time = date(&cursor, clock) else { return nil }
    cursor.skipBlanks()
    return cursor.isAtEnd ? time : nil
  }

  /// `10:22:01`, `6:38:45.828 PM`, `23:00`; in ticks.
  static func timeOfDay(_ cursor: inout LineCursor) -> Int64? {
    guard var hour = cursor.number(maximumDigits: 2), cursor.take(0x3a),
      let minute = cursor.number(maximumDigits: 2)
    else { return nil }
    var second = 0
    var fraction: Int64 = 0
    if cursor.take(0x3a) {
      guard let read = cursor.number(maximumDigits: 2) else { return nil }
      second = read
      if cursor.next == 0x2e || cursor.next == 0x2c {
        let dot = cursor.index
        cursor.skip(1)
        if let read = cursor.fraction() { fraction = read } else { cursor.rewind(to: dot) }
      }
    }
    let end = cursor.index
    cursor.skipBlanks()
    if let isAfternoon = half(&cursor) {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (isAfternoon ? 12 : 0)
    } else {
      cursor.rewind(to: end)
    }
    // Second 60 is the first of the next minute.
    guard hour < 24, minute < 60, second <= 60 else { return nil }
    let seconds = Int64(hour * 3_600 + minute * 60 + second)
    return seconds * Timestamp.ticksPerSecond + fraction
  }

  // MARK: Inside

  private static let months: [StaticString] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  private static func month(_ cursor: inout LineCursor) -> Int? {
    guard cursor.bytes.count - cursor.index >= 3 else { return nil }
    let name = cursor.bytes.part(cursor.index..<cursor.index + 3)
    guard let place = months.firstIndex(where: { name.equalsIgnoringCase($0) }) else { return nil }
    cursor.skip(3)
    return place + 1
  }

  /// A year, where four digits and no colon come next.
  private static func fourDigits(_ cursor: inout LineCursor) -> Int? {
    let start = cursor.index
    if let year = cursor.number(maximumDigits: 4), cursor.index == start + 4,
      cursor.next == 0x20
    {
      return year
    }
    cursor.rewind(to: start)
    return nil
  }

  private static func day(
    _ cursor: inout LineCursor, _ clock: LogClock
  ) -> (year: Int, month: Int, day: Int)? {
    let start = cursor.index
    guard let first = cursor.number(maximumDigits: 4) else { return nil }
    let isYearFirst = cursor.index - start == 4
    guard let separator = cursor.next, [0x2f, 0x2d, 0x2e].contains(separator) else { return nil }
    cursor.skip(1)
    let named = month(&cursor)
    guard let second = named ?? cursor.number(maximumDigits: 2), cursor.take(separator),
      let third = cursor.number(maximumDigits: 4)
    else { return nil }
    if isYearFirst { return (first, second, third) }
    let year = third < 100 ? third + 2_000 : third
    // Where dots or a name of a month are used, the day comes first.
    if named != nil || separator == 0x2e { return (year, second, first) }
    if first > 12 { clock.isDayFirst = true }
    if second > 12 { clock.isDayFirst = false }
    return clock.isDayFirst == true ? (year, second, first) : (year, first, second)
  }

  /// `AM` or `PM`; nil, and nothing read, for neither.
  private static func half(_ cursor: inout LineCursor) -> Bool? {
    guard let letter = cursor.next.map(ASCIIFold.lower), letter == 0x61 || letter == 0x70 else {
      return nil
    }
    let start = cursor.index
    let word = cursor.prefix(while: { $0 | 0x20 &- 0x61 < 26 })
    guard word.equalsIgnoringCase("am") || word.equalsIgnoringCase("pm") else {
      cursor.rewind(to: start)
      return nil
    }
    return letter == 0x70
  }
}
