// What follows for observables when rows went: places where they do not stand any more, and with
// these the names, addresses and relations that no log has any more.

internal import Indicators
internal import SQLite

/// Settles the observables of `temp.Purged`, inside the caller's transaction.
struct PurgedObservables {
  let connection: Connection
  /// The roles that the purged table gives.
  let places: ObservableRole

  /// Brings roles, names, addresses, relations and observables to what the rows still hold.
  func settle() throws {
    // One pass over the occurrences that are left: asking for each value in each run is worse as
    // soon as there are more than a few runs.
    var left: [Int64: Int64] = [:]
    let purged = try rows("SELECT Id FROM temp.Purged WHERE Id <> 0")
    for row in purged { left[row[0]] = 0 }
    let scan = try connection.prepare("SELECT ObservableId, Role FROM Occurrence")
    try scan.eachRow { row in
      if let roles = left[row.int64(0)] { left[row.int64(0)] = roles | row.int64(1) }
    }
    let relations = RelationBook(connection: connection)
    for (id, roles) in left.sorted(by: { $0.key < $1.key }) {
      try settle(id, left: ObservableRole(rawValue: roles), relations)
    }
  }

  private func settle(_ id: Int64, left: ObservableRole, _ relations: RelationBook) throws {
    let find = try connection.cached("SELECT Roles, Value FROM Observable WHERE Id = ?")
    find.bind(Optional(id), at: 1)
    guard let (stored, value) = try find.first({ ($0.int64(0), $0.text(1)) }) else { return }
    let had = ObservableRole(rawValue: stored)
    let roles = had.subtracting(places).union(left.intersection(places))
    guard roles != had else { return }
    try run("UPDATE Observable SET Roles = ? WHERE Id = ?", [roles.rawValue, id])
    if !had.isDisjoint(with: .names), roles.isDisjoint(with: .names) {
      try forgetName(value)
      try run("DELETE FROM ObservableRelation WHERE SeenId = ? AND Kind = 1", [id])
    }
    if !had.isDisjoint(with: .addresses), roles.isDisjoint(with: .addresses) {
      if let address = IPAddress(value) {
        let forget = try connection.cached("DELETE FROM SeenAddress WHERE Address = ?")
        forget.bind(.blob(address.key), at: 1)
        try forget.run()
      }
      try run("DELETE FROM ObservableRelation WHERE SeenId = ? AND Kind = 2", [id])
    }
    if had.contains(.related) { try relations.settle(id) }
    // Seen nowhere and in no indicator: the value goes.
    try run("DELETE FROM Observable WHERE Id = ? AND Roles = 0 AND Id <> 0", [id])
  }

  private func forgetName(_ value: String) throws {
    var value = value
    guard let labels = value.withUTF8({ DomainLabels(UnsafeRawBufferPointer($0)) }) else { return }
    let forget = try connection.cached("DELETE FROM SeenName WHERE LabelsReversed = ?")
    labels.reversed.withUnsafeBytes { forget.bind(text: $0, at: 1, copied: true) }
    try forget.run()
  }

  private func rows(_ sql: String) throws -> [[Int64]] {
    var rows: [[Int64]] = []
    try connection.prepare(sql).eachRow { row in
      rows.append((0..<row.count).map { row.int64(Int32($0)) })
    }
    return rows
  }

  private func run(_ sql: String, _ values: [Int64]) throws {
    let statement = try connection.cached(sql)
    for (index, value) in values.enumerated() {
      statement.bind(Optional(value), at: Int32(index + 1))
    }
    try statement.run()
  }
}
