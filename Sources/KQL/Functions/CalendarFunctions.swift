// Time as people write and count it: formats, differences in periods, parts, weeks.

enum CalendarFunctions {
  static let table: [ScalarFunction] = [
    .plain("format_datetime", [.datetime, .string], .string, naming: .argument, isNullable: false) {
      "kql_format_datetime(\($0[0]), \($0[1]))"
    },
    .plain("format_timespan", [.timespan, .string], .string, naming: .argument, isNullable: false) {
      "kql_format_timespan(\($0[0]), \($0[1]))"
    },
    .plain("datetime_diff", [.string, .datetime, .datetime], .long, isNullable: true) {
      "kql_datetime_diff(\($0[0]), \($0[1]), \($0[2]))"
    },
    .plain("datetime_part", [.string, .datetime], .int, isNullable: true) {
      "kql_datetime_part(\($0[0]), \($0[1]))"
    },
    .plain("datepart", [.string, .datetime], .int, isNullable: true) {
      "kql_datetime_part(\($0[0]), \($0[1]))"
    },
    .plain("week_of_year", [.datetime], .int) { "kql_datetime_part('week_of_year', \($0[0]))" },
    .plain("weekofyear", [.datetime], .int) { "kql_datetime_part('week_of_year', \($0[0]))" },
    ScalarFunction("make_datetime", 3...6) { call in
      let numbers = call.arguments.prefix(5).allSatisfy { $0.type.isInteger }
      guard numbers, call.arguments.allSatisfy({ $0.type.isNumeric }), call.arguments.count != 4
      else { return nil }
      return .call(.datetime, call.arguments.map(Conversions.finite), isNullable: true) {
        "kql_make_datetime(\(SQLText.joined($0, ", ", .primary)))"
      }
    },
    ScalarFunction("make_timespan", 2...4) { call in
      guard call.arguments.dropLast().allSatisfy({ $0.type.isInteger }),
        call.arguments.allSatisfy({ $0.type.isNumeric && $0.type != .decimal })
      else { return nil }
      return .call(.timespan, call.arguments.map(Conversions.finite), isNullable: true) {
        "kql_make_timespan(\(SQLText.joined($0, ", ", .primary)))"
      }
    },
    ScalarFunction("bin_at", 3...3, naming: .argument) { call in
      let types = call.arguments.map(\.type)
      let isTime = types == [.datetime, .timespan, .datetime]
      guard
        isTime || types == [.timespan, .timespan, .timespan]
          || types.allSatisfy({ $0.isInteger })
      else { return nil }
      let type: KustoType = isTime ? .datetime : types[0] == .timespan ? .timespan : .long
      return .call(type, call.arguments, isNullable: true) {
        "kql_bin_at(\($0[0]), \($0[1]), \($0[2]))"
      }
    },
    unix("unixtime_seconds_todatetime", 10_000_000),
    unix("unixtime_milliseconds_todatetime", 10_000),
    unix("unixtime_microseconds_todatetime", 10),
    .plain("unixtime_nanoseconds_todatetime", [.integer], .datetime, isNullable: true) {
      // Towards zero: a tick has 100 of them.
      "kql_unixtime(\(operand: $0[0]) / 100, 1)"
    },
    .plain("datetime_local_to_utc", [.datetime, .string], .datetime, isNullable: true) {
      "kql_local_to_utc(\($0[0]), \($0[1]))"
    },
    .plain("datetime_utc_to_local", [.datetime, .string], .datetime, isNullable: true) {
      "kql_utc_to_local(\($0[0]), \($0[1]))"
    },
  ]

  private static func unix(_ name: String, _ ticks: Int64) -> ScalarFunction {
    .plain(name, [.integer], .datetime, isNullable: true) {
      "kql_unixtime(\($0[0]), \(ticks))"
    }
  }
}
