// What a log format is to the importer, and the list of those that Picket knows.
//
// To add a format: write a file in the folder of its family with an EventReader (a line into an event)
// and an EventFormat (its name, and how its lines look), and add it to `LogFormats.all`. A format whose
// speed matters writes a LogParser of its own, as Zeek's and Suricata's do. To add another Zeek log:
// write a ZeekLog as in ZeekConn.swift and add it to `ZeekTSV.logs`.

internal import Warehouse

/// A way of writing logs, told from others by its first bytes.
protocol LogFormat: Sendable {
  /// Its name in messages: `zeek-tsv`.
  var name: String { get }
  /// The names of its kinds of logs, for people.
  var names: [String] { get }
  /// What this format makes of a content's first bytes, which have no byte order mark; nil where
  /// they are not its own.
  func recognize(_ head: UnsafeRawBufferPointer) -> RecognizedLog?
}

extension LogFormat {
  var names: [String] { [name] }
}

/// What a format recognised.
enum RecognizedLog {
  /// A log whose rows go into a table.
  case log(LogKind)
  /// A log of this format that this version has no table for; what it is, for people.
  case unsupported(String)
}

/// A kind of log that is imported.
struct LogKind {
  /// In the ledger: `zeek-conn`.
  let format: String
  /// The tables that its rows go into; the ledger names the first.
  let tables: [LogTable]
  let deviceVendor: String
  let deviceProduct: String
  let eventType: String
  let makeParser: (LogClock) -> any LogParser
  /// Makes the fast look at its lines for a hunt over a stream; nil where each is parsed.
  let makeSieve: ((IndicatorSet) -> any LineSieve)?
  /// Which field goes into which column, for people; empty where the format itself says it.
  var mapping: [String] = []
}

/// Turns lines into rows. A line that is no row (a directive, a blank line) changes only the parser.
protocol LogParser: AnyObject {
  /// Reads a line and adds its row.
  ///
  /// - Parameter runs: one for each of the kind's tables.
  func parse(_ line: LogLine, into runs: [PendingRun], file: Int64) -> ParsedLine
  /// Adds the row of the line that was parsed last once more, to other runs.
  func parseAgain(_ line: LogLine, into runs: [PendingRun], file: Int64) -> ParsedLine
  /// Reads a line whose row is in the warehouse already: only what later lines depend on.
  func skim(_ line: LogLine)
  /// Whether the last line of a content, which has no line feed, is all there.
  func isComplete(_ line: LogLine) -> Bool
  /// A record that has begun in earlier lines and not ended; nil for formats of one record a line.
  var openRecord: OpenRecord? { get }
  /// Something to tell about the file; '' for nothing.
  var note: String { get }
}

/// A record of several lines whose end has not come.
struct OpenRecord {
  /// Its first line.
  let line: Int64
  /// The start of it.
  let excerpt: [UInt8]
}

extension LogParser {
  var openRecord: OpenRecord? { nil }
  var note: String { "" }

  func parseAgain(_ line: LogLine, into runs: [PendingRun], file: Int64) -> ParsedLine {
    parse(line, into: runs, file: file)
  }
}

/// What became of a line.
enum ParsedLine {
  /// A row, for the table at this place among the kind's.
  case row(table: Int)
  case nothing
  /// An event without a table; what it is, in printable text.
  case skipped(String)
  /// Why; lower case, no trailing stop.
  case rejected(String)
}

enum LogFormats {
  /// Every format, in the order in which they are tried.
  static let all: [any LogFormat] =
    [ZeekTSV(), ZeekJSON(), SuricataEve(), PiholeDatabase.format] + JSONEventFormats.all + [
      JSONTableLog()
    ]
    + TextEventFormats.all + [DelimitedLog()]
}

/// The names of the formats, for people.
public enum LogFormatNames {
  /// In the order in which they are tried.
  public static let all: [String] = LogFormats.all.flatMap(\.names)
}
