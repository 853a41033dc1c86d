// What an import tells: one entry a file, and what the whole came to. Made by LogImport, printed by
// the executable, which draws its exit code from it.

public import Warehouse

/// What became of one path.
public struct FileReport: Sendable {
  /// How it ended.
  public enum Outcome: Sendable, Equatable {
    /// Read to its end.
    case imported
    /// Its beginning was in the warehouse; what has come since was read to its end.
    case continued
    /// All of it was in the warehouse: nothing was written.
    case alreadyKnown
    /// It could not be read to its end; what came before is in. Why.
    case partial(String)
    /// No log that goes into a table, which is no error. Why.
    case skipped(String)
    /// Nothing of it could be used. What to do.
    case failed(String)
  }

  /// The path as it was given or found; `-` for standard input.
  public var path: String
  /// `zeek-conn`; '' where it was not recognised.
  public var format = ""
  /// The tables that its rows go into.
  public var tables: [String] = []
  /// Which field goes into which column; empty where the format itself says it.
  public var mapping: [String] = []
  /// How it ended.
  public var outcome: Outcome
  /// Something to tell beside the outcome; '' for nothing.
  public var note = ""
  /// Rows that this import added; of a stream, rows that were read.
  public var inserted = 0
  /// Of a stream, rows that touch an indicator.
  public var touching = 0
  /// Lines that it rejected.
  public var rejected = 0
  /// The first three of them.
  public var firstRejections: [Rejection] = []

  /// Events that have no table.
  var skippedLines = SkippedLines()

  /// How many rejections are shown.
  public static let shownRejections = 3

  init(path: String, outcome: Outcome) {
    self.path = path
    self.outcome = outcome
  }

  mutating func reject(_ rejection: Rejection) {
    rejected += 1
    if firstRejections.count < Self.shownRejections { firstRejections.append(rejection) }
  }

  /// Sets the outcome of a file that was read.
  ///
  /// - Parameters:
  ///   - isBegun: whether it had a line that was new.
  ///   - isKnown: whether its beginning was known.
  ///   - problem: why it was not read to its end; '' where it was.
  mutating func settle(isBegun: Bool, isKnown: Bool, problem: String) {
    switch (isBegun, isKnown) {
    case (true, _):
      outcome = problem.isEmpty ? isKnown ? .continued : .imported : .partial(problem)
    case (false, true):
      outcome = .alreadyKnown
      if note.isEmpty { note = problem }
    case (false, false):
      outcome = problem.isEmpty ? .skipped("it has no complete line") : .failed(problem)
    }
  }
}

extension [String] {
  /// Notes as one; '' for none.
  var asNote: String { filter { !$0.isEmpty }.joined(separator: "; ") }
}

/// What an import of several paths came to.
public struct ImportReport: Sendable {
  /// One entry for each file, and for each folder without a log, in the order of reading.
  public internal(set) var files: [FileReport] = []

  /// Whether the user asked to stop, and files were left.
  public internal(set) var isStopped = false

  /// Rows that were added.
  public var inserted: Int { files.reduce(0) { $0 + $1.inserted } }
  /// Lines that were rejected.
  public var rejected: Int { files.reduce(0) { $0 + $1.rejected } }
  /// Whether a log was found at all, new or known.
  public var anyImported: Bool {
    files.contains { file in
      switch file.outcome {
      case .imported, .continued, .alreadyKnown, .partial: true
      case .skipped, .failed: false
      }
    }
  }
  /// Whether a log could not be read to its end.
  public var anyPartial: Bool {
    files.contains { if case .partial = $0.outcome { true } else { false } }
  }
  /// Whether a path could not be used.
  public var anyFailed: Bool {
    files.contains { if case .failed = $0.outcome { true } else { false } }
  }
  /// Whether a line was rejected.
  public var anyRejected: Bool { files.contains { $0.rejected > 0 } }
}

/// How far a file was read.
public struct ReadPlace: Sendable {
  /// Bytes of its content.
  public var content: Int64
  /// Bytes of the file, which are fewer where it is compressed.
  public var read: Int64
  /// The file's size; nil for a pipe.
  public var size: Int64?
}

/// What happens during an import, for a progress display.
public enum ImportEvent: Sendable {
  /// A file is opened; how many come after it.
  case began(path: String, remaining: Int)
  /// Rows that the file has brought so far, and how far it was read.
  case advanced(path: String, inserted: Int, place: ReadPlace)
  /// A file is done. Its rows are in the warehouse when `run` returns.
  case ended(FileReport)
}
