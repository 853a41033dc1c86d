// Keeps the matches right as indicators come and go: the indicator bit of an observable, and the
// copies of its occurrences that hunts read. The other half, as log rows come, is in RunWriter.

internal import SQLite

/// The indicators' side of the matches, inside the caller's transaction.
struct MatchBook {
  let connection: Connection

  /// Notes that an indicator holds a value; the value's occurrences in the logs become matches.
  func add(_ value: String, role: Int64, indicator: Int64) throws {
    guard !value.isEmpty else { return }
    let id = try markIndicator(value)
    let link = try connection.cached(
      """
      INSERT INTO IndicatorObservable (ObservableId, Role, IndicatorId) VALUES (?, ?, ?)
      ON CONFLICT DO NOTHING
      """)
    link.bind(Optional(id), at: 1)
    link.bind(Optional(role), at: 2)
    link.bind(Optional(indicator), at: 3)
    try link.run()
  }

  /// `Observable.Id` of a value, with its indicator bit set.
  private func markIndicator(_ value: String) throws -> Int64 {
    let find = try connection.cached("SELECT Id, Roles FROM Observable WHERE Value = ?")
    find.bind(value, at: 1)
    guard let (id, roles) = try find.first({ ($0.int64(0), $0.int64(1)) }) else {
      let insert = try connection.cached("INSERT INTO Observable (Value, Roles) VALUES (?, 1)")
      insert.bind(value, at: 1)
      try insert.run()
      return connection.lastInsertRowID
    }
    guard roles & ObservableRole.indicator.rawValue == 0 else { return id }
    let mark = try connection.cached("UPDATE Observable SET Roles = Roles | 1 WHERE Id = ?")
    mark.bind(Optional(id), at: 1)
    try mark.run()
    if roles > 1 { try keepOccurrences(of: id) }
    return id
  }

  /// Run by run, because the occurrences are stored run first.
  private func keepOccurrences(of id: Int64) throws {
    let keep = try connection.cached(
      """
      INSERT INTO MatchOccurrence (ObservableId, Role, RunId, FirstRow, LastRow, Places)
      SELECT o.ObservableId, o.Role, o.RunId, o.FirstRow, o.LastRow, o.Places
      FROM Run AS r CROSS JOIN Occurrence AS o
        ON o.RunId = r.Id AND o.Role = r.Role AND o.ObservableId = ?
      """)
    keep.bind(Optional(id), at: 1)
    try keep.run()
  }

  /// Takes an indicator's observables away; values that no other indicator holds are no matches.
  func removeAll(of indicator: Int64) throws {
    let find = try connection.cached(
      "SELECT ObservableId FROM IndicatorObservable WHERE IndicatorId = ?")
    find.bind(Optional(indicator), at: 1)
    var ids: [Int64] = []
    try find.eachRow { ids.append($0.int64(0)) }
    try run("DELETE FROM IndicatorObservable WHERE IndicatorId = ?", indicator)
    let others = try connection.cached(
      "SELECT 1 FROM IndicatorObservable WHERE ObservableId = ? LIMIT 1")
    for id in ids {
      others.bind(Optional(id), at: 1)
      guard try others.first({ $0.int(0) }) == nil else { continue }
      try run("UPDATE Observable SET Roles = Roles & ~1 WHERE Id = ?", id)
      try run("DELETE FROM MatchOccurrence WHERE ObservableId = ?", id)
    }
  }

  private func run(_ sql: String, _ id: Int64) throws {
    let statement = try connection.cached(sql)
    statement.bind(Optional(id), at: 1)
    try statement.run()
  }
}
