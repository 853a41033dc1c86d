// A JSON file as a feed: a bundle's or envelope's `objects`, a REST answer's `data`, articles and tables of
// values (`iocs`), a bare array, or a single object.

internal import JSON
internal import Warehouse

final class JSONFeedReader: FeedFileReader {
  let session: IngestSession
  let page: FeedPage
  let notes: [String] = []
  private let path: String
  private var stream = JSONObjectStream(arrayNames: ["objects", "data", "iocs"])

  init(session: IngestSession, page: FeedPage, path: String) {
    self.session = session
    self.page = page
    self.path = path
  }

  func feed(_ bytes: UnsafeRawBufferPointer) throws {
    try stream.feed(bytes) { try page.take($0) }
  }

  func finish() throws {
    try stream.finish()
    guard !stream.hasArray else { return }
    // Brackets that match are no proof of JSON: a fault is told with its place.
    if let document = stream.document { try JSONParser().withDocument(document) { _ in } }
    let members = Set(stream.members.keys)
    // An empty bundle or envelope has no array at all (STIX 2.1 §8, TAXII 2.1 §3.7).
    let isEmpty = members.isSubset(of: ["type", "id", "spec_version", "more", "next"])
    if isEmpty, stream.omittedMemberCount == 0 { return }
    guard let document = stream.document, members.contains("type"),
      members.contains("id") || members.contains("value")
    else {
      throw FeedFileError(
        path: path, reason: "is JSON, but neither a STIX bundle nor SOC Defenders' rows")
    }
    // The same way as for one element of an array.
    var single = JSONObjectStream(arrayNames: [])
    try single.feed([UInt8(ascii: "[")] + document + [UInt8(ascii: "]")]) { try page.take($0) }
  }
}
