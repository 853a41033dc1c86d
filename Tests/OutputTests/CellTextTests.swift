// Numbers, times and truth values as text: the forms that all formats share, and their limits.

import Testing

@testable import Output

@Suite struct CellTextTests {
  @Test(
    arguments: [
      (0, "0001-01-01T00:00:00.0000000Z"),
      (november5, "2018-11-05T00:00:00.0000000Z"),
      (november5 + 863_999_999_999, "2018-11-05T23:59:59.9999999Z"),
      (621_355_968_000_000_000, "1970-01-01T00:00:00.0000000Z"),
      (630_873_792_000_000_000, "2000-02-29T00:00:00.0000000Z"),
      (3_155_378_975_999_999_999, "9999-12-31T23:59:59.9999999Z"),
      (-1, "0000-12-31T23:59:59.9999999Z"),
      (Int64.max, "29228-09-14T02:48:05.4775807Z"),
      (Int64.min, "-29227-04-19T21:11:54.5224192Z"),
    ] as [(Int64, String)])
  func `a datetime has seven digits and any number of ticks has a text`(
    ticks: Int64, expected: String
  ) {
    #expect(CellText.text(.datetime(ticks)) == expected)
  }

  @Test(
    arguments: [
      (0, "00:00:00"), (10_000_000, "00:00:01"), (937_845_000_000, "1.02:03:04.5000000"),
      (-10_000_000, "-00:00:01"), (1, "00:00:00.0000001"), (864_000_000_000, "1.00:00:00"),
      (Int64.min, "-10675199.02:48:05.4775808"),
    ] as [(Int64, String)])
  func `a timespan shows days and a fraction only where it has them`(
    ticks: Int64, expected: String
  ) {
    #expect(CellText.text(.timespan(ticks)) == expected)
  }

  @Test(
    arguments: [
      (85.0, "85"), (-0.5, "-0.5"), (0.1, "0.1"), (1e300, "1e+300"),
      (.leastNonzeroMagnitude, "5e-324"),
      (.nan, "NaN"), (.infinity, "Infinity"), (-.infinity, "-Infinity"),
      (0.1 + 0.2, "0.30000000000000004"), (100_000, "100000"),
    ] as [(Double, String)])
  func `a real is the shortest text that reads back, whole ones without a fraction`(
    value: Double, expected: String
  ) {
    #expect(CellText.text(.real(value)) == expected)
  }

  @Test func `longs reach both ends`() {
    #expect(CellText.text(.long(.min)) == "-9223372036854775808")
    #expect(CellText.text(.long(.max)) == "9223372036854775807")
    #expect(CellText.text(.long(0)) == "0")
  }

  @Test func `a null is empty and a bool is lower case`() {
    #expect(CellText.text(.null) == "")
    #expect(CellText.text(.bool(true)) == "true")
    #expect(CellText.text(.bool(false)) == "false")
  }
}
