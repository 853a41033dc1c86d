// Time: now and ago, parts, starts and ends of periods. A datetime is ticks since 0001-01-01, which
// was a Monday; all of it is arithmetic on integers but for months and years.

enum TimeFunctions {
  static let table: [ScalarFunction] =
    [
      ScalarFunction("now", 0...1) { call in
        let now = Scalar.constant(.integer(call.binder.now), .datetime).trend(.rising)
        guard let offset = call.arguments.first else { return now }
        guard offset.type == .timespan else { return nil }
        return Arithmetic.apply(.add, now, offset, .datetime)
      },
      ScalarFunction("ago", 1...1) { call in
        guard call.arguments[0].type == .timespan else { return nil }
        let now = Scalar.constant(.integer(call.binder.now), .datetime).trend(.rising)
        return Arithmetic.apply(.subtract, now, call.arguments[0], .datetime)
      },
      ScalarFunction("datetime_add", 3...3) { added($0) },
      .plain("dayofweek", [.datetime], .timespan, isNullable: true, bounds: 0...Ticks.day * 7) {
        // Null in the last week of 9999: the week's end is no datetime.
        """
        CASE WHEN \(operand: $0[0]) < 3155373792000000000 \
        THEN (\(operand: $0[0]) / 864000000000 + 1) % 7 * 864000000000 END
        """
      },
      part("hourofday", .int) { "(\(operand: $0) / 36000000000 % 24)" },
      part("dayofmonth", .int) { "CAST(strftime('%d', \(seconds($0)), 'unixepoch') AS INTEGER)" },
      part("dayofyear", .int) { "CAST(strftime('%j', \(seconds($0)), 'unixepoch') AS INTEGER)" },
      part("getmonth", .int) { month($0) }, part("monthofyear", .int) { month($0) },
      part("getyear", .int) { year($0) },
    ] + periods

  private static let periods: [ScalarFunction] = [
    period("startofday", 1) { start, _ in day(start) },
    period("endofday", 1) { start, _ in "(\(day(start)) + 863999999999)" },
    period("startofweek", 7) { start, _ in week(start) },
    period("endofweek", 7) { start, _ in "(\(week(start)) + 6047999999999)" },
    period("startofmonth", nil) { calendar($0, "start of month", $1, "month", 0) },
    period("endofmonth", nil) { calendar($0, "start of month", $1, "month", 1) },
    period("startofyear", nil) { calendar($0, "start of year", $1, "year", 0) },
    period("endofyear", nil) { calendar($0, "start of year", $1, "year", 1) },
  ]

  static func seconds(_ ticks: SQLText) -> SQLText {
    "(\(operand: ticks) / 10000000 - 62135596800)"
  }

  private static func month(_ ticks: SQLText) -> SQLText {
    "CAST(strftime('%m', \(seconds(ticks)), 'unixepoch') AS INTEGER)"
  }

  private static func year(_ ticks: SQLText) -> SQLText {
    "CAST(strftime('%Y', \(seconds(ticks)), 'unixepoch') AS INTEGER)"
  }

  private static func part(
    _ name: String, _ type: KustoType, _ emission: @escaping @Sendable (SQLText) -> SQLText
  ) -> ScalarFunction {
    .plain(name, [.datetime], type) { emission($0[0]) }
  }

  // MARK: Periods

  private static func day(_ ticks: SQLText) -> SQLText {
    "(\(operand: ticks) - \(operand: ticks) % 864000000000)"
  }

  /// Weeks start on Sunday.
  private static func week(_ ticks: SQLText) -> SQLText {
    """
    (\(operand: ticks) - \(operand: ticks) % 864000000000 \
    - (\(operand: ticks) / 864000000000 + 1) % 7 * 864000000000)
    """
  }

  /// The start of a month or year some of them away, less one tick where an end is meant.
  private static func calendar(
    _ ticks: SQLText, _ modifier: String, _ offset: Int64, _ unit: String, _ next: Int64
  ) -> SQLText {
    let shift = "'\(modifier)', '\(offset + next >= 0 ? "+" : "")\(offset + next) \(unit)s'"
    let start: SQLText = """
      ((CAST(strftime('%s', \(seconds(ticks)), 'unixepoch', \(trusted: shift)) AS INTEGER) \
      + 62135596800) * 10000000)
      """
    // The month after December 9999 is none.
    return next == 0
      ? start
      : "(coalesce(\(start), CASE WHEN \(operand: ticks) > 0 THEN 3155378976000000000 END) - 1)"
  }

  /// `startofday(date [, offset])`.
  private static func period(
    _ name: String, _ days: Int64?, _ emission: @escaping @Sendable (SQLText, Int64) -> SQLText
  ) -> ScalarFunction {
    ScalarFunction(name, 1...2, naming: name == "startofday" ? .argument : .unnamed) { call in
      guard call.arguments[0].type == .datetime else { return nil }
      var offset: Int64 = 0
      if call.arguments.count > 1 {
        guard call.arguments[1].type.isInteger else { return nil }
        guard let number = call.arguments[1].constantInteger, abs(number) < 100_000 else {
          return .call(.datetime, call.arguments, isNullable: true) {
            "kql_period('\(trusted: name)', \($0[0]), \($0[1]))"
          }
        }
        offset = number
      }
      let value = Scalar.call(.datetime, [call.arguments[0]]) { emission($0[0], offset) }
      guard let days, offset != 0 else { return value }
      return Arithmetic.apply(
        .add, value, .constant(.integer(offset * days * Ticks.day), .timespan), .datetime)
    }
  }

  // MARK: datetime_add

  private static func added(_ call: CallContext) -> Scalar? {
    guard call.arguments[0].type == .string, call.arguments[1].type.isInteger,
      call.arguments[2].type == .datetime
    else { return nil }
    guard let part = call.arguments[0].constantText?.lowercased() else {
      return call.fail(.constantExpected, "the period must be a constant string", at: 0)
    }
    let units: [String: Int64] = [
      "week": 7 * Ticks.day, "day": Ticks.day, "hour": Ticks.hour, "minute": Ticks.minute,
      "second": Ticks.second, "millisecond": Ticks.millisecond, "microsecond": Ticks.microsecond,
    ]
    guard let unit = units[part] else {
      guard ["year", "quarter", "month"].contains(part) else {
        return call.fail(.unsupported, "the period '\(part)' is not supported", at: 0)
      }
      let months: Int64 = part == "year" ? 12 : part == "quarter" ? 3 : 1
      return .call(.datetime, [call.arguments[1], call.arguments[2]], isNullable: true) {
        "kql_add_months(\($0[1]), \($0[0]), \(months))"
      }
    }
    let amount = Arithmetic.apply(
      .multiply, .constant(.integer(unit), .timespan), call.arguments[1], .timespan)
    return Arithmetic.apply(.add, call.arguments[2], amount, .datetime)
  }
}
