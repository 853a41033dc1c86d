// Times: zones, periods at a distance that is no constant, forms of dates, formats.

import KQL
import SQLite
import Testing

@Suite struct TimeFunctionTests {
  @Test(arguments: [
    ("datetime_local_to_utc(datetime(2020-02-02 20:02:20), 'US/Pacific')", "2020-02-03T04:02:20"),
    ("datetime_local_to_utc(datetime(2020-02-02 20:02:20), 'Europe/Paris')", "2020-02-02T19:02:20"),
    ("datetime_local_to_utc(datetime(2022-03-27 02:00), 'Europe/Brussels')", "2022-03-27T00:00:00"),
    ("datetime_local_to_utc(datetime(2022-03-27 03:00), 'Europe/Brussels')", "2022-03-27T01:00:00"),
    (
      "datetime_utc_to_local(datetime(2022-07-01 12:00), 'America/New_York')", "2022-07-01T08:00:00"
    ),
    ("datetime_utc_to_local(datetime(1850-07-01), 'UTC')", "1850-07-01T00:00:00"),
    ("startofmonth(datetime(2017-01-31 10:10:17), toint('1'))", "2017-02-01T00:00:00"),
    ("startofweek(datetime(2017-01-01 10:10:17), toint('-1'))", "2016-12-25T00:00:00"),
    ("endofday(datetime(2017-01-01 10:10:17), toint('-1'))", "2016-12-31T23:59:59"),
    ("endofmonth(datetime(2024-01-31), toint('1'))", "2024-02-29T23:59:59"),
    ("endofyear(datetime(2017-01-01), toint('1'))", "2018-12-31T23:59:59"),
    ("datetime(2025, 6, 14)", "2025-06-14T00:00:00"),
    ("datetime(12-02-2022)", "2022-12-02T00:00:00"),
    ("todatetime('12-02-2022')", "2022-12-02T00:00:00"), ("todatetime(0)", "0001-01-01T00:00:00"),
    ("unixtime_nanoseconds_todatetime(1546300800000000000)", "2019-01-01T00:00:00"),
  ])
  func `datetimes`(expression: String, expected: String) throws {
    let value = try #require(try text("tostring(\(expression))"))
    #expect(value.hasPrefix(expected))
  }

  @Test(arguments: [
    ("format_datetime(datetime(2007-03-09 05:04:03), 'dddd, MMMM d, yyyy')", "0909, 0303 9, 2007"),
    ("format_datetime(datetime(2007-03-09 05:04:03), 'ddd MMM')", "099 033"),
    ("format_timespan(time(12.03:04:05), 'd hh:mm')", "12 03:04"),
    ("tostring(totimespan(864000000000))", "1.00:00:00"),
    ("tostring(degrees(pi() * 1.5))", "270.0"), ("tostring(gamma(5))", "24.0"),
    ("tostring(round(atan2(-1, 0), 4))", "-1.5708"), ("tostring(round(erfc(2), 8))", "0.00467773"),
    ("tostring(round(beta_inv(0.1, 10.0, 20.0), 12))", "0.226415022389"),
    ("tostring(round(beta_cdf(beta_inv(0.3, 2.0, 5.0), 2.0, 5.0), 9))", "0.3"),
    ("tostring(beta_inv(0.1, -1.0, 20.0))", "NaN"), ("tostring(beta_inv(1.5, 1.0, 2.0))", ""),
    ("tostring(round(convert_angle(1.2, 'Degree', 'Arcminute'), 9))", "72.0"),
    ("tostring(round(convert_temperature(1.2, 'Kelvin', 'DegreeCelsius'), 2))", "-271.95"),
    ("tostring(round(convert_length(1.2, 'Meter', 'Foot'), 9))", "3.937007874"),
  ])
  func `texts`(expression: String, expected: String) throws {
    #expect(try text(expression) == expected)
  }

  @Test func `a local time that comes twice, and a zone that is none, are errors`() throws {
    for expression in [
      "datetime_local_to_utc(datetime(2022-10-30 02:30), 'Europe/Brussels')",
      "datetime_local_to_utc(datetime(2022-10-30), 'Europe/Atlantis')",
      "datetime_utc_to_local(datetime(2022-10-30), '../../../etc/passwd')",
    ] {
      #expect(throws: SQLiteError.self, "\(expression)") { try evaluated(expression) }
    }
    #expect(throws: KQLDiagnostics.self) { try evaluated("convert_length(1, 'Meter', 'Ell')") }
  }

  @Test func `ingestion_time is null where no table keeps it`() throws {
    #expect(try evaluated("ingestion_time()") == .null)
    let names = try QueryRunner().rows("print x = column_names_of(print a = 1, b = 2)")
    #expect(names.rows == [[.text("[\"a\",\"b\"]")]])
  }

  @Test func `random values differ from row to row`() throws {
    let rows = try QueryRunner().rows(
      "range i from 1 to 50 step 1 | extend g = new_guid(), r = rand(), n = rand(10)")
    #expect(Set(rows.rows.compactMap { "\($0[1])" }).count == 50)
    for row in rows.rows {
      guard case .text(let guid) = row[1], case .real(let fraction) = row[2],
        case .real(let number) = row[3]
      else {
        Issue.record("\(row)")
        continue
      }
      #expect(guid.count == 36 && Array(guid)[14] == "4")
      #expect((0..<1).contains(fraction) && (0..<10).contains(number))
    }
  }
}
