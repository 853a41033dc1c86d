// Keeps the matches right as indicators come and go: the indicator bit of an observable, what its
// domain or block reaches in the logs, and the copies of occurrences that hunts read. The log's side
// is SeenBook.

internal import Indicators
internal import SQLite

/// The indicators' side of the matches, inside the caller's transaction.
struct MatchBook {
  let connection: Connection
  private let relations: RelationBook

  init(connection: Connection) {
    self.connection = connection
    relations = RelationBook(connection: connection)
  }

  /// `IndicatorObservable.Role` of the host of an `Url`.
  static let urlHostRole: Int64 = 21

  /// Notes the values that an indicator holds; what they reach in the logs become matches.
  func add(_ observables: [(column: ObservableColumn, value: String)], indicator: Int64) throws {
    for (column, value) in observables {
      try add(value, column, indicator: indicator)
    }
  }

  private func add(_ value: String, _ column: ObservableColumn, indicator: Int64) throws {
    let role = Int64(column.rawValue)
    let id = try link(value, role: role, indicator: indicator)
    switch column {
    case .domainName: try relateNames(below: value, id)
    case .networkCidrBlock, .networkSourceCidrBlock, .networkDestinationCidrBlock:
      try relateAddresses(in: value, id)
    case .url:
      // The host that a client goes to, and the text that parse_url() gives to hunts: the same but
      // for what was written to deceive, brackets, and what is neither address nor name.
      let hosts = [URLHost(value)?.text ?? "", URLParts(value).host]
      for host in Set(hosts) where !host.isEmpty {
        _ = try link(host, role: Self.urlHostRole, indicator: indicator)
      }
    default: break
    }
  }

  private func link(_ value: String, role: Int64, indicator: Int64) throws -> Int64 {
    let id = try markIndicator(value)
    let link = try connection.statement(
      """
      INSERT INTO IndicatorObservable (ObservableId, Role, IndicatorId) VALUES (?, ?, ?)
      ON CONFLICT DO NOTHING
      """)
    link.bind(Optional(id), at: 1)
    link.bind(Optional(role), at: 2)
    link.bind(Optional(indicator), at: 3)
    try link.run()
    return id
  }

  /// `Observable.Id` of a value, with its indicator bit set.
  private func markIndicator(_ value: String) throws -> Int64 {
    // Inserted first, since most values are new.
    let insert = try connection.statement(
      "INSERT INTO Observable (Value, Roles) VALUES (?, 1) ON CONFLICT DO NOTHING")
    insert.bind(value, at: 1)
    try insert.run()
    if connection.changes == 1 { return connection.lastInsertRowID }
    let find = try connection.statement("SELECT Id, Roles FROM Observable WHERE Value = ?")
    find.bind(value, at: 1)
    let known = try find.first { ($0.int64(0), ObservableRole(rawValue: $0.int64(1))) }
    guard let (id, roles) = known, !roles.contains(.indicator) else { return known?.0 ?? 0 }
    try relations.set(.indicator, of: id)
    if !roles.contains(.related) { try relations.keepOccurrences(of: id, roles: roles) }
    return id
  }

  private func relateNames(below domain: String, _ id: Int64) throws {
    guard let (first, end) = DomainLabels.below(domain) else { return }
    let find = try connection.statement(
      "SELECT ObservableId FROM SeenName WHERE LabelsReversed >= ? AND LabelsReversed < ?")
    find.bind(first, at: 1)
    find.bind(end, at: 2)
    try relations.relate(.subdomain, of: id, seen: try ids(find))
  }

  private func relateAddresses(in text: String, _ id: Int64) throws {
    guard let block = CIDRBlock(text) else { return }
    let insert = try connection.cached(
      "INSERT OR IGNORE INTO IndicatorBlock (ObservableId, Low, High) VALUES (?, ?, ?)")
    insert.bind(Optional(id), at: 1)
    insert.bind(.blob(block.first.key), at: 2)
    insert.bind(.blob(block.last.key), at: 3)
    try insert.run()
    let find = try connection.cached(
      "SELECT ObservableId, Address FROM SeenAddress WHERE Address BETWEEN ? AND ?")
    find.bind(.blob(block.first.key), at: 1)
    find.bind(.blob(block.last.key), at: 2)
    var seen: [Int64] = []
    try find.eachRow { row in
      // A block of IPv6 that is wider than ::ffff:0:0/96 holds no IPv4 address.
      let isV4 = row.blob(1).starts(with: Self.mappedPrefix)
      if isV4 == block.network.isV4 { seen.append(row.int64(0)) }
    }
    try relations.relate(.block, of: id, seen: seen)
  }

  private static let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xff, 0xff]

  private func ids(_ statement: Statement) throws -> [Int64] {
    var ids: [Int64] = []
    try statement.eachRow { ids.append($0.int64(0)) }
    return ids
  }

  /// Takes an indicator's observables away; values that no other indicator holds are no matches.
  func removeAll(of indicator: Int64) throws {
    let find = try connection.cached(
      "SELECT DISTINCT ObservableId FROM IndicatorObservable WHERE IndicatorId = ?")
    find.bind(Optional(indicator), at: 1)
    let ids = try ids(find)
    try run("DELETE FROM IndicatorObservable WHERE IndicatorId = ?", indicator)
    for id in ids { try settle(id) }
  }

  /// What follows for a value from an indicator's going.
  private func settle(_ id: Int64) throws {
    let others = try connection.cached(
      "SELECT DISTINCT Role FROM IndicatorObservable WHERE ObservableId = ?")
    others.bind(Optional(id), at: 1)
    let columns = Set(try ids(others))
    if !columns.contains(Int64(ObservableColumn.domainName.rawValue)) {
      try relations.removeAll(.subdomain, of: id)
    }
    if columns.isDisjoint(with: Self.blockRoles) {
      try run("DELETE FROM IndicatorBlock WHERE ObservableId = ?", id)
      try relations.removeAll(.block, of: id)
    }
    guard columns.isEmpty else { return }
    try run("UPDATE Observable SET Roles = Roles & ~1 WHERE Id = ?", id)
    try relations.forgetOccurrences(of: id)
    // In no indicator and in no log: the value goes.
    try run("DELETE FROM Observable WHERE Id = ? AND Roles = 0", id)
  }

  private static let blockRoles = Set(
    ObservableColumn.allCases.filter(\.isCIDRBlock).map { Int64($0.rawValue) })

  private func run(_ sql: String, _ id: Int64) throws {
    let statement = try connection.cached(sql)
    statement.bind(Optional(id), at: 1)
    try statement.run()
  }
}
