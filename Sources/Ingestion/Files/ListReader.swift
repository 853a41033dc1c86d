// Cuts a bare list into lines and maps them.

internal import Warehouse

final class ListReader: FeedFileReader {
  let session: IngestSession
  let page: FeedPage
  private let mapping: ListMapping
  private let path: String
  private var rest: [UInt8] = []
  private var number: Int64 = 0

  init(session: IngestSession, page: FeedPage, mapping: ListMapping, path: String) {
    self.session = session
    self.page = page
    self.mapping = mapping
    self.path = path
  }

  func feed(_ bytes: UnsafeRawBufferPointer) throws {
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      append(bytes, from: start, to: index)
      try takeLine()
      start = index + 1
    }
    append(bytes, from: start, to: bytes.count)
  }

  func finish() throws {
    if !rest.isEmpty { try takeLine() }
    // A list of nothing but comments is a feed that has nothing at the time.
    guard page.hasObjects || page.firstReason == nil else { throw FeedFileError.noFeed(path) }
  }

  /// A line is cut where it is long enough to be refused.
  private func append(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) {
    let room = max(0, ListMapping.maximumLine + 1 - rest.count)
    rest.append(contentsOf: bytes[start..<min(end, start + room)])
  }

  private func takeLine() throws {
    number += 1
    defer { rest.removeAll(keepingCapacity: true) }
    if number == 1, rest.starts(with: [0xef, 0xbb, 0xbf]) { rest.removeFirst(3) }
    switch rest.withUnsafeBytes({ mapping.map($0, number: number) }) {
    case .empty: break
    case .object(let object): try page.take(object)
    case .rejected(let rejection):
      try page.reject(rejection)
    }
  }
}
