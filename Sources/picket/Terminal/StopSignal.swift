// SIGTERM and SIGINT ask a run to stop where nothing is half done; a second one ends it at once, which
// loses the page that is on its way and nothing else.

import Foundation
import Indicators
import Ingestion
import Synchronization

/// What the handler touches: no lock and no allocation, as signal-safety(7) asks.
private enum AskedStops {
  static let count = Atomic(0)
  /// Posted by each signal, so that a wait ends.
  nonisolated(unsafe) static let posted: UnsafeMutablePointer<sem_t> = {
    let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
    return semaphore
  }()

  static func take(_ number: Int32) {
    // As a shell reports a program that a signal ended.
    if count.add(1, ordering: .acquiringAndReleasing).newValue > 1 { _exit(128 + number) }
    sem_post(posted)
  }
}

/// The machine's clock, whose waits a signal cuts short. One is made for each process.
final class StopSignal: PollClock {
  private static let numbers = [SIGTERM, SIGINT]

  /// Whether a signal came.
  var isAsked: Bool { AskedStops.count.load(ordering: .acquiring) > 0 }

  init() {
    // Here, and so not in the handler, both are made.
    AskedStops.count.store(0, ordering: .releasing)
    _ = AskedStops.posted
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { AskedStops.take($0) }
    // What is being read or written when it comes goes on.
    action.sa_flags = SA_RESTART
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in Self.numbers {
      sigaction(number, &action, nil)
      sigaddset(&signals, number)
    }
    // Some parents start their children with signals blocked, as the threads of a pool are.
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Gives the signals back.
  func end() {
    for number in Self.numbers { signal(number, SIG_DFL) }
  }

  var now: Timestamp { SystemClock().now }

  func wait(_ duration: Duration) throws(FeedError) {
    let (seconds, attoseconds) = max(duration, .zero).components
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    let nanoseconds = end.tv_nsec + Int(attoseconds / 1_000_000_000)
    end.tv_sec += Int(seconds) + nanoseconds / 1_000_000_000
    end.tv_nsec = nanoseconds % 1_000_000_000
    // A signal of another kind may end it early: EINTR.
    while !isAsked, sem_timedwait(AskedStops.posted, &end) != 0, errno == EINTR {}
    try checkStop()
  }

  func checkStop() throws(FeedError) {
    if isAsked { throw .stopped }
  }
}
