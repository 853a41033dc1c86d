// What the line of an import's progress tells: bytes, rows, rows a second, time left.

import Testing

@testable import Logs
@testable import picket

struct `an import's progress` {
  private func text(
    rows: Int = 500_000, content: Int64 = 90_000_000, read: Int64 = 25_000_000, size: Int64?,
    seconds: Double
  ) -> String {
    ImportProgressLine.text(
      rows: rows, place: ReadPlace(content: content, read: read, size: size), seconds: seconds)
  }

  @Test func `a file tells its share and the time that is left`() {
    #expect(
      text(size: 100_000_000, seconds: 10)
        == "25 MB of 100 MB, 25 %  500000 rows  50000 rows/s  30 s left")
    #expect(
      text(size: 100_000_000, seconds: 100)
        == "25 MB of 100 MB, 25 %  500000 rows  5000 rows/s  5 min left")
  }

  @Test func `a pipe tells what came, and no time`() {
    #expect(text(size: nil, seconds: 10) == "90 MB  500000 rows  50000 rows/s")
  }

  @Test func `at its beginning there is no rate, at its end and after nothing is left`() {
    #expect(text(rows: 0, read: 0, size: 100_000_000, seconds: 0) == "0 MB of 100 MB, 0 %  0 rows")
    #expect(
      text(read: 100_000_000, size: 100_000_000, seconds: 10)
        == "100 MB of 100 MB, 100 %  500000 rows  50000 rows/s")
    // A file that grew after its size was taken.
    #expect(
      text(read: 120_000_000, size: 100_000_000, seconds: 10)
        == "120 MB of 100 MB, 100 %  500000 rows  50000 rows/s")
  }
}
