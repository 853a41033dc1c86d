// Upserts one object of a feed: the raw object, its indicator rows by (SourceSystem, IndicatorId,
// observable), their observables, and the matches that they bring or take away.

internal import Indicators
internal import SQLite

/// Writes the objects of one source inside the caller's transaction.
struct IndicatorStore {
  let connection: Connection
  let sourceId: Int64
  let origin: String
  let now: Int64
  /// `Indicator.Version` of the rows that this page adds or changes.
  let version: Int64
  /// Digests of objects that stood in the warehouse just so when they were asked for, and that
  /// come without their rows.
  private let unmapped: Set<[UInt8]>
  /// Identities that came with a new name.
  private var named: [String] = []
  /// `Indicator.Id` of rows that went.
  private var deleted: [Int64] = []

  /// The store of one page. It must be made inside the transaction that it writes in.
  init(
    connection: Connection, sourceId: Int64, origin: String, now: Int64,
    unmapped: Set<[UInt8]> = []
  ) throws {
    self.connection = connection
    self.sourceId = sourceId
    self.origin = origin
    self.now = now
    // The pages committed so far never become fewer, where the newest indicators may be taken away:
    // a version that a hunt has seen must not be given again.
    let latest = try connection.cached(
      """
      SELECT max(coalesce((SELECT max(Version) FROM Indicator), 0),
        coalesce((SELECT sum(Pages) FROM IngestRun), 0))
      """)
    version = (try latest.first { $0.int64(0) } ?? 0) + 1
    self.unmapped = unmapped
  }

  /// Puts an object in the place of its last version.
  mutating func put(_ object: FeedObject, counting counts: inout IngestCounts) throws {
    let digest = object.digest
    let find = try connection.cached(
      "SELECT Id, Digest, Modified FROM RawObject WHERE SourceId = ? AND ObjectId = ?")
    find.bind(Optional(sourceId), at: 1)
    find.bind(object.objectId, at: 2)
    let known = try find.first { ($0.int64(0), $0.blob(1), $0.optionalInt64(2)) }
    if !object.isIndicator { counts.other += 1 }
    guard let (id, oldDigest, modified) = known else {
      let id = try insertRaw(object, digest: digest)
      return try settle(object, rawId: id, counting: &counts)
    }
    // > If two objects have the same id, the one with the later modified wins (STIX 2.1 §3.6).
    let isOlder = modified.map { old in object.modified.map { $0.ticks < old } ?? false } ?? false
    // What came unmapped and is no longer what stands here, since another process was first, gives
    // way: in its place it would leave an object without rows.
    if oldDigest == digest || isOlder || unmapped.contains(digest) {
      return try countKnown(id, object, &counts)
    }
    try updateRaw(id, object, digest: digest)
    if !object.isIndicator {
      // An id that was an indicator's and is something else now.
      for rowId in try storedRows(rawId: id).values.sorted() { try delete(rowId: rowId) }
    }
    try settle(object, rawId: id, counting: &counts)
  }

  /// Ends the page: gives the names of its identities to the rows that were there before them, and
  /// lets hunts forget the rows that went.
  func finish() throws {
    try HuntBook.forget(indicators: deleted, connection)
    try ProviderNames(connection: connection, sourceId: sourceId).spread(from: named)
  }

  private mutating func settle(
    _ object: FeedObject, rawId: Int64, counting counts: inout IngestCounts
  ) throws {
    if object.isIndicator {
      try putRows(of: object, rawId: rawId, counting: &counts)
    } else if object.stixType == "identity" {
      named.append(object.objectId)
    }
  }

  // MARK: Raw objects

  private func insertRaw(_ object: FeedObject, digest: [UInt8]) throws -> Int64 {
    let insert = try connection.cached(
      """
      INSERT INTO RawObject (StixType, Digest, Modified, Data, TimeGenerated, SourceId, ObjectId)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """)
    bindRaw(object, digest: digest, to: insert)
    insert.bind(Optional(sourceId), at: 6)
    insert.bind(object.objectId, at: 7)
    try insert.run()
    return connection.lastInsertRowID
  }

  private func updateRaw(_ id: Int64, _ object: FeedObject, digest: [UInt8]) throws {
    let update = try connection.cached(
      """
      UPDATE RawObject SET StixType = ?, Digest = ?, Modified = ?, Data = ?, TimeGenerated = ?
      WHERE Id = ?
      """)
    bindRaw(object, digest: digest, to: update)
    update.bind(Optional(id), at: 6)
    try update.run()
    let forget = try connection.cached(
      "DELETE FROM Rejection WHERE Origin = ? AND ObjectId = ? AND SourceId = ?")
    forget.bind(origin, at: 1)
    forget.bind(object.objectId, at: 2)
    forget.bind(Optional(sourceId), at: 3)
    try forget.run()
  }

  private func bindRaw(_ object: FeedObject, digest: [UInt8], to statement: Statement) {
    statement.bind(object.stixType, at: 1)
    statement.bind(.blob(digest), at: 2)
    statement.bind(object.modified?.ticks, at: 3)
    object.data.withUnsafeBytes { statement.bind(text: $0, at: 4, copied: true) }
    statement.bind(Optional(now), at: 5)
  }

  // MARK: Indicator rows

  private mutating func putRows(
    of object: FeedObject, rawId: Int64, counting counts: inout IngestCounts
  ) throws {
    var stored = try storedRows(rawId: rawId)
    let provider = try ProviderNames(connection: connection, sourceId: sourceId)
      .name(of: object.createdByRef)
    for indicator in object.indicators {
      var indicator = indicator
      indicator.timeGenerated = Timestamp(clamping: now)
      if indicator.indicatorProvider.isEmpty { indicator.indicatorProvider = provider }
      indicator.escapeControlCharacters()
      var expiration = indicator.expirationDateTime?.ticks
      if let rowId = stored.removeValue(forKey: indicator.observableKey) {
        try update(indicator, rowId: rowId, rawId: rawId)
        counts.updated += 1
      } else if try insert(indicator, rawId: rawId) {
        counts.new += 1
      } else if let other = try rowOfAnotherObject(indicator) {
        if let time = object.modified, let otherTime = other.modified, time.ticks < otherTime {
          expiration = other.expiration
          counts.unchanged += 1
        } else {
          try update(indicator, rowId: other.id, rawId: rawId)
          counts.updated += 1
        }
      }
      if let expiration, expiration <= now { counts.expired += 1 }
    }
    // What the new version no longer names. Sorted, so that two runs do the same in the same order.
    for (_, rowId) in stored.sorted(by: { $0.value < $1.value }) { try delete(rowId: rowId) }
    counts.rejected += object.rejections.count
    try Rejection.insert(
      object.rejections, origin: origin, sourceId: sourceId, importId: nil, now: now,
      into: connection)
  }

  private func storedRows(rawId: Int64) throws -> [String: Int64] {
    let find = try connection.cached("SELECT Id, RowKey FROM Indicator WHERE RawObjectId = ?")
    find.bind(Optional(rawId), at: 1)
    var rows: [String: Int64] = [:]
    try find.eachRow { rows[$0.text(1)] = $0.int64(0) }
    return rows
  }

  /// False where another object of the source already gave a row with the same key.
  private func insert(_ indicator: Indicator, rawId: Int64) throws -> Bool {
    let insert = try connection.cached(IndicatorRow.insertSQL)
    let next = IndicatorRow.bind(indicator, to: insert)
    insert.bind(Optional(rawId), at: next)
    insert.bind(Optional(version), at: next + 1)
    insert.bind(Optional(sourceId), at: next + 2)
    insert.bind(indicator.indicatorId, at: next + 3)
    insert.bind(indicator.observableKey, at: next + 4)
    try insert.run()
    guard connection.changes == 1 else { return false }
    let rowId = connection.lastInsertRowID
    try MatchBook(connection: connection).add(indicator.observables, indicator: rowId)
    return true
  }

  /// The same value in two articles of a REST feed is one indicator, that of the later one: feeds
  /// list the newest first, and an older sighting must not make the indicator expire earlier.
  private func rowOfAnotherObject(
    _ indicator: Indicator
  ) throws -> (id: Int64, modified: Int64?, expiration: Int64?)? {
    let find = try connection.cached(
      """
      SELECT i.Id, o.Modified, i.ExpirationDateTime
      FROM Indicator AS i JOIN RawObject AS o ON o.Id = i.RawObjectId
      WHERE i.SourceId = ? AND i.IndicatorId = ? AND i.RowKey = ?
      """)
    find.bind(Optional(sourceId), at: 1)
    find.bind(indicator.indicatorId, at: 2)
    find.bind(indicator.observableKey, at: 3)
    return try find.first { ($0.int64(0), $0.optionalInt64(1), $0.optionalInt64(2)) }
  }

  private func update(_ indicator: Indicator, rowId: Int64, rawId: Int64) throws {
    let update = try connection.cached(IndicatorRow.updateSQL)
    let next = IndicatorRow.bind(indicator, to: update)
    update.bind(Optional(rawId), at: next)
    update.bind(Optional(version), at: next + 1)
    update.bind(Optional(rowId), at: next + 2)
    try update.run()
  }

  private mutating func delete(rowId: Int64) throws {
    deleted.append(rowId)
    try MatchBook(connection: connection).removeAll(of: rowId)
    let delete = try connection.cached("DELETE FROM Indicator WHERE Id = ?")
    delete.bind(Optional(rowId), at: 1)
    try delete.run()
  }

  private func countKnown(
    _ rawId: Int64, _ object: FeedObject, _ counts: inout IngestCounts
  ) throws {
    guard object.isIndicator else { return }
    let count = try connection.cached(
      """
      SELECT count(*), coalesce(sum(ExpirationDateTime <= ?), 0) FROM Indicator
      WHERE RawObjectId = ?
      """)
    count.bind(Optional(now), at: 1)
    count.bind(Optional(rawId), at: 2)
    let (rows, expired) = try count.first { ($0.int(0), $0.int(1)) } ?? (0, 0)
    counts.unchanged += rows
    counts.expired += expired
    let rejected = try connection.cached(
      "SELECT count(*) FROM Rejection WHERE Origin = ? AND ObjectId = ?")
    rejected.bind(origin, at: 1)
    rejected.bind(object.objectId, at: 2)
    counts.rejected += try rejected.first { $0.int(0) } ?? 0
  }
}
