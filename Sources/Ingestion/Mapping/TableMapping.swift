// A row of a table of indicators -> rows of ThreatIntelligenceIndicator, by the meaning of its columns.

internal import Delimited
internal import Indicators
internal import Warehouse

struct TableMapping {
  let context: MappingContext
  let header: TableHeader
  /// What an expiration counts from where the table has no dates: the file's own time.
  let anchor: Timestamp
  /// Where the columns of each meaning stand.
  private let places: [TableColumn: [Int]]
  private let isSentinel: Bool

  init(context: MappingContext, header: TableHeader, anchor: Timestamp) {
    self.context = context
    self.header = header
    self.anchor = anchor
    isSentinel = header.isSentinelExport
    var places: [TableColumn: [Int]] = [:]
    for (place, column) in header.columns.enumerated() {
      if let column { places[column, default: []].append(place) }
    }
    // Microsoft's tables have `IoC_Type` beside Sentinel's `Type`, which names the table.
    places[.type]?.sort { left, _ in TableColumn.key(header.names[left]) != "type" }
    self.places = places
  }

  /// The object of a record.
  func map(
    _ record: DelimitedRecord, isKnown: (inout FeedObject) throws -> Bool
  ) throws -> Result<FeedObject, TypedValue.Unusable> {
    let cells = header.names.indices.map { Self.trimmed(record.string($0)) }
    let comparisons: [String]
    do {
      comparisons = try self.comparisons(of: cells)
    } catch {
      return .failure(error)
    }
    let pattern = "[\(comparisons.joined(separator: isSentinel ? " AND " : " OR "))]"
    let patternRows = comparisons.isEmpty ? nil : PatternRows(pattern)
    let reasons = patternRows?.reasons ?? []
    guard patternRows?.hasObservable ?? false || otherAddress(cells) != nil else {
      return .failure(TypedValue.Unusable(reason: reasons.first ?? "no value"))
    }
    let sets = patternRows?.rows ?? []
    var row = Indicator()
    row.sourceSystem = context.sourceSystem
    row.pattern = comparisons.isEmpty ? "" : pattern
    row.patternType = comparisons.isEmpty ? "" : "stix"
    let times = setTimes(of: &row, cells)
    var object = FeedObject(
      objectId: objectId(cells, pattern, sets), stixType: "ioc",
      modified: row.modified ?? times.lastSeen ?? row.created ?? (times.isDated ? nil : anchor),
      data: data(cells),
      mapping: "\(context.version) table" + (times.isDated ? "" : " \(anchor.ticks)"),
      isIndicator: true)
    guard try !isKnown(&object) else { return .success(object) }
    object.rejections = (reasons + times.faults).map {
      Rejection(objectId: object.objectId, reason: $0, excerpt: record.text)
    }
    setColumns(of: &row, cells)
    let id = first(.id, cells)
    row.externalIndicatorId =
      row.externalIndicatorId.isEmpty
      ? (id.isEmpty ? object.objectId : id) : row.externalIndicatorId
    row.indicatorId =
      isSentinel && !id.isEmpty
      ? id : ContentDigest.identifier(of: "\(context.sourceSystem)\n\(pattern)")
    row.rawObjectId = object.objectId
    var information = AdditionalInformation()
    information.add("reference", text: first(.reference, cells))
    object.indicators = context.rows(
      from: row, sets: sets, lastSeen: times.isDated ? times.lastSeen : anchor,
      information: information)
    return .success(object)
  }

  // MARK: Values

  /// The comparisons of a row: alternatives, or in an export of Sentinel what belongs together.
  private func comparisons(of cells: [String]) throws(TypedValue.Unusable) -> [String] {
    if places[.value] != nil { return try valueComparisons(cells) }
    var observables: [String] = []
    for (place, column) in header.columns.enumerated() where !cells[place].isEmpty {
      guard case .observable(let path)? = column, path != "file:name" || isSentinel else {
        continue
      }
      var text = PatternText.comparison(path, Self.repaired(cells[place]))
      let port = path.replacing("_ref.value", with: "_port")
      if !isSentinel, path != port, let number = Int(first(.port(port), cells)) {
        text = "(\(text) AND \(port) = \(number))"
      }
      observables.append(text)
    }
    if let hash = hashComparison(cells) { observables.append(hash) }
    for (column, places) in places where isSentinel {
      if case .port(let path) = column, let number = Int(cells[places[0]]) {
        observables.append("\(path) = \(number)")
      }
    }
    guard !observables.isEmpty || otherAddress(cells) != nil else {
      throw TypedValue.Unusable(reason: "no value")
    }
    return isSentinel ? observables.sorted() : observables
  }

  /// The value, and beside a file's hash its other hashes and its name.
  private func valueComparisons(_ cells: [String]) throws(TypedValue.Unusable) -> [String] {
    let type = first(.type, cells)
    if let path = Self.texts[TableColumn.key(type)], !first(.value, cells).isEmpty {
      return [PatternText.comparison(path, first(.value, cells))]
    }
    let found = try TypedValue(type: type, value: first(.value, cells))
    guard case .fileHash = found.observable else {
      return [found.port == nil ? found.comparisons : "(\(found.comparisons))"]
    }
    var hashes = [found.comparisons]
    for (place, column) in header.columns.enumerated() where !cells[place].isEmpty {
      guard case .observable(let path)? = column, path.hasPrefix("file:hashes.") else { continue }
      let other = PatternText.comparison(path, cells[place].lowercased())
      if !hashes.contains(other) { hashes.append(other) }
    }
    let name = first(.observable("file:name"), cells)
    guard !name.isEmpty else { return hashes }
    let beside = PatternText.comparison("file:name", name)
    return ["((\(hashes.joined(separator: " OR "))) AND \(beside))"]
  }

  /// Types whose values are text of any form.
  private static let texts = [
    "filepath": "file:path", "filename": "file:name", "mutex": "mutex:name",
    "emailsubject": "email-message:subject",
    "useragent": "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'",
  ]

  private func hashComparison(_ cells: [String]) -> String? {
    let value = first(.hashValue, cells)
    guard !value.isEmpty else { return nil }
    if let algorithm = HashAlgorithm(name: first(.hashType, cells)) {
      return PatternText.comparison("file:hashes.'\(algorithm.rawValue)'", value)
    }
    return FileHash(value: value).map { ObservableValue.fileHash($0).stixComparison }
  }

  /// An address in a column that no STIX property stands for.
  private func otherAddress(_ cells: [String]) -> (column: IndicatorColumn, text: String)? {
    for (column, places) in places {
      guard case .address(let target) = column, let address = IPAddress(cells[places[0]]) else {
        continue
      }
      return (target, address.text)
    }
    return nil
  }

  // MARK: Other columns

  private struct Times {
    var lastSeen: Timestamp?
    var isDated = false
    var faults: [String] = []
  }

  private func setTimes(of row: inout Indicator, _ cells: [String]) -> Times {
    var times = Times()
    func time(_ column: TableColumn) -> Timestamp? {
      let text = first(column, cells)
      guard !text.isEmpty else { return nil }
      let found = LocaleDate.timestamp(text, order: header.dates)
      if found != nil { times.isDated = true } else { times.faults.append("\(text) is no time") }
      return found
    }
    row.created = time(.firstSeen)
    row.validFrom = time(.validFrom) ?? row.created
    row.modified = time(.modified)
    row.validUntil = time(.validUntil)
    times.lastSeen = time(.lastSeen)
    let isInactive = ["false", "0", "no"].contains(first(.active, cells).lowercased())
    row.revoked = isInactive && row.validUntil.map { $0 > context.now } ?? true
    return times
  }

  private func setColumns(of row: inout Indicator, _ cells: [String]) {
    for (place, column) in header.columns.enumerated() where !cells[place].isEmpty {
      guard case .column(let target)? = column else { continue }
      let text = cells[place]
      switch row.value(of: target) {
      case .string: row.set(target, to: .string(text))
      case .int: row.set(target, to: .int(Int64(text)))
      case .real: row.set(target, to: .real(Double(text)))
      case .bool: row.set(target, to: .bool(["true", "1", "yes"].contains(text.lowercased())))
      case .datetime:
        row.set(target, to: .datetime(LocaleDate.timestamp(text, order: header.dates)))
      }
    }
    if let (column, text) = otherAddress(cells) { row.set(column, to: .string(text)) }
    let level = TrafficLightProtocol.level(named: first(.tlp, cells))
    row.trafficLightProtocolLevel = level
    row.confidenceScore = context.policy.score(number: nil, word: first(.confidence, cells))
    row.malwareNames = first(.malware, cells)
    row.tags = [TableColumn.tags, .category].map { first($0, cells) }.filter { !$0.isEmpty }
      .joined(separator: ", ")
  }

  /// The first cell of a meaning that is not empty.
  private func first(_ column: TableColumn, _ cells: [String]) -> String {
    places[column]?.lazy.map { cells[$0] }.first { !$0.isEmpty } ?? ""
  }

  /// The feed's id; without one, what the row is about. An export of Sentinel has a row for each
  /// observable of an indicator under the same id.
  private func objectId(_ cells: [String], _ pattern: String, _ sets: [ObservableSet]) -> String {
    let id = first(.id, cells)
    let isUsable = !id.isEmpty && id.utf8.count <= STIXMapping.maximumId
    if isSentinel { return isUsable ? "\(id) \(pattern)" : pattern }
    if isUsable { return id }
    return sets.count == 1 ? sets[0].value : pattern
  }

  /// The row as JSON, since a line without its header says nothing.
  private func data(_ cells: [String]) -> [UInt8] {
    let members = zip(header.names, cells).filter { !$1.isEmpty }.map {
      "\(AdditionalInformation.quoted($0)):\(AdditionalInformation.quoted($1))"
    }
    return Array("{\(members.joined(separator: ","))}".utf8)
  }

  private static func trimmed(_ cell: String) -> String {
    var text = cell[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text.drop { $0.isWhitespace })
  }

  /// A value without its defanging, where it is none with it.
  private static func repaired(_ cell: String) -> String {
    ObservableValue.classify(cell) == nil ? refanged(cell) : cell
  }
}
