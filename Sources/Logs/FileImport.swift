// The import of one file: what it is, whether its beginning is in the warehouse already, and its
// lines from there on. Called by LogImport.
//
// The last line of a content that ends without a line feed:
//   - a complete row (all fields, the last not empty) is taken, and counts as known. When the file
//     has grown, the rest of that line is skipped up to its line feed, so that no row comes twice;
//   - anything else is left, and does not count as known: it is read again when the file has grown.
//     Of a content that cannot grow (compressed, or from a pipe) it is a rejected line.
// Where compressed data ended too early, the last line is never taken: it may lack bytes.

internal import Warehouse

/// Imports one file.
final class FileImport {
  private let session: ImportSession
  private let maximumErrors: Int?
  private let onEvent: (ImportEvent) -> Void
  private let isInFolder: Bool
  private var report: FileReport

  /// Lines between two looks at the session's memory, and two events.
  private static let linesBetweenChecks: Int64 = 4_096

  init(
    path: String, isInFolder: Bool, session: ImportSession, maximumErrors: Int?,
    onEvent: @escaping (ImportEvent) -> Void
  ) {
    self.session = session
    self.maximumErrors = maximumErrors
    self.onEvent = onEvent
    self.isInFolder = isInFolder
    report = FileReport(path: path, outcome: .imported)
  }

  /// Imports it.
  ///
  /// - Throws: `WarehouseError`.
  func run() throws -> FileReport {
    do {
      guard let log = try OpenedLog(&report, isInFolder: isInFolder) else { return report }
      let known = try session.knownContents(head: log.head)
      try read(KnownBeginning(log.content, kind: log.kind, known: known), log)
    } catch let error as LogInputError {
      report.outcome = .failed(error.reason)
    }
    return report
  }

  // MARK: Inside

  private func read(_ beginning: KnownBeginning, _ log: OpenedLog) throws {
    let file = log.file(path: report.path)
    let rows = RowSink(file, continuing: beginning.known, session: session)
    var problem = ""
    do {
      problem = try readLines(beginning, into: rows)
    } catch let error as LogInputError {
      problem = error.reason
    }
    if problem.isEmpty { problem = beginning.content.end?.note ?? "" }
    report.inserted = rows.inserted
    report.note = beginning.note
    settle(beginning, rows, problem: problem)
  }

  /// Reads to the end; gives why not, if not.
  private func readLines(_ beginning: KnownBeginning, into rows: RowSink) throws -> String {
    let (lines, parser) = (beginning.lines, beginning.parser)
    if let rest = beginning.restOfLine { try reject(rest, rows) }
    while let line = try lines.next() {
      if !line.isTerminated, !line.isTooLong,
        beginning.content.end != .clean || !parser.isComplete(line)
      {
        try leave(line, beginning, rows)
        break
      }
      try rows.begin()
      switch parser.parse(line, into: rows.pending, file: rows.file) {
      case .row: rows.added()
      case .nothing: break
      case .rejected(let reason):
        try reject(Rejection(line: line.number, reason: reason, excerpt: line.bytes), rows)
        if let maximumErrors, report.rejected > maximumErrors {
          return "more than \(maximumErrors) lines were rejected: the rest is left out"
        }
      }
      let isCheck = line.number % Self.linesBetweenChecks == 0
      if rows.pending.isFull || isCheck && session.isFull {
        try session.startCommit(progress: lines.progress())
      }
      if isCheck {
        onEvent(.advanced(path: report.path, inserted: rows.inserted, bytes: lines.offset))
      }
    }
    return ""
  }

  /// Leaves an incomplete last line for the next import, or rejects it where none can bring more.
  private func leave(_ line: LogLine, _ beginning: KnownBeginning, _ rows: RowSink) throws {
    let rejection = Rejection(
      line: line.number, reason: "the last line is incomplete", excerpt: line.bytes)
    beginning.lines.withdraw()
    // A directive, mostly #close, says nothing that a row needs.
    guard beginning.content.end == .clean, line.bytes.first != 0x23 else { return }
    if beginning.content.isFinished {
      if rows.isBegun { try reject(rejection, rows) }
    } else {
      beginning.note =
        "line \(line.number), the last, is incomplete: it is read when it is complete"
    }
  }

  private func reject(_ rejection: Rejection, _ rows: RowSink) throws {
    try rows.begin()
    session.reject(rejection)
    report.reject(rejection)
  }

  private func settle(_ beginning: KnownBeginning, _ rows: RowSink, problem: String) {
    report.settle(
      isBegun: rows.isBegun, isKnown: beginning.known != nil, problem: problem)
    guard rows.isBegun else { return }
    let note = [problem, beginning.note].filter { !$0.isEmpty }.joined(separator: "; ")
    session.endFile(
      progress: beginning.lines.progress(), outcome: problem.isEmpty ? .done : .partial, note: note)
  }
}

/// The rows of one file on their way into the session. The file is begun with its first new line,
/// so that one that brings nothing new leaves no trace.
private final class RowSink {
  private let description: ImportedFile
  private let known: KnownContent?
  private let session: ImportSession
  let pending: PendingRun
  @exclusivity(unchecked) private(set) var isBegun = false
  private(set) var file: Int64 = 0
  @exclusivity(unchecked) private(set) var inserted = 0

  init(_ description: ImportedFile, continuing known: KnownContent?, session: ImportSession) {
    self.description = description
    self.known = known
    self.session = session
    pending = session.rows(of: description.table)
  }

  func begin() throws {
    guard !isBegun else { return }
    try session.beginFile(description, continuing: known)
    isBegun = true
    file = session.currentFile
  }

  func added() {
    session.addedRow()
    inserted += 1
  }
}
