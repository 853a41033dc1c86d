// Limits as people write them, and runs that pass them.

import Hunting
import SQLite
import Testing

@Suite struct RunLimitsTests {
  @Test(arguments: [
    ("500ms", Duration.milliseconds(500)), ("30s", .seconds(30)), ("5m", .seconds(300)),
    ("1h", .seconds(3_600)), ("1MS", .milliseconds(1)),
  ])
  func `a time has its unit`(text: String, duration: Duration) throws {
    #expect(TimeLimit(text)?.duration == duration)
  }

  @Test(arguments: [
    "", "5", "ms", "0ms", "0s", "-5s", "5 years", "1e3s", "99999999999999h", "5.5s",
  ])
  func `what is no time is none`(text: String) { #expect(TimeLimit(text) == nil) }

  @Test(arguments: [
    ("32MB", 32_000_000), ("2GB", 2_000_000_000), ("1gib", 1 << 30), ("64MiB", 64 << 20),
  ])
  func `an amount of memory has its unit`(text: String, bytes: Int64) {
    #expect(MemoryLimit(text)?.bytes == bytes)
  }

  @Test(arguments: [
    "", "5", "MB", "0MB", "5KB", "1.5GB", "-1GB", "999999999999GiB", "1000000000000MB",
  ])
  func `what is no amount is none`(text: String) { #expect(MemoryLimit(text) == nil) }

  private static let endless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"

  /// Runs an endless statement under a watch, and gives what stopped it.
  private func stopped(_ watch: RunWatch, _ sql: String = endless) throws -> RunStopped? {
    let connection = try Connection(path: ":memory:", mode: .create)
    watch.watch(connection)
    do {
      try watch.explaining {
        try watch.begin("sum")
        try connection.execute(sql)
      }
      return nil
    } catch let error as RunStopped {
      return error
    }
  }

  @Test func `a run that takes too long is stopped`() throws {
    let limits = RunLimits(time: TimeLimit("20ms"))
    let error = try #require(try stopped(RunWatch(limits: limits)))
    #expect(error.description.hasPrefix("sum: not done after 20ms: raise --timeout"))
  }

  @Test func `a run that its user stops says so`() throws {
    var questions = 0
    let watch = RunWatch {
      questions += 1
      return questions > 3
    }
    let error = try #require(try stopped(watch))
    #expect(error.description == "sum: stopped by Ctrl-C")
    // Whoever goes on with the next hunt is told the same.
    #expect(throws: RunStopped.self) { try watch.begin("next") }
  }

  @Test func `a run within its limits is left alone`() throws {
    let limits = RunLimits(time: TimeLimit("1h"), memory: MemoryLimit("900GB"))
    #expect(
      try stopped(
        RunWatch(limits: limits),
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
        SELECT sum(i) FROM n
        """) == nil)
  }
}
