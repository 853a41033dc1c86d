// Zeek's TSV logs: how they are recognised, and the reading of their lines into records, which
// ZeekConn and its siblings turn into rows. Columns are found by name and never by place: sensors add,
// rename and reorder them.

internal import Warehouse

/// A Zeek log that has a table.
protocol ZeekLog: SendableMetatype {
  /// Its `#path`: `conn`.
  static var path: String { get }
  static var table: LogTable { get }
  /// Fields of which at least all stand in its header, for a header without `#path`.
  static var signature: [String] { get }
  init()
  /// Takes a new header.
  mutating func take(_ header: ZeekHeader)
  /// Adds the record's row, without `ImportId` and `SourceLine`.
  ///
  /// - Returns: why the line is rejected; nil where the row was begun and filled.
  mutating func add(_ record: ZeekRecord, to rows: PendingRun) -> String?
  /// The columns that every row gets.
  static var importIdColumn: Int { get }
  static var sourceLineColumn: Int { get }
  /// Where the time stands in the header that was taken last; -1 for nowhere.
  var timePlace: Int { get }
  /// Every field of that header of which `add` makes an observable, or an address that can make it
  /// reject a line; nil where it takes more than a look at fields to tell. What is missing here is
  /// missed by a hunt over a stream.
  var observableFields: [ZeekObservableField]? { get }
}

struct ZeekTSV: LogFormat {
  let name = "zeek-tsv"
  var names: [String] { Self.logs.map { "zeek-\($0.path)" } }

  /// Every Zeek log that has a table.
  private static let logs: [any ZeekLog.Type] = [
    ZeekConn.self, ZeekDNS.self, ZeekFiles.self, ZeekSSL.self, ZeekHTTP.self,
  ]

  func recognize(_ head: UnsafeRawBufferPointer) -> RecognizedLog? {
    var header = ZeekHeader()
    var isZeek = false
    for line in head.split(separator: 0x0a) where line.first == 0x23 {
      let bytes = UnsafeRawBufferPointer(rebasing: line.last == 0x0d ? line.dropLast() : line)
      isZeek = isZeek || bytes.starts(with: "#separator".utf8) || bytes.starts(with: "#fields".utf8)
      _ = header.read(bytes)
    }
    guard isZeek else { return nil }
    let path = Self.logName(header.path)
    for log in Self.logs {
      let isNamed = path == log.path || path.hasPrefix(log.path + "_")
      if isNamed || path.isEmpty && Set(log.signature).isSubset(of: header.fields) {
        return .log(Self.kind(log))
      }
    }
    return .unsupported(path.isEmpty ? "a Zeek log without #path" : "a Zeek \(printable(path)).log")
  }

  /// A `#path` without folders: filters may write `archive/conn`.
  static func logName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? ""
  }

  /// A `#path` for a message: nothing that a terminal obeys.
  private func printable(_ path: String) -> String {
    var path = path
    return path.withUTF8 { ZeekText.shown(UnsafeRawBufferPointer($0)) }
  }

  private static func kind(_ log: any ZeekLog.Type) -> LogKind {
    func parser<Log: ZeekLog>(_ log: Log.Type) -> any LogParser { ZeekParser<Log>() }
    func sieve<Log: ZeekLog>(_ log: Log.Type, _ indicators: IndicatorSet) -> any LineSieve {
      ZeekSieve<Log>(indicators)
    }
    return LogKind(
      format: "zeek-\(log.path)", tables: [log.table], deviceVendor: "Zeek",
      deviceProduct: log.path,
      eventType: log.path, makeParser: { _ in parser(log) }, makeSieve: { sieve(log, $0) })
  }
}

/// The directives that came so far, and the log that took them.
struct ZeekDirectives<Log: ZeekLog> {
  private(set) var header = ZeekHeader()
  var log = Log()
  /// Why rows cannot be read now; nil where they can.
  private(set) var obstacle: String? = "a row before the first #fields line"

  /// Reads a directive; gives why it is refused, if it is.
  mutating func read(_ line: UnsafeRawBufferPointer) -> String? {
    switch header.read(line) {
    case .nothing: break
    case .types: log.take(header)
    case .fields:
      log.take(header)
      obstacle = findObstacle()
    case .refused(let reason):
      obstacle = "a row below a header that was refused"
      return reason
    }
    return nil
  }

  private func findObstacle() -> String? {
    let path = ZeekTSV.logName(header.path)
    guard path.isEmpty || path == Log.path || path.hasPrefix(Log.path + "_") else {
      return "a row of another log (#path changed inside the file)"
    }
    return header.fields.contains("ts") ? nil : "the header names no ts column"
  }
}

/// Reads the lines of one Zeek TSV log.
final class ZeekParser<Log: ZeekLog>: LogParser {
  @exclusivity(unchecked) private var directives = ZeekDirectives<Log>()
  private let record = ZeekRecord()

  func skim(_ line: LogLine) {
    if line.bytes.first == 0x23, !line.isTooLong { _ = read(directive: line.bytes) }
  }

  func isComplete(_ line: LogLine) -> Bool {
    guard !line.isTooLong else { return true }
    guard line.bytes.first != 0x23, directives.obstacle == nil else { return false }
    let header = directives.header
    // Zeek writes no empty field, so that an empty last one was cut.
    return record.split(line.bytes, header.separator) == header.fields.count
      && line.bytes.last != header.separator
  }

  func parse(_ line: LogLine, into runs: [PendingRun], file: Int64) -> ParsedLine {
    if line.isTooLong { return .rejected(LineReader.tooLong) }
    guard let first = line.bytes.first else { return .nothing }
    if first == 0x23 {
      guard let reason = read(directive: line.bytes) else { return .nothing }
      return .rejected(reason)
    }
    if let obstacle = directives.obstacle { return .rejected(obstacle) }
    let count = record.split(line.bytes, directives.header.separator)
    guard count == directives.header.fields.count else {
      return .rejected("\(count) fields where #fields names \(directives.header.fields.count)")
    }
    let rows = runs[0]
    if let reason = directives.log.add(record, to: rows) { return .rejected(reason) }
    rows.set(Log.importIdColumn, integer: file)
    rows.set(Log.sourceLineColumn, integer: line.number)
    rows.endRow()
    return .row(table: 0)
  }

  /// Reads a directive; gives why it is refused, if it is.
  private func read(directive line: UnsafeRawBufferPointer) -> String? {
    if let reason = directives.read(line) { return reason }
    record.take(directives.header)
    return nil
  }
}
