// The one way to write a result: a format's name gives a writer, the writer takes columns, rows
// and the end, and bytes go to a sink. The executable chooses format and sink; nothing here opens
// a file or knows of stdout.

/// Takes the bytes of a result, in order, in chunks of about 64 KiB. What it throws (EPIPE, a full
/// disk) comes out of the writer's call unchanged.
public typealias ByteSink = (Span<UInt8>) throws -> Void

/// Writes one result: `begin` once, `row` for each row, `end` once.
public protocol ResultWriter {
  /// Takes the columns and writes what stands before the first row.
  ///
  /// - Throws: what the sink throws.
  mutating func begin(_ columns: [ResultColumn]) throws

  /// Writes one row, with one cell for each column.
  ///
  /// - Throws: `ResultError.cellCount`, or what the sink throws.
  mutating func row(_ cells: [Cell]) throws

  /// Writes what stands after the last row and hands all that is buffered to the sink.
  ///
  /// - Throws: what the sink throws.
  mutating func end() throws
}

/// What is wrong with a result that was handed to a writer.
public enum ResultError: Error, Equatable, CustomStringConvertible {
  /// A row has another number of cells than there are columns.
  case cellCount(expected: Int, found: Int)

  /// What happened.
  public var description: String {
    switch self {
    case .cellCount(let expected, let found):
      "a result row has \(found) cells, and the result has \(expected) columns"
    }
  }

  /// Refuses a row that does not fit its columns.
  static func check(_ cells: [Cell], against columns: [ResultColumn]) throws {
    guard cells.count == columns.count else {
      throw ResultError.cellCount(expected: columns.count, found: cells.count)
    }
  }
}

/// The formats of a result, by the names that `--format` takes.
public enum ResultFormat: String, Sendable, CaseIterable {
  /// RFC 4180: a header, CRLF line ends.
  case csv
  /// An array of objects, one object a line.
  case json
  /// One object a line.
  case ndjson
  /// Aligned for a terminal.
  case table
  /// A GitHub-flavoured Markdown table.
  case markdown

  /// A writer in this format.
  public func writer(
    options: ResultOptions = ResultOptions(), sink: @escaping ByteSink
  ) -> any ResultWriter {
    switch self {
    case .csv: CSVWriter(options: options, sink: sink)
    case .json: JSONWriter(layout: .array, sink: sink)
    case .ndjson: JSONWriter(layout: .lines, sink: sink)
    case .table: TableWriter(options: options, sink: sink)
    case .markdown: MarkdownWriter(sink: sink)
    }
  }
}

/// How a result is written. Each writer reads the options that concern it.
public struct ResultOptions: Sendable {
  /// CSV: text cells as they are, without the guard against spreadsheet formulas. Such a file must
  /// not be opened in a spreadsheet (CWE-1236).
  public var raw = false
  /// CSV: the sink is a terminal, so control characters are shown escaped. The other formats
  /// escape them always.
  public var isTerminal = false
  /// Table: the display width at which a cell is cut with `…`.
  public var cellWidth = 60
  /// Table: the display width that a line should have; columns of text are narrowed to reach it.
  public var lineWidth: Int?

  /// The defaults: safe for a spreadsheet, for a file.
  public init(
    raw: Bool = false, isTerminal: Bool = false, cellWidth: Int = 60, lineWidth: Int? = nil
  ) {
    self.raw = raw
    self.isTerminal = isTerminal
    self.cellWidth = cellWidth
    self.lineWidth = lineWidth
  }
}
