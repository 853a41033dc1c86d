// When a source is due.

import Configuration
import Indicators
import Testing
import Warehouse

@testable import Ingestion

@Suite struct PollScheduleTests {
  private let second = Timestamp.ticksPerSecond

  private func source(_ kind: FeedSource.Kind, interval: String? = nil) -> FeedSource {
    var source = FeedSource(name: "S", kind: kind, address: "x")
    source.writtenInterval = interval.flatMap { Lookback($0) }
    return source
  }

  /// Polls of the past, newest first: how many seconds ago each began.
  private func polls(_ ago: (Int64, PollHistory.Poll.Outcome)...) -> [PollHistory.Poll] {
    ago.map {
      PollHistory.Poll(startedAt: testDay.adding(ticks: -$0.0 * second), outcome: $0.1)
    }
  }

  /// Seconds from now.
  private func due(_ source: FeedSource, _ polls: [PollHistory.Poll]) -> Int64 {
    PollSchedule.due(source, polls: polls, now: testDay).ticks(since: testDay) / second
  }

  @Test func `a source that was never polled is due`() {
    for kind in FeedSource.Kind.allCases { #expect(due(source(kind), []) == 0) }
  }

  @Test func `after a good poll the interval counts from its start`() {
    #expect(due(source(.taxii), polls((600, .done))) == 3_000)
    #expect(due(source(.taxii), polls((3_600, .done))) == 0)
    #expect(due(source(.taxii), polls((9_999, .done))) == 0)
    #expect(due(source(.rest), polls((600, .done))) == 300)
    var pro = source(.rest)
    pro.writtenTier = .pro
    #expect(due(pro, polls((20, .done))) == 40)
    #expect(due(source(.taxii, interval: "2h"), polls((600, .done))) == 6_600)
  }

  @Test func `files are looked at always, unless an interval is written`() {
    #expect(due(source(.file), polls((1, .done))) == 0)
    #expect(due(source(.file, interval: "1h"), polls((600, .done))) == 3_000)
    #expect(due(source(.file), polls((10, .failed))) == 50)
  }

  @Test func `failures are tried again sooner, and less and less often`() {
    let taxii = source(.taxii)
    let bad = PollHistory.Poll(startedAt: testDay, outcome: .failed)
    let good = PollHistory.Poll(startedAt: testDay.adding(ticks: -1), outcome: .done)
    let waits = (1...9).map { due(taxii, Array(repeating: bad, count: $0) + [good]) }
    #expect(waits == [60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600])
    // One that was killed is a failure.
    #expect(due(taxii, polls((0, .running), (60, .done))) == 60)
    // What failed before the last good poll is forgotten.
    #expect(due(taxii, polls((0, .done), (60, .failed), (120, .failed))) == 3_600)
    // A source that is polled each minute is left alone longer while it fails.
    let quick = source(.rest, interval: "1m")
    #expect(
      (1...6).map { due(quick, Array(repeating: bad, count: $0)) } == [60, 120, 240, 480, 900, 900])
    #expect(due(taxii, Array(repeating: bad, count: 500)) == 3_600)
  }

  @Test func `a poll in the future tells nothing`() {
    #expect(due(source(.taxii), polls((-60, .done))) == 0)
  }
}
