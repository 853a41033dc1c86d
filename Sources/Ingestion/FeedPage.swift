// The elements of a page or file on their way to the warehouse: each is parsed by itself, so that one
// bad object fails alone, asked for whether it is known just so, and mapped only where it is not.

internal import Indicators
internal import JSON
internal import Warehouse

/// Collects the objects of a page and commits them.
final class FeedPage {
  private let session: IngestSession
  private let stix: STIXMapping
  private let socDefenders: SOCDefendersMapping
  private let parser = JSONParser()
  private var objects: [FeedObject] = []
  private var rejections: [Rejection] = []
  private var bytes = 0
  /// Id and version of each object of the page, in order.
  private(set) var identities: [String] = []
  /// Whether nothing has come.
  var isEmpty: Bool { identities.isEmpty && rejections.isEmpty }

  /// A page without end is committed in parts of this many objects or bytes.
  static let maximumObjects = 20_000
  static let maximumBytes = 64 << 20

  init(session: IngestSession, context: MappingContext) {
    self.session = session
    stix = STIXMapping(context: context)
    socDefenders = SOCDefendersMapping(context: context)
  }

  /// Takes an element as it stands in the source.
  func take(_ element: JSONElement) throws {
    switch element.content {
    case .refused(let error):
      reject(index: element.index, reason: "\(error)", excerpt: [])
    case .bytes(let text):
      do {
        try parser.withDocument(text) { try take($0, bytes: text, index: element.index) }
      } catch let error as JSONError {
        reject(index: element.index, reason: "\(error)", excerpt: Array(text.prefix(500)))
      } catch let error as ObjectRejected {
        rejections.append(error.rejection)
      }
    }
    if objects.count >= Self.maximumObjects || bytes >= Self.maximumBytes {
      try commit(watermark: nil)
    }
  }

  /// Takes an object that was mapped elsewhere: a line of a list.
  func take(_ object: FeedObject) throws {
    append(object)
    if objects.count >= Self.maximumObjects { try commit(watermark: nil) }
  }

  /// Keeps what is no object.
  func reject(_ rejection: Rejection) { rejections.append(rejection) }

  /// Commits what was taken since the last time.
  func commit(watermark: String?) throws {
    guard !objects.isEmpty || !rejections.isEmpty || watermark != nil else { return }
    try session.commit(objects, rejections: rejections, watermark: watermark)
    objects.removeAll(keepingCapacity: true)
    rejections.removeAll()
    bytes = 0
  }

  /// Forgets the last page, also one that broke off and is asked for again.
  func beginPage() {
    identities.removeAll(keepingCapacity: true)
    objects.removeAll(keepingCapacity: true)
    rejections.removeAll()
    bytes = 0
  }

  private func take(_ value: JSONValue, bytes: UnsafeRawBufferPointer, index: Int) throws {
    // A row of SOC Defenders' REST feed has a value; a STIX object never has one at its top.
    let isRow = value["value"] != nil && value["pattern"] == nil && value["objects"] == nil
    var object =
      isRow
      ? try socDefenders.identify(value, bytes: bytes, index: index)
      : try stix.identify(value, bytes: bytes, index: index)
    if try !session.isKnown(object) {
      if isRow { socDefenders.map(value, into: &object) } else { stix.map(value, into: &object) }
    }
    append(object)
  }

  private func append(_ object: FeedObject) {
    identities.append("\(object.objectId) \(object.modified?.ticks ?? 0)")
    bytes += object.data.count
    objects.append(object)
  }

  private func reject(index: Int, reason: String, excerpt: [UInt8]) {
    rejections.append(
      excerpt.withUnsafeBytes {
        Rejection(objectId: "#\(index + 1)", reason: reason, excerpt: $0)
      })
  }
}
