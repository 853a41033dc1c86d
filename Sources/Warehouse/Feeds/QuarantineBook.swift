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
  /// When it was first held back, in ticks.
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
        SELECT s.SourceSystem, o.ObjectId, q.RowKey, q.Reason, q.FirstSeen
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
  ///   - values: as they stand in the rows, or another form of the same; those that no row has are
  ///     remembered as well, in their canonical form.
  ///   - now: ticks; `TimeGenerated` of the rows.
  /// - Returns: how many rows came in by each value.
  public func accept(_ values: [String], now: Int64) throws -> [Int] {
    try explaining {
      try connection.transaction {
        var release = try QuarantineRelease(connection: connection, now: now)
        let counts = try values.map { try release.accept($0) }
        try release.finish()
        return counts
      }
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

  /// The rows of an object that are held back: `QuarantinedIndicator.Id` by key.
  func held(rawId: Int64) throws -> [String: Int64] {
    let find = try connection.cached(
      "SELECT Id, RowKey FROM QuarantinedIndicator WHERE RawObjectId = ?")
    find.bind(Optional(rawId), at: 1)
    var rows: [String: Int64] = [:]
    try find.eachRow { rows[$0.text(1)] = $0.int64(0) }
    return rows
  }

  /// Forgets rows that a new version of their object no longer brings, or brings as good ones.
  func remove(_ rows: [String: Int64]) throws {
    guard !rows.isEmpty else { return }
    let delete = try connection.cached("DELETE FROM QuarantinedIndicator WHERE Id = ?")
    for id in rows.values {
      delete.bind(Optional(id), at: 1)
      try delete.run()
    }
  }

  /// How many rows of objects are held back, by reason.
  func counts(ofRawIds ids: ClosedRange<Int64>) throws -> [(reason: String, count: Int)] {
    let count = try connection.cached(
      """
      SELECT Reason, count(*) FROM QuarantinedIndicator WHERE RawObjectId BETWEEN ? AND ?
      GROUP BY Reason
      """)
    count.bind(Optional(ids.lowerBound), at: 1)
    count.bind(Optional(ids.upperBound), at: 2)
    var counts: [(reason: String, count: Int)] = []
    try count.eachRow { counts.append(($0.text(0), $0.int(1))) }
    return counts
  }
}
