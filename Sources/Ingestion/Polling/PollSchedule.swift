// When a source is to be polled again. Pure.

public import Configuration
public import Indicators
public import Warehouse

/// The rule by which polls are due.
public enum PollSchedule {
  /// How soon a poll that failed is tried again, in ticks; doubled with each failure in a row.
  static let retry = 60 * Timestamp.ticksPerSecond
  /// Where that ends for sources whose interval is shorter, in ticks.
  static let longestRetry = 15 * 60 * Timestamp.ticksPerSecond

  /// When a source is due: `now` where that has passed, or where it was never polled.
  ///
  /// A poll that came to its end is followed after the source's interval, from its start. One that
  /// failed or was killed is tried again after a minute, then two, four …, at most the interval,
  /// or 15 minutes where that is shorter.
  /// A file source is due always, unless its interval is written: its files are only looked at.
  ///
  /// - Parameter polls: of the source, newest first.
  public static func due(
    _ source: FeedSource, polls: [PollHistory.Poll], now: Timestamp
  ) -> Timestamp {
    // What lies in the future was written by a clock that was wrong: nothing is told from it.
    guard let last = polls.first, last.startedAt <= now else { return now }
    let failures = polls.prefix { $0.outcome != .done }.count
    if failures == 0, source.kind == .file, source.writtenInterval == nil { return now }
    return max(now, last.startedAt.adding(ticks: wait(source, failures: failures)))
  }

  /// From the start of a poll to that of the next, in ticks.
  static func wait(_ source: FeedSource, failures: Int) -> Int64 {
    guard failures > 0 else { return source.interval }
    return min(max(source.interval, longestRetry), retry << min(failures - 1, 20))
  }
}
