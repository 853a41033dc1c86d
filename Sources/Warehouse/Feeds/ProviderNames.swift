// The names behind `created_by_ref`: identities come as objects of their own, before or after the
// indicators that name them.

internal import Indicators
internal import SQLite

/// Looks up identities of one source, inside the caller's transaction.
struct ProviderNames {
  let connection: Connection
  let sourceId: Int64
  /// Names that were asked for: a feed has few identities.
  private var names: [String: String] = [:]

  init(connection: Connection, sourceId: Int64) {
    self.connection = connection
    self.sourceId = sourceId
  }

  /// The name of an identity, or '' where it has not come (yet).
  mutating func name(of identity: String) throws -> String {
    guard !identity.isEmpty else { return "" }
    if let name = names[identity] { return name }
    if names.count >= Self.maximumNames { names.removeAll() }
    let name = try read(identity)
    names[identity] = name
    return name
  }

  /// Names that are remembered.
  private static let maximumNames = 10_000

  /// An identity has come anew.
  mutating func forget(_ identity: String) { names[identity] = nil }

  private func read(_ identity: String) throws -> String {
    let find = try connection.cached(
      """
      SELECT coalesce(json_extract(Data, '$.name'), '') FROM RawObject
      WHERE SourceId = ? AND ObjectId = ? AND json_valid(Data)
      """)
    find.bind(Optional(sourceId), at: 1)
    find.bind(identity, at: 2)
    return try find.first { PrintableText.escaped($0.text(0)) } ?? ""
  }

  /// Gives the names of identities to the rows that were there before them. One pass over the
  /// source's objects for all of them: a pass for each took 19 s for 1,000 identities that came
  /// behind 5,000 indicators.
  mutating func spread(from identities: [String]) throws {
    var names: [String: String] = [:]
    for identity in identities { names[identity] = try name(of: identity) }
    names = names.filter { !$0.value.isEmpty }
    guard !names.isEmpty else { return }
    let find = try connection.cached(
      """
      SELECT Id, json_extract(Data, '$.created_by_ref') FROM RawObject
      WHERE SourceId = ? AND StixType = 'indicator' AND json_valid(Data)
      """)
    find.bind(Optional(sourceId), at: 1)
    var objects: [(id: Int64, name: String)] = []
    try find.eachRow { row in
      if let name = names[row.text(1)] { objects.append((row.int64(0), name)) }
    }
    let update = try connection.cached(
      "UPDATE Indicator SET IndicatorProvider = ?1 WHERE RawObjectId = ?2 AND IndicatorProvider <> ?1"
    )
    for object in objects {
      update.bind(object.name, at: 1)
      update.bind(Optional(object.id), at: 2)
      try update.run()
    }
  }
}
