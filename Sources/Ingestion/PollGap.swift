// What a poll has missed because the server no longer keeps it.

internal import Indicators

enum PollGap {
  /// - Parameters:
  ///   - before: where this poll was to begin: the watermark of the last one; nil at a first poll.
  ///   - keeps: the earliest time whose objects the server still has.
  ///   - now: the poll's clock.
  /// - Returns: nil where nothing can have been missed.
  static func between(_ before: Timestamp?, keeps: Timestamp, now: Timestamp) -> String? {
    // Less than a minute is the time that a request takes.
    guard let before, keeps.ticks - before.ticks > 60 * Timestamp.ticksPerSecond else { return nil }
    return "last poll \(span(since: before, now)) ago, the server keeps \(span(since: keeps, now))"
  }

  /// What was missed since a watermark by a server that keeps so many days.
  static func since(_ watermark: String?, keepsDays: Int64?, now: Timestamp) -> String? {
    guard let watermark, let keepsDays else { return nil }
    return between(
      Timestamp(iso8601: watermark), keeps: now.adding(days: -keepsDays), now: now)
  }

  /// `3 days`, `5 hours`, `20 minutes`, rounded down.
  private static func span(since time: Timestamp, _ now: Timestamp) -> String {
    let seconds = max(0, now.ticks(since: time)) / Timestamp.ticksPerSecond
    let (count, word) =
      seconds >= 86_400
      ? (seconds / 86_400, "day")
      : seconds >= 3_600 ? (seconds / 3_600, "hour") : (seconds / 60, "minute")
    return "\(count) \(word)\(count == 1 ? "" : "s")"
  }
}
