// What a log format is to the importer, and the list of those that Picket knows.
//
// To add a format: write a file beside ZeekTSV.swift with a LogFormat (how its first bytes look, and
// what it is called) and a LogParser (a line into a row), and add it to `LogFormats.all`. To add
// another Zeek log: write a ZeekLog as in ZeekConn.swift and add it to `ZeekTSV.logs`.

internal import Warehouse

/// A way of writing logs, told from others by its first bytes.
protocol LogFormat: Sendable {
  /// Its name in messages: `zeek-tsv`.
  var name: String { get }
  /// What this format makes of a content's first bytes, which have no byte order mark; nil where
  /// they are not its own.
  func recognize(_ head: UnsafeRawBufferPointer) -> RecognizedLog?
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
  let table: LogTable
  let deviceVendor: String
  let deviceProduct: String
  let eventType: String
  let makeParser: () -> any LogParser
  /// Makes the fast look at its lines for a hunt over a stream; nil where each is parsed.
  let makeSieve: ((IndicatorSet) -> any LineSieve)?
}

/// Turns lines into rows. A line that is no row (a directive, a blank line) changes only the parser.
protocol LogParser: AnyObject {
  /// Reads a line and adds its row.
  func parse(_ line: LogLine, into rows: PendingRun, file: Int64) -> ParsedLine
  /// Reads a line whose row is in the warehouse already: only what later lines depend on.
  func skim(_ line: LogLine)
  /// Whether the last line of a content, which has no line feed, is all there.
  func isComplete(_ line: LogLine) -> Bool
}

/// What became of a line.
enum ParsedLine {
  case row
  case nothing
  /// Why; lower case, no trailing stop.
  case rejected(String)
}

enum LogFormats {
  /// Every format, in the order in which they are tried.
  static let all: [any LogFormat] = [ZeekTSV()]
}
