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
  private let reading: LogReading
  private let onEvent: (ImportEvent) -> Void
  private let isInFolder: Bool
  private var report: FileReport
  /// What is being read, for `readOn`.
  private var opened: (log: OpenedLog, beginning: KnownBeginning)?
  /// The first bytes of the file when it was opened, for `isContinued`.
  private var start: [UInt8] = []

  /// Why a file is left where the user asks to stop.
  static let stopped = "the import was stopped: the next one goes on from here"
  /// Lines between two looks at the session's memory, and two events.
  private static let linesBetweenChecks: Int64 = 4_096

  init(
    path: String, isInFolder: Bool, session: ImportSession, reading: LogReading,
    onEvent: @escaping (ImportEvent) -> Void
  ) {
    self.session = session
    self.reading = reading
    self.onEvent = onEvent
    self.isInFolder = isInFolder
    report = FileReport(path: path, outcome: .imported)
  }

  /// Imports it.
  ///
  /// - Throws: `WarehouseError`.
  func run() throws -> FileReport {
    do {
      guard let log = try OpenedLog(&report, isInFolder: isInFolder, reading) else {
        return report
      }
      start = log.content.beginning(ImportedFile.headLength)
      let known = try session.knownContents(head: log.head)
      let beginning = try KnownBeginning(log.content, log.makeParser, known: known)
      opened = (log, beginning)
      try read(beginning, log, continuing: beginning.known)
    } catch let error as LogInputError {
      report.outcome = .failed(error.reason)
    }
    return report
  }

  /// Imports what has been appended since, where it is a file that can grow; nil where nothing has.
  ///
  /// - Throws: `WarehouseError`.
  func readOn() throws -> FileReport? {
    guard let opened, !opened.log.content.isFinished else { return nil }
    let progress = opened.beginning.lines.progress()
    let known = try session.knownContents(head: opened.log.head).first { $0.progress == progress }
    report = FileReport(path: report.path, outcome: .imported)
    report.format = opened.log.kind.format
    opened.beginning.note = ""
    opened.log.content.resume()
    try read(opened.beginning, opened.log, continuing: known)
    return report.inserted > 0 || report.rejected > 0 ? report : nil
  }

  /// Whether a file that had one size and has another is what was read, and maybe more: only then does
  /// `readOn` bring what came. What was no log may be one now, and compressed data is read as a whole.
  func isContinued(size: Int64, before: Int64) -> Bool {
    guard let opened, !opened.log.content.isFinished else { return size == before }
    let content = opened.log.content
    // The size of a database says nothing of its rows.
    guard content.size != nil else { return true }
    // What was written anew may be longer already, and rarely begins alike.
    return size >= opened.beginning.lines.offset
      && (size == before || content.beginning(start.count) == start)
  }

  // MARK: Inside

  private func read(
    _ beginning: KnownBeginning, _ log: OpenedLog, continuing known: KnownContent?
  ) throws {
    let file = log.file(path: report.path)
    let rows = RowSink(file, log.kind.tables, continuing: known, session: session)
    var problem = ""
    do {
      problem = try readLines(beginning, into: rows)
    } catch let error as LogInputError {
      problem = error.reason
    }
    if problem.isEmpty { problem = beginning.content.end?.note ?? "" }
    report.inserted = rows.inserted
    let notes = [beginning.note, report.skippedLines.note, beginning.parser.note]
    beginning.note = (notes + [log.clock.note]).asNote
    report.note = (notes + [reading.told.first(log.clock.note)]).asNote
    settle(beginning, rows, isKnown: known != nil, problem: problem)
  }

  /// Reads to the end; gives why not, if not.
  private func readLines(_ beginning: KnownBeginning, into rows: RowSink) throws -> String {
    let (lines, parser) = (beginning.lines, beginning.parser)
    if let rest = beginning.takeRestOfLine() { try reject(rest, rows) }
    while let line = try lines.next() {
      if !line.isTerminated, !line.isTooLong,
        reading.isFollowing || beginning.content.end != .clean || !parser.isComplete(line)
      {
        try leave(line, beginning, rows)
        break
      }
      try rows.begin()
      switch parser.parse(line, into: rows.runs, file: rows.file) {
      case .row:
        rows.added()
        if rows.inserted == reading.options.maximumRows { return "" }
      case .nothing: break
      case .skipped(let what): report.skippedLines.count(what)
      case .rejected(let reason):
        try reject(Rejection(line: line.number, reason: reason, excerpt: line.bytes), rows)
        if let maximumErrors = reading.options.maximumErrors, report.rejected > maximumErrors {
          return "more than \(maximumErrors) lines were rejected: the rest is left out"
        }
      }
      let isCheck = line.number % Self.linesBetweenChecks == 0
      if rows.isFull || isCheck && session.isFull {
        try session.startCommit(progress: lines.progress())
      }
      if isCheck {
        let place = beginning.content.place(content: lines.offset)
        onEvent(.advanced(path: report.path, inserted: rows.inserted, place: place))
        if reading.options.isStopped() { return Self.stopped }
      }
    }
    if let open = parser.openRecord { try leave(open, beginning, rows) }
    return ""
  }

  /// The same of a record of several lines, of which all that are here are known from now on.
  private func leave(_ open: OpenRecord, _ beginning: KnownBeginning, _ rows: RowSink) throws {
    if beginning.content.isFinished || beginning.content.end != .clean {
      try open.excerpt.withUnsafeBytes {
        try reject(
          Rejection(line: open.line, reason: "the last record is incomplete", excerpt: $0), rows)
      }
    } else {
      beginning.note =
        "the record on line \(open.line), the last, is incomplete: it is read when it is complete"
    }
  }

  /// Leaves an incomplete last line for the next import, or rejects it where none can bring more.
  private func leave(_ line: LogLine, _ beginning: KnownBeginning, _ rows: RowSink) throws {
    let rejection = Rejection(
      line: line.number, reason: "the last line is incomplete", excerpt: line.bytes)
    beginning.lines.withdraw()
    // A directive, mostly #close, says nothing that a row needs, and blanks say nothing at all.
    guard beginning.content.end == .clean, line.bytes.first != 0x23, !line.bytes.trimmed.isEmpty
    else { return }
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

  private func settle(
    _ beginning: KnownBeginning, _ rows: RowSink, isKnown: Bool, problem: String
  ) {
    report.settle(isBegun: rows.isBegun, isKnown: isKnown, problem: problem)
    guard rows.isBegun else { return }
    let note = [problem, beginning.note].asNote
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
  /// One for each table.
  let runs: [PendingRun]
  /// Whether a run should be written before another row comes.
  var isFull: Bool { runs.contains { $0.isFull } }
  @exclusivity(unchecked) private(set) var isBegun = false
  private(set) var file: Int64 = 0
  @exclusivity(unchecked) private(set) var inserted = 0

  init(
    _ description: ImportedFile, _ tables: [LogTable], continuing known: KnownContent?,
    session: ImportSession
  ) {
    self.description = description
    self.known = known
    self.session = session
    runs = tables.map { session.rows(of: $0) }
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
