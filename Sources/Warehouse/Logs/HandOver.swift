// One thread that works on what another gives it, one piece at a time: the import reads and parses
// on its own thread while the run before is written on this one. Nothing queues up: who gives a
// piece waits until the one before it is done, which is what bounds the memory of an import.

internal import Glibc

/// A thread with a place for one piece of work.
///
/// What is given away belongs to the thread: the giver must not touch it again. The mutex orders what
/// the one wrote before what the other reads.
final class HandOver<Work>: @unchecked Sendable {
  /// Does the work; made on the thread, and used there alone.
  typealias Worker = (Work) throws -> Void

  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  // Under the mutex:
  private var work: Work?
  private var isWorking = false
  private var isClosed = false
  private var failure: (any Error)?
  // The giver's:
  private var thread: pthread_t?
  private let makeWorker: @Sendable () -> Worker

  /// A thread that is started with the first work.
  init(makeWorker: @escaping @Sendable () -> Worker) {
    self.makeWorker = makeWorker
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(changed)
    mutex.deallocate()
    changed.deallocate()
  }

  // MARK: The giver's side

  /// Gives work away, once the thread is done with what it has.
  ///
  /// - Throws: what the work before this failed with; then this is not done.
  func give(_ work: sending Work) throws {
    try wait()
    if thread == nil { thread = try WorkThread.start(serve) }
    pthread_mutex_lock(mutex)
    self.work = work
    isWorking = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }

  /// Waits until the thread is done with what it has.
  ///
  /// - Throws: what it failed with, once.
  func wait() throws {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while isWorking { pthread_cond_wait(changed, mutex) }
    guard let failure else { return }
    self.failure = nil
    throw failure
  }

  /// Ends the thread, once it is done with what it has, and waits for that.
  func close() {
    guard let thread else { return }
    pthread_mutex_lock(mutex)
    isClosed = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
    pthread_join(thread, nil)
    self.thread = nil
  }

  // MARK: The thread's side

  private func serve() {
    let worker = makeWorker()
    while let work = take() {
      var outcome: (any Error)?
      do { try worker(work) } catch { outcome = error }
      settle(outcome)
    }
  }

  private func take() -> Work? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while work == nil, !isClosed { pthread_cond_wait(changed, mutex) }
    defer { work = nil }
    return work
  }

  private func settle(_ outcome: (any Error)?) {
    pthread_mutex_lock(mutex)
    isWorking = false
    failure = outcome
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }
}
