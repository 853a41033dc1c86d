// `picket ingest file`: STIX bundles, TAXII envelopes, SOC Defenders' JSON, MISP exports, tables and
// bare lists, told apart by their content.

public import Indicators
internal import JSON
public import Warehouse

/// How files are read.
public struct FileOptions: Sendable {
  /// Whether a text is a report, of which only what is defanged is taken, and hashes.
  public var isDefanged = false
  /// Whether MISP attributes without `to_ids` give rows as well.
  public var takesContext = false

  /// Lists as lists, and of MISP what is meant for detection.
  public init() {}
}

/// Ingests files as feeds.
public struct FileIngestion {
  private let database: WarehouseDatabase
  private let now: Timestamp
  private let policy: FeedPolicy
  private let options: FileOptions

  /// Ingestion into an open warehouse.
  public init(
    database: WarehouseDatabase, now: Timestamp, policy: FeedPolicy = FeedPolicy(),
    options: FileOptions = FileOptions()
  ) {
    self.database = database
    self.now = now
    self.policy = policy
    self.options = options
  }

  /// Ingests one file.
  ///
  /// - Parameters:
  ///   - path: the file; `-` is standard input.
  ///   - name: `SourceSystem`; the file's own name where it is nil.
  /// - Throws: `FeedFileError` where the file holds nothing that could be used; a file that is
  ///   faulty half-way is a report with a fault.
  public func ingest(path: String, name: String?) throws -> IngestReport {
    let fileName = path.split(separator: "/").last.map(String.init) ?? path
    let source = name ?? (path == "-" ? "standard input" : fileName)
    return try ingest(
      try FeedFile(path: path), source: source, address: path, collection: "", watermark: nil)
  }

  /// Ingests one file of a source, unless it is the one of the last time under the same policy.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - source: `SourceSystem`.
  ///   - address: the source's path or glob. Of each of its files the state is kept as a watermark.
  /// - Returns: nil where it was left alone.
  /// - Throws: as `ingest(path:name:)`.
  public func ingestIfChanged(
    path: String, source: String, address: String
  ) throws -> IngestReport? {
    let file = try FeedFile(path: path)
    let policy = ContentDigest.identifier(
      of: MappingContext(sourceSystem: source, now: now, policy: policy).version)
    let state = "\(file.state), policy \(policy.prefix(8))"
    let session = session(source: source, address: address, collection: path)
    if try session.watermark() == state { return nil }
    return try ingest(
      file, source: source, address: address, collection: path, watermark: state)
  }

  private func ingest(
    _ file: FeedFile, source: String, address: String, collection: String, watermark: String?
  ) throws -> IngestReport {
    let path = file.path
    var report = IngestReport(source: source, subject: path)
    let session = session(source: source, address: address, collection: collection)
    var reader: (any FeedFileReader)?
    do {
      while try file.next({ bytes in
        let current: any FeedFileReader
        if let reader {
          current = reader
        } else {
          (current, report.format) = try start(
            file, source: source, session: session, first: bytes)
          reader = current
        }
        try current.feed(bytes)
      }) {}
      guard let reader else { throw FeedFileError(path: path, reason: "the file is empty") }
      try reader.finish()
    } catch let error as JSONError {
      report.fault = "\(error)"
      do { try reader?.salvage() } catch is NothingOfUse {}
    } catch let error as NothingOfUse {
      throw FeedFileError.noFeed(path, reason: error.reason)
    }
    guard let reader else { return report }
    if !reader.page.hasObjects, let fault = report.fault {
      throw FeedFileError(path: path, reason: fault)
    }
    do {
      try reader.page.commit(watermark: watermark)
    } catch let error as NothingOfUse {
      throw FeedFileError.noFeed(path, reason: error.reason)
    }
    try reader.session.finish(error: report.fault)
    report.counts = reader.session.counts
    report.notes += reader.notes
    report.note(reader.session.warning)
    return report
  }

  private func session(source: String, address: String, collection: String) -> IngestSession {
    IngestSession(
      database: database,
      source: SourceDescription(sourceSystem: source, kind: "file", address: address),
      collection: collection, now: now)
  }

  /// The reader of a file, by its first bytes, and what it takes the file for.
  private func start(
    _ file: FeedFile, source: String, session: IngestSession, first bytes: UnsafeRawBufferPointer
  ) throws -> (reader: any FeedFileReader, format: String) {
    try refuse(file, bytes)
    let context = MappingContext(sourceSystem: source, now: now, policy: policy)
    let page = FeedPage(
      session: session, context: context, mustHoldObjects: true, keepsIdentities: false)
    let anchor = file.modified ?? now
    switch Self.firstByte(bytes) {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if MISPReader.begins(with: bytes) {
        let reader = MISPReader(
          session: session, page: page, context: context, takesContext: options.takesContext,
          path: file.path)
        return (reader, "MISP")
      }
      return (JSONFeedReader(session: session, page: page, path: file.path), "JSON")
    default:
      if !options.isDefanged, let header = TableHeader(bytes) {
        let mapping = TableMapping(context: context, header: header, anchor: anchor)
        return (
          TableReader(session: session, page: page, mapping: mapping, path: file.path),
          header.isSentinelExport ? "Sentinel table" : "table"
        )
      }
      let mapping = ListMapping(context: context, anchor: anchor)
      let reader = ListReader(
        session: session, page: page, mapping: mapping, isReport: options.isDefanged,
        path: file.path)
      return (reader, options.isDefanged ? "report" : "list")
    }
  }

  private static func firstByte(_ bytes: UnsafeRawBufferPointer) -> UInt8? {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]
    return bytes.first { !blanks.contains($0) }
  }

  private func refuse(_ file: FeedFile, _ bytes: UnsafeRawBufferPointer) throws {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw FeedFileError(path: file.path, reason: "is UTF-16: save it as UTF-8")
    }
    guard !bytes.prefix(4_096).contains(0) else { throw FeedFileError.noFeed(file.path) }
    if Self.firstByte(bytes) == UInt8(ascii: "<") {
      let second = bytes.drop { $0 != UInt8(ascii: "<") }.dropFirst().first ?? 0
      // A conflict marker of a version control system is a bad line of a list, and no markup.
      guard second == UInt8(ascii: "<") else {
        throw FeedFileError(path: file.path, reason: "is a web page or XML, which is no feed")
      }
    }
  }
}

/// What reads a kind of file.
protocol FeedFileReader: AnyObject {
  var session: IngestSession { get }
  var page: FeedPage { get }
  /// What the user should know.
  var notes: [String] { get }
  func feed(_ bytes: UnsafeRawBufferPointer) throws
  func finish() throws
  /// Takes what was held back, where the file turned out to be faulty.
  func salvage() throws
}

extension FeedFileReader {
  func salvage() throws {}
}

extension FeedFileError {
  /// - Parameter reason: why the first thing in it is no object, where that was found out.
  static func noFeed(_ path: String, reason: String = "") -> FeedFileError {
    let what = "is no feed: neither STIX, MISP or SOC Defenders JSON nor a table or list of values"
    return FeedFileError(path: path, reason: reason.isEmpty ? what : "\(what) (\(reason))")
  }
}
