// Looks a value up in the books that an import keeps: no row of a log is read. One seek in Observable,
// then one in Occurrence for each run and each place that the value was ever seen in.

public import Indicators
internal import SQLite

/// Answers what is known of values. Confined to one thread.
public final class PrevalenceReader {
  let database: WarehouseDatabase
  let connection: Connection
  private let now: Int64

  /// A reader of an open warehouse.
  ///
  /// - Parameter now: ticks; decides which indicators have expired.
  public init(database: WarehouseDatabase, now: Int64) {
    self.database = database
    connection = database.connection
    self.now = now
  }

  /// What is known of a value.
  ///
  /// For a URL that includes its host, since logs hold hosts; for a name or an address the domains
  /// above and the blocks around it that are indicators. What a block or a domain holds is asked
  /// with `seen(in:)` and `seen(below:)`.
  public func prevalence(of value: AskedValue) throws -> Prevalence {
    try database.explainingErrors {
      var result = Prevalence(value: value, listings: [], isCut: false, sightings: [])
      try add(value.text, .equal, to: &result)
      for (relation, text) in value.containing {
        try addListings(of: text, relation, to: &result)
      }
      if let host = value.host {
        try add(host.text, .urlHost, to: &result)
        for (relation, text) in host.containing {
          try addListings(of: text, relation, to: &result)
        }
      }
      let order = [Prevalence.State.active, .expired, .revoked]
      // Stable by hand: what is nearer and what was found first stays first.
      result.listings = order.flatMap { state in result.listings.filter { $0.state == state } }
      if result.listings.count > Prevalence.maximumListings {
        result.isCut = true
        result.listings = Array(result.listings.prefix(Prevalence.maximumListings))
      }
      return result
    }
  }

  /// The addresses of a block that were seen in a log: the lowest ones, and how many there are.
  public func seen(
    in block: CIDRBlock, asked: AskedValue, limit: Int
  ) throws -> (values: [AskedValue], count: Int) {
    try seen(
      "SeenAddress", key: "Address", from: .blob(block.first.key), to: .blob(block.last.key),
      asked: asked, limit: limit)
  }

  /// The names below a domain that were seen in a log: the first ones in the order of their labels
  /// from the right, and how many there are.
  public func seen(
    below name: DomainName, asked: AskedValue, limit: Int
  ) throws -> (values: [AskedValue], count: Int) {
    // A single label has no labels to reverse, and names below it all the same.
    let range = DomainLabels.below(name.text) ?? (name.text + ".", name.text + "/")
    return try seen(
      "SeenName", key: "LabelsReversed", from: .text(range.first), to: .text(range.end),
      asked: asked, limit: limit)
  }

  private func seen(
    _ table: String, key: String, from: SQLValue, to: SQLValue, asked: AskedValue, limit: Int
  ) throws -> (values: [AskedValue], count: Int) {
    try database.explainingErrors {
      let find = try connection.cached(
        """
        SELECT o.Value FROM \(table) AS s CROSS JOIN Observable AS o ON o.Id = s.ObservableId
        WHERE s.\(key) BETWEEN ? AND ? ORDER BY s.\(key) LIMIT ?
        """)
      find.bind([from, to, .integer(Int64(limit))])
      var values: [AskedValue] = []
      try find.eachRow { values.append(AskedValue(stored: $0.text(0), asked: asked.asked)) }
      guard values.count == limit else { return (values, values.count) }
      let count = try connection.cached(
        "SELECT count(*) FROM \(table) WHERE \(key) BETWEEN ? AND ?")
      count.bind([from, to])
      return (values, try count.first { $0.int(0) } ?? values.count)
    }
  }

  /// `Observable.Id` and the places of a value in the logs; nil where it was never seen anywhere.
  func observable(_ text: String) throws -> (id: Int64, roles: ObservableRole)? {
    let find = try connection.cached("SELECT Id, Roles FROM Observable WHERE Value = ?")
    find.bind(text, at: 1)
    return try find.first { ($0.int64(0), ObservableRole(rawValue: $0.int64(1))) }
  }

  private func add(
    _ text: String, _ relation: Prevalence.Relation, to result: inout Prevalence
  ) throws {
    guard let (id, roles) = try observable(text) else { return }
    if roles.contains(.indicator) { try addListings(id, text, relation, to: &result) }
    for place in LogPlace.all where roles.contains(place.role) {
      if let sighting = try sighting(of: id, text, at: place) { result.sightings.append(sighting) }
    }
  }

  private func sighting(
    of id: Int64, _ text: String, at place: LogPlace
  ) throws -> Prevalence.Sighting? {
    let sum = try connection.cached(
      """
      SELECT count(*), sum(o.Rows), min(o.FirstSeen), max(o.LastSeen)
      FROM Run AS r
      CROSS JOIN Occurrence AS o ON o.RunId = r.Id AND o.Role = ? AND o.ObservableId = ?
      WHERE r.TableName = ?
      """)
    sum.bind([.integer(place.role.rawValue), .integer(id), .text(place.table.name)])
    return try sum.first { row in
      // A role bit stays when the rows are purged.
      row.int(0) == 0
        ? nil
        : Prevalence.Sighting(
          table: place.table.name, column: place.column, value: text, runs: row.int(0),
          rows: row.int(1), firstSeen: row.int64(2), lastSeen: row.int64(3))
    } ?? nil
  }

  // MARK: Indicators

  /// The indicators of a domain above or a block around: only these columns cover what lies in them.
  private func addListings(
    of text: String, _ relation: Prevalence.Relation, to result: inout Prevalence
  ) throws {
    guard result.listings.count <= Prevalence.maximumListings,
      let (id, roles) = try observable(text), roles.contains(.indicator)
    else { return }
    try addListings(id, text, relation, to: &result)
  }

  private func addListings(
    _ id: Int64, _ text: String, _ relation: Prevalence.Relation, to result: inout Prevalence
  ) throws {
    let find = try connection.cached(
      """
      SELECT l.Role, s.SourceSystem, i.IndicatorId, i.ConfidenceScore, i.ThreatType,
        i.ExpirationDateTime, i.Description, i.Revoked, i.Url
      FROM IndicatorObservable AS l
      CROSS JOIN Indicator AS i ON i.Id = l.IndicatorId
      CROSS JOIN Source AS s ON s.Id = i.SourceId
      WHERE l.ObservableId = ?
      ORDER BY i.Revoked, coalesce(i.ExpirationDateTime > ?, 1) DESC, s.SourceSystem,
        i.IndicatorId, l.Role
      LIMIT \(Prevalence.maximumListings + 1)
      """)
    find.bind([.integer(id), .integer(now)])
    try find.eachRow { row in
      let column = ObservableColumn(rawValue: row.int(0))
      guard relation.isOf(column) else { return }
      // Role 21 is no column: the host of Url.
      let url = column == nil ? row.text(8) : nil
      if let url, url == result.value.text { return }
      let expires = row.optionalInt64(5)
      let isExpired = expires.map { $0 <= now } ?? false
      result.listings.append(
        Prevalence.Listing(
          relation: url == nil ? relation : .urlHost, indicatorValue: url ?? text,
          column: column?.name ?? ObservableColumn.url.name,
          state: row.int(7) != 0 ? .revoked : isExpired ? .expired : .active,
          sourceSystem: row.text(1), indicatorId: row.text(2),
          confidence: row.isNull(3) ? nil : row.double(3), threatType: row.text(4),
          expires: expires, description: row.text(6)))
    }
  }
}

extension Prevalence.Relation {
  /// Whether an indicator covers values in this way through this column; nil is the host of its URL.
  fileprivate func isOf(_ column: ObservableColumn?) -> Bool {
    switch self {
    case .equal, .urlHost: true
    case .subdomain: column == .domainName
    case .block: column?.isCIDRBlock ?? false
    }
  }
}
