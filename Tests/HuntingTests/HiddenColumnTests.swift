import Hunting
import KQL
import SQLite
import TestSupport
import Testing

@Suite struct HiddenColumnTests {
  private static let join = """
    NetworkConnection | join kind=inner ThreatIntelligenceIndicator
      on $left.DestinationIP == $right.NetworkIP
    """

  @Test(arguments: [
    "ThreatIntelligenceIndicator", "ThreatIntelligenceIndicator | where isnotnull(ValidFrom)",
    "ThreatIntelligenceIndicator | extend A = ValidFrom | project-away A",
    "ThreatIntelligenceIndicator | sort by ValidUntil asc | project-reorder NetworkIP",
    "ThreatIntelligenceIndicator | union ThreatIntelligenceIndicator",
    "ThreatIntelligenceIndicator | take 3", "ThreatIntelligenceIndicator | distinct *", join,
    "ThreatIntelligenceIndicator | summarize arg_max(TimeGenerated, *) by IndicatorId",
    "ThreatIntelligenceIndicator | join kind=leftouter NetworkConnection on $left.NetworkIP == $right.SourceIP",
  ])
  func `a hidden column is in no output that does not name it`(text: String) throws {
    let world = try WaysWorld(seed: 4)
    let query = try world.compile(text)
    #expect(!query.columns.contains { $0.name.hasPrefix("Valid") })
    _ = try world.rows(query)
    let schema = try world.rows(world.compile(text + " | getschema"))
    #expect(!schema.contains { $0.hasPrefix("Valid") })
  }

  /// Conditions on hidden columns, and the same on the table.
  static let asked: [(text: String, sql: String)] = [
    (
      "ThreatIntelligenceIndicator | where ValidFrom < now() | count",
      "ValidFrom < 639028260000000000"
    ),
    (
      "ThreatIntelligenceIndicator | extend A = 1 | sort by A asc | where isnull(ValidUntil) | count",
      "ValidUntil IS NULL"
    ),
    (
      "let t = ThreatIntelligenceIndicator | where NetworkIP != 'x'; t | where ValidFrom == datetime(2026-01-01) | union (t | take 0) | count",
      "ValidFrom = 639028224000000000"
    ),
    (
      "ThreatIntelligenceIndicator | take 100 | where ValidFrom == datetime(2026-01-01) | count",
      "ValidFrom = 639028224000000000"
    ),
    (
      "ThreatIntelligenceIndicator | serialize | extend N = row_number() | where ValidFrom == datetime(2026-01-01) | count",
      "ValidFrom = 639028224000000000"
    ),
    (
      "ThreatIntelligenceIndicator | where isnotempty(column_ifexists('ValidFrom', datetime(null))) | count",
      "ValidFrom IS NOT NULL"
    ),
    (
      "ThreatIntelligenceIndicator | summarize by SourceSystem, IndicatorId, NetworkIP, Url, ValidFrom | where ValidFrom == datetime(2026-01-01) | count",
      "ValidFrom = 639028224000000000"
    ),
  ]

  @Test(arguments: asked)
  func `a hidden column can be asked for`(text: String, sql: String) throws {
    let world = try WaysWorld(seed: 4)
    let expected = try world.fixture.rows("SELECT count(*) FROM Indicator WHERE \(sql)")
    #expect(try world.rows(world.compile(text)) == expected)
    #expect(expected != ["0"])
  }

  @Test func `a hunt asks whether an indicator was valid when something happened`() throws {
    let text = Self.join + "| where TimeGenerated >= ValidFrom | project SourceLine, ValidFrom"
    var valid = 0
    var all = 0
    for seed in UInt64(1)...4 {
      let world = try WaysWorld(seed: seed)
      let query = try world.compile(text)
      #expect(query.columns.map(\.name) == ["SourceLine", "ValidFrom"])
      #expect(query.isDriven)
      let rows = try world.rows(query)
      #expect(try rows == world.rows(world.compile(text, isPruning: false)))
      valid += rows.count
      all += try world.rows(world.compile(Self.join)).count
    }
    #expect(0 < valid && valid < all)
  }

  @Test(arguments: [
    "ThreatIntelligenceIndicator | project NetworkIP | where isnull(ValidFrom)",
    "ThreatIntelligenceIndicator | project-keep NetworkIP | where isnull(ValidFrom)",
    "ThreatIntelligenceIndicator | summarize count() by NetworkIP | where isnull(ValidFrom)",
    "union (ThreatIntelligenceIndicator), (NetworkConnection) | where isnull(ValidFrom)",
    "NetworkConnection | where isnull(ValidFrom)",
    "NetworkConnection | join kind=leftanti ThreatIntelligenceIndicator on $left.SourceIP == $right.NetworkIP | where isnull(ValidFrom)",
  ])
  func `what a query left out cannot be named`(text: String) throws {
    let world = try WaysWorld(seed: 4, isEmpty: true)
    #expect(throws: KQLDiagnostics.self) { try world.compile(text) }
  }

  @Test func `a column or a value of the query with the same name goes first`() throws {
    let world = try WaysWorld(seed: 4)
    let texts = [
      "let ValidFrom = 7; ThreatIntelligenceIndicator | take 1 | project X = ValidFrom",
      "ThreatIntelligenceIndicator | take 1 | extend ValidFrom = 7 | project X = ValidFrom",
    ]
    for text in texts { #expect(try world.rows(world.compile(text)) == ["7"]) }
  }
}
