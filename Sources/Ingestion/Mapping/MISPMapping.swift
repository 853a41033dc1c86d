// A MISP attribute, or an object with its attributes -> rows of ThreatIntelligenceIndicator. Only what
// is marked `to_ids` is an indicator; the rest is context, kept as it came.

internal import Indicators
internal import JSON
internal import Warehouse

struct MISPMapping: ObjectMapping {
  let context: MappingContext
  let event: MISPEvent
  /// Whether attributes without `to_ids` give rows as well.
  private let takesContext: Bool
  private let ownDigests: ObjectDigests
  private let identifiers = ContentDigest()

  init(context: MappingContext, event: MISPEvent, takesContext: Bool) {
    self.context = context
    self.event = event
    self.takesContext = takesContext
    ownDigests = ObjectDigests(
      mapping: "\(context.version) misp\(takesContext ? "+" : "") \(event.fingerprint)")
  }

  var digests: ObjectDigests? { ownDigests }

  func identify(
    _ object: JSONValue, bytes: UnsafeRawBufferPointer, digest: ObjectDigest?, index: Int
  ) throws -> FeedObject {
    guard object.kind == .object else {
      throw ObjectRejected(index: index, reason: "not a JSON object", bytes: bytes)
    }
    let attributes = attributes(of: object)
    let type = object["type"]?.string ?? object["name"]?.string ?? ""
    guard !type.isEmpty, !attributes.isEmpty || object["value"]?.string?.isEmpty == false else {
      throw ObjectRejected(index: index, reason: "no `type` or no `value`", bytes: bytes)
    }
    var id = object["uuid"]?.string ?? ""
    if id.isEmpty || id.utf8.count > STIXMapping.maximumId {
      id = identifiers.identifier(of: "\(event.uuid)\n\(type)\n\(object["value"]?.string ?? "")")
    }
    let isIndicator = isIndicator(object) || attributes.contains(where: isIndicator)
    let context = attributes.isEmpty ? "misp-attribute" : "misp-object"
    return FeedObject(
      objectId: id, stixType: isIndicator ? "ioc" : context, modified: time(object["timestamp"]),
      data: Array(bytes), digest: digest ?? ownDigests.digest(of: bytes), isIndicator: isIndicator)
  }

  func map(_ object: JSONValue, into feedObject: inout FeedObject) {
    guard feedObject.isIndicator else { return }
    var row = attributes(for: object, feedObject)
    let attributes = attributes(of: object).filter(isIndicator)
    var unmapped: [String] = []
    let comparisons =
      attributes.isEmpty
      ? alone(object, &unmapped).map { [$0] } ?? []
      : together(object, attributes, &unmapped)
    var sets: [ObservableSet] = []
    var reasons = unmapped.map { "MISP type \($0) has no observable column" }
    if !comparisons.isEmpty {
      row.pattern = "[\(comparisons.joined(separator: " OR "))]"
      row.patternType = "stix"
      let rows = PatternRows(row.pattern)
      sets = rows.rows
      reasons += rows.reasons
    }
    for reason in reasons {
      feedObject.rejections.append(
        Rejection(
          objectId: feedObject.objectId, reason: reason,
          excerpt: object["value"]?.string ?? object["name"]?.string ?? ""))
    }
    var information = AdditionalInformation()
    information.add("event", text: event.info)
    information.add("eventId", text: event.uuid)
    information.add("category", object["category"] ?? object["meta-category"])
    feedObject.indicators = context.rows(
      from: row, sets: sets, lastSeen: lastSeen(object, attributes), information: information)
  }

  // MARK: Patterns

  private func alone(_ object: JSONValue, _ unmapped: inout [String]) -> String? {
    let type = object["type"]?.string ?? ""
    let text = MISPPattern.comparisons(type: type, value: object["value"]?.string ?? "")
    if text == nil { unmapped.append(type) }
    return text.map(grouped)
  }

  /// The alternatives of an object. What narrows stands beside each: a file's name beside its hashes,
  /// the addresses of a name, the port of an address.
  private func together(
    _ object: JSONValue, _ attributes: [JSONValue], _ unmapped: inout [String]
  ) -> [String] {
    var values: [(type: String, text: String)] = []
    for attribute in attributes {
      let type = attribute["type"]?.string ?? ""
      if let text = alone(attribute, &unmapped) { values.append((type, text)) }
    }
    func some(_ types: Set<String>) -> [String] {
      values.filter { types.contains($0.type) }.map(\.text)
    }
    let addresses = some(["ip-dst", "ip-src"])
    switch object["name"]?.string {
    case "file":
      let hashes = values.filter { MISPPattern.isHash($0.type) }.map(\.text)
      guard !hashes.isEmpty else { return values.map(\.text) }
      return [conjunction([hashes] + context(of: object, ["filename": "filename"]))]
    case "domain-ip" where !addresses.isEmpty && !some(["domain", "hostname"]).isEmpty:
      let resolved = addresses.map {
        $0.replacing("network-traffic:dst_ref.value", with: "domain-name:resolves_to_refs[*].value")
          .replacing("network-traffic:src_ref.value", with: "domain-name:resolves_to_refs[*].value")
      }
      return [conjunction([some(["domain", "hostname"]), resolved])]
    case "ip-port" where !addresses.isEmpty:
      return [conjunction([addresses] + context(of: object, ["dst-port": "", "port": ""]))]
    case "email":
      return [conjunction(values.map { [$0.text] })]
    default:
      return values.map(\.text)
    }
  }

  /// The comparison of the one attribute of a relation that narrows the others, whatever its to_ids;
  /// nothing where there are several, since which of them is meant is not told.
  private func context(of object: JSONValue, _ relations: [String: String]) -> [[String]] {
    let found = attributes(of: object).filter {
      relations[$0["object_relation"]?.string ?? ""] != nil
    }
    guard found.count == 1, let value = found[0]["value"]?.string else { return [] }
    if found[0]["type"]?.string == "port" {
      return Int(value).map { [["network-traffic:dst_port = \($0)"]] } ?? []
    }
    return [[PatternText.comparison("file:name", value)]]
  }

  private func conjunction(_ groups: [[String]]) -> String {
    let texts = groups.map { $0.count == 1 ? $0[0] : "(\($0.joined(separator: " OR ")))" }
    return grouped(texts.joined(separator: " AND "))
  }

  private func grouped(_ text: String) -> String { text.contains(" AND ") ? "(\(text))" : text }

  // MARK: Attributes

  private func attributes(for object: JSONValue, _ feedObject: FeedObject) -> Indicator {
    var row = Indicator()
    row.sourceSystem = context.sourceSystem
    row.indicatorId = identifiers.identifier(of: feedObject.objectId)
    row.externalIndicatorId = feedObject.objectId
    row.rawObjectId = feedObject.objectId
    let comment = object["comment"]?.string ?? ""
    row.description = comment.isEmpty ? event.info : comment
    row.indicatorProvider = event.provider
    row.modified = feedObject.modified
    row.validFrom = time(object["first_seen"]) ?? event.date
    row.revoked = object["deleted"]?.bool ?? false
    let tags = attributes(of: object).flatMap(tags) + tags(object)
    MISPTags(own: tags, event: event.tags).apply(to: &row)
    return row
  }

  private func tags(_ object: JSONValue) -> [String] {
    guard let array = object["Tag"]?.array else { return [] }
    return array.compactMap { $0["name"]?.string }
  }

  private func attributes(of object: JSONValue) -> [JSONValue] {
    object["Attribute"]?.array.map { Array($0) } ?? []
  }

  private func isIndicator(_ attribute: JSONValue) -> Bool {
    guard attribute["value"]?.string?.isEmpty == false else { return false }
    if takesContext {
      return MISPPattern.comparisons(type: attribute["type"]?.string ?? "", value: "") != nil
    }
    return attribute["to_ids"]?.bool ?? (attribute["to_ids"]?.int == 1)
  }

  private func lastSeen(_ object: JSONValue, _ attributes: [JSONValue]) -> Timestamp? {
    ([object] + attributes).compactMap { time($0["last_seen"]) }.max()
  }

  /// Unix seconds as text or number, or ISO 8601.
  private func time(_ value: JSONValue?) -> Timestamp? {
    if let seconds = value?.int ?? value?.string.flatMap({ Int64($0) }) {
      return seconds > 0 ? Timestamp(unixSeconds: seconds) : nil
    }
    return value?.string.flatMap { Timestamp(iso8601: $0) }
  }
}
