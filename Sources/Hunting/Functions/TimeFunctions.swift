// Time: formats, differences, parts, and arithmetic that SQLite's integers would overflow. Datetimes are
// ticks since 0001-01-01; what lies outside of the years 1 to 9999 is null.

internal import KQL
internal import SQLite

/// Ticks of units of time.
enum TickUnit {
  static let microsecond: Int64 = 10
  static let millisecond: Int64 = 10_000
  static let second: Int64 = 10_000_000
  static let minute: Int64 = 600_000_000
  static let hour: Int64 = 36_000_000_000
  static let day: Int64 = 864_000_000_000
  static let lastDatetime: Int64 = 3_155_378_975_999_999_999

  static func named(_ name: String) -> Int64? {
    switch name {
    case "day": day
    case "hour": hour
    case "minute": minute
    case "second": second
    case "millisecond": millisecond
    case "microsecond": microsecond
    default: nil
    }
  }
}

enum TimeFunctions {
  static func register(on connection: Connection) throws {
    try moving("kql_datetime_add", connection) { $0.addingReportingOverflow($1) }
    try moving("kql_datetime_subtract", connection) { $0.subtractingReportingOverflow($1) }
    try connection.createFunction("kql_add_months", argumentCount: 3) { call in
      guard !call.isNull(0), !call.isNull(1) else { return }
      let (months, overflow) = call.int64(1).multipliedReportingOverflow(by: call.int64(2))
      guard !overflow, abs(months) < 200_000 else { return }
      call.result(adding(months, to: call.int64(0)))
    }
    try connection.createFunction("kql_period", argumentCount: 3) { call in
      guard !call.isNull(1), !call.isNull(2), abs(call.int64(2)) < 4_000_000 else { return }
      call.result(period(call.text(0), call.int64(1), call.int64(2)))
    }
    try connection.createFunction("kql_unixtime", argumentCount: 2) { call in
      guard !call.isNull(0) else { return }
      let (ticks, overflow) = call.int64(0).multipliedReportingOverflow(by: call.int64(1))
      let (sum, second) = ticks.addingReportingOverflow(621_355_968_000_000_000)
      call.result(!overflow && !second ? valid(sum) : nil)
    }
    try connection.createFunction("kql_datetime_diff", argumentCount: 3) { call in
      guard !call.isNull(1), !call.isNull(2) else { return }
      guard let value = difference(call.text(0).lowercased(), call.int64(1), call.int64(2)) else {
        return call.fail("datetime_diff() has no period '\(call.text(0).prefix(40))'")
      }
      call.result(value)
    }
    try connection.createFunction("kql_datetime_part", argumentCount: 2) { call in
      guard !call.isNull(1) else { return }
      guard let value = part(call.text(0).lowercased(), call.int64(1)) else {
        return call.fail("datetime_part() has no part '\(call.text(0).prefix(40))'")
      }
      call.result(value)
    }
    try registerMaking(on: connection)
    try TimeFormats.register(on: connection)
  }

  private static func valid(_ ticks: Int64) -> Int64? {
    (0...TickUnit.lastDatetime).contains(ticks) ? ticks : nil
  }

  private static func moving(
    _ name: String, _ connection: Connection,
    _ body: @escaping (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
  ) throws {
    try connection.createFunction(name, argumentCount: 2) { call in
      guard !call.isNull(0), !call.isNull(1) else { return }
      let (value, overflow) = body(call.int64(0), call.int64(1))
      call.result(overflow ? nil : valid(value))
    }
  }

  /// `startofmonth` and its like, some periods away.
  private static func period(_ name: String, _ ticks: Int64, _ offset: Int64) -> Int64? {
    let isEnd = name.hasPrefix("endof")
    let distance = offset + (isEnd ? 1 : 0)
    let (year, month, _) = DatetimeText.date(ticks)
    let day = ticks - ticks % TickUnit.day
    let start: Int64? =
      switch name.hasSuffix("day") ? "day" : name.hasSuffix("week") ? "week" : name {
      case "day": day + distance * TickUnit.day
      // 0001-01-01 was a Monday, and weeks start on Sunday.
      case "week": day - (ticks / TickUnit.day + 1) % 7 * TickUnit.day + distance * 7 * TickUnit.day
      case "startofmonth", "endofmonth":
        DatetimeText.ticks(year: year, month: month, day: 1).flatMap { adding(distance, to: $0) }
      default:
        DatetimeText.ticks(year: year, month: 1, day: 1).flatMap { adding(distance * 12, to: $0) }
      }
    return start.flatMap { valid(isEnd ? $0 - 1 : $0) }
  }

  /// The same day of another month, or its last.
  private static func adding(_ months: Int64, to ticks: Int64) -> Int64? {
    let (year, month, day) = DatetimeText.date(ticks)
    let total = year * 12 + month - 1 + months
    guard total >= 12 else { return nil }
    for candidate in stride(from: day, through: max(1, day - 3), by: -1) {
      if let date = DatetimeText.ticks(year: total / 12, month: total % 12 + 1, day: candidate) {
        return date + ticks % TickUnit.day
      }
    }
    return nil
  }

  /// How many boundaries of a period lie between two times.
  private static func difference(_ period: String, _ a: Int64, _ b: Int64) -> Int64? {
    let x = DatetimeText.date(a)
    let y = DatetimeText.date(b)
    switch period {
    case "year": return x.year - y.year
    case "quarter": return (x.year * 4 + (x.month - 1) / 3) - (y.year * 4 + (y.month - 1) / 3)
    case "month": return (x.year * 12 + x.month) - (y.year * 12 + y.month)
    // 0001-01-01 was a Monday, and weeks start on Sunday.
    case "week": return (a / TickUnit.day + 1) / 7 - (b / TickUnit.day + 1) / 7
    case "nanosecond": return (a - b).multipliedReportingOverflow(by: 100).partialValue
    default: return TickUnit.named(period).map { a / $0 - b / $0 }
    }
  }

  private static func part(_ name: String, _ ticks: Int64) -> Int64? {
    let (year, month, day) = DatetimeText.date(ticks)
    switch name {
    case "year": return year
    case "quarter": return (month - 1) / 3 + 1
    case "month": return month
    case "week_of_year", "weekofyear": return isoWeek(ticks)
    case "day": return day
    case "dayofyear":
      return DatetimeText.ticks(year: year, month: 1, day: 1).map {
        (ticks - $0) / TickUnit.day + 1
      }
    case "hour": return ticks / TickUnit.hour % 24
    case "minute": return ticks / TickUnit.minute % 60
    case "second": return ticks / TickUnit.second % 60
    case "millisecond": return ticks / TickUnit.millisecond % 1_000
    case "microsecond": return ticks / TickUnit.microsecond % 1_000_000
    case "nanosecond": return ticks % TickUnit.second * 100
    default: return nil
    }
  }

  /// ISO 8601: the week of a date is the week of its Thursday.
  private static func isoWeek(_ ticks: Int64) -> Int64 {
    let days = ticks / TickUnit.day
    let thursday = days - days % 7 + 3
    let year = DatetimeText.date(thursday * TickUnit.day).year
    let first = (DatetimeText.ticks(year: year, month: 1, day: 1) ?? 0) / TickUnit.day
    return (thursday - first) / 7 + 1
  }

  private static func registerMaking(on connection: Connection) throws {
    try connection.createFunction("kql_make_datetime", argumentCount: -1) { call in
      for index in 0..<call.count where call.isNull(index) { return }
      guard
        let date = DatetimeText.ticks(
          year: call.int64(0), month: call.int64(1), day: call.int64(2))
      else { return }
      let hour = call.int64(3)
      let minute = call.int64(4)
      let seconds = call.double(5)
      guard (0..<24).contains(hour), (0..<60).contains(minute), seconds >= 0, seconds < 60 else {
        return
      }
      let clock = hour * TickUnit.hour + minute * TickUnit.minute
      call.result(date + clock + Int64((seconds * Double(TickUnit.second)).rounded()))
    }
    try connection.createFunction("kql_make_timespan", argumentCount: -1) { call in
      for index in 0..<call.count where call.isNull(index) { return }
      // (hours, minutes), (hours, minutes, seconds), (days, hours, minutes, seconds)
      let offset = call.count == 4 ? 1 : 0
      let days = offset == 1 ? call.int64(0) : 0
      let hours = call.int64(offset)
      let minutes = call.int64(offset + 1)
      let seconds = call.double(offset + 2)
      guard (0..<24).contains(hours), (0..<60).contains(minutes), seconds >= 0, seconds < 60,
        (0..<10_675_199).contains(days)
      else { return }
      let clock = days * TickUnit.day + hours * TickUnit.hour + minutes * TickUnit.minute
      call.result(clock + Int64((seconds * Double(TickUnit.second)).rounded()))
    }
  }
}
