// The sources of indicators and how far each was read.

internal import SQLite

/// A feed, as the warehouse knows it.
public struct SourceDescription: Sendable, Equatable {
  /// The friendly name: `SourceSystem` of its rows.
  public var sourceSystem: String
  /// taxii, rest or file.
  public var kind: String
  /// URL without user, query and fragment, or path.
  public var address: String

  /// A feed's description.
  public init(sourceSystem: String, kind: String, address: String) {
    self.sourceSystem = sourceSystem
    self.kind = kind
    self.address = address
  }
}

struct SourceBook {
  let connection: Connection

  /// `Source.Id` of a feed by its name, made where it is new; its kind and address are kept current.
  func identify(_ source: SourceDescription) throws -> Int64 {
    let upsert = try connection.cached(
      """
      INSERT INTO Source (SourceSystem, Kind, Address) VALUES (?, ?, ?)
      ON CONFLICT (SourceSystem) DO UPDATE SET Kind = excluded.Kind, Address = excluded.Address
      WHERE Kind <> excluded.Kind OR Address <> excluded.Address
      """)
    upsert.bind(source.sourceSystem, at: 1)
    upsert.bind(source.kind, at: 2)
    upsert.bind(source.address, at: 3)
    try upsert.run()
    let find = try connection.cached("SELECT Id FROM Source WHERE SourceSystem = ?")
    find.bind(source.sourceSystem, at: 1)
    return try find.first { $0.int64(0) } ?? 0
  }

  /// Where the next poll of a collection starts, or nil before the first.
  func watermark(sourceSystem: String, collection: String) throws -> String? {
    let find = try connection.cached(
      """
      SELECT w.AddedAfter FROM Source AS s JOIN Watermark AS w ON w.SourceId = s.Id
      WHERE s.SourceSystem = ? AND w.Collection = ?
      """)
    find.bind(sourceSystem, at: 1)
    find.bind(collection, at: 2)
    return try find.first { $0.text(0) }
  }

  func setWatermark(
    _ addedAfter: String, sourceId: Int64, collection: String, now: Int64
  ) throws {
    let upsert = try connection.cached(
      """
      INSERT INTO Watermark (SourceId, Collection, AddedAfter, CommittedAt) VALUES (?, ?, ?, ?)
      ON CONFLICT (SourceId, Collection) DO UPDATE
      SET AddedAfter = excluded.AddedAfter, CommittedAt = excluded.CommittedAt
      WHERE AddedAfter <> excluded.AddedAfter
      """)
    upsert.bind(Optional(sourceId), at: 1)
    upsert.bind(collection, at: 2)
    upsert.bind(addedAfter, at: 3)
    upsert.bind(Optional(now), at: 4)
    try upsert.run()
  }
}
