// What a poll of one collection or one file came to, for the executable to say.

public import Warehouse

/// The result of one poll.
public struct IngestReport: Sendable {
  /// `SourceSystem`.
  public var source: String
  /// The collection, the file, or the endpoint.
  public var subject: String
  /// The kind of a file, by its content; '' for a poll.
  public var format = ""
  /// What came.
  public var counts: IngestCounts
  /// HTTP requests; 0 for a file.
  public var requests = 0
  /// What the server no longer kept when it was asked; nil where nothing is known to be missing.
  public var gap: String?
  /// Why it ended before its end; what came before is in.
  public var fault: String?
  /// Whether it ended because the run was asked to stop: no fault of the source.
  public var isStopped = false
  /// What the user should know: a redirect that was followed, a page that the server repeated.
  public var notes: [String]
  /// The watermark before the poll; nil where there was none.
  public var watermarkBefore: String?
  /// The watermark after it.
  public var watermarkAfter: String?

  /// Adds what a session warns of, where it does.
  mutating func note(_ warning: String) {
    if !warning.isEmpty { notes.append("\(source), \(subject): \(warning)") }
  }

  /// A report without content.
  public init(source: String, subject: String) {
    self.source = source
    self.subject = subject
    counts = IngestCounts()
    notes = []
  }
}
