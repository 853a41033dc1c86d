// The elements of a page or file on their way to the warehouse: each is parsed by itself, so that one
// bad object fails alone, asked for whether it is known just so, and mapped only where it is not.

internal import Indicators
internal import JSON
internal import Warehouse

/// Collects the objects of a page and commits them.
final class FeedPage {
  private let session: IngestSession
  private let expectsRows: Bool
  private let mustHoldObjects: Bool
  private let stix: STIXMapping
  private let socDefenders: SOCDefendersMapping
  private let parser = JSONParser()
  private let digests: ObjectDigests
  private let keepsIdentities: Bool
  private var objects: [FeedObject] = []
  private var rejections: [Rejection] = []
  private var bytes = 0
  /// Where an object's last version of the part stands in `objects`.
  private var places: [String: Int] = [:]
  /// Objects of the part in whose place a later version of the same part was put.
  private var repeated = 0
  /// Id and version of each element of the page, in order; also of those that were rejected, since
  /// a page that brought nothing of use is not an empty one.
  private(set) var identities: [String] = []
  /// Whether any object came that can be kept.
  private(set) var hasObjects = false
  /// The first reason why something was no object.
  private(set) var firstReason: String?

  /// A page without end is committed in parts of this many objects or bytes.
  static let maximumObjects = 20_000
  static let maximumBytes = 64 << 20

  /// - Parameters:
  ///   - expectsRows: whether the feed is SOC Defenders' REST feed.
  ///   - mustHoldObjects: whether nothing may be written before the first object that can be kept: a
  ///     file that is no feed leaves no trace.
  ///   - keepsIdentities: whether `identities` are asked for. Those of a file would be as many as its
  ///     objects.
  init(
    session: IngestSession, context: MappingContext, expectsRows: Bool = false,
    mustHoldObjects: Bool = false, keepsIdentities: Bool = true
  ) {
    self.session = session
    self.expectsRows = expectsRows
    self.mustHoldObjects = mustHoldObjects
    self.keepsIdentities = keepsIdentities
    digests = ObjectDigests(mapping: context.version)
    stix = STIXMapping(context: context)
    socDefenders = SOCDefendersMapping(context: context)
  }

  /// Takes an element as it stands in the source.
  func take(_ element: JSONElement) throws {
    try take(element.content, index: element.index, by: nil)
  }

  /// Takes an object.
  ///
  /// - Parameters:
  ///   - index: its number in the source, from 0.
  ///   - mapping: nil where the object tells whether it is STIX or a row of a REST feed.
  func take(
    _ content: JSONElement.Content, index: Int, by mapping: (any ObjectMapping)?
  ) throws {
    switch content {
    case .refused(let error):
      identify("#\(index) \(error)")
      try reject(index: index, reason: "\(error)", excerpt: [])
    case .bytes(let text):
      let digest = (mapping?.digests ?? digests).digest(of: text)
      if let known = try session.next(with: digest) {
        append(known)
        break
      }
      do {
        try parser.withDocument(text) {
          try take($0, bytes: text, digest: digest, index: index, by: mapping)
        }
      } catch let error as JSONError {
        identify("#\(digest.hashValue)")
        try reject(index: index, reason: "\(error)", excerpt: Array(text.prefix(500)))
      } catch let error as ObjectRejected {
        identify("#\(digest.hashValue)")
        try reject(error.rejection)
      }
    }
    try commitIfLarge()
  }

  /// Takes an object that was mapped elsewhere: a line of a list.
  func take(_ object: FeedObject) throws {
    append(object)
    try commitIfLarge()
  }

  /// Keeps what is no object. What holds nothing else is not committed: see FileIngestion.
  func reject(_ rejection: Rejection) throws {
    firstReason = firstReason ?? rejection.reason
    rejections.append(rejection)
    try commitIfLarge()
  }

  /// Commits what was taken since the last time.
  func commit(watermark: String?) throws {
    guard !objects.isEmpty || !rejections.isEmpty || watermark != nil else { return }
    guard hasObjects || !mustHoldObjects else { throw NothingOfUse(reason: firstReason ?? "") }
    try session.commit(
      objects, repeated: repeated, rejections: rejections, watermark: watermark)
    forgetPart()
  }

  private func commitIfLarge() throws {
    let isLarge = objects.count + rejections.count >= Self.maximumObjects
    if isLarge || bytes >= Self.maximumBytes { try commit(watermark: nil) }
  }

  /// Forgets the last page, also one that broke off and is asked for again.
  func beginPage() {
    identities.removeAll(keepingCapacity: true)
    forgetPart()
  }

  private func forgetPart() {
    objects.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    rejections.removeAll()
    repeated = 0
    bytes = 0
  }

  private func take(
    _ value: JSONValue, bytes: UnsafeRawBufferPointer, digest: ObjectDigest, index: Int,
    by mapping: (any ObjectMapping)?
  ) throws {
    let isRow = isRow(value)
    let types = stix.context.policy.types
    let isSTIX = mapping == nil && !isRow
    let mapping: any ObjectMapping = mapping ?? (isRow ? socDefenders : stix)
    var object = try mapping.identify(value, bytes: bytes, digest: digest, index: index)
    if isSTIX, !types.isEmpty, !types.contains(object.stixType) {
      identify(object)
      hasObjects = true
      return
    }
    if try !session.recognize(&object) { mapping.map(value, into: &object) }
    append(object)
  }

  /// A row of SOC Defenders' REST feed has a value, as only STIX's cyber-observables have. What comes
  /// as a row and lacks it is a faulty row, and no object of an unknown type.
  private func isRow(_ value: JSONValue) -> Bool {
    let type = value["type"]?.string ?? ""
    if let id = value["id"]?.string, id.hasPrefix("\(type)--") { return false }
    return expectsRows || value["value"] != nil && value["pattern"] == nil
  }

  private func identify(_ element: @autoclosure () -> String) {
    if keepsIdentities { identities.append(element()) }
  }

  private func identify(_ object: FeedObject) {
    identify("\(object.objectId) \(object.modified?.ticks ?? 0)")
  }

  private func append(_ object: FeedObject) {
    identify(object)
    hasObjects = true
    bytes += object.data.count
    guard let place = places[object.objectId] else {
      places[object.objectId] = objects.count
      return objects.append(object)
    }
    // Two versions in one part: only the later is put, as if they had come one after the other.
    // Else each poll would put the one in the place of the other, and the second of them, if it
    // stands in the warehouse, came without its rows.
    repeated += 1
    if let old = objects[place].modified, let new = object.modified, new < old { return }
    objects[place] = object
  }

  private func reject(index: Int, reason: String, excerpt: [UInt8]) throws {
    try reject(
      excerpt.withUnsafeBytes {
        Rejection(objectId: "#\(index + 1)", reason: reason, excerpt: $0)
      })
  }
}

/// Something that was to be a feed held no object that can be kept.
struct NothingOfUse: Error {
  /// Why the first thing in it is none.
  let reason: String
}
