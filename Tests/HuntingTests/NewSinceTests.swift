// What is new: over random warehouses the increment of a query is what a scan of all matches gives
// of new rows and new indicators, and a query is heeded only where that is enough.

import Hunting
import KQL
import SQLite
import TestSupport
import Testing

@Suite struct NewSinceTests {
  /// A row's last two cells: the log's row and the indicator's.
  private static func match(_ row: String) -> String {
    row.split(separator: "|", omittingEmptySubsequences: false).suffix(2).joined(separator: "|")
  }

  @Test(arguments: 1...3)
  func `the increment is that of a scan, with the same matches`(seed: UInt64) throws {
    let world = try WaysWorld(seed: seed)
    for text in PruningTests.driven {
      for since in [(0, 0), (4, 2), (9, 2), (9, 9)] {
        let since = NewSince(sequence: Int64(since.0), version: Int64(since.1))
        let query = try world.compile(text, since: since)
        let plain = try world.compile(text, isPruning: false, since: since)
        let provenance = try #require(query.provenance, "\(text)")
        #expect(plain.provenance == provenance)
        #expect(query.isIncremental, "\(text)")
        #expect(provenance.indicatorColumn == query.columns.count + 1)
        let rows = try world.rows(query)
        #expect(try rows == world.rows(plain), "\(text)\n\(query.sql)")
        let all = try world.rows(world.compile(text, provenance: true))
        if since.sequence == 0 { #expect(rows == all) }
        if since == NewSince(sequence: 9, version: 9) { #expect(rows.isEmpty) }
        #expect(Set(rows).isSubset(of: all))
      }
    }
  }

  @Test func `matches are named by the row and the indicator`() throws {
    let world = try WaysWorld(seed: 2)
    for text in PruningTests.driven {
      let query = try world.compile(text, provenance: true)
      let provenance = try #require(query.provenance)
      for row in try world.rows(query) {
        let ids = Self.match(row).split(separator: "|")
        let found = try world.fixture.rows(
          "SELECT (SELECT count(*) FROM \(provenance.table)Row WHERE Id = \(ids[0])),"
            + " (SELECT count(*) FROM Indicator WHERE Id = \(ids[1]))")
        #expect(found == ["1|1"])
      }
    }
  }

  @Test(arguments: [
    "NetworkConnection", "ThreatIntelligenceIndicator | where NetworkIP == '10.0.0.1'",
    "T | summarize count() by SourceIP", "T | distinct SourceIP", "T | take 5", "T | count",
    "T | serialize | extend N = row_number()", "union (T), (T)",
    "T | join kind=inner ThreatIntelligenceIndicator on $left.SourceIP == $right.NetworkSourceIP",
    "T | where SourceIP in (DnsEvents | project ClientIP)",
    "T | where SourceIP == toscalar(DnsEvents | project ClientIP | take 1)",
    """
    NetworkConnection | join ThreatIntelligenceIndicator on $left.DestinationIP == $right.NetworkIP
    """,
    """
    NetworkConnection | join kind=leftsemi ThreatIntelligenceIndicator
      on $left.DestinationIP == $right.NetworkIP
    """,
  ])
  func `a row that is no single match has no provenance`(text: String) throws {
    let world = try WaysWorld(seed: 3, isEmpty: true)
    let join =
      "NetworkConnection | join kind=inner ThreatIntelligenceIndicator"
      + " on $left.DestinationIP == $right.NetworkIP"
    let text = text.replacing("T |", with: join + " |").replacing("(T)", with: "(\(join))")
    let query = try world.compile(text, since: NewSince(sequence: 1, version: 1))
    #expect(query.provenance == nil)
    #expect(!query.isIncremental)
    #expect(try query.sql == world.compile(text).sql)
  }

  static let clocks: [(condition: String, isMonotonic: Bool)] = [
    ("ExpirationDateTime > now()", true), ("now() < ExpirationDateTime", true),
    ("TimeGenerated >= ago(1d)", true),
    ("isnull(ExpirationDateTime) or ExpirationDateTime > now()", true),
    ("TimeGenerated between (ago(1d) .. datetime(2030-01-01))", true),
    ("TimeGenerated > startofday(ago(1d)) + 1h", true), ("Active", true), ("Active == true", true),
    ("TimeGenerated > datetime(2020-01-01)", true), ("Description == 'one'", true),
    ("TimeGenerated < now()", false), ("TimeGenerated <= ago(1d)", false),
    ("TimeGenerated between (ago(2d) .. ago(1d))", false),
    ("not(ExpirationDateTime > now())", false),
    ("Active == false", false), ("not(Active)", false), ("now() - TimeGenerated < 1d", true),
    ("now() - TimeGenerated > 1d", false),
    ("Age < 1d", false), ("limit - (TimeGenerated + Age) < 1d", false),
    ("TimeGenerated > datetime(2020-01-01) + (datetime(2030-01-01) - now())", false),
    ("TimeGenerated == ago(1d)", false), ("hourofday(now()) == 3", false),
    ("SourceIP in (DnsEvents | where TimeGenerated > ago(1d) | project ClientIP)", false),
  ]

  @Test(arguments: clocks)
  func `a later clock can only lose rows, or the query is read as a whole`(
    condition: String, isMonotonic: Bool
  ) throws {
    let world = try WaysWorld(seed: 3, isEmpty: true)
    let text = """
      let limit = now();
      NetworkConnection | join kind=inner ThreatIntelligenceIndicator
        on $left.DestinationIP == $right.NetworkIP
      | extend A = Active, Age = limit - TimeGenerated | where \(condition)
      """
    let query = try world.compile(text, since: NewSince(sequence: 1, version: 1))
    #expect(query.isMonotonic == isMonotonic)
    #expect(query.isIncremental == (isMonotonic && query.provenance != nil))
  }

  @Test func `the plan of an increment reads new runs and new indicators alone`() throws {
    let world = try WaysWorld(seed: 1, isEmpty: true)
    let text = PruningTests.driven[0] + " | project SourceLine"
    let plan = try world.plan(world.compile(text, since: NewSince(sequence: 1, version: 1)))
    let expected = [
      "SEARCH Observable USING COVERING INDEX ObservableMatch (Roles>?)",
      "SEARCH place USING PRIMARY KEY (ObservableId=? AND Role=?)",
      "SEARCH run USING INTEGER PRIMARY KEY (rowid=?)",
      "SEARCH link USING PRIMARY KEY (ObservableId=? AND Role=?)",
      "SEARCH Indicator USING INTEGER PRIMARY KEY (rowid=?)",
      "SEARCH NetworkConnectionRow USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
      "SEARCH Indicator USING COVERING INDEX IndicatorByVersion (Version>?)",
      "SEARCH link USING COVERING INDEX IndicatorObservableOfIndicator (IndicatorId=?)",
      "SEARCH m USING INTEGER PRIMARY KEY (rowid=?)",
      "SEARCH place USING PRIMARY KEY (ObservableId=? AND Role=?)",
      "SEARCH run USING INTEGER PRIMARY KEY (rowid=?)",
      "SEARCH NetworkConnectionRow USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
    ]
    #expect(plan.filter { $0.hasPrefix("SEARCH") || $0.hasPrefix("SCAN") } == expected)
  }
}
