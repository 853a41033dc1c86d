// One run of a hunt that returns only what is new: what earlier runs returned is asked for row by row,
// by key, so that a run costs what it finds and not what was ever found. Nothing is written here:
// HuntBook does that, when the output is whole.

public import SQLite

/// A run of a hunt with `picket hunt --new`. Confined to one thread, and to one snapshot of the
/// warehouse: `WarehouseDatabase.snapshot`.
public final class HuntTurn {
  /// The hunt, as it was asked for.
  public let name: String
  /// Marks of the last run: what came since is all that a query needs to look at whose rows depend on
  /// a row and an indicator alone. Nil where the whole hunt has to be run: the first time, after its
  /// text has changed, with an earlier clock, or when rows were taken away.
  public let since: HuntMarks?
  /// Whether earlier runs were of another text.
  public let isChanged: Bool
  /// How many rows this run returns.
  public private(set) var returned = 0

  /// What stood in HuntState before this run; nil for a new hunt.
  let before: HuntState?
  let digest: [UInt8]
  let marks: HuntMarks
  let now: Int64
  private(set) var matches: [Match] = []
  private(set) var rows: [[UInt8]: Copies] = [:]
  private let database: WarehouseDatabase

  struct Match: Hashable {
    let row: Int64
    let indicator: Int64
  }

  /// Rows of the same cells: how many earlier runs returned, and how many this run has found.
  struct Copies {
    var before: Int
    var found: Int
  }

  /// Begins a run, inside a snapshot.
  ///
  /// - Parameters:
  ///   - name: the hunt, as it was asked for.
  ///   - text: its KQL.
  ///   - database: opened for reading.
  ///   - now: ticks; the clock of the run.
  public init(of name: String, text: String, in database: WarehouseDatabase, now: Int64) throws {
    self.name = name
    self.database = database
    self.now = now
    digest = Array(text.utf8).withUnsafeBytes { ContentDigest.sha256($0) }
    (before, marks) = try database.explainingErrors {
      (
        try HuntState.find(name, database.connection),
        try HuntMarks.current(database.connection)
      )
    }
    isChanged = before.map { [digest] in $0.digest != digest } ?? false
    // Marks that have fallen back say that the newest rows or indicators were taken away: numbers
    // above might be given again.
    since = before.flatMap { [digest, marks] in
      $0.digest == digest && now >= $0.clock && marks.sequence >= $0.marks.sequence
        && marks.version >= $0.marks.version ? $0.marks : nil
    }
  }

  /// Whether a match is new; if so, this run returns it.
  ///
  /// A match that the query gives in several rows is new in each of them.
  ///
  /// - Parameters:
  ///   - row: `Id` of the log row.
  ///   - indicator: `Indicator.Id`.
  public func isNew(row: Int64, indicator: Int64) throws -> Bool {
    if let before {
      let find = try database.connection.cached(
        """
        SELECT 1 FROM HuntReturnedMatch WHERE HuntId = ? AND RowId = ? AND IndicatorId = ?
        """)
      find.bind([.integer(before.id), .integer(row), .integer(indicator)])
      guard try find.first({ _ in true }) == nil else { return false }
    }
    returned += 1
    matches.append(Match(row: row, indicator: indicator))
    return true
  }

  /// Whether a row is new by its cells, of which earlier runs may have returned some copies; if so,
  /// this run returns it.
  ///
  /// - Parameter columns: how many columns the result has.
  public func isNew(_ row: borrowing Row, columns: Int) throws -> Bool {
    let digest = RowDigest.of(row, columns: columns)
    var copies = try rows[digest] ?? Copies(before: copiesBefore(digest), found: 0)
    copies.found += 1
    rows[digest] = copies
    guard copies.found > copies.before else { return false }
    returned += 1
    return true
  }

  private func copiesBefore(_ digest: [UInt8]) throws -> Int {
    guard let before else { return 0 }
    let find = try database.connection.cached(
      "SELECT Copies FROM HuntReturnedRow WHERE HuntId = ? AND Digest = ?")
    find.bind([.integer(before.id), .blob(digest)])
    return try find.first { $0.int(0) } ?? 0
  }
}
