// Chunks looked through by several threads, and what they kept consumed in the content's order.
//
// Reading is under one lock, consuming under another; neither waits for a certain thread. Whoever
// finds that the next chunk in order is there consumes it, so that no thread stands idle while
// another is behind. Consuming is a matter of the few lines that are kept.

internal import Dispatch
internal import Glibc

/// Looks through a content.
final class OrderedSieve: @unchecked Sendable {
  // `reader` is used under `reading`; all else that changes, and `consume`, under `order` or by the
  // one thread that has set `isConsuming`.
  private let reader: ChunkReader
  private let consume: (KeptLines) throws -> Void
  private let reading = Gate()
  private let order = Gate()
  private var waiting: [Int: KeptLines] = [:]
  private var waitingSize = 0
  private var next = 0
  private var isConsuming = false
  private var isStopped = false
  private var failure: (any Error)?

  /// What may wait to be consumed; a thread that is ahead waits then.
  private static let maximumWaiting = 16 << 20
  /// Beyond four threads the reading is what takes the time (about 5 GB/s).
  private static let maximumThreads = 4

  /// - Parameter consume: takes what is kept of each chunk, in order, on any thread but one at a time.
  init(_ reader: ChunkReader, consume: @escaping (KeptLines) throws -> Void) {
    self.reader = reader
    self.consume = consume
  }

  /// Works to the content's end.
  ///
  /// - Parameter isParallel: false looks through one chunk after the other.
  /// - Throws: what `consume` throws.
  func run(isParallel: Bool) throws {
    let processors = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let threads = isParallel ? max(1, min(processors, Self.maximumThreads)) : 1
    DispatchQueue.concurrentPerform(iterations: threads) { _ in work() }
    if let failure { throw failure }
  }

  private func work() {
    let chunk = LineChunk()
    while !order.locked({ isStopped }), reading.locked({ reader.next(chunk) }) {
      deliver(chunk.sift(), chunk.number)
    }
  }

  private func deliver(_ kept: KeptLines, _ number: Int) {
    order.lock()
    defer { order.unlock() }
    // The next in order never waits: it is what the others wait for.
    while number != next, waitingSize > Self.maximumWaiting, !isStopped { order.wait() }
    waiting[number] = kept
    waitingSize += kept.size
    while !isConsuming, !isStopped, let first = waiting.removeValue(forKey: next) {
      isConsuming = true
      order.unlock()
      let goesOn = consumed(first)
      order.lock()
      isConsuming = false
      isStopped = !goesOn
      next += 1
      waitingSize -= first.size
      order.broadcast()
    }
  }

  private func consumed(_ kept: KeptLines) -> Bool {
    do {
      try consume(kept)
      return true
    } catch {
      failure = error
      return false
    }
  }
}

/// A lock with a condition to wait for.
private final class Gate {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>

  init() {
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func lock() { pthread_mutex_lock(mutex) }
  func unlock() { pthread_mutex_unlock(mutex) }
  func wait() { pthread_cond_wait(condition, mutex) }
  func broadcast() { pthread_cond_broadcast(condition) }

  func locked<Result>(_ body: () -> Result) -> Result {
    lock()
    defer { unlock() }
    return body()
  }
}
