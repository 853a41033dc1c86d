// STIX 2.0 and 2.1 objects -> rows of ThreatIntelligenceIndicator, as Sentinel maps them. Other
// objects are kept as they come. Called for each object of a bundle or a TAXII page.

internal import Indicators
internal import JSON
internal import Warehouse

struct STIXMapping {
  let context: MappingContext
  private let identifiers = ContentDigest()

  init(context: MappingContext) { self.context = context }

  /// Bytes of an id that are accepted.
  static let maximumId = 1_024

  /// An object without its rows: what is needed to ask whether it is known.
  ///
  /// - Parameter digest: where it was made before the object was parsed.
  /// - Throws: `Rejection` where it has no type or no id, and so cannot be kept.
  func identify(
    _ object: JSONValue, bytes: UnsafeRawBufferPointer, digest: ObjectDigest? = nil, index: Int
  ) throws -> FeedObject {
    guard object.kind == .object else {
      throw ObjectRejected(index: index, reason: "not a JSON object", bytes: bytes)
    }
    guard let type = object["type"]?.string, !type.isEmpty else {
      throw ObjectRejected(index: index, reason: "no `type`", bytes: bytes)
    }
    guard let id = object["id"]?.string, !id.isEmpty, id.utf8.count <= Self.maximumId else {
      throw ObjectRejected(index: index, reason: "no `id`", bytes: bytes)
    }
    var feedObject = FeedObject(
      objectId: id, stixType: type, modified: time(object["modified"] ?? object["created"]),
      data: Array(bytes),
      digest: digest ?? ObjectDigests(mapping: context.version).digest(of: bytes),
      isIndicator: type == "indicator",
      createdByRef: object["created_by_ref"]?.string ?? "")
    if type == "relationship" { feedObject.relations = relation(object) }
    return feedObject
  }

  /// What a relationship says of an indicator (STIX 2.1 §4.7, `indicates`); nothing once it is
  /// revoked.
  private func relation(_ object: JSONValue) -> [ObjectRelation] {
    guard object["relationship_type"]?.string == "indicates", object["revoked"]?.bool != true,
      let source = object["source_ref"]?.string, source.hasPrefix("indicator--"),
      let target = object["target_ref"]?.string, target.utf8.count <= Self.maximumId
    else { return [] }
    return [ObjectRelation(.indicates, from: source, to: target)]
  }

  /// Gives an indicator its rows and rejections.
  func map(_ object: JSONValue, into feedObject: inout FeedObject) {
    guard feedObject.isIndicator else { return }
    var row = attributes(of: object, id: feedObject.objectId)
    var information = AdditionalInformation()
    information.add("externalReferences", object["external_references"])
    information.add("indicatorTypes", moreThanOne(object["indicator_types"]))
    let sets = observables(of: &row, object: object, feedObject: &feedObject)
    // It decides whether hunts see the row, so that the policy must not stand in for it unsaid.
    if let until = object["valid_until"], !until.isNull, row.validUntil == nil {
      feedObject.rejections.append(
        Rejection(
          objectId: feedObject.objectId, reason: "valid_until is no time: the policy decides",
          excerpt: until.string ?? until.compactText))
    }
    feedObject.indicators = context.rows(from: row, sets: sets, information: information)
    // Markings of the feed's own say by their definition what they are, which may come later.
    if row.trafficLightProtocolLevel.isEmpty {
      feedObject.relations = strings(object["object_marking_refs"])
        .filter { $0.hasPrefix("marking-definition--") && $0.utf8.count <= Self.maximumId }
        .map { ObjectRelation(.marking, from: feedObject.objectId, to: $0) }
    }
  }

  private func attributes(of object: JSONValue, id: String) -> Indicator {
    var row = Indicator()
    row.sourceSystem = context.sourceSystem
    row.indicatorId = identifiers.identifier(of: id)
    row.externalIndicatorId = id
    row.rawObjectId = id
    let texts = ["description", "name"].compactMap { object[$0]?.string }
    row.description = texts.first { !$0.isEmpty } ?? ""
    row.confidenceScore = object["confidence"]?.double.flatMap { (0...100).contains($0) ? $0 : nil }
    let labels = strings(object["labels"])
    row.threatType = strings(object["indicator_types"]).first ?? threatType(of: labels)
    row.tags = labels.joined(separator: ", ")
    row.trafficLightProtocolLevel =
      strings(object["object_marking_refs"])
      .lazy.compactMap { TrafficLightProtocol.level(markingDefinition: $0) }.first ?? ""
    row.created = time(object["created"])
    row.modified = time(object["modified"])
    row.validFrom = time(object["valid_from"])
    row.validUntil = time(object["valid_until"])
    row.revoked = object["revoked"]?.bool ?? false
    row.pattern = object["pattern"]?.string ?? ""
    row.patternType = object["pattern_type"]?.string ?? "stix"
    setKillChain(of: &row, object["kill_chain_phases"])
    return row
  }

  /// STIX 2.0 §2.5.2 had the indicator's types among its labels.
  private func threatType(of labels: [String]) -> String {
    let vocabulary: Set = [
      "anomalous-activity", "anonymization", "attribution", "benign", "compromised",
      "malicious-activity", "unknown",
    ]
    return labels.first(where: vocabulary.contains) ?? ""
  }

  private func setKillChain(of row: inout Indicator, _ phases: JSONValue?) {
    guard let phases = phases?.array else { return }
    for phase in phases where phase["kill_chain_name"]?.string == "lockheed-martin-cyber-kill-chain"
    {
      switch phase["phase_name"]?.string {
      case "reconnaissance": row.killChainReconnaissance = true
      case "weaponization": row.killChainWeaponization = true
      case "delivery": row.killChainDelivery = true
      case "exploitation": row.killChainExploitation = true
      case "command-and-control": row.killChainC2 = true
      case "actions-on-objectives": row.killChainActions = true
      default: break  // `installation` has no column
      }
    }
  }

  private func observables(
    of row: inout Indicator, object: JSONValue, feedObject: inout FeedObject
  ) -> [ObservableSet] {
    func reject(_ reason: String) {
      feedObject.rejections.append(
        Rejection(objectId: feedObject.objectId, reason: reason, excerpt: row.pattern))
    }
    guard !row.pattern.isEmpty else {
      reject("no pattern")
      return []
    }
    guard row.patternType == "stix" else {
      reject("pattern_type \(row.patternType) has no observable")
      return []
    }
    // Both versions are tried: few feeds say truly which one they write.
    let result = PatternRows(row.pattern)
    for reason in result.reasons { reject(reason) }
    return result.rows
  }

  // MARK: Values

  private func time(_ value: JSONValue?) -> Timestamp? {
    value?.utf8.flatMap { Timestamp(iso8601: UnsafeRawBufferPointer($0)) }
  }

  private func strings(_ value: JSONValue?) -> [String] {
    guard let array = value?.array else { return [] }
    return array.compactMap(\.string)
  }

  private func moreThanOne(_ value: JSONValue?) -> JSONValue? {
    strings(value).count > 1 ? value : nil
  }
}

/// An object that cannot even be kept, because it cannot be keyed.
struct ObjectRejected: Error {
  let rejection: Rejection

  init(index: Int, reason: String, bytes: UnsafeRawBufferPointer) {
    rejection = Rejection(
      objectId: "#\(index + 1)", reason: reason, excerpt: bytes)
  }
}
