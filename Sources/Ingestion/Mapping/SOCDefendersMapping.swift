// Rows of SOC Defenders' REST feed (`GET /api/v1/iocs`) -> rows of ThreatIntelligenceIndicator. Only
// `type` and `value` are always there; everything else is optional.

internal import Indicators
internal import JSON
internal import Warehouse

struct SOCDefendersMapping {
  let context: MappingContext
  private let identifiers = ContentDigest()

  init(context: MappingContext) { self.context = context }

  /// A row without its indicators: what is needed to ask whether it is known.
  ///
  /// - Parameter digest: where it was made before the object was parsed.
  /// - Throws: `ObjectRejected` where it has no type or no value.
  func identify(
    _ object: JSONValue, bytes: UnsafeRawBufferPointer, digest: ObjectDigest? = nil, index: Int
  ) throws -> FeedObject {
    guard let type = object["type"]?.string, let value = object["value"]?.string,
      !type.isEmpty, !value.isEmpty
    else {
      throw ObjectRejected(index: index, reason: "no `type` or no `value`", bytes: bytes)
    }
    let id = object["id"]?.string ?? ""
    return FeedObject(
      objectId: id.isEmpty || id.utf8.count > STIXMapping.maximumId ? "\(type):\(value)" : id,
      stixType: "ioc", modified: time(object["last_seen"]), data: Array(bytes),
      digest: digest ?? ObjectDigests(mapping: context.version).digest(of: bytes), isIndicator: true
    )
  }

  /// Gives a row its indicator and rejections.
  func map(_ object: JSONValue, into feedObject: inout FeedObject) {
    let type = object["type"]?.string ?? ""
    let value = object["value"]?.string ?? ""
    var row = attributes(of: object)
    row.externalIndicatorId = feedObject.objectId
    row.rawObjectId = feedObject.objectId
    var sets: [ObservableSet] = []
    switch observable(type: type, value: value) {
    case .success(let observable):
      sets = [ObservableSet(observable)]
      row.pattern = observable.stixPattern
      row.patternType = "stix"
    case .failure(let fault):
      row.tags = ([value] + (row.tags.isEmpty ? [] : [row.tags])).joined(separator: ", ")
      feedObject.rejections.append(
        Rejection(objectId: feedObject.objectId, reason: fault.reason, excerpt: value))
    }
    // > non-STIX: from Source + Pattern (Sentinel's rule), so that polls and re-polls upsert.
    row.indicatorId = identifiers.identifier(
      of: "\(context.sourceSystem)\n\(row.pattern.isEmpty ? "\(type):\(value)" : row.pattern)")
    var information = AdditionalInformation()
    information.add("source", object["source"])
    feedObject.indicators = context.rows(
      from: row, sets: sets, lastSeen: time(object["last_seen"]), information: information)
  }

  private func attributes(of object: JSONValue) -> Indicator {
    var row = Indicator()
    row.sourceSystem = context.sourceSystem
    row.confidenceScore = confidence(object["confidence"])
    let source = object["source"]
    row.description = object["context"]?.string ?? source?["article_title"]?.string ?? ""
    row.indicatorProvider = source?["feed_name"]?.string ?? ""
    let tags = strings(object["tags"]) + strings(object["mitre_techniques"])
    row.tags = tags.joined(separator: ", ")
    row.created = time(object["first_seen"])
    row.validFrom = time(object["first_seen"])
    return row
  }

  /// A number as it is, the words of the feed by the source's policy.
  private func confidence(_ value: JSONValue?) -> Double? {
    if let number = value?.double { return (0...100).contains(number) ? number : nil }
    return value?.string.flatMap { context.policy.confidence[$0.lowercased()] }
  }

  private struct Unmapped: Error { let reason: String }

  private func observable(type: String, value: String) -> Result<ObservableValue, Unmapped> {
    let kinds: [String: Set<String>] = [
      "ipv4": ["ipv4", "cidr"], "ipv6": ["ipv6", "cidr", "ipv4"], "domain": ["domain"],
      "url": ["url"], "email": ["email"], "md5": ["md5"], "sha1": ["sha1"],
      "sha256": ["sha256"], "sha512": ["sha512"],
    ]
    guard let expected = kinds[type.lowercased()] else {
      return .failure(Unmapped(reason: "type \(type) has no observable column"))
    }
    guard let observable = ObservableValue.classify(value), expected.contains(observable.kind)
    else {
      return .failure(Unmapped(reason: "the value is no \(type)"))
    }
    return .success(observable)
  }

  private func time(_ value: JSONValue?) -> Timestamp? {
    value?.utf8.flatMap { Timestamp(iso8601: UnsafeRawBufferPointer($0)) }
  }

  private func strings(_ value: JSONValue?) -> [String] {
    guard let array = value?.array else { return [] }
    return array.compactMap(\.string)
  }
}
