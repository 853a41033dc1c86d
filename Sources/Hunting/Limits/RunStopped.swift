// Why a run ended before its last row.

/// A run that was stopped.
public struct RunStopped: Error, CustomStringConvertible {
  /// What stopped it.
  public enum Reason: Sendable {
    /// Ctrl-C.
    case interrupted
    /// It took longer than its limit.
    case time(TimeLimit)
    /// It would hold more than its limit.
    case memory(MemoryLimit)
  }

  /// What stopped it.
  public let reason: Reason
  /// The hunt that ran.
  public let hunt: String

  /// One line: which hunt, what happened, what to do.
  public var description: String {
    switch reason {
    case .interrupted: "\(hunt): stopped by Ctrl-C"
    case .time(let limit):
      "\(hunt): not done after \(limit): raise --timeout, or let it read less, such as a shorter "
        + "time window"
    case .memory(let limit):
      "\(hunt): needs more than \(limit): raise --memory, or keep fewer columns or rows"
    }
  }
}
