// What is remembered of a hunt beside its rows: one line of the table HuntState.

internal import SQLite

/// A line of HuntState.
struct HuntState: Sendable, Equatable {
  /// `HuntState.Id`.
  let id: Int64
  /// SHA-256 of the hunt's text.
  let digest: [UInt8]
  /// What its runs have seen.
  let marks: HuntMarks
  /// Ticks; the latest `now()` of its runs.
  let clock: Int64
  /// How often it was run.
  let turn: Int64
  /// Rows returned so far.
  let returned: Int64
  /// Ticks; when it was run last.
  let updatedAt: Int64

  /// What is remembered of a hunt; nil before its first run.
  static func find(_ name: String, _ connection: Connection) throws -> HuntState? {
    let find = try connection.cached(
      """
      SELECT Id, Digest, Sequence, Version, Clock, Turn, Returned, UpdatedAt FROM HuntState
      WHERE Name = ?
      """)
    find.bind(name, at: 1)
    return try find.first { row in
      HuntState(
        id: row.int64(0), digest: row.blob(1),
        marks: HuntMarks(sequence: row.int64(2), version: row.int64(3)), clock: row.int64(4),
        turn: row.int64(5), returned: row.int64(6), updatedAt: row.int64(7))
    }
  }
}
