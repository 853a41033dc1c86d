// How the polls of each source went, from the book of runs: what decides when the next is due, and what
// `picket feeds` shows.

public import Indicators
internal import SQLite

/// One source and its latest polls.
public struct PollHistory: Sendable {
  /// One poll of all collections of a source.
  public struct Poll: Sendable, Equatable {
    /// How it ended.
    public enum Outcome: String, Sendable {
      /// It came to its end.
      case done
      /// At least one collection failed.
      case failed
      /// It runs, or was killed.
      case running
    }

    /// The poll's clock.
    public var startedAt: Timestamp
    /// How it ended.
    public var outcome: Outcome
    /// Why it failed, or ''.
    public var error: String

    /// A poll.
    public init(startedAt: Timestamp, outcome: Outcome, error: String = "") {
      self.startedAt = startedAt
      self.outcome = outcome
      self.error = error
    }
  }

  /// What it is.
  public var source: SourceDescription
  /// The latest polls, newest first.
  public var polls: [Poll]
  /// Each collection with its watermark.
  public var watermarks: [(collection: String, addedAfter: String)]

  /// Runs of a source that are looked at.
  static let maximumRuns = 500

  /// The histories of all sources, by name.
  public static func all(of database: WarehouseDatabase) throws -> [PollHistory] {
    try database.explainingErrors {
      let find = try database.connection.cached(
        "SELECT Id, SourceSystem, Kind, Address FROM Source ORDER BY SourceSystem")
      var found: [(id: Int64, source: SourceDescription)] = []
      try find.eachRow { row in
        let source = SourceDescription(
          sourceSystem: row.text(1), kind: row.text(2), address: row.text(3))
        found.append((row.int64(0), source))
      }
      let book = SourceBook(connection: database.connection)
      return try found.map { id, source in
        PollHistory(
          source: source, polls: try book.polls(of: id),
          watermarks: try book.watermarks(sourceId: id))
      }
    }
  }

  /// HTTP requests that were sent to a source since a time; of a poll that was killed its pages are known.
  public static func requests(
    of sourceSystem: String, since: Timestamp, in database: WarehouseDatabase
  ) throws -> Int {
    try database.explainingErrors {
      let find = try database.connection.cached(
        """
        SELECT coalesce(sum(max(r.Requests, r.Pages)), 0) FROM Source AS s JOIN IngestRun AS r
        ON r.SourceId = s.Id AND r.StartedAt >= ? WHERE s.SourceSystem = ?
        """)
      find.bind(Optional(since.ticks), at: 1)
      find.bind(sourceSystem, at: 2)
      return try find.first { $0.int(0) } ?? 0
    }
  }
}

extension SourceBook {
  /// Each collection of a source with its watermark.
  func watermarks(sourceId: Int64) throws -> [(collection: String, addedAfter: String)] {
    let find = try connection.cached(
      "SELECT Collection, AddedAfter FROM Watermark WHERE SourceId = ? ORDER BY Collection")
    find.bind(Optional(sourceId), at: 1)
    var watermarks: [(collection: String, addedAfter: String)] = []
    try find.eachRow { watermarks.append(($0.text(0), $0.text(1))) }
    return watermarks
  }

  /// The polls of a source, newest first. The collections of one poll share its clock; of several runs
  /// of one collection by one clock the last counts.
  func polls(of sourceId: Int64) throws -> [PollHistory.Poll] {
    let find = try connection.cached(
      """
      SELECT StartedAt, Collection, Outcome, Error FROM IngestRun WHERE SourceId = ?
      ORDER BY Id DESC LIMIT ?
      """)
    find.bind(Optional(sourceId), at: 1)
    find.bind(PollHistory.maximumRuns, at: 2)
    var polls: [PollHistory.Poll] = []
    var collections: Set<String> = []
    try find.eachRow { row in
      let start = Timestamp(clamping: row.int64(0))
      if polls.last?.startedAt != start {
        polls.append(PollHistory.Poll(startedAt: start, outcome: .done))
        collections = []
      }
      // A failure of the server as a whole ('') was overcome by whatever came behind it.
      guard !(row.text(1).isEmpty && !collections.isEmpty) else { return }
      guard collections.insert(row.text(1)).inserted else { return }
      let outcome = PollHistory.Poll.Outcome(rawValue: row.text(2)) ?? .failed
      let last = polls.count - 1
      if outcome == .failed || polls[last].outcome == .done { polls[last].outcome = outcome }
      if polls[last].error.isEmpty { polls[last].error = row.text(3) }
    }
    return polls
  }
}
