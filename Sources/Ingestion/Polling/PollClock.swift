// Time as ingestion sees it: a clock, waits that can be cut short, and the question whether the run is
// to stop. Tests bring one that does not wait.

internal import Glibc
public import Indicators
// Where the compiler finds `timespec` in a module that calls glob(3).
internal import SwiftOverlayShims

/// A clock that a run waits by.
public protocol PollClock: Sendable {
  /// The time of the machine.
  var now: Timestamp { get }
  /// Waits.
  ///
  /// - Throws: `FeedError` of kind `stopped` as soon as the run is to stop.
  func wait(_ duration: Duration) throws(FeedError)
  /// Asked before each request.
  ///
  /// - Throws: `FeedError` of kind `stopped` where the run is to stop.
  func checkStop() throws(FeedError)
}

/// The machine's clock, for runs that nothing stops.
public struct SystemClock: PollClock {
  /// The machine's clock.
  public init() {}

  /// The time to the tick.
  public var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(unixSeconds: Int64(time.tv_sec), fraction: Int64(time.tv_nsec / 100))
      ?? .unixEpoch
  }

  /// Sleeps to the end.
  public func wait(_ duration: Duration) throws(FeedError) {
    let (seconds, attoseconds) = duration.components
    var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    var rest = timespec()
    while nanosleep(&time, &rest) != 0, errno == EINTR { time = rest }
  }

  /// Never throws.
  public func checkStop() throws(FeedError) {}
}

extension FeedError {
  /// A run that was asked to stop, between two requests.
  public static let stopped = FeedError(
    .stopped, "stopped between pages", advice: "the next poll goes on")
}

extension Duration {
  /// Ticks of 100 ns as a duration.
  public init(ticks: Int64) { self = .nanoseconds(100) * ticks }
}
