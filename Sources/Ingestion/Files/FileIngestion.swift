// `picket ingest file`: STIX bundles, TAXII envelopes, SOC Defenders' JSON and bare lists, told apart
// by their content.

public import Indicators
internal import JSON
public import Warehouse

/// Ingests files as feeds.
public struct FileIngestion {
  private let database: WarehouseDatabase
  private let now: Timestamp

  /// Ingestion into an open warehouse.
  public init(database: WarehouseDatabase, now: Timestamp) {
    self.database = database
    self.now = now
  }

  /// Ingests one file.
  ///
  /// - Parameters:
  ///   - path: the file; `-` is standard input.
  ///   - name: `SourceSystem`; the file's own name where it is nil.
  /// - Throws: `FeedFileError` where the file holds nothing that could be used; a file that is
  ///   faulty half-way is a report with a fault.
  public func ingest(path: String, name: String?) throws -> IngestReport {
    let file = try FeedFile(path: path)
    let fileName = path.split(separator: "/").last.map(String.init) ?? path
    let source = name ?? (path == "-" ? "standard input" : fileName)
    var report = IngestReport(source: source, subject: path)
    var reader: (any FeedFileReader)?
    do {
      while try file.next({ bytes in
        let current = try reader ?? start(file, source: source, first: bytes)
        reader = current
        try current.feed(bytes)
      }) {}
      guard let reader else { throw FeedFileError(path: path, reason: "the file is empty") }
      try reader.finish()
    } catch let error as JSONError {
      report.fault = "\(error)"
    } catch let error as NothingOfUse {
      throw FeedFileError.noFeed(path, reason: error.reason)
    }
    guard let reader else { return report }
    if !reader.page.hasObjects, let fault = report.fault {
      throw FeedFileError(path: path, reason: fault)
    }
    do {
      try reader.page.commit(watermark: nil)
    } catch let error as NothingOfUse {
      throw FeedFileError.noFeed(path, reason: error.reason)
    }
    try reader.session.finish(error: report.fault)
    report.counts = reader.session.counts
    return report
  }

  private func start(
    _ file: FeedFile, source: String, first bytes: UnsafeRawBufferPointer
  ) throws -> any FeedFileReader {
    guard !bytes.prefix(4_096).contains(0) else { throw FeedFileError.noFeed(file.path) }
    let session = IngestSession(
      database: database,
      source: SourceDescription(sourceSystem: source, kind: "file", address: file.path),
      collection: "", now: now)
    let context = MappingContext(sourceSystem: source, now: now)
    let page = FeedPage(
      session: session, context: context, mustHoldObjects: true, keepsIdentities: false)
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]
    switch bytes.first(where: { !blanks.contains($0) }) {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      return JSONFeedReader(session: session, page: page, path: file.path)
    case UInt8(ascii: "<"):
      throw FeedFileError(path: file.path, reason: "is a web page or XML, which is no feed")
    default:
      let mapping = ListMapping(context: context, anchor: file.modified ?? now)
      return ListReader(session: session, page: page, mapping: mapping, path: file.path)
    }
  }
}

/// What reads a kind of file.
protocol FeedFileReader: AnyObject {
  var session: IngestSession { get }
  var page: FeedPage { get }
  func feed(_ bytes: UnsafeRawBufferPointer) throws
  func finish() throws
}

extension FeedFileError {
  /// - Parameter reason: why the first thing in it is no object, where that was found out.
  static func noFeed(_ path: String, reason: String = "") -> FeedFileError {
    let what = "is no feed: neither STIX or SOC Defenders JSON nor a list of values"
    return FeedFileError(path: path, reason: reason.isEmpty ? what : "\(what) (\(reason))")
  }
}
