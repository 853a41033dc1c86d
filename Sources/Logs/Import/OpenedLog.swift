// A file that has been opened and recognised by its first bytes: where an import and a hunt over a
// stream begin alike. Called by FileImport and StreamedFile.

internal import Indicators
internal import Warehouse

/// What is told of one file only.
final class ToldOnce {
  private var texts: Set<String> = []

  /// The text, the first time; '' from then on.
  func first(_ text: String) -> String { texts.insert(text).inserted ? text : "" }
}

/// What reading a log needs to know beside the log.
struct LogReading {
  let options: LogOptions
  let now: Timestamp
  /// Whether files are read on as they grow: then a line without its end is left until it has one.
  var isFollowing = false
  /// Whether the zone that is assumed was told: it is the same for all files of an import.
  let told = ToldOnce()

  init(options: LogOptions, now: Int64) {
    self.options = options
    self.now = Timestamp(clamping: now)
  }
}

/// A log, before its first line.
struct OpenedLog {
  /// Whether it came through a pipe, which cannot be read twice.
  let isPipe: Bool
  /// Its bytes; `read` gives the head again.
  let content: ContentReader
  /// What it is.
  let kind: LogKind
  /// Its first bytes, at most `ImportedFile.headLength`.
  let head: [UInt8]
  /// How its records were put on lines; nil where they stand on lines.
  let framing: RecordFraming?
  /// How its times are read.
  let clock: LogClock

  /// Bytes by which a format is told: what stands before the first record of a Windows DNS debug log
  /// takes 2 kB, and an event of JSON may take more.
  private static let lookLength = 16 << 10

  /// Opens the file of a report; nil where it is no log that can be read, which the report then tells.
  ///
  /// - Parameter isInFolder: it was found and not named: a link is not followed, and to be no log is no
  ///   failure.
  /// - Throws: `LogInputError`.
  init?(_ report: inout FileReport, isInFolder: Bool, _ reading: LogReading) throws {
    let source: any ContentSource
    do {
      source = try Self.source(report.path, followsLink: !isInFolder)
    } catch let error as LogInputError where isInFolder && error.isNoLog {
      report.outcome = .skipped(error.reason)
      return nil
    }
    isPipe = source.isPipe
    content = try ContentReader(source)
    let look = try content.head(Self.lookLength)
    if PiholeDatabase.isDatabase(look) {
      report.outcome =
        isInFolder ? .skipped(PiholeDatabase.needsPath) : .failed(PiholeDatabase.needsPath)
      return nil
    }
    let (framing, framed) = Self.frame(look)
    content.frame(framing)
    head = Array(framed.prefix(ImportedFile.headLength))
    self.framing = framing
    let modified = (source as? RawInput)?.modified
    clock = LogClock(zone: reading.options.zone, reference: modified ?? reading.now)
    if head.isEmpty, let end = content.end, end != .clean {
      report.outcome = .failed("the compressed data is damaged: nothing of it can be read")
      return nil
    }
    switch LogDetection(head: framed, layout: reading.options.layout) {
    case .skipped(let reason):
      report.outcome = .skipped(reason)
      return nil
    case .unknown(let reason):
      report.outcome = isInFolder ? .skipped(reason) : .failed(reason)
      return nil
    case .log(let kind):
      report.format = kind.format
      report.tables = kind.tables.map(\.name)
      report.mapping = kind.mapping
      self.kind = kind
    }
  }

  /// Where the content of a path comes from.
  static func source(_ path: String, followsLink: Bool) throws -> any ContentSource {
    try PiholeDatabase(path: path, followsLink: followsLink)
      ?? RawInput(path: path, followsLink: followsLink)
  }

  /// Puts the records of a content's beginning on lines of their own, where they are not.
  private static func frame(_ look: [UInt8]) -> (RecordFraming?, [UInt8]) {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let start = look.starts(with: mark) ? mark.count : 0
    var framing = look.withUnsafeBytes { RecordFraming(head: $0.part(start..<$0.count)) }
    guard let begun = framing else { return (nil, look) }
    var framed = look
    framed.withUnsafeMutableBytes { framing?.apply(to: $0) }
    return (begun, framed)
  }

  /// A parser at the content's start.
  func makeParser() -> any LogParser { kind.makeParser(clock) }

  /// The ledger's description of it.
  func file(path: String) -> ImportedFile {
    ImportedFile(
      path: path, format: kind.format, table: kind.tables[0], deviceVendor: kind.deviceVendor,
      deviceProduct: kind.deviceProduct, eventType: kind.eventType, head: head)
  }
}
