// Times as logs write them, and zones.

import Testing

@testable import Indicators
@testable import Logs

struct `times of logs` {
  // 2026-03-10T12:00:00Z
  private let reference = Timestamp(clamping: 639_087_408_000_000_000)

  private func clock(_ zone: String? = nil) -> LogClock {
    LogClock(zone: zone.flatMap { TimeZoneRules(named: $0) }, reference: reference)
  }

  private func read(
    _ text: String, _ zone: String? = nil, _ body: (FieldBytes, LogClock) -> Timestamp?
  ) -> String? {
    var text = text
    let clock = clock(zone)
    return text.withUTF8 { body(FieldBytes($0), clock) }.map { $0.kusto }
  }

  private func syslog(_ text: String, _ zone: String? = nil) -> String? {
    read(text, zone) { bytes, clock in
      var cursor = LineCursor(bytes)
      return WrittenTime.syslog(&cursor, clock)
    }
  }

  @Test func `syslog's stamps get the last year that fits the file`() {
    #expect(syslog("Mar  9 08:00:00 host") == "2026-03-09T08:00:00.0000000Z")
    #expect(syslog("Mar 11 11:59:59 host") == "2026-03-11T11:59:59.0000000Z")
    #expect(syslog("Mar 11 12:00:01 host") == "2025-03-11T12:00:01.0000000Z")
    #expect(syslog("Dec 31 23:59:59 host") == "2025-12-31T23:59:59.0000000Z")
    #expect(syslog("Feb 29 00:00:00 host") == "2024-02-29T00:00:00.0000000Z")
    #expect(syslog("Jun 25 2020 10:22:01 x") == "2020-06-25T10:22:01.0000000Z")
    #expect(syslog("Jun 25 10:22:01.123456 x") == "2025-06-25T10:22:01.1234560Z")
    #expect(syslog("Jux 25 10:22:01") == nil)
    #expect(syslog("Jun 31 10:22:01") == nil)
    #expect(syslog("Jun 25 25:22:01") == nil)
    #expect(syslog("") == nil)
  }

  @Test(arguments: [
    ("2018/11/30 16:09:07", "2018-11-30T16:09:07.0000000Z"),
    ("18-May-2021 16:34:13.003", "2021-05-18T16:34:13.0030000Z"),
    ("13.01.2026 23:00:16", "2026-01-13T23:00:16.0000000Z"),
    ("7/15/2015 11:59:59 PM", "2015-07-15T23:59:59.0000000Z"),
    ("10/15/2020, 6:38:45.828 PM", "2020-10-15T18:38:45.8280000Z"),
    ("12/1/2020 12:00:00 AM", "2020-12-01T00:00:00.0000000Z"),
    ("2025-11-21 19:45:18.0766240", "2025-11-21T19:45:18.0766240Z"),
    ("15/7/2015 23:00", "2015-07-15T23:00:00.0000000Z"),
    ("13/13/2015 23:00", nil), ("1/2/2015 13:00 PM", nil), ("1/2/2015", nil), ("99", nil),
    ("7/15/2015 11:59:59 PM and more", nil),
  ])
  func `dates of other locales`(text: String, expected: String?) {
    #expect(read(text) { WrittenTime.date($0, $1) } == expected)
  }

  @Test func `a date that can only be day first tells the order of those after it`() {
    let clock = clock()
    func date(_ text: String) -> String? {
      var text = text
      return text.withUTF8 { WrittenTime.date(FieldBytes($0), clock) }?.kusto
    }
    #expect(date("13/2/2020 00:00") == "2020-02-13T00:00:00.0000000Z")
    #expect(date("3/2/2020 00:00") == "2020-02-03T00:00:00.0000000Z")
  }

  @Test(arguments: [
    ("1587230049", "2020-04-18T17:14:09.0000000Z"),
    ("1587230049.5", "2020-04-18T17:14:09.5000000Z"),
    ("1587230049761", "2020-04-18T17:14:09.7610000Z"),
    ("1587230049761513", "2020-04-18T17:14:09.7615130Z"),
    ("1587230049761513222", "2020-04-18T17:14:09.7615132Z"), ("x", nil), ("", nil),
    ("99999999999999999999", nil),
  ])
  func `Unix time in seconds to nanoseconds is told by its size`(text: String, expected: String?) {
    #expect(read(text) { $1.unix($0) } == expected)
  }

  @Test(arguments: [
    ("Europe/Berlin", "2026-01-15T12:00:00", "2026-01-15T11:00:00.0000000Z"),
    ("Europe/Berlin", "2026-07-15T12:00:00", "2026-07-15T10:00:00.0000000Z"),
    // After the last transition that the zone file lists: by the rule.
    ("Europe/Berlin", "2090-07-15T12:00:00", "2090-07-15T10:00:00.0000000Z"),
    ("America/New_York", "2026-03-08T01:30:00", "2026-03-08T06:30:00.0000000Z"),
    ("America/New_York", "2026-03-08T03:30:00", "2026-03-08T07:30:00.0000000Z"),
    ("America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00.0000000Z"),
    ("America/New_York", "2026-11-01T02:30:00", "2026-11-01T07:30:00.0000000Z"),
    // The day on which an hour is missing, and the day on which one comes twice, east of Greenwich.
    ("Europe/Berlin", "2026-03-29T01:30:00", "2026-03-29T00:30:00.0000000Z"),
    ("Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:30:00.0000000Z"),
    ("Europe/Berlin", "2026-03-29T03:30:00", "2026-03-29T01:30:00.0000000Z"),
    ("Europe/Berlin", "2026-10-25T01:30:00", "2026-10-24T23:30:00.0000000Z"),
    ("Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00.0000000Z"),
    ("Europe/Berlin", "2026-10-25T03:30:00", "2026-10-25T02:30:00.0000000Z"),
    ("Australia/Sydney", "2026-04-05T02:30:00", "2026-04-04T15:30:00.0000000Z"),
    ("Australia/Sydney", "2026-10-04T01:30:00", "2026-10-03T15:30:00.0000000Z"),
    ("Australia/Sydney", "2099-01-15T12:00:00", "2099-01-15T01:00:00.0000000Z"),
    ("Asia/Kolkata", "2026-07-15T12:00:00", "2026-07-15T06:30:00.0000000Z"),
    ("+05:45", "2026-07-15T12:00:00", "2026-07-15T06:15:00.0000000Z"),
    ("-0330", "2026-07-15T12:00:00", "2026-07-15T15:30:00.0000000Z"),
    ("UTC", "2026-07-15T12:00:00", "2026-07-15T12:00:00.0000000Z"),
  ])
  func `a wall clock's time by its zone`(zone: String, text: String, expected: String) throws {
    // Where the machine has no zone files a name is refused: nothing to read then.
    guard
      zone.first?.isLetter != true || zone == "UTC" || TimeZoneRules(named: "Europe/Berlin") != nil
    else { return }
    #expect(TimeZoneRules(named: zone) != nil)
    #expect(read(text, zone) { $1.iso8601($0) } == expected)
    // A stamp that names its zone keeps it.
    #expect(
      read("2026-07-15T12:00:00+0200", zone) { $1.iso8601($0) } == "2026-07-15T10:00:00.0000000Z")
  }

  @Test(arguments: ["", "../etc/passwd", "/etc/passwd", "Mars/Phobos", "+99:00", "Europe/", "a b"])
  func `a zone that is none`(name: String) {
    #expect(TimeZoneRules(named: name) == nil)
  }

  @Test func `zone files that are none`() {
    #expect(TimeZoneRules(tzif: []) == nil)
    #expect(TimeZoneRules(tzif: Array("TZif2".utf8)) == nil)
    #expect(TimeZoneRules(tzif: Array("TZif2".utf8) + [UInt8](repeating: 0xff, count: 200)) == nil)
  }

  @Test func `UTC that was assumed is told, one that was said is not`() {
    let assumed = clock()
    _ = assumed.instant((2026, 1, 1), 0)
    #expect(assumed.note == "its times name no zone: taken as UTC (--tz names another)")
    let said = clock("UTC")
    _ = said.instant((2026, 1, 1), 0)
    #expect(said.note == "")
  }
}
