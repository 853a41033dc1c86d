// The names behind `created_by_ref`: identities come as objects of their own, before or after the
// indicators that name them.

internal import SQLite

/// Looks up identities of one source, inside the caller's transaction.
struct ProviderNames {
  let connection: Connection
  let sourceId: Int64

  /// The name of an identity, or '' where it has not come (yet).
  func name(of identity: String) throws -> String {
    guard !identity.isEmpty else { return "" }
    let find = try connection.cached(
      """
      SELECT coalesce(json_extract(Data, '$.name'), '') FROM RawObject
      WHERE SourceId = ? AND ObjectId = ? AND json_valid(Data)
      """)
    find.bind(Optional(sourceId), at: 1)
    find.bind(identity, at: 2)
    return try find.first { $0.text(0) } ?? ""
  }

  /// Gives an identity's name to the rows that were there before it. A pass over the source's
  /// objects: identities are few, and mostly come first.
  func spread(from identity: String) throws {
    let name = try name(of: identity)
    guard !name.isEmpty else { return }
    let update = try connection.cached(
      """
      UPDATE Indicator SET IndicatorProvider = ?1
      WHERE SourceId = ?2 AND IndicatorProvider <> ?1 AND RawObjectId IN (
        SELECT Id FROM RawObject WHERE SourceId = ?2 AND StixType = 'indicator'
          AND json_valid(Data) AND json_extract(Data, '$.created_by_ref') = ?3)
      """)
    update.bind(name, at: 1)
    update.bind(Optional(sourceId), at: 2)
    update.bind(identity, at: 3)
    try update.run()
  }
}
