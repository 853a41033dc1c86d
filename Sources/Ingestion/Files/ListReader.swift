// Cuts a bare list into lines and maps them. A text whose lines hold hardly any value is no list.

internal import Warehouse

final class ListReader: FeedFileReader {
  let session: IngestSession
  let page: FeedPage
  let notes: [String] = []
  private let mapping: ListMapping
  private let isReport: Bool
  private let path: String
  private var rest: [UInt8] = []
  private var number: Int64 = 0
  /// Lines with something in them, and those of them that hold no value.
  private var lines = (all: 0, bad: 0)
  private var isJudged = false

  /// A text of words is told by its first lines: a licence, a page of documentation.
  private static let sample = 200

  /// - Parameter isReport: whether only what is defanged is taken, from anywhere in a line.
  init(
    session: IngestSession, page: FeedPage, mapping: ListMapping, isReport: Bool, path: String
  ) {
    self.session = session
    self.page = page
    self.mapping = mapping
    self.isReport = isReport
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
    if isReport, !page.hasObjects {
      throw FeedFileError(path: path, reason: "holds no defanged value and no hash")
    }
    guard page.hasObjects || page.firstReason == nil else { throw FeedFileError.noFeed(path) }
    if !isJudged { try judge() }
  }

  /// - Throws: where two of three lines hold no value. Nothing has been written by then.
  private func judge() throws {
    guard lines.bad * 3 >= lines.all * 2, lines.bad > 0 else { return }
    throw FeedFileError(
      path: path,
      reason: "is no list: \(lines.bad) of its \(lines.all) first lines hold no value"
        + " (--defanged reads a report)")
  }

  /// A line is cut where it is long enough to be refused.
  private func append(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) {
    let room = max(0, ListMapping.maximumLine + 1 - rest.count)
    rest.append(contentsOf: bytes[start..<min(end, start + room)])
  }

  private func takeLine() throws {
    number += 1
    defer { rest.removeAll(keepingCapacity: true) }
    if isReport {
      for object in rest.withUnsafeBytes({ mapping.defanged($0) }) { try page.take(object) }
      return
    }
    if number == 1, rest.starts(with: [0xef, 0xbb, 0xbf]) { rest.removeFirst(3) }
    switch rest.withUnsafeBytes({ mapping.map($0, number: number) }) {
    case .empty: break
    case .object(let object):
      lines.all += 1
      try page.take(object)
    case .rejected(let rejection):
      lines.all += 1
      lines.bad += 1
      try page.reject(rejection)
    }
    if lines.all == Self.sample, !isJudged {
      isJudged = true
      try judge()
    }
  }
}
