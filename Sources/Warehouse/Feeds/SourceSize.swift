// Whether a source has suddenly ten times as many objects as before, or a tenth: a feed that was cut off,
// taken over or filled by accident looks like this. It is said, and nothing is kept out, since a source may
// well grow so.

internal import SQLite

/// The size of a source's collection by its runs.
enum SourceSize {
  /// A list of a few objects grows tenfold by any real change.
  static let least = 50
  /// More than this many times as many, or as few, is worth a word.
  static let factor = 10

  /// How many objects the last whole run brought, asked before a run is noted; nil where there was none, or
  /// where this run is none: one that goes on from a watermark brings what is new. Files are always read
  /// whole, but those of one name are only compared with themselves.
  static func before(
    _ source: SourceDescription, collection: String, hasWatermark: Bool, in connection: Connection
  ) throws -> Int? {
    guard source.kind == "file" || !hasWatermark else { return nil }
    let find = try connection.cached(
      """
      SELECT r.Fetched FROM Source AS s JOIN IngestRun AS r ON r.SourceId = s.Id
      WHERE s.SourceSystem = ?1 AND s.Kind = ?2 AND r.Collection = ?3
        AND r.Outcome = 'done' AND r.Fetched > 0
        AND CASE ?2 WHEN 'file' THEN s.Address = ?4 ELSE r.WatermarkBefore = '' AND r.Requests > 0 END
      ORDER BY r.Id DESC LIMIT 1
      """)
    find.bind(source.sourceSystem, at: 1)
    find.bind(source.kind, at: 2)
    find.bind(collection, at: 3)
    find.bind(source.address, at: 4)
    return try find.first { $0.int(0) }
  }

  /// What is said of two sizes; '' where they are alike.
  static func warning(from before: Int?, to now: Int) -> String {
    guard let before, max(before, now) >= least,
      now >= before * factor || now * factor <= before
    else { return "" }
    return "\(now) objects came, where the last whole run had \(before): "
      + (now > before
        ? "look at what is new before you rely on it"
        : "what is gone stays until it expires; ask whether the feed is whole")
  }
}
