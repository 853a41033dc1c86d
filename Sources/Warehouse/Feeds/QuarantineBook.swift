// Rows that were held back at the door: kept whole, so that a release gives just what would have come.

internal import Indicators
internal import SQLite

/// A row that is held back.
public struct QuarantinedRow: Sendable, Equatable {
  /// `SourceSystem`.
  public let source: String
  /// The object that gave it.
  public let objectId: String
  /// Its observables: `NetworkIP=10.0.0.1`.
  public let observable: String
  /// Why.
  public let reason: String
  /// When it came, in ticks.
  public let since: Int64
}

/// The rows that are held back, and the values that were released.
public struct QuarantineBook {
  private let connection: Connection
  private let database: WarehouseDatabase?

  init(connection: Connection) {
    self.connection = connection
    database = nil
  }

  /// The book of a warehouse.
  public init(of database: WarehouseDatabase) {
    connection = database.connection
    self.database = database
  }

  private func explaining<Result>(_ body: () throws -> Result) throws -> Result {
    try database?.explainingErrors(body) ?? body()
  }

  /// Calls `body` with the rows, by source, reason and value.
  ///
  /// - Parameter source: `SourceSystem`; nil for all.
  public func eachRow(of source: String?, _ body: (QuarantinedRow) throws -> Void) throws {
    let find = try explaining {
      try connection.prepare(
        """
        SELECT s.SourceSystem, o.ObjectId, q.RowKey, q.Reason, q.TimeGenerated
        FROM QuarantinedIndicator AS q
        JOIN Source AS s ON s.Id = q.SourceId JOIN RawObject AS o ON o.Id = q.RawObjectId
        WHERE ?1 IS NULL OR s.SourceSystem = ?1
        ORDER BY s.SourceSystem, q.Reason, q.RowKey, o.ObjectId
        """)
    }
    if let source { find.bind(source, at: 1) } else { find.bindNull(at: 1) }
    try find.eachRow { row in
      try body(
        QuarantinedRow(
          source: row.text(0), objectId: row.text(1), observable: row.text(2),
          reason: row.text(3), since: row.int64(4)))
    }
  }

  /// Releases the rows that have one of these values, now and in all later polls.
  ///
  /// - Parameters:
  ///   - values: as they stand in the rows; those that no row has are remembered as well.
  ///   - now: ticks; `TimeGenerated` of the rows.
  /// - Returns: how many rows came in by each value.
  public func accept(_ values: [String], now: Int64) throws -> [Int] {
    try explaining { try connection.transaction { try accepted(values, now: now) } }
  }

  private func accepted(_ values: [String], now: Int64) throws -> [Int] {
    let version = try IndicatorStore.nextVersion(connection)
    let remember = try connection.cached(
      "INSERT INTO QuarantineAcceptance VALUES (?, ?) ON CONFLICT DO NOTHING")
    return try values.map { value in
      remember.bind(value, at: 1)
      remember.bind(Optional(now), at: 2)
      try remember.run()
      let rows = try held(value)
      for row in rows { try release(row, version: version, now: now) }
      return rows.count
    }
  }

  /// Whether one of a row's values was released.
  func accepts(_ observables: [(column: ObservableColumn, value: String)]) throws -> Bool {
    let find = try connection.cached("SELECT 1 FROM QuarantineAcceptance WHERE Value = ?")
    return try observables.contains { observable in
      find.bind(observable.value, at: 1)
      return try find.first { _ in true } ?? false
    }
  }

  /// Forgets the rows of an object, of which a new version has come.
  func remove(rawId: Int64) throws {
    let delete = try connection.cached("DELETE FROM QuarantinedIndicator WHERE RawObjectId = ?")
    delete.bind(Optional(rawId), at: 1)
    try delete.run()
  }

  /// How many rows of objects are held back.
  func count(ofRawIds ids: ClosedRange<Int64>) throws -> Int {
    let count = try connection.cached(
      "SELECT count(*) FROM QuarantinedIndicator WHERE RawObjectId BETWEEN ? AND ?")
    count.bind(Optional(ids.lowerBound), at: 1)
    count.bind(Optional(ids.upperBound), at: 2)
    return try count.first { $0.int(0) } ?? 0
  }

  private typealias HeldRow = (id: Int64, observables: [(column: ObservableColumn, value: String)])

  private static let columns = ObservableColumn.allCases.map(\.name).joined(separator: ", ")

  private func held(_ value: String) throws -> [HeldRow] {
    let find = try connection.cached(
      "SELECT Id, \(Self.columns) FROM QuarantinedIndicator WHERE ?1 IN (\(Self.columns)) ORDER BY Id"
    )
    find.bind(value, at: 1)
    var rows: [HeldRow] = []
    try find.eachRow { row in
      let values = ObservableColumn.allCases.enumerated().map { place, column in
        (column: column, value: row.text(Int32(place + 1)))
      }
      rows.append((row.int64(0), values.filter { !$0.value.isEmpty }))
    }
    return rows
  }

  private func release(_ row: HeldRow, version: Int64, now: Int64) throws {
    let insert = try connection.cached(IndicatorRows.releaseSQL)
    insert.bind(Optional(now), at: 1)
    insert.bind(Optional(version), at: 2)
    insert.bind(Optional(row.id), at: 3)
    try insert.run()
    if connection.changes == 1 {
      let id = connection.lastInsertRowID
      try MatchBook(connection: connection).add(row.observables, indicator: id)
    }
    let delete = try connection.cached("DELETE FROM QuarantinedIndicator WHERE Id = ?")
    delete.bind(Optional(row.id), at: 1)
    try delete.run()
  }
}
