// Timestamps: reading every form that feeds and logs use, writing, range and arithmetic.

import Indicators
import Testing

@Suite struct TimestampTests {
  /// 2018-11-05T00:00:00Z, checked with `date -u -d 2018-11-05 +%s` = 1541376000.
  static let november: Int64 = (1_541_376_000 + 62_135_596_800) * 10_000_000

  @Test(arguments: [
    ("2018-11-05", "2018-11-05T00:00:00.0000000Z"),
    ("2018-11-05T00:00:00Z", "2018-11-05T00:00:00.0000000Z"),
    ("2018-11-05t00:00:00z", "2018-11-05T00:00:00.0000000Z"),
    ("2018-11-05 07:08:09", "2018-11-05T07:08:09.0000000Z"),
    ("2018-11-05 07:08", "2018-11-05T07:08:00.0000000Z"),
    ("2018-11-05T07:08:09.1Z", "2018-11-05T07:08:09.1000000Z"),
    ("2018-11-05T07:08:09.123456Z", "2018-11-05T07:08:09.1234560Z"),
    ("2018-11-05T07:08:09.1234567Z", "2018-11-05T07:08:09.1234567Z"),
    ("2018-11-05T07:08:09.123456789999Z", "2018-11-05T07:08:09.1234567Z"),
    ("2018-11-05T07:08:09,5Z", "2018-11-05T07:08:09.5000000Z"),
    ("2018-11-05T07:08:09+00:00", "2018-11-05T07:08:09.0000000Z"),
    ("2018-11-05T07:08:09+0000", "2018-11-05T07:08:09.0000000Z"),
    ("2018-11-05T07:08:09-05", "2018-11-05T12:08:09.0000000Z"),
    ("2018-11-05T07:08:09.25+05:30", "2018-11-05T01:38:09.2500000Z"),
    ("2018-11-05T00:30:00+0100", "2018-11-04T23:30:00.0000000Z"),
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.0000000Z"),
    ("2024-02-29T12:00:00Z", "2024-02-29T12:00:00.0000000Z"),
    ("2000-02-29", "2000-02-29T00:00:00.0000000Z"),
    ("  2018-11-05T00:00:00Z\n", "2018-11-05T00:00:00.0000000Z"),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z"),
    ("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z"),
  ])
  func `an ISO 8601 text names one instant`(text: String, kusto: String) {
    #expect(Timestamp(iso8601: text)?.kusto == kusto)
  }

  @Test(arguments: [
    "", " ", "2018", "2018-11", "2018-1-5", "11/05/2018", "2018-13-01", "2018-00-01", "2018-02-30",
    "1900-02-29", "2018-11-05T", "2018-11-05T7:08:09", "2018-11-05T24:00:00Z",
    "2018-11-05T23:60:00Z", "2018-11-05T23:59:61Z", "2018-11-05T23:59:59.Z", "2018-11-05Tnoon",
    "2018-11-05T00:00:00+24:00", "2018-11-05T00:00:00+", "2018-11-05T00:00:00 UTC",
    "2018-11-05T00:00:00Z0", "0000-12-31T00:00:00Z", "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:60Z", "9999-12-31T23:59:59-00:01", "+2018-11-05", "2018-11-05T00:00:00.12é",
    "not-a-timestamp",
  ])
  func `what is no instant between the years 1 and 9999 is nil`(text: String) {
    #expect(Timestamp(iso8601: text) == nil)
  }

  @Test(arguments: [
    ("1521911721.255387", "2018-03-24T17:15:21.2553870Z"),
    ("1521911721", "2018-03-24T17:15:21.0000000Z"),
    ("0", "1970-01-01T00:00:00.0000000Z"),
    ("0.00000019", "1970-01-01T00:00:00.0000001Z"),
    ("-1", "1969-12-31T23:59:59.0000000Z"),
    ("-0.00000001", "1969-12-31T23:59:59.9999999Z"),
    ("1591367999.3059881", "2020-06-05T14:39:59.3059881Z"),
  ])
  func `Unix seconds are read to the tick and rounded down`(text: String, kusto: String) {
    #expect(Timestamp(unixSecondsText: text)?.kusto == kusto)
  }

  @Test(arguments: [
    "", "-", ".", "1.", ".5", "1e9", "1521911721.25-", " 1", "999999999999", "9223372036854775807",
    "99999999999999999999999999", "-62135596801", "1521911721,2",
  ])
  func `what is no Unix time in range is nil`(text: String) {
    #expect(Timestamp(unixSecondsText: text) == nil)
  }

  @Test func `milliseconds are whole numbers`() {
    #expect(
      Timestamp(unixMillisecondsText: "1521911721255")?.kusto == "2018-03-24T17:15:21.2550000Z")
    #expect(Timestamp(unixMillisecondsText: "-1")?.kusto == "1969-12-31T23:59:59.9990000Z")
    #expect(Timestamp(unixMillisecondsText: "1.5") == nil)
    #expect(Timestamp(unixMillisecondsText: "999999999999999999") == nil)
    #expect(Timestamp(unixMilliseconds: .max) == nil)
    #expect(Timestamp(unixMilliseconds: .min) == nil)
  }

  @Test func `ticks count from the year 1`() {
    #expect(Timestamp(iso8601: "2018-11-05")?.ticks == Self.november)
    #expect(Timestamp.unixEpoch.ticks == 621_355_968_000_000_000)
    #expect(Timestamp.max.kusto == "9999-12-31T23:59:59.9999999Z")
    #expect(Timestamp.min.kusto == "0001-01-01T00:00:00.0000000Z")
    #expect(Timestamp(ticks: -1) == nil)
    #expect(Timestamp(ticks: 3_155_378_976_000_000_000) == nil)
    #expect(Timestamp(unixSeconds: .max) == nil)
    #expect(Timestamp(unixSeconds: .min, fraction: .min) == nil)
    #expect(Timestamp(unixSeconds: 1_541_376_000)?.ticks == Self.november)
    #expect(Timestamp(unixSeconds: 1_541_376_000)?.unixSeconds == 1_541_376_000)
    #expect(Timestamp(unixSeconds: -5, fraction: 3)?.unixSeconds == -5)
  }

  @Test func `the TAXII form has six digits and is never later`() throws {
    let instant = try #require(Timestamp(iso8601: "2018-11-05T00:00:00.9999999Z"))
    #expect(instant.taxii == "2018-11-05T00:00:00.999999Z")
    #expect(instant.kusto == "2018-11-05T00:00:00.9999999Z")
    #expect("\(instant)" == "2018-11-05T00:00:00.9999999Z")
  }

  @Test func `writing needs 28 bytes`() throws {
    let instant = try #require(Timestamp(iso8601: "2018-11-05"))
    withUnsafeTemporaryAllocation(byteCount: 28, alignment: 1) { buffer in
      #expect(instant.writeKusto(into: buffer) == 28)
      #expect(String(decoding: buffer, as: UTF8.self) == "2018-11-05T00:00:00.0000000Z")
      let short = UnsafeMutableRawBufferPointer(rebasing: buffer[..<27])
      #expect(instant.writeKusto(into: short) == nil)
    }
  }

  @Test func `adding stays within the range`() throws {
    let instant = try #require(Timestamp(iso8601: "2018-11-05"))
    #expect(instant.adding(days: 30).kusto == "2018-12-05T00:00:00.0000000Z")
    #expect(instant.adding(days: -5).kusto == "2018-10-31T00:00:00.0000000Z")
    #expect(instant.adding(days: .max) == .max)
    #expect(instant.adding(days: .min) == .min)
    #expect(instant.adding(ticks: .max) == .max)
    #expect(instant.adding(ticks: .min) == .min)
    #expect(instant.adding(ticks: 1).ticks(since: instant) == 1)
    #expect(instant < instant.adding(ticks: 1))
  }

  @Test func `every day of four centuries is written and read back`() throws {
    let first = try #require(Timestamp(iso8601: "1799-12-31"))
    var previous = first.kusto
    for day in Int64(1)...146_100 {
      let instant = first.adding(days: day)
      let text = instant.kusto
      #expect(text > previous)
      guard Timestamp(iso8601: text) == instant else {
        Issue.record("\(text) does not round-trip")
        return
      }
      previous = text
    }
    #expect(previous == "2200-01-03T00:00:00.0000000Z")
  }
}

@Suite struct LookbackTests {
  @Test(arguments: [
    ("30d", Int64(25_920_000_000_000)), ("12h", 432_000_000_000), ("15m", 9_000_000_000),
    ("90s", 900_000_000), ("2w", 12_096_000_000_000), (" 7D ", 6_048_000_000_000), ("0d", 0),
  ])
  func `a number and a unit are a span`(text: String, ticks: Int64) {
    #expect(Lookback(text)?.ticks == ticks)
  }

  @Test(arguments: ["", "d", "30", "-1d", "1.5h", "30 d", "30y", "30dd", "9999999999w", "é"])
  func `anything else is nil`(text: String) {
    #expect(Lookback(text) == nil)
  }

  @Test func `looking back stops at the year 1`() throws {
    let now = try #require(Timestamp(iso8601: "2018-11-05T12:00:00Z"))
    #expect(Lookback("2w")?.before(now).kusto == "2018-10-22T12:00:00.0000000Z")
    #expect(Lookback("3000000d")?.before(now) == .min)
    #expect(Lookback(" 30d ")?.description == "30d")
  }
}
