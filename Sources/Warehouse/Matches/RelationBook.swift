// The rows of ObservableRelation, and what follows from them: the bit `related` of the value in the
// log, and the copies of its occurrences that hunts read.

internal import SQLite

/// Kinds of `ObservableRelation`, as they are stored.
enum RelationKind: Int64, CaseIterable {
  /// The value in the log is a name below the domain in the indicator.
  case subdomain = 1
  /// The value in the log is an address in the indicator's block.
  case block = 2
}

/// Writes relations inside the caller's transaction.
struct RelationBook {
  let connection: Connection

  /// Adds a relation; the caller sees to the bit `related` and to the occurrences.
  func insert(_ kind: RelationKind, of observable: Int64, seen: Int64) throws {
    let insert = try connection.cached(
      """
      INSERT OR IGNORE INTO ObservableRelation (Kind, ObservableId, SeenId) VALUES (?, ?, ?)
      """)
    insert.bind(Optional(kind.rawValue), at: 1)
    insert.bind(Optional(observable), at: 2)
    insert.bind(Optional(seen), at: 3)
    try insert.run()
  }

  /// Adds relations of an indicator's value to values that logs have brought.
  func relate(_ kind: RelationKind, of observable: Int64, seen: [Int64]) throws {
    let roles = try connection.cached("SELECT Roles FROM Observable WHERE Id = ?")
    for id in seen where id != observable {
      try insert(kind, of: observable, seen: id)
      roles.bind(Optional(id), at: 1)
      let had = ObservableRole(rawValue: try roles.first { $0.int64(0) } ?? 0)
      guard !had.contains(.related) else { continue }
      try set(.related, of: id)
      if !had.contains(.indicator) { try keepOccurrences(of: id, roles: had) }
    }
  }

  /// Takes away the relations of a value that no indicator holds any more.
  func removeAll(_ kind: RelationKind, of observable: Int64) throws {
    let find = try connection.cached(
      "SELECT SeenId FROM ObservableRelation WHERE Kind = ? AND ObservableId = ?")
    find.bind(Optional(kind.rawValue), at: 1)
    find.bind(Optional(observable), at: 2)
    var seen: [Int64] = []
    try find.eachRow { seen.append($0.int64(0)) }
    guard !seen.isEmpty else { return }
    let delete = try connection.cached(
      "DELETE FROM ObservableRelation WHERE Kind = ? AND ObservableId = ?")
    delete.bind(Optional(kind.rawValue), at: 1)
    delete.bind(Optional(observable), at: 2)
    try delete.run()
    for id in seen { try settle(id) }
  }

  /// Clears `related` where no relation is left, and forgets the occurrences of what is no match.
  func settle(_ seen: Int64) throws {
    let others = try connection.cached("SELECT 1 FROM ObservableRelation WHERE SeenId = ? LIMIT 1")
    others.bind(Optional(seen), at: 1)
    guard try others.first({ $0.int(0) }) == nil else { return }
    let clear = try connection.cached(
      "UPDATE Observable SET Roles = Roles & ~\(ObservableRole.related.rawValue) WHERE Id = ?")
    clear.bind(Optional(seen), at: 1)
    try clear.run()
    try forgetOccurrences(of: seen)
  }

  /// Sets bits of a value's roles.
  func set(_ roles: ObservableRole, of id: Int64) throws {
    let mark = try connection.cached("UPDATE Observable SET Roles = Roles | ? WHERE Id = ?")
    mark.bind(Optional(roles.rawValue), at: 1)
    mark.bind(Optional(id), at: 2)
    try mark.run()
  }

  /// Copies the occurrences of a value that has become a match, run by run, because they are stored
  /// run first.
  func keepOccurrences(of id: Int64, roles: ObservableRole) throws {
    let keep = try connection.cached(
      """
      INSERT OR IGNORE INTO MatchOccurrence (ObservableId, Role, RunId, FirstRow, LastRow, Places)
      SELECT o.ObservableId, o.Role, o.RunId, o.FirstRow, o.LastRow, o.Places
      FROM Run AS r CROSS JOIN Occurrence AS o
        ON o.RunId = r.Id AND o.Role = ? AND o.ObservableId = ?
      """)
    var rest = roles.intersection(.places).rawValue
    while rest != 0 {
      let bit = rest & -rest
      rest ^= bit
      keep.bind(Optional(bit), at: 1)
      keep.bind(Optional(id), at: 2)
      try keep.run()
    }
  }

  /// Forgets the copies of a value that is neither in an indicator nor related.
  func forgetOccurrences(of id: Int64) throws {
    let forget = try connection.cached(
      """
      DELETE FROM MatchOccurrence WHERE ObservableId = ?1 AND NOT EXISTS (
        SELECT 1 FROM Observable WHERE Id = ?1
          AND Roles & \(ObservableRole([.indicator, .related]).rawValue))
      """)
    forget.bind(Optional(id), at: 1)
    try forget.run()
  }
}
