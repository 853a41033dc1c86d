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
  /// Digests of what was found to be known since the last commit.
  private var known: Set<[UInt8]> = []
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

  /// Whether the object stands in the warehouse just as it is here, so that it need not be mapped.
  public func isKnown(_ object: FeedObject) throws -> Bool {
    try database.explainingErrors {
      let find = try database.connection.cached(
        """
        SELECT o.Digest = ? FROM Source AS s
        JOIN RawObject AS o ON o.SourceId = s.Id AND o.ObjectId = ? WHERE s.SourceSystem = ?
        """)
      let digest = object.digest
      find.bind(.blob(digest), at: 1)
      find.bind(object.objectId, at: 2)
      find.bind(source.sourceSystem, at: 3)
      guard try find.first({ $0.int(0) == 1 }) ?? false else { return false }
      known.insert(digest)
      return true
    }
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
    page.rejected = rejections.count
    try database.explainingErrors {
      try database.connection.transaction {
        let (sourceId, _) = try start()
        var store = try IndicatorStore(
          connection: database.connection, sourceId: sourceId, origin: source.sourceSystem,
          now: now.ticks, unmapped: known)
        for object in objects { try store.put(object, counting: &page) }
        try store.finish()
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
    known.removeAll(keepingCapacity: true)
  }

  /// Ends the poll.
  ///
  /// - Parameter error: why it failed, without secrets; nil where it came to its end.
  public func finish(error: String? = nil) throws {
    try database.explainingErrors {
      try database.connection.transaction {
        _ = try start()
        try note(
          counts, outcome: error == nil ? "done" : "failed", error: error ?? "", isEnded: true)
      }
    }
  }

  /// Writes the source and the line of this run, once. A transaction that is rolled back after it
  /// ends the poll, so that the ids need not be taken back.
  private func start() throws -> (source: Int64, run: Int64) {
    if let ids { return ids }
    let sourceId = try book.identify(source)
    let insert = try database.connection.cached(
      """
      INSERT INTO IngestRun (SourceId, Collection, StartedAt, Outcome, Pages, Fetched, New,
        Updated, Unchanged, Expired, Rejected, Other, Error)
      VALUES (?, ?, ?, 'running', 0, 0, 0, 0, 0, 0, 0, 0, '')
      """)
    insert.bind(Optional(sourceId), at: 1)
    insert.bind(collection, at: 2)
    insert.bind(Optional(now.ticks), at: 3)
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
      UPDATE IngestRun SET EndedAt = ?, Outcome = ?, Pages = ?, Fetched = ?, New = ?, Updated = ?,
        Unchanged = ?, Expired = ?, Rejected = ?, Other = ?, Error = ? WHERE Id = ?
      """)
    update.bind(isEnded ? now.ticks : nil, at: 1)
    update.bind(outcome, at: 2)
    let numbers = [
      counts.pages, counts.fetched, counts.new, counts.updated, counts.unchanged, counts.expired,
      counts.rejected, counts.other,
    ]
    for (index, number) in numbers.enumerated() { update.bind(number, at: Int32(index + 3)) }
    update.bind(error, at: 11)
    update.bind(ids?.run, at: 12)
    try update.run()
  }
}
