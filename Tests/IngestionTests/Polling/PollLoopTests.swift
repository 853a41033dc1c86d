// `--watch`, by a clock that does not wait.

import Configuration
import Indicators
import Testing
import Warehouse

@testable import Ingestion

@Suite struct PollLoopTests {
  private let second = Timestamp.ticksPerSecond

  private func source(_ name: String, _ kind: FeedSource.Kind, interval: String) -> FeedSource {
    var source = FeedSource(name: name, kind: kind, address: "x")
    source.writtenInterval = Lookback(interval)
    return source
  }

  /// What a loop did: the seconds at which each source was polled.
  private final class Book {
    var polls: [String: [PollHistory.Poll]] = [:]
    var log: [String] = []
  }

  /// Runs a loop for some seconds.
  ///
  /// - Parameters:
  ///   - isWritten: whether polls are in the book of runs.
  ///   - poll: how a poll ends.
  private func run(
    seconds: Int64, sources: @escaping (Int64) -> [FeedSource], isWritten: Bool = true,
    notBefore: @escaping (FeedSource) -> Int64? = { _ in nil },
    poll: @escaping (FeedSource, Int64) throws -> Bool = { _, _ in true }
  ) throws -> (log: [String], clock: TestClock) {
    let clock = TestClock(seconds: seconds)
    let book = Book()
    let elapsed = { clock.now.ticks(since: testDay) / Timestamp.ticksPerSecond }
    var loop = PollLoop(clock: clock)
    try loop.run(
      sources: { sources(elapsed()) }, polls: { book.polls[$0.name] ?? [] },
      notBefore: { source in
        notBefore(source).map { testDay.adding(ticks: $0 * Timestamp.ticksPerSecond) }
      },
      poll: { source, now in
        book.log.append("\(source.name) \(elapsed())")
        let isGood = try poll(source, elapsed())
        let entry = PollHistory.Poll(startedAt: now, outcome: isGood ? .done : .failed)
        if isWritten { book.polls[source.name, default: []].insert(entry, at: 0) }
        return isGood
      })
    return (book.log, clock)
  }

  @Test func `each source is polled when it is due, and slept for in between`() throws {
    let sources = [source("a", .rest, interval: "1m"), source("b", .rest, interval: "100s")]
    let (log, clock) = try run(seconds: 200, sources: { _ in sources })
    #expect(log == ["a 0", "b 0", "a 60", "b 100", "a 120", "a 180"])
    #expect(clock.waits.allSatisfy { (1...15).contains($0) })
    #expect(clock.waits.count <= 200 / 15 + 8)
  }

  @Test func `a failure is tried again in one, two, four minutes`() throws {
    let sources = [source("a", .taxii, interval: "1h")]
    for isWritten in [true, false] {
      let (log, _) = try run(
        seconds: 1_000, sources: { _ in sources }, isWritten: isWritten, poll: { _, _ in false })
      #expect(log == ["a 0", "a 60", "a 180", "a 420", "a 900"])
    }
  }

  @Test func `files leave no trace where they have not changed, and are not looked at at once`()
    throws
  {
    let sources = [FeedSource(name: "f", kind: .file, address: "x")]
    let (log, _) = try run(seconds: 150, sources: { _ in sources }, isWritten: false)
    #expect(log == ["f 0", "f 60", "f 120"])
  }

  @Test func `a rate limit puts a poll off`() throws {
    let sources = [source("a", .rest, interval: "10s"), source("b", .rest, interval: "50s")]
    let (log, _) = try run(
      seconds: 60, sources: { _ in sources }, notBefore: { $0.name == "a" ? 42 : nil })
    #expect(log == ["b 0", "a 42", "b 50", "a 52"])
  }

  @Test func `sources may come and go`() throws {
    let a = source("a", .rest, interval: "30s")
    let b = source("b", .rest, interval: "30s")
    let (log, _) = try run(seconds: 100, sources: { $0 < 40 ? [a] : $0 < 70 ? [a, b] : [] })
    #expect(log == ["a 0", "a 30", "b 45", "a 60"])
  }

  @Test func `a loop without sources sleeps until it is stopped`() throws {
    let (log, clock) = try run(seconds: 60, sources: { _ in [] })
    #expect(log == [])
    #expect(clock.waits == [15, 15, 15, 15])
  }

  @Test func `a stop in the middle of a poll ends the loop, another error is thrown`() throws {
    let sources = [source("a", .rest, interval: "30s"), source("b", .rest, interval: "30s")]
    let (log, _) = try run(
      seconds: 100, sources: { _ in sources }, poll: { _, _ in throw FeedError.stopped })
    #expect(log == ["a 0"])
    #expect(throws: FeedFileError.self) {
      try run(
        seconds: 100, sources: { _ in sources },
        poll: { _, _ in throw FeedFileError(path: "x", reason: "y") })
    }
  }
}
