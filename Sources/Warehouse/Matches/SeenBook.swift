// The log's side of matches through more than equality: names and addresses that are seen for the
// first time, the order in which subdomains and blocks are ranges, and the domains above them and
// the blocks around them that stand in an indicator. The indicators' side is MatchBook.

internal import Indicators
internal import SQLite

/// Notes values that logs bring, inside the caller's transaction; one for each transaction.
struct SeenBook {
  private let connection: Connection
  private let relations: RelationBook
  private let findDomain: Statement
  private var blocks: BlockSet?

  /// A book that has noted nothing.
  init(connection: Connection) throws {
    self.connection = connection
    relations = RelationBook(connection: connection)
    findDomain = try connection.cached(
      """
      SELECT o.Id FROM Observable AS o WHERE o.Value = ? AND (o.Roles & 1) = 1
        AND EXISTS (SELECT 1 FROM IndicatorObservable AS l WHERE l.ObservableId = o.Id
          AND l.Role = \(ObservableColumn.domainName.rawValue))
      """)
  }

  /// Notes that a value was seen in places where it had not been seen.
  ///
  /// - Parameters:
  ///   - value: canonical.
  ///   - id: its `Observable.Id`.
  ///   - added: the roles that are new to it.
  ///   - had: the roles that it had.
  /// - Returns: whether it takes part in an `ObservableRelation` now, so that `related` belongs into
  ///   its roles.
  mutating func note(
    _ value: UnsafeRawBufferPointer, id: Int64, added: ObservableRole, had: ObservableRole
  ) throws -> Bool {
    var isRelated = had.contains(.related)
    if had.isDisjoint(with: .names), !added.isDisjoint(with: .names) {
      if try noteName(value, id: id) { isRelated = true }
    }
    if had.isDisjoint(with: .addresses), !added.isDisjoint(with: .addresses) {
      if try noteAddress(value, id: id) { isRelated = true }
    }
    if isRelated, had.isDisjoint(with: [.related, .indicator]) {
      // It was seen in other places before, as no match.
      try relations.keepOccurrences(of: id, roles: had)
    }
    return isRelated
  }

  private mutating func noteName(_ value: UnsafeRawBufferPointer, id: Int64) throws -> Bool {
    guard let labels = DomainLabels(value) else { return false }
    let insert = try connection.cached(
      "INSERT OR IGNORE INTO SeenName (LabelsReversed, ObservableId) VALUES (?, ?)")
    labels.reversed.withUnsafeBytes { insert.bind(text: $0, at: 1, copied: true) }
    insert.bind(Optional(id), at: 2)
    try insert.run()
    var isRelated = false
    for parent in labels.parents {
      findDomain.bind(text: UnsafeRawBufferPointer(rebasing: value[parent...]), at: 1)
      guard let domain = try findDomain.first({ $0.int64(0) }) else { continue }
      try relations.insert(.subdomain, of: domain, seen: id)
      isRelated = true
    }
    return isRelated
  }

  private mutating func noteAddress(_ value: UnsafeRawBufferPointer, id: Int64) throws -> Bool {
    guard let address = IPAddress(value) else { return false }
    let insert = try connection.cached(
      "INSERT OR IGNORE INTO SeenAddress (Address, ObservableId) VALUES (?, ?)")
    insert.bind(.blob(address.key), at: 1)
    insert.bind(Optional(id), at: 2)
    try insert.run()
    if blocks == nil { blocks = try BlockSet(connection: connection) }
    let holding = blocks?.holding(address) ?? []
    for block in holding { try relations.insert(.block, of: block, seen: id) }
    return !holding.isEmpty
  }
}
