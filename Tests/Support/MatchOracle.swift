// What the derived tables must hold, computed anew from the stored rows and indicators by the
// shortest means, without any of the code that keeps them.

internal import Indicators
internal import SQLite
internal import Warehouse

/// The derived tables by the definition, and as they are kept; each as sorted lines.
public struct MatchOracle {
  let fixture: WarehouseFixture

  /// An oracle for a warehouse.
  public init(fixture: WarehouseFixture) { self.fixture = fixture }

  /// Each derived table that differs, with the lines that are missing and those that are too many.
  public func differences() throws -> [String] {
    try noteDocumented()
    var found: [String] = []
    func compare(_ name: String, kept: [String], expected: [String]) {
      let missing = Set(expected).subtracting(kept).sorted()
      let surplus = Set(kept).subtracting(expected).sorted()
      if !missing.isEmpty || !surplus.isEmpty || kept.count != expected.count {
        found.append("\(name): missing \(missing), too many \(surplus)")
      }
    }
    try compare("Occurrence", kept: keptOccurrences, expected: expectedOccurrences)
    try compare("roles", kept: fixture.rows(Self.keptRoles), expected: expectedRoles())
    try compare("relations", kept: fixture.rows(Self.keptRelations), expected: expectedRelations())
    try compare(
      "MatchOccurrence",
      kept: fixture.rows(
        "SELECT ObservableId, Role, RunId, FirstRow, LastRow, Places FROM MatchOccurrence"),
      expected: fixture.rows(Self.expectedMatches))
    try compare(
      "SeenName", kept: fixture.rows("SELECT LabelsReversed, ObservableId FROM SeenName"),
      expected: seenNames().map { "\($0.reversedLabels)|\($0.id)" })
    try compare(
      "SeenAddress", kept: fixture.rows("SELECT hex(Address), ObservableId FROM SeenAddress"),
      expected: seenAddresses().map { "\(Self.hexadecimal($0.address.key))|\($0.id)" })
    try compare(
      "IndicatorBlock", kept: fixture.rows("SELECT ObservableId FROM IndicatorBlock"),
      expected: fixture.rows(
        "SELECT DISTINCT ObservableId FROM IndicatorObservable WHERE Role IN (9, 10, 11)"))
    return found
  }

  // MARK: Occurrences

  private static let places: [(role: Int, table: String, column: String)] = [
    (2, "NetworkConnection", "DestinationIPId"), (4, "NetworkConnection", "SourceIPId"),
    (64, "NetworkConnection", "DestinationHostNameId"), (8, "DnsEvents", "NameId"),
    (16, "DnsEvents", "ClientIPId"), (128, "FileEvents", "SHA256Id"),
    (256, "FileEvents", "SHA1Id"), (512, "FileEvents", "MD5Id"),
  ]

  /// (role, observable, row, time) of everything that rows hold.
  private static let sightings: String = {
    let columns = places.map { place in
      """
      SELECT \(place.role) AS Role, \(place.column) AS ObservableId, Id AS RowId, TimeGenerated
      FROM \(place.table)Row WHERE \(place.column) <> 0
      """
    }
    let answers = """
      SELECT DISTINCT 32, o.Id, r.Id, r.TimeGenerated FROM DnsEventsRow AS r,
        json_each('["' || replace(r.IPAddresses, ', ', '","') || '"]') AS e
      JOIN Observable AS o ON o.Value = e.value WHERE r.IPAddresses <> ''
      """
    let documented = "SELECT Role, ObservableId, RowId, TimeGenerated FROM temp.DocumentedSighting"
    return (columns + [answers, documented]).joined(separator: " UNION ALL ")
  }()

  private var keptOccurrences: [String] {
    get throws {
      try fixture.rows(
        """
        SELECT RunId, Role, ObservableId, FirstRow, LastRow, Rows, Places, FirstSeen, LastSeen
        FROM Occurrence
        """)
    }
  }

  private var expectedOccurrences: [String] {
    get throws {
      try fixture.rows(
        """
        SELECT RowId >> 20, Role, ObservableId, min(RowId), max(RowId), count(*),
          CASE WHEN Role IN (2, 8, 128) THEN '' ELSE json_group_array(RowId & 1048575) END,
          min(TimeGenerated), max(TimeGenerated)
        FROM (SELECT * FROM (\(Self.sightings)) ORDER BY Role, ObservableId, RowId)
        GROUP BY RowId >> 20, Role, ObservableId
        """)
    }
  }

  // MARK: Roles and relations

  private static let keptRoles = "SELECT Id, Roles FROM Observable WHERE Roles <> 0"

  private func expectedRoles() throws -> [String] {
    var roles: [Int64: Int64] = [:]
    for line in try numbers("SELECT DISTINCT ObservableId, Role FROM (\(Self.sightings))") {
      roles[line[0], default: 0] |= line[1]
    }
    for line in try numbers("SELECT DISTINCT ObservableId FROM IndicatorObservable") {
      roles[line[0], default: 0] |= 1
    }
    for line in try numbers("SELECT DISTINCT SeenId FROM ObservableRelation") {
      roles[line[0], default: 0] |= 1 << 20
    }
    return roles.map { "\($0.key)|\($0.value)" }
  }

  private static let keptRelations = "SELECT Kind, ObservableId, SeenId FROM ObservableRelation"

  private func expectedRelations() throws -> [String] {
    var relations: [String] = []
    let names = try seenNames()
    for (id, domain) in try indicatorValues("l.Role = 5") where domain.contains(".") {
      guard IPAddress(domain) == nil else { continue }
      for name in names where name.name.hasSuffix("." + domain) {
        relations.append("1|\(id)|\(name.id)")
      }
    }
    let addresses = try seenAddresses()
    for (id, text) in try indicatorValues("l.Role IN (9, 10, 11)") {
      guard let block = CIDRBlock(text) else { continue }
      for address in addresses where block.contains(address.address) && address.id != id {
        relations.append("2|\(id)|\(address.id)")
      }
    }
    return relations
  }

  private static let expectedMatches = """
    SELECT ObservableId, Role, RunId, FirstRow, LastRow, Places FROM Occurrence
    WHERE ObservableId IN (SELECT ObservableId FROM IndicatorObservable)
      OR ObservableId IN (SELECT SeenId FROM ObservableRelation)
    """

  // MARK: Values

  private func indicatorValues(_ condition: String) throws -> [(Int64, String)] {
    var values: [(Int64, String)] = []
    try fixture.database.connection.prepare(
      """
      SELECT DISTINCT o.Id, o.Value FROM IndicatorObservable AS l
      JOIN Observable AS o ON o.Id = l.ObservableId WHERE \(condition)
      """
    ).eachRow { values.append(($0.int64(0), $0.text(1))) }
    return values
  }

  private func seen(_ roles: String) throws -> [(Int64, String)] {
    var values: [(Int64, String)] = []
    try fixture.database.connection.prepare(
      """
      SELECT Id, Value FROM Observable WHERE Id IN
        (SELECT ObservableId FROM (\(Self.sightings)) WHERE Role IN (\(roles)))
      """
    ).eachRow { values.append(($0.int64(0), $0.text(1))) }
    return values
  }

  private func seenNames() throws -> [(id: Int64, name: String, reversedLabels: String)] {
    try seen("8, 64, 2048").compactMap { id, name in
      guard name.contains("."), IPAddress(name) == nil else { return nil }
      let labels = name.split(separator: ".", omittingEmptySubsequences: false).reversed()
      return (id, name, labels.joined(separator: "."))
    }
  }

  private func seenAddresses() throws -> [(id: Int64, address: IPAddress)] {
    try seen("2, 4, 16, 32, 1024").compactMap { id, text in IPAddress(text).map { (id, $0) } }
  }

  private func numbers(_ sql: String) throws -> [[Int64]] {
    try fixture.rows(sql).map { line in line.split(separator: "|").compactMap { Int64($0) } }
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let digits = Array("0123456789ABCDEF")
      return "\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }.joined()
  }
}
