// `picket ingest --watch`: polls what is due, sleeps until the next is, and so on until the run is to
// stop. What a poll is, is the caller's.

public import Configuration
public import Indicators
public import Warehouse

/// Keeps polling.
public struct PollLoop {
  private let clock: any PollClock
  /// When each source was looked at last, and how often it failed in a row since it last did not: a
  /// file that has not changed, and a database that is locked, leave no trace in the book of runs.
  private var looks: [String: (at: Timestamp, failures: Int)] = [:]

  /// The longest sleep: what may have changed meanwhile, such as `picket.yaml`, is seen after it.
  static let maximumSleep: Int64 = 15 * Timestamp.ticksPerSecond

  /// A loop by a clock, whose `stopped` ends it.
  public init(clock: any PollClock) { self.clock = clock }

  /// Polls until the clock says that the run is to stop.
  ///
  /// - Parameters:
  ///   - sources: asked for before each round.
  ///   - polls: the latest polls of a source, newest first.
  ///   - notBefore: when the rate limits allow its next request; nil for now.
  ///   - poll: polls a source; gives whether that went well.
  /// - Throws: what the closures throw, but `FeedError` of kind `stopped`.
  public mutating func run(
    sources: () throws -> [FeedSource],
    polls: (FeedSource) throws -> [PollHistory.Poll],
    notBefore: (FeedSource) -> Timestamp?,
    poll: (FeedSource, Timestamp) throws -> Bool
  ) throws {
    do {
      while true {
        let sources = try sources()
        for source in sources {
          try clock.checkStop()
          let now = clock.now
          guard try due(source, polls, notBefore, now: now) <= now else { continue }
          let failures = looks[source.name]?.failures ?? 0
          looks[source.name] = (now, failures + 1)
          if try poll(source, now) { looks[source.name] = (now, 0) }
        }
        try clock.checkStop()
        let now = clock.now
        let next = try sources.map { try due($0, polls, notBefore, now: now) }.min()
        let sleep = min(next?.ticks(since: now) ?? Self.maximumSleep, Self.maximumSleep)
        if sleep > 0 { try clock.wait(Duration(ticks: sleep)) }
      }
    } catch let error as FeedError where error.kind == .stopped {}
  }

  private func due(
    _ source: FeedSource, _ polls: (FeedSource) throws -> [PollHistory.Poll],
    _ notBefore: (FeedSource) -> Timestamp?, now: Timestamp
  ) throws -> Timestamp {
    let limit = notBefore(source) ?? now
    let due = max(limit, PollSchedule.due(source, polls: try polls(source), now: now))
    guard let look = looks[source.name], look.at <= now,
      look.failures > 0 || source.kind == .file
    else { return due }
    return max(due, look.at.adding(ticks: PollSchedule.wait(source, failures: look.failures)))
  }
}
