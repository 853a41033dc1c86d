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
    /// What it brought, in the words of the report; '' where it brought nothing.
    public let lastCounts: String
    /// What the server no longer kept when it was asked.
    public let lastGap: String
    /// That it is suddenly ten times as large or as small; ''.
    public let lastWarning: String
    /// Rows that are held back.
    public let quarantined: Int
  }

  /// One log table.
  public struct Table: Sendable {
    /// `NetworkConnection`, `DnsEvents`.
    public let name: String
    /// Rows.
    public let rows: Int
    /// Runs that hold them.
    public let runs: Int
    /// Rows of the smallest, the median and the largest run; nil without one.
    public let runSizes: (smallest: Int, median: Int, largest: Int)?
    /// Time of the first and of the last row.
    public let times: (first: Int64, last: Int64)?
  }

  /// One hunt that was run with `hunt --new`.
  public struct Hunt: Sendable {
    /// As it was asked for.
    public let name: String
    /// Runs that were acknowledged.
    public let turns: Int
    /// Rows that they returned.
    public let returned: Int
    /// When it was run last.
    public let lastRun: Int64
    /// Runs of log rows that came since.
    public let unseenRuns: Int
    /// Rows of Indicator that came or changed since.
    public let unseenIndicators: Int
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
  /// Pairs of a domain in an indicator and a name below it in a log.
  public let subdomains: Int
  /// Pairs of a block in an indicator and an address in it in a log.
  public let blocks: Int
  /// Hunts of `hunt --new`, by name.
  public let hunts: [Hunt]
  /// What there is how much of.
  public let size: WarehouseSize

  /// How many imports and rejections are listed.
  public static let listed = 10

  /// Reads the summary.
  ///
  /// - Parameter now: ticks; decides what has expired.
  public init(of database: WarehouseDatabase, now: Int64) throws {
    let connection = database.connection
    (sources, tables, files, rejections, hunts) = try database.explainingErrors {
      (
        try Self.readSources(connection, now: now), try Self.readTables(database),
        try Self.readFiles(connection), try Self.readRejections(connection),
        try Self.readHunts(connection)
      )
    }
    size = try WarehouseSize(of: database)
    func count(_ sql: String) throws -> Int {
      try database.explainingErrors { try connection.prepare(sql).first { $0.int(0) } ?? 0 }
    }
    fileCount = try count("SELECT count(*) FROM Import")
    rejectionCount = try count("SELECT count(*) FROM Rejection")
    matches = try count("SELECT count(*) FROM MatchedObservable")
    subdomains = try count("SELECT count(*) FROM ObservableRelation WHERE Kind = 1")
    blocks = try count("SELECT count(*) FROM ObservableRelation WHERE Kind = 2")
  }
}
