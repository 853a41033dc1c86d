// How far the warehouse has come, in the two numbers that only grow.

internal import SQLite

/// The newest rows and the newest indicators.
public struct HuntMarks: Sendable, Equatable {
  /// The highest `Run.Sequence`; 0 without a run.
  public var sequence: Int64
  /// The highest `Indicator.Version`; 0 without an indicator.
  public var version: Int64

  /// The marks of a warehouse as it stands.
  static func current(_ connection: Connection) throws -> HuntMarks {
    let find = try connection.prepare(
      """
      SELECT coalesce((SELECT max(Sequence) FROM Run), 0),
        coalesce((SELECT max(Version) FROM Indicator), 0)
      """)
    return try find.first { HuntMarks(sequence: $0.int64(0), version: $0.int64(1)) }
      ?? HuntMarks(sequence: 0, version: 0)
  }
}
