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
  private let matches: MatchBook
  private let rows: IndicatorRows
  private let quarantine: QuarantineBook
  private var providers: ProviderNames
  /// Whether what was known when it was asked for is so still: nobody else has written since.
  private let trustsKnown: Bool
  /// `RawObject.Id` of the indicators that stood here just so.
  private var known: [Int64] = []
  /// Whether anything of the source was ever rejected.
  private var hasRejections: Bool
  private var relations: ObjectRelations
  /// Identities that came with a new name.
  private var named: [String] = []
  /// `Indicator.Id` of rows that went.
  private var deleted: [Int64] = []

  /// The store of one page. It must be made inside the transaction that it writes in.
  init(
    connection: Connection, sourceId: Int64, origin: String, now: Int64, trustsKnown: Bool
  ) throws {
    self.connection = connection
    self.sourceId = sourceId
    self.origin = origin
    self.now = now
    self.trustsKnown = trustsKnown
    matches = MatchBook(connection: connection)
    rows = try IndicatorRows(connection: connection)
    quarantine = QuarantineBook(connection: connection)
    providers = ProviderNames(connection: connection, sourceId: sourceId)
    relations = try ObjectRelations(connection: connection, sourceId: sourceId)
    // The pages committed so far never become fewer, where the newest indicators may be taken away:
    // a version that a hunt has seen must not be given again.
    version = try Self.nextVersion(connection)
    let rejected = try connection.cached("SELECT 1 FROM Rejection WHERE Origin = ? LIMIT 1")
    rejected.bind(origin, at: 1)
    hasRejections = try rejected.first { _ in true } ?? false
  }

  /// The next `Indicator.Version`.
  static func nextVersion(_ connection: Connection) throws -> Int64 {
    let latest = try connection.cached(
      """
      SELECT max(coalesce((SELECT max(Version) FROM Indicator), 0),
        coalesce((SELECT sum(Pages) FROM IngestRun), 0))
      """)
    return (try latest.first { $0.int64(0) } ?? 0) + 1
  }

  /// Puts an object in the place of its last version.
  mutating func put(_ object: FeedObject, counting counts: inout IngestCounts) throws {
    counts.note(type: object.stixType, time: object.modified?.ticks)
    if !object.isIndicator { counts.other += 1 }
    if trustsKnown, let id = object.knownId { return try keep(id, object, &counts) }
    if object.knownId == nil, let id = try insertRaw(object) {
      return try settle(object, rawId: id, isNew: true, counting: &counts)
    }
    guard let (id, oldDigest, modified) = try stored(object.objectId) else { return }
    // > If two objects have the same id, the one with the later modified wins (STIX 2.1 §3.6).
    let isOlder = modified.map { old in object.modified.map { $0.ticks < old } ?? false } ?? false
    // What came unmapped and is no longer what stands here, since another process was first, gives
    // way: in its place it would leave an object without rows.
    if oldDigest == object.digest || isOlder || object.knownId != nil {
      return try keep(id, object, &counts)
    }
    try updateRaw(id, object)
    if !object.isIndicator {
      // An id that was an indicator's and is something else now.
      try quarantine.remove(try quarantine.held(rawId: id))
      for rowId in try storedRows(rawId: id).values.sorted() { try delete(rowId: rowId) }
    }
    try settle(object, rawId: id, isNew: false, counting: &counts)
  }

  /// Ends the page: counts what stood as it came, gives the names of its identities to the rows that
  /// were there before them, and lets hunts forget the rows that went.
  mutating func finish(counting counts: inout IngestCounts) throws {
    try countKnown(&counts)
    try HuntBook.forget(indicators: deleted, connection)
    try providers.spread(from: named)
    try relations.settle(version: version)
  }

  private mutating func settle(
    _ object: FeedObject, rawId: Int64, isNew: Bool, counting counts: inout IngestCounts
  ) throws {
    try relations.note(object, rawId: rawId, isNew: isNew)
    if object.isIndicator {
      try putRows(of: object, rawId: rawId, isNew: isNew, counting: &counts)
    } else if object.stixType == "identity" {
      named.append(object.objectId)
      providers.forget(object.objectId)
    }
  }

  // MARK: Raw objects

  private func stored(_ objectId: String) throws -> (Int64, ObjectDigest, Int64?)? {
    let find = try connection.statement(
      "SELECT Id, Digest, Modified FROM RawObject WHERE SourceId = ? AND ObjectId = ?")
    find.bind(Optional(sourceId), at: 1)
    find.bind(objectId, at: 2)
    return try find.first { row in
      (row.int64(0), row.withBlob(1) { ObjectDigest($0) }, row.optionalInt64(2))
    }
  }

  /// nil where the source has an object of this id.
  private func insertRaw(_ object: FeedObject) throws -> Int64? {
    let insert = try connection.statement(
      """
      INSERT INTO RawObject (StixType, Digest, Modified, Data, TimeGenerated, SourceId, ObjectId)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """)
    insert.bind(Optional(sourceId), at: 6)
    insert.bind(object.objectId, at: 7)
    try run(insert, with: object)
    return connection.changes == 1 ? connection.lastInsertRowID : nil
  }

  private func updateRaw(_ id: Int64, _ object: FeedObject) throws {
    let update = try connection.statement(
      """
      UPDATE RawObject SET StixType = ?, Digest = ?, Modified = ?, Data = ?, TimeGenerated = ?
      WHERE Id = ?
      """)
    update.bind(Optional(id), at: 6)
    try run(update, with: object)
    guard hasRejections else { return }
    let forget = try connection.statement(
      "DELETE FROM Rejection WHERE Origin = ? AND ObjectId = ? AND SourceId = ?")
    forget.bind(origin, at: 1)
    forget.bind(object.objectId, at: 2)
    forget.bind(Optional(sourceId), at: 3)
    try forget.run()
  }

  /// Runs a statement with the object's bytes where they lie.
  private func run(_ statement: Statement, with object: FeedObject) throws {
    statement.bind(object.stixType, at: 1)
    object.digest.withBytes { statement.bind(blob: $0, at: 2, copied: true) }
    statement.bind(object.modified?.ticks, at: 3)
    statement.bind(Optional(now), at: 5)
    try object.data.withUnsafeBytes {
      statement.bind(text: $0, at: 4)
      try statement.run()
      statement.bindNull(at: 4)
    }
  }

  // MARK: Indicator rows

  private mutating func putRows(
    of object: FeedObject, rawId: Int64, isNew: Bool, counting counts: inout IngestCounts
  ) throws {
    var stored = isNew ? [:] : try storedRows(rawId: rawId)
    var held = isNew ? [:] : try quarantine.held(rawId: rawId)
    let provider = try providers.name(of: object.createdByRef)
    for indicator in object.indicators {
      var indicator = indicator
      indicator.timeGenerated = Timestamp(clamping: now)
      if indicator.indicatorProvider.isEmpty { indicator.indicatorProvider = provider }
      indicator.escapeControlCharacters()
      let observables = indicator.observables
      let key = indicator.key(of: observables)
      if let reason = indicator.quarantine, try !quarantine.accepts(observables) {
        try rows.hold(
          indicator, key: key, rawId: rawId, version: version, sourceId: sourceId, reason: reason,
          now: now)
        held[key] = nil
        counts.hold(reason)
        continue
      }
      var expiration = indicator.expirationDateTime?.ticks
      if let rowId = stored.removeValue(forKey: key) {
        try rows.update(indicator, rowId: rowId, rawId: rawId, version: version)
        counts.updated += 1
      } else if let rowId = try rows.insert(
        indicator, key: key, rawId: rawId, version: version, sourceId: sourceId)
      {
        try matches.add(observables, indicator: rowId)
        counts.new += 1
      } else if let other = try rowOfAnotherObject(indicator, key: key) {
        if let time = object.modified, let otherTime = other.modified, time.ticks < otherTime {
          expiration = other.expiration
          counts.unchanged += 1
        } else {
          try rows.update(indicator, rowId: other.id, rawId: rawId, version: version)
          counts.updated += 1
        }
      }
      if let expiration, expiration <= now { counts.expired += 1 }
      if indicator.revoked { counts.revoked += 1 }
    }
    // What the new version no longer names. Sorted, so that two runs do the same in the same order.
    for (_, rowId) in stored.sorted(by: { $0.value < $1.value }) { try delete(rowId: rowId) }
    try quarantine.remove(held)
    guard !object.rejections.isEmpty else { return }
    for rejection in object.rejections { counts.reject(rejection.reason) }
    hasRejections = true
    try Rejection.insert(
      object.rejections, origin: origin, sourceId: sourceId, importId: nil, now: now,
      into: connection)
  }

  private func storedRows(rawId: Int64) throws -> [String: Int64] {
    let find = try connection.statement("SELECT Id, RowKey FROM Indicator WHERE RawObjectId = ?")
    find.bind(Optional(rawId), at: 1)
    var rows: [String: Int64] = [:]
    try find.eachRow { rows[$0.text(1)] = $0.int64(0) }
    return rows
  }

  /// The same value in two articles of a REST feed is one indicator, that of the later one: feeds
  /// list the newest first, and an older sighting must not make the indicator expire earlier.
  private func rowOfAnotherObject(
    _ indicator: Indicator, key: String
  ) throws -> (id: Int64, modified: Int64?, expiration: Int64?)? {
    let find = try connection.statement(
      """
      SELECT i.Id, o.Modified, i.ExpirationDateTime
      FROM Indicator AS i JOIN RawObject AS o ON o.Id = i.RawObjectId
      WHERE i.SourceId = ? AND i.IndicatorId = ? AND i.RowKey = ?
      """)
    find.bind(Optional(sourceId), at: 1)
    find.bind(indicator.indicatorId, at: 2)
    find.bind(key, at: 3)
    return try find.first { ($0.int64(0), $0.optionalInt64(1), $0.optionalInt64(2)) }
  }

  private mutating func delete(rowId: Int64) throws {
    deleted.append(rowId)
    try matches.removeAll(of: rowId)
    let delete = try connection.statement("DELETE FROM Indicator WHERE Id = ?")
    delete.bind(Optional(rowId), at: 1)
    try delete.run()
  }

  // MARK: What stood as it came

  private mutating func keep(
    _ rawId: Int64, _ object: FeedObject, _ counts: inout IngestCounts
  ) throws {
    guard object.isIndicator else { return }
    known.append(rawId)
    guard hasRejections else { return }
    let rejected = try connection.statement(
      "SELECT Reason FROM Rejection WHERE Origin = ? AND ObjectId = ?")
    rejected.bind(origin, at: 1)
    rejected.bind(object.objectId, at: 2)
    try rejected.eachRow { counts.reject($0.text(0)) }
  }

  /// Counts the rows of all of them: objects that were stored one after the other in one pass.
  private func countKnown(_ counts: inout IngestCounts) throws {
    let count = try connection.statement(
      """
      SELECT count(*), coalesce(sum(ExpirationDateTime <= ?), 0), coalesce(sum(Revoked), 0)
      FROM Indicator
      WHERE RawObjectId BETWEEN ? AND ?
      """)
    let ids = known.sorted()
    var start = 0
    while start < ids.count {
      var end = start + 1
      while end < ids.count, ids[end] == ids[end - 1] + 1 { end += 1 }
      count.bind(Optional(now), at: 1)
      count.bind(Optional(ids[start]), at: 2)
      count.bind(Optional(ids[end - 1]), at: 3)
      _ = try count.first { row in
        counts.unchanged += row.int(0)
        counts.expired += row.int(1)
        counts.revoked += row.int(2)
      }
      for (reason, count) in try quarantine.counts(ofRawIds: ids[start]...ids[end - 1]) {
        counts.hold(reason, count: count)
      }
      start = end
    }
  }
}
