// A release: the rows go where hunts see them, as if they had never been held back. What came meanwhile of
// their source's identities and relations is theirs too.

internal import Indicators
internal import SQLite

/// Releases rows inside the caller's transaction, which `finish` ends for it.
struct QuarantineRelease {
  private let connection: Connection
  private let now: Int64
  /// `Indicator.Version` of the rows that come in.
  private let version: Int64
  private var providers: [Int64: ProviderNames] = [:]
  private var relations: [Int64: ObjectRelations] = [:]
  /// `Indicator.Id` of rows in whose place a held one came.
  private var replaced: [Int64] = []

  private struct HeldRow {
    let id: Int64
    let sourceId: Int64
    let objectId: String
    let creator: String
    let reason: String
    let observables: [(column: ObservableColumn, value: String)]
  }

  init(connection: Connection, now: Int64) throws {
    self.connection = connection
    self.now = now
    version = try IndicatorStore.nextVersion(connection)
  }

  /// Releases the rows with a value, and remembers it.
  ///
  /// - Returns: how many rows came in.
  mutating func accept(_ value: String) throws -> Int {
    var value = value
    var rows = try held(value)
    if rows.isEmpty {
      // As people write it: with capitals, brackets, `/32`.
      let text = refanged(value)
      value = ObservableValue.classify(text)?.text ?? DomainName(label: text)?.text ?? value
      rows = try held(value)
    }
    let remember = try connection.cached(
      "INSERT INTO QuarantineAcceptance (Value, AcceptedAt, Reason) VALUES (?, ?, ?) "
        + "ON CONFLICT DO NOTHING")
    remember.bind(value, at: 1)
    remember.bind(Optional(now), at: 2)
    remember.bind(rows.first?.reason ?? "", at: 3)
    try remember.run()
    for row in rows { try release(row) }
    return rows.count
  }

  /// Ends the release.
  mutating func finish() throws {
    for sourceId in relations.keys.sorted() { try relations[sourceId]?.settle(version: version) }
    try HuntBook.forget(indicators: replaced, connection)
  }

  private static let columns = ObservableColumn.allCases.map(\.name).joined(separator: ", ")

  private func held(_ value: String) throws -> [HeldRow] {
    let find = try connection.cached(
      """
      SELECT q.Id, q.SourceId, o.ObjectId, q.Reason,
        CASE WHEN json_valid(o.Data) THEN coalesce(json_extract(o.Data, '$.created_by_ref'), '')
          ELSE '' END, \(Self.columns)
      FROM QuarantinedIndicator AS q JOIN RawObject AS o ON o.Id = q.RawObjectId
      WHERE ?1 IN (\(Self.columns)) ORDER BY q.Id
      """)
    find.bind(value, at: 1)
    var rows: [HeldRow] = []
    try find.eachRow { row in
      let values = ObservableColumn.allCases.enumerated().map { place, column in
        (column: column, value: row.text(Int32(place + 5)))
      }
      rows.append(
        HeldRow(
          id: row.int64(0), sourceId: row.int64(1), objectId: row.text(2), creator: row.text(4),
          reason: row.text(3), observables: values.filter { !$0.value.isEmpty }))
    }
    return rows
  }

  private mutating func release(_ row: HeldRow) throws {
    var rowId = try insert(row)
    if rowId == nil, try removeOlder(than: row) { rowId = try insert(row) }
    if let rowId {
      try MatchBook(connection: connection).add(row.observables, indicator: rowId)
      try complete(rowId, of: row)
    }
    let delete = try connection.cached("DELETE FROM QuarantinedIndicator WHERE Id = ?")
    delete.bind(Optional(row.id), at: 1)
    try delete.run()
  }

  /// nil where another object of the source has given the same row since.
  private func insert(_ row: HeldRow) throws -> Int64? {
    let insert = try connection.cached(IndicatorRows.releaseSQL)
    insert.bind(Optional(now), at: 1)
    insert.bind(Optional(version), at: 2)
    insert.bind(Optional(row.id), at: 3)
    try insert.run()
    return connection.changes == 1 ? connection.lastInsertRowID : nil
  }

  /// Takes the row in the same place away, unless it is of a later version.
  private mutating func removeOlder(than row: HeldRow) throws -> Bool {
    let find = try connection.cached(
      """
      SELECT i.Id FROM QuarantinedIndicator AS q
      JOIN Indicator AS i USING (SourceId, IndicatorId, RowKey)
      JOIN RawObject AS held ON held.Id = q.RawObjectId
      JOIN RawObject AS other ON other.Id = i.RawObjectId
      WHERE q.Id = ? AND (held.Modified < other.Modified) IS NOT TRUE
      """)
    find.bind(Optional(row.id), at: 1)
    guard let other = try find.first({ $0.int64(0) }) else { return false }
    replaced.append(other)
    try MatchBook(connection: connection).removeAll(of: other)
    let delete = try connection.cached("DELETE FROM Indicator WHERE Id = ?")
    delete.bind(Optional(other), at: 1)
    try delete.run()
    return true
  }

  /// Gives a row what other objects have said of it while it was held back.
  private mutating func complete(_ rowId: Int64, of row: HeldRow) throws {
    let source = row.sourceId
    if providers[source] == nil {
      providers[source] = ProviderNames(connection: connection, sourceId: source)
      relations[source] = try ObjectRelations(connection: connection, sourceId: source)
    }
    relations[source]?.noteReleased(row.objectId)
    guard let name = try providers[source]?.name(of: row.creator), !name.isEmpty else { return }
    let update = try connection.cached("UPDATE Indicator SET IndicatorProvider = ? WHERE Id = ?")
    update.bind(name, at: 1)
    update.bind(Optional(rowId), at: 2)
    try update.run()
  }
}
