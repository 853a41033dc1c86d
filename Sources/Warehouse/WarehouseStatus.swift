// What stands in a warehouse, for `picket status`: read from the books, never by counting big tables.

internal import SQLite

/// A summary of a warehouse's contents. Times are ticks.
public struct WarehouseStatus: Sendable {
  /// One feed with its indicators.
  public struct Source: Sendable {
    /// `SourceSystem`.
    public let name: String
    /// taxii, rest or file.
    public let kind: String
    /// URL or path.
    public let address: String
    /// Indicator rows.
    public let indicators: Int
    /// Rows that are neither revoked nor expired.
    public let active: Int
    /// Each collection with its watermark.
    public let watermarks: [(collection: String, addedAfter: String)]
    /// Start of the last poll.
    public let lastPoll: Int64?
    /// done, failed or running.
    public let lastOutcome: String
    /// Why it failed.
    public let lastError: String
  }

  /// One log table.
  public struct Table: Sendable {
    /// `NetworkConnection`, `DnsEvents`.
    public let name: String
    /// Rows.
    public let rows: Int
    /// Runs that hold them.
    public let runs: Int
    /// Time of the first and of the last row.
    public let times: (first: Int64, last: Int64)?
  }

  /// One imported file.
  public struct File: Sendable {
    /// Where it was read.
    public let path: String
    /// `zeek-conn` …
    public let format: String
    /// Rows that it brought.
    public let inserted: Int
    /// Lines that could not be read.
    public let rejected: Int
    /// running, done or partial.
    public let outcome: String
    /// When its import began.
    public let startedAt: Int64
  }

  /// Rejections of one origin with one reason.
  public struct RejectionCount: Sendable {
    /// `SourceSystem` or path.
    public let origin: String
    /// Why.
    public let reason: String
    /// How many are kept.
    public let count: Int
  }

  /// Feeds, by name.
  public let sources: [Source]
  /// Log tables.
  public let tables: [Table]
  /// The latest imports, newest first.
  public let files: [File]
  /// How many files were imported in all.
  public let fileCount: Int
  /// The commonest rejections, most first.
  public let rejections: [RejectionCount]
  /// How many rejections are kept in all.
  public let rejectionCount: Int
  /// Distinct values that stand in an indicator and in a log.
  public let matches: Int

  /// How many imports and rejections are listed.
  public static let listed = 10

  /// Reads the summary.
  ///
  /// - Parameter now: ticks; decides what has expired.
  public init(of database: WarehouseDatabase, now: Int64) throws {
    let connection = database.connection
    (sources, tables, files, rejections) = try database.explainingErrors {
      (
        try Self.readSources(connection, now: now), try Self.readTables(connection),
        try Self.readFiles(connection), try Self.readRejections(connection)
      )
    }
    func count(_ sql: String) throws -> Int {
      try database.explainingErrors { try connection.prepare(sql).first { $0.int(0) } ?? 0 }
    }
    fileCount = try count("SELECT count(*) FROM Import")
    rejectionCount = try count("SELECT count(*) FROM Rejection")
    matches = try count("SELECT count(*) FROM MatchedObservable")
  }

  private static func readSources(_ connection: Connection, now: Int64) throws -> [Source] {
    let find = try connection.prepare(
      """
      SELECT s.Id, s.SourceSystem, s.Kind, s.Address, count(i.Id),
        coalesce(sum(i.Revoked = 0 AND coalesce(i.ExpirationDateTime > ?, 1)), 0)
      FROM Source AS s LEFT JOIN Indicator AS i ON i.SourceId = s.Id
      GROUP BY s.Id ORDER BY s.SourceSystem
      """)
    find.bind(Optional(now), at: 1)
    var sources: [Source] = []
    try find.eachRow { row in
      let id = row.int64(0)
      let poll = try lastPoll(connection, sourceId: id)
      sources.append(
        Source(
          name: row.text(1), kind: row.text(2), address: row.text(3), indicators: row.int(4),
          active: row.isNull(5) ? 0 : row.int(5),
          watermarks: try watermarks(connection, sourceId: id), lastPoll: poll?.0,
          lastOutcome: poll?.1 ?? "", lastError: poll?.2 ?? ""))
    }
    return sources
  }

  private static func lastPoll(
    _ connection: Connection, sourceId: Int64
  ) throws -> (Int64, String, String)? {
    let find = try connection.cached(
      """
      SELECT StartedAt, Outcome, Error FROM IngestRun WHERE SourceId = ? ORDER BY Id DESC LIMIT 1
      """)
    find.bind(Optional(sourceId), at: 1)
    return try find.first { ($0.int64(0), $0.text(1), $0.text(2)) }
  }

  private static func watermarks(
    _ connection: Connection, sourceId: Int64
  ) throws -> [(collection: String, addedAfter: String)] {
    let find = try connection.cached(
      "SELECT Collection, AddedAfter FROM Watermark WHERE SourceId = ? ORDER BY Collection")
    find.bind(Optional(sourceId), at: 1)
    var watermarks: [(collection: String, addedAfter: String)] = []
    try find.eachRow { watermarks.append(($0.text(0), $0.text(1))) }
    return watermarks
  }

  private static func readTables(_ connection: Connection) throws -> [Table] {
    let find = try connection.prepare(
      """
      SELECT coalesce(sum(LastRow - FirstRow + 1), 0), count(*), min(MinTime), max(MaxTime)
      FROM Run WHERE TableName = ?
      """)
    return try LogTable.all.map { table in
      find.bind(table.name, at: 1)
      return try find.first { row in
        Table(
          name: table.name, rows: row.int(0), runs: row.int(1),
          times: row.isNull(2) ? nil : (row.int64(2), row.int64(3)))
      } ?? Table(name: table.name, rows: 0, runs: 0, times: nil)
    }
  }

  private static func readFiles(_ connection: Connection) throws -> [File] {
    let find = try connection.prepare(
      """
      SELECT Path, Format, Inserted, Rejected, Outcome, StartedAt FROM Import
      ORDER BY Id DESC LIMIT \(listed)
      """)
    var files: [File] = []
    try find.eachRow { row in
      files.append(
        File(
          path: row.text(0), format: row.text(1), inserted: row.int(2), rejected: row.int(3),
          outcome: row.text(4), startedAt: row.int64(5)))
    }
    return files
  }

  private static func readRejections(_ connection: Connection) throws -> [RejectionCount] {
    let find = try connection.prepare(
      """
      SELECT Origin, Reason, count(*) FROM Rejection GROUP BY Origin, Reason
      ORDER BY count(*) DESC, Origin, Reason LIMIT \(listed)
      """)
    var counts: [RejectionCount] = []
    try find.eachRow {
      counts.append(RejectionCount(origin: $0.text(0), reason: $0.text(1), count: $0.int(2)))
    }
    return counts
  }
}
