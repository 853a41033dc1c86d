// Stops a run that takes too long or holds too much, or that its user stops: SQLite asks between
// instructions, on the thread that runs the statement, so that nothing is torn.

public import SQLite

/// What a run may take, and whether it has been stopped. One is made for each run, confined to its
/// thread.
public final class RunWatch {
  /// Virtual-machine instructions between two questions: some tens of microseconds, of which a look
  /// at the clock takes 0.1 %. An instruction that calls a slow function takes longer.
  private static let instructions: Int32 = 1_000
  /// Between two looks at the memory, each of which is a system call.
  private static let memoryInterval: Duration = .milliseconds(2)

  private let limits: RunLimits
  private let isInterrupted: () -> Bool
  // Monotonic, and still while the computer sleeps.
  private let clock = SuspendingClock()
  private let start: SuspendingClock.Instant
  private var nextLook: SuspendingClock.Instant
  private lazy var memory = ProcessMemory()
  private var hunt = ""
  private var reason: RunStopped.Reason?

  /// A run that begins now.
  ///
  /// - Parameters:
  ///   - limits: of the whole run, however many hunts it has.
  ///   - isInterrupted: whether the user wants it to stop; asked often.
  public init(
    limits: RunLimits = RunLimits(), isInterrupted: @escaping () -> Bool = { false }
  ) {
    self.limits = limits
    self.isInterrupted = isInterrupted
    start = clock.now
    nextLook = start
  }

  /// Watches the statements of a connection; the bound on SQLite's own memory is the process's.
  public func watch(_ connection: Connection) {
    connection.onProgress(every: Self.instructions) { [self] in mustStop() }
    if let limit = limits.memory { HeapLimit.set(bytes: limit.bytes) }
  }

  /// Goes on to a hunt, by whose name it is called from here on.
  ///
  /// - Throws: `RunStopped` where the run must not go on.
  public func begin(_ hunt: String) throws {
    self.hunt = hunt
    try check()
  }

  /// - Throws: `RunStopped` where the run must not go on.
  public func check() throws {
    if mustStop(), let stopped { throw stopped }
  }

  /// Runs `body`; what fails because the run was stopped fails with `RunStopped`.
  public func explaining<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw stopped ?? error
    }
  }

  /// SQLite was refused memory, which its bound does where there is one.
  func noteOutOfMemory() {
    if let limit = limits.memory, reason == nil { reason = .memory(limit) }
  }

  private var stopped: RunStopped? { reason.map { RunStopped(reason: $0, hunt: hunt) } }

  /// Whether the run must not go on.
  func mustStop() -> Bool {
    if reason == nil { reason = reasonToStop() }
    return reason != nil
  }

  private func reasonToStop() -> RunStopped.Reason? {
    if isInterrupted() { return .interrupted }
    guard limits.time != nil || limits.memory != nil else { return nil }
    let now = clock.now
    if let limit = limits.time, now - start >= limit.duration { return .time(limit) }
    if let limit = limits.memory, now >= nextLook {
      nextLook = now.advanced(by: Self.memoryInterval)
      if let held = memory.anonymousBytes, held > limit.bytes { return .memory(limit) }
    }
    return nil
  }
}
