// One file of a hunt over a stream: what it is, its lines past the indicators, and the rows that touch
// one. Called by LogStream. The rules for a content's last line, and for one that begins with another,
// are those of FileImport.

internal import Warehouse

/// Looks through one file.
final class StreamedFile {
  private let session: StreamSession
  private let contents: StreamedContents
  private let reading: LogReading
  private let onEvent: (ImportEvent) -> Void
  private let isInFolder: Bool
  private var report: FileReport
  private var tables: [LogTable] = []
  /// What the parser has to tell.
  private var parserNote = ""
  /// Lines before the chunk that is consumed.
  private var lines: Int64 = 0
  /// Bytes up to the end of the last line that was taken.
  private var length: Int64 = 0
  /// Whether a line was taken or rejected.
  private var isStarted = false
  /// Whether a row was kept.
  private var isBegun = false

  /// Lines between two events.
  private static let linesBetweenEvents: Int64 = 4_096

  init(
    path: String, isInFolder: Bool, session: StreamSession, contents: StreamedContents,
    reading: LogReading, onEvent: @escaping (ImportEvent) -> Void
  ) {
    self.session = session
    self.contents = contents
    self.reading = reading
    self.onEvent = onEvent
    self.isInFolder = isInFolder
    report = FileReport(path: path, outcome: .imported)
  }

  /// Looks through it.
  ///
  /// - Throws: `WarehouseError`.
  func run() throws -> FileReport {
    do {
      guard let log = try OpenedLog(&report, isInFolder: isInFolder, reading) else {
        return report
      }
      try read(log, known: log.isPipe ? [] : contents.known(head: log.head))
      if !log.isPipe { contents.add(log, path: report.path, length: length) }
    } catch let error as LogInputError {
      report.outcome = .failed(error.reason)
    }
    return report
  }

  // MARK: Inside

  private func read(_ log: OpenedLog, known: [KnownContent]) throws {
    let (content, kind) = (log.content, log.kind)
    tables = kind.tables
    var file = log.file(path: report.path)
    var problem = ""
    var isContinued = false
    if known.isEmpty {
      problem = try readChunks(log, file)
    } else {
      let beginning = try KnownBeginning(content, log.makeParser, known: known)
      if let known = beginning.known {
        isContinued = true
        file.path = contents.path(of: known)
      }
      problem = try readLines(beginning, file)
      report.note = [beginning.note, report.note].asNote
    }
    if isBegun { session.endFile() }
    if problem.isEmpty { problem = content.end?.note ?? "" }
    report.note =
      [
        report.note, report.skippedLines.note, parserNote, reading.told.first(log.clock.note),
      ].asNote
    report.settle(isBegun: isStarted, isKnown: isContinued, problem: problem)
  }

  private func readChunks(_ log: OpenedLog, _ file: ImportedFile) throws -> String {
    let (content, kind) = (log.content, log.kind)
    try content.stopRetaining()
    let reader = ChunkReader(content, sieve: kind.makeSieve?(session.indicators))
    let parser = log.makeParser()
    let sieve = OrderedSieve(reader) { try self.consume($0, parser, file, content) }
    try sieve.run(isParallel: kind.makeSieve != nil)
    leaveOpenRecord(parser, content)
    parserNote = parser.note
    return reader.problem?.reason ?? ""
  }

  private func consume(
    _ kept: KeptLines, _ parser: any LogParser, _ file: ImportedFile, _ content: ContentReader
  ) throws {
    isStarted = isStarted || kept.passedRows > 0
    report.inserted += kept.passedRows
    length = kept.end
    try kept.each(first: lines + 1) { try take($0, parser, file, content) }
    lines += kept.lines
    let place = content.place(content: kept.end)
    onEvent(.advanced(path: report.path, inserted: report.inserted, place: place))
  }

  /// The lines of a content that begins as one that was read before, one by one.
  private func readLines(_ beginning: KnownBeginning, _ file: ImportedFile) throws -> String {
    let (lines, parser) = (beginning.lines, beginning.parser)
    if let rest = beginning.restOfLine { reject(rest) }
    do {
      length = lines.offset
      while let line = try lines.next() {
        length = lines.offset
        try take(line, parser, file, beginning.content)
        guard line.number % Self.linesBetweenEvents == 0 else { continue }
        let place = beginning.content.place(content: length)
        onEvent(.advanced(path: report.path, inserted: report.inserted, place: place))
      }
    } catch let error as LogInputError {
      return error.reason
    }
    leaveOpenRecord(parser, beginning.content)
    parserNote = parser.note
    return ""
  }

  private func take(
    _ line: LogLine, _ parser: any LogParser, _ file: ImportedFile, _ content: ContentReader
  ) throws {
    // A line without an end is the content's last: all has been read, and its end is known.
    if !line.isTerminated, !line.isTooLong, content.end != .clean || !parser.isComplete(line) {
      return leave(line, content)
    }
    isStarted = true
    let scratch = tables.map { session.scratch(of: $0) }
    switch parser.parse(line, into: scratch, file: 0) {
    case .nothing: break
    case .skipped(let what): report.skippedLines.count(what)
    case .rejected(let reason):
      reject(Rejection(line: line.number, reason: reason, excerpt: line.bytes))
    case .row(let table):
      report.inserted += 1
      if session.touchesIndicator(scratch[table]) { try keep(line, parser, file) }
    }
  }

  private func keep(_ line: LogLine, _ parser: any LogParser, _ file: ImportedFile) throws {
    if !isBegun { session.beginFile(file) }
    isBegun = true
    let rows = try tables.map { try session.rows(of: $0) }
    _ = parser.parseAgain(line, into: rows, file: session.currentFile)
    try session.keptRow()
    report.touching += 1
  }

  /// An incomplete last line is left out, and where nothing can follow, it is a bad one.
  private func leave(_ line: LogLine, _ content: ContentReader) {
    length -= Int64(line.bytes.count)
    guard content.end == .clean, line.bytes.first != 0x23, !line.bytes.trimmed.isEmpty else {
      return
    }
    if content.isFinished {
      guard isStarted else { return }
      reject(
        Rejection(
          line: line.number, reason: "the last line is incomplete", excerpt: line.bytes))
    } else {
      report.note = "line \(line.number), the last, is incomplete: it is left out"
    }
  }

  /// The same of a record of several lines.
  private func leaveOpenRecord(_ parser: any LogParser, _ content: ContentReader) {
    guard let open = parser.openRecord else { return }
    if content.isFinished || content.end != .clean {
      open.excerpt.withUnsafeBytes {
        reject(
          Rejection(line: open.line, reason: "the last record is incomplete", excerpt: $0))
      }
    } else {
      report.note = "the record on line \(open.line), the last, is incomplete: it is left out"
    }
  }

  private func reject(_ rejection: Rejection) {
    isStarted = true
    report.reject(rejection)
  }
}
