// A CSV of indicators with a header: SOC Defenders' CSV, exports of Sentinel's tables, Microsoft's and
// abuse.ch's published tables, and the tables of people.

internal import Delimited
internal import Warehouse

final class TableReader: FeedFileReader {
  let session: IngestSession
  let page: FeedPage
  let notes: [String] = []
  private let mapping: TableMapping
  private let path: String
  private var reader: DelimitedReader
  private var isPastHeader: Bool

  init(session: IngestSession, page: FeedPage, mapping: TableMapping, path: String) {
    self.session = session
    self.page = page
    self.mapping = mapping
    self.path = path
    reader = DelimitedReader(separator: mapping.header.separator)
    isPastHeader = mapping.header.isComment
  }

  func feed(_ bytes: UnsafeRawBufferPointer) throws {
    try reader.feed(bytes) { try take($0) }
  }

  func finish() throws {
    try reader.finish { try take($0) }
    guard page.hasObjects || page.firstReason == nil else {
      throw FeedFileError.noFeed(path, reason: page.firstReason ?? "")
    }
  }

  private func take(_ item: DelimitedReader.Item) throws {
    switch item {
    case .fault(let fault, let line, let excerpt):
      try page.reject(Rejection(line: line, reason: "\(fault)", excerpt: excerpt))
    case .record(let record):
      let first = record.text.first { $0 != UInt8(ascii: " ") }
      if first == nil || first == UInt8(ascii: "#") { return }
      guard isPastHeader else {
        isPastHeader = true
        return
      }
      switch try mapping.map(record, isKnown: { try session.recognize(&$0) }) {
      case .success(let object): try page.take(object)
      case .failure(let unusable):
        try page.reject(
          Rejection(line: record.line, reason: unusable.reason, excerpt: record.text))
      }
    }
  }
}
