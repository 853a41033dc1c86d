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
    do {
      let found = try TypedValue(type: type, value: value)
      row.pattern = "[\(found.comparisons)]"
      row.patternType = "stix"
      sets =
        found.port == nil ? [ObservableSet(found.observable)] : PatternRows(row.pattern).rows
    } catch {
      row.tags = ([value] + (row.tags.isEmpty ? [] : [row.tags])).joined(separator: ", ")
      feedObject.rejections.append(
        Rejection(objectId: feedObject.objectId, reason: error.reason, excerpt: value))
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
    row.confidenceScore = context.policy.score(
      number: object["confidence"]?.double, word: object["confidence"]?.string ?? "")
    let source = object["source"]
    row.description = object["context"]?.string ?? source?["article_title"]?.string ?? ""
    row.indicatorProvider = source?["feed_name"]?.string ?? ""
    let tags =
      strings(object["tags"]) + strings(object["mitre_techniques"])
      + [object["tag"]?.string].compactMap(\.self)
    row.tags = tags.joined(separator: ", ")
    row.trafficLightProtocolLevel = TrafficLightProtocol.level(named: object["tlp"]?.string ?? "")
    row.created = time(object["first_seen"])
    row.validFrom = time(object["first_seen"])
    return row
  }

  private func time(_ value: JSONValue?) -> Timestamp? {
    value?.utf8.flatMap { Timestamp(iso8601: UnsafeRawBufferPointer($0)) }
  }

  private func strings(_ value: JSONValue?) -> [String] {
    guard let array = value?.array else { return [] }
    return array.compactMap(\.string)
  }
}
