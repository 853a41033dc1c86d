// A clock that does not wait: a wait moves it on, and it stops the run at its end.

import Indicators
import Synchronization

@testable import Ingestion

final class TestClock: PollClock {
  private let state: Mutex<(now: Timestamp, waits: [Int64])>
  private let end: Timestamp

  /// - Parameter seconds: after how many the run is to stop.
  init(start: Timestamp = testDay, seconds: Int64 = .max / 100_000_000) {
    state = Mutex((start, []))
    end = start.adding(ticks: seconds * Timestamp.ticksPerSecond)
  }

  var now: Timestamp { state.withLock { $0.now } }
  /// The waits so far, in whole seconds.
  var waits: [Int64] { state.withLock { $0.waits } }

  /// Lets time pass outside of a wait.
  func pass(seconds: Int64) {
    state.withLock { $0.now = $0.now.adding(ticks: seconds * Timestamp.ticksPerSecond) }
  }

  func wait(_ duration: Duration) throws(FeedError) {
    let (seconds, attoseconds) = duration.components
    state.withLock {
      $0.now = $0.now.adding(
        ticks: seconds * Timestamp.ticksPerSecond + attoseconds / 100_000_000_000)
      $0.waits.append(seconds)
    }
    try checkStop()
  }

  func checkStop() throws(FeedError) {
    if now >= end { throw .stopped }
  }
}
