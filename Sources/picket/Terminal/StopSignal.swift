// SIGTERM and SIGINT ask a run to stop where nothing is half done; a second one ends it at once, which
// loses the page that is on its way and nothing else.

import Dispatch
import Foundation
import Indicators
import Ingestion
import Synchronization

/// The machine's clock, whose waits a signal cuts short.
final class StopSignal: PollClock {
  private let count = Atomic(0)
  private let asked = DispatchSemaphore(value: 0)
  /// Set once, and used again only to be cancelled.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  /// Whether a signal came.
  var isAsked: Bool { count.load(ordering: .acquiring) > 0 }

  init() {
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    for (source, number) in zip(sources, [SIGTERM, SIGINT]) {
      source.setEventHandler { [weak self] in self?.take(number) }
      source.resume()
    }
  }

  /// Gives the signals back.
  func end() {
    for source in sources { source.cancel() }
    for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) }
  }

  private func take(_ number: Int32) {
    if count.add(1, ordering: .acquiringAndReleasing).newValue > 1 {
      // As a shell reports it. The signal itself, sent again, would come back here: Dispatch takes it.
      _exit(128 + number)
    }
    asked.signal()
  }

  var now: Timestamp { SystemClock().now }

  func wait(_ duration: Duration) throws(FeedError) {
    let (seconds, attoseconds) = duration.components
    let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    if !isAsked { _ = asked.wait(timeout: .now() + .nanoseconds(Int(max(nanoseconds, 0)))) }
    try checkStop()
  }

  func checkStop() throws(FeedError) {
    if isAsked { throw .stopped }
  }
}
