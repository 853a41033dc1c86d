// One poll of one collection: pages of objects, each committed in one transaction together with the
// watermark that it covers, so that a poll that dies goes on where the warehouse really stands.

public import Indicators
internal import SQLite

/// Brings the objects of one collection into the warehouse. Confined to one thread.
public final class IngestSession {
  private let database: WarehouseDatabase
  private let source: SourceDescription
  private let collection: String
  private let now: Timestamp
  private let book: SourceBook
  /// `Source.Id` and `IngestRun.Id`, once the first page or the end has written them.
  private var ids: (source: Int64, run: Int64)?
  /// What stood in the warehouse before this poll; nil where that was nothing.
  private var stored: KnownObjects?
  private var hasLooked = false
  /// `data_version` when the first object since the last commit was looked up.
  private var state: Int64?
  /// HTTP requests so far, for the report; set before the poll is finished.
  public var requests = 0
  /// What the server no longer kept, for the report; set before the poll is finished.
  public var gap = ""
  /// Whether the source is suddenly ten times as large or as small, once the poll is finished; ''.
  public private(set) var warning = ""
  /// Objects of the last whole run; nil where there is nothing to compare with.
  private var sizeBefore: Int?
  /// What the poll has brought so far.
  public private(set) var counts = IngestCounts()

  /// A poll. Nothing is written before the first page is committed or the poll is finished.
  ///
  /// - Parameters:
  ///   - collection: the TAXII collection's id, the REST filter, or '' for a file.
  ///   - now: the clock of the whole poll.
  public init(
    database: WarehouseDatabase, source: SourceDescription, collection: String, now: Timestamp
  ) {
    self.database = database
    self.source = source
    self.collection = PrintableText.escaped(collection)
    self.now = now
    book = SourceBook(connection: database.connection)
  }

  /// Where the poll starts: the watermark that an earlier page was committed with.
  public func watermark() throws -> String? {
    try database.explainingErrors {
      try book.watermark(sourceSystem: source.sourceSystem, collection: collection)
    }
  }

  /// The object with these bytes, where it is known without reading them: a feed that is read again
  /// mostly comes in the order in which it was stored.
  public func next(with digest: ObjectDigest) throws -> FeedObject? {
    try database.explainingErrors {
      try noteState()
      guard let known = try stored?.next(with: digest) else { return nil }
      var object = FeedObject(
        objectId: known.objectId, stixType: known.stixType,
        modified: known.modified.map { Timestamp(clamping: $0) }, data: [], digest: digest,
        isIndicator: known.stixType == "indicator" || known.stixType == "ioc")
      object.knownId = known.id
      return object
    }
  }

  /// Whether the object stands in the warehouse just as it is here, so that it need not be mapped;
  /// then it is marked as known, and its bytes are let go.
  public func recognize(_ object: inout FeedObject) throws -> Bool {
    try database.explainingErrors {
      try noteState()
      guard let known = try stored?.find(object.objectId), known.digest == object.digest else {
        return false
      }
      object.knownId = known.id
      object.data = []
      return true
    }
  }

  /// Before the first question of a page: what the source has, and the state of the warehouse that
  /// the answers are true of.
  private func noteState() throws {
    guard state == nil else { return }
    state = try dataVersion()
    guard !hasLooked else { return }
    hasLooked = true
    // Of a source that has nothing yet nothing is known, also not what this poll brings.
    let find = try database.connection.cached(
      """
      SELECT Id FROM Source AS s WHERE SourceSystem = ?
        AND EXISTS (SELECT 1 FROM RawObject WHERE SourceId = s.Id)
      """)
    find.bind(source.sourceSystem, at: 1)
    stored = try find.first { KnownObjects(connection: database.connection, sourceId: $0.int64(0)) }
  }

  /// Changes when another connection has committed something (sqlite.org/pragma.html).
  private func dataVersion() throws -> Int64 {
    try database.connection.cached("PRAGMA data_version").first { $0.int64(0) } ?? 0
  }

  /// Commits a page: objects, rejections, counts and watermark in one transaction.
  ///
  /// - Parameters:
  ///   - objects: in the order in which they came.
  ///   - repeated: how many more came of which `objects` has a later version.
  ///   - rejections: what came and was no object at all.
  ///   - watermark: where the next poll starts, or nil where the page does not tell.
  public func commit(
    _ objects: [FeedObject], repeated: Int = 0, rejections: [Rejection] = [], watermark: String?
  ) throws {
    var page = IngestCounts()
    page.pages = 1
    page.fetched = objects.count + repeated + rejections.count
    for rejection in rejections { page.reject(rejection.reason) }
    try database.explainingErrors {
      try database.connection.transaction {
        let (sourceId, _) = try start()
        let isUndisturbed = try state == dataVersion()
        var store = try IndicatorStore(
          connection: database.connection, sourceId: sourceId, origin: source.sourceSystem,
          now: now.ticks, trustsKnown: isUndisturbed)
        for object in objects { try store.put(object, counting: &page) }
        try store.finish(counting: &page)
        try Rejection.insert(
          rejections, origin: source.sourceSystem, sourceId: sourceId, importId: nil,
          now: now.ticks, into: database.connection)
        if let watermark {
          try book.setWatermark(
            watermark, sourceId: sourceId, collection: collection, now: now.ticks)
        }
        var total = counts
        total.add(page)
        try note(total, outcome: "running", error: "", isEnded: false)
      }
    }
    counts.add(page)
    if page.new + page.updated + page.other > 0 { stored?.forget() }
    state = nil
  }

  /// Ends the poll.
  ///
  /// - Parameter error: why it failed, without secrets; nil where it came to its end.
  public func finish(error: String? = nil) throws {
    try database.explainingErrors {
      try database.connection.transaction {
        _ = try start()
        if error == nil { warning = SourceSize.warning(from: sizeBefore, to: counts.fetched) }
        try note(
          counts, outcome: error == nil ? "done" : "failed", error: error ?? "", isEnded: true)
      }
    }
  }

  /// Writes the source and the line of this run, once. A transaction that is rolled back after it
  /// ends the poll, so that the ids need not be taken back.
  private func start() throws -> (source: Int64, run: Int64) {
    if let ids { return ids }
    let before = try watermark()
    sizeBefore = try SourceSize.before(
      source, collection: collection, hasWatermark: before != nil, in: database.connection)
    let sourceId = try book.identify(source)
    let insert = try database.connection.cached(
      """
      INSERT INTO IngestRun (SourceId, Collection, StartedAt, Outcome, Pages, Fetched, New,
        Updated, Unchanged, Expired, Rejected, Other, Error, WatermarkBefore)
      VALUES (?, ?, ?, 'running', 0, 0, 0, 0, 0, 0, 0, 0, '', ?)
      """)
    insert.bind(Optional(sourceId), at: 1)
    insert.bind(collection, at: 2)
    insert.bind(Optional(now.ticks), at: 3)
    insert.bind(before ?? "", at: 4)
    try insert.run()
    let started = (source: sourceId, run: database.connection.lastInsertRowID)
    ids = started
    return started
  }

  private func note(
    _ counts: IngestCounts, outcome: String, error: String, isEnded: Bool
  ) throws {
    let update = try database.connection.cached(
      """
      UPDATE IngestRun SET EndedAt = ?, Outcome = ?, Error = ?, WatermarkAfter = ?, Gap = ?,
        Types = ?, Reasons = ?, Oldest = ?, Newest = ?, Pages = ?, Fetched = ?, New = ?,
        Updated = ?, Unchanged = ?, Revoked = ?, Expired = ?, Rejected = ?, Other = ?, Requests = ?,
        Quarantined = ?, Warning = ?
      WHERE Id = ?
      """)
    update.bind(isEnded ? now.ticks : nil, at: 1)
    update.bind(outcome, at: 2)
    update.bind(error, at: 3)
    update.bind(try watermark() ?? "", at: 4)
    update.bind(PrintableText.escaped(gap), at: 5)
    update.bind(counts.typesJSON, at: 6)
    update.bind(counts.reasonsJSON, at: 7)
    update.bind(counts.times?.lowerBound, at: 8)
    update.bind(counts.times?.upperBound, at: 9)
    let numbers = [
      counts.pages, counts.fetched, counts.new, counts.updated, counts.unchanged, counts.revoked,
      counts.expired, counts.rejected, counts.other, requests, counts.quarantined,
    ]
    for (index, number) in numbers.enumerated() { update.bind(number, at: Int32(index + 10)) }
    update.bind(warning, at: 21)
    update.bind(ids?.run, at: 22)
    try update.run()
  }
}

extension IngestCounts {
  fileprivate var typesJSON: String {
    let members = types.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\($0.value)" }
    return "{\(members.joined(separator: ","))}"
  }

  fileprivate var reasonsJSON: String {
    let items = commonReasons().map {
      "{\"reason\":\(Self.quoted($0.reason)),\"count\":\($0.count)}"
    }
    return "[\(items.joined(separator: ","))]"
  }

  /// A JSON string; what comes here holds no control character but tabs and line ends.
  private static func quoted(_ text: String) -> String {
    let escapes: [Character: String] = [
      "\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\r\n": "\\r\\n",
    ]
    return "\"\(text.map { escapes[$0] ?? String($0) }.joined())\""
  }
}
