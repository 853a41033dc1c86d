// `--why-empty`: the stages of a hunt and their counts, over a warehouse file.

import Hunting
import Indicators
import KQL
import SQLite
import TestSupport
import Testing
import Warehouse

/// The report on a text over a world's warehouse, at new year.
func report(
  _ text: String, _ fixture: WarehouseFixture, _ bounds: StageBounds = StageBounds()
) throws -> StageReport {
  let database = try WarehouseDatabase(
    path: fixture.directory.path("picket.db"), access: .read)
  let runner = try HuntRunner(database: database, now: newYear.ticks)
  return try WhyEmpty(runner: runner, bounds: bounds).report(on: Hunt(name: "test", text: text))
}

extension StageReport {
  /// The lines of the pipelines without blanks at their ends.
  var stages: String {
    var report = self
    (report.notes, report.causes) = ([], [])
    return report.lines.dropFirst(2).joined(separator: "\n")
  }
}

@Suite struct StageCountTests {
  @Test func `each operator and each side of a join has its count`() throws {
    let report = try report(
      """
      let iocs = ThreatIntelligenceIndicator // with a comment
          | where isnotempty(NetworkIP);
      NetworkConnection
      | join kind=inner (iocs
          | where Description has "C2") on $left.DestinationIP == $right.NetworkIP
      | where SourceIP == "10.9.9.9"
      | summarize count() by DestinationIP
      """, try HuntWorld().fixture)
    #expect(
      report.stages == """
        let iocs
                 6  ThreatIntelligenceIndicator
                 5  | where isnotempty(NetworkIP)

        query
                 7  NetworkConnection
                 5      iocs
                 1      | where Description has "C2"
                 3  | join kind=inner (…) on $left.DestinationIP == $right.NetworkIP
                 0  | where SourceIP == "10.9.9.9"  <-- here
                 0  | summarize count() by DestinationIP
        """)
    #expect(report.count == .exactly(0))
    #expect(report.causes.map(\.line) == [6])
  }

  @Test func `a hunt with rows says so, with its counts and without a cause`() throws {
    let world = try HuntWorld()
    let report = try report(try #require(Hunt.named("network-ip")).text, world.fixture)
    #expect(report.lines.first == "test: 6 rows")
    #expect(report.causes.isEmpty)
    #expect(report.pipelines.last?.steps.map(\.count) == [7, 8, 6, 6, 6].map { .exactly($0) })
  }

  @Test func `a table that never received a row is told first`() throws {
    let report = try report("DnsEvents | where Name has 'x'", try HuntWorld().fixture)
    #expect(report.lines[1] == "note: DnsEvents has never received a row")
    #expect(report.causes.map(\.stage) == ["DnsEvents"])
  }

  @Test func `the cause is in the let, and not in the join that reads it`() throws {
    let report = try report(
      """
      let iocs = materialize(ThreatIntelligenceIndicator
          | where NetworkIP == "192.0.2.99"
          | project NetworkIP);
      let wide = () { iocs | extend Kind = "ip" };
      NetworkConnection | join kind=inner wide() on $left.DestinationIP == $right.NetworkIP
      """, try HuntWorld().fixture)
    #expect(report.causes.map(\.line) == [2])
    #expect(report.pipelines.map(\.title) == ["let iocs", "let wide()", "query"])
  }

  @Test func `every branch of a union has its cause`() throws {
    let report = try report(
      """
      union (NetworkConnection | where SourceIP == "192.0.2.98"),
          (NetworkConnection | where SourceIP == "192.0.2.99")
      | where isnotempty(SourceIP)
      """, try HuntWorld().fixture)
    #expect(report.causes.map(\.line) == [1, 2])
  }

  @Test func `a canonical rule is counted behind its arg_max`() throws {
    let report = try report(
      """
      let dt_lookBack = 1h;
      let ioc_lookBack = 14d;
      let IP_Indicators = ThreatIntelIndicators
      | where TimeGenerated >= ago(ioc_lookBack)
      | summarize LatestIndicatorTime = arg_max(TimeGenerated, *) by Id, ObservableValue
      | where IsActive and (ValidUntil > now() or isempty(ValidUntil));
      IP_Indicators
      | join kind=innerunique (NetworkConnection | where TimeGenerated >= ago(dt_lookBack)
          | extend TI_IP = DestinationIP) on $left.ObservableValue == $right.TI_IP
      | where SourceIP == "none"
      """, try HuntWorld().fixture)
    #expect(
      report.pipelines.map { $0.steps.map(\.count) }
        == [[6, 6, 6, 5], [5, 4, 0]].map { $0.map { .exactly($0) } })
    #expect(
      report.pipelines[1].steps[1].inputs[0].steps.map(\.count) == [7, 7, 7].map { .exactly($0) })
  }

  @Test func `a stage that takes too long is passed over`() throws {
    var bounds = StageBounds()
    // Asked first after ten thousand instructions, which few of the stages take.
    bounds.makeLimit = { _ in { true } }
    let report = try report(
      """
      let many = range x from 1 to 100000 step 1 | where x % 2 == 0;
      NetworkConnection | where SourceIP == "none" | extend x = long(1)
      """, try HuntWorld().fixture, bounds)
    #expect(
      report.pipelines[0].steps.map(\.count)
        == [.unknown("not counted within 5 s"), .unknown("not counted within 5 s")])
    #expect(report.lines[4].hasSuffix("(not counted within 5 s)"))
    #expect(report.causes.map(\.line) == [2])
  }

  @Test func `counting ends at the bound, and says so`() throws {
    var bounds = StageBounds()
    bounds.rows = 5
    let report = try report("NetworkConnection", try HuntWorld().fixture, bounds)
    #expect(report.lines[0] == "test: at least 5 rows")
    #expect(report.stages == "query\n        5+  NetworkConnection")
  }

  @Test func `an interrupt ends it`() throws {
    let world = try HuntWorld()
    var questions = 0
    let watch = RunWatch {
      questions += 1
      return questions > 100
    }
    let runner = try HuntRunner(database: world.fixture.database, now: newYear.ticks, watch: watch)
    #expect(throws: RunStopped.self) {
      try watch.explaining {
        try WhyEmpty(runner: runner)
          .report(on: Hunt(name: "test", text: "range x from 1 to 100000000 step 1 | where x < 0"))
      }
    }
  }

  @Test(arguments: Hunt.all.map(\.name))
  func `every hunt that ships is counted whole, and no cause is told of rows`(name: String) throws {
    let world = try MatchWorld()
    let runner = try world.runner(isPruning: true)
    let hunt = try #require(Hunt.named(name))
    let report = try WhyEmpty(runner: runner).report(on: hunt)
    let query = try runner.compile(hunt)
    var rows: Int64 = 0
    try runner.run(query) { _ in rows += 1 }
    #expect(report.count == .exactly(rows))
    #expect(report.causes.isEmpty)
    #expect(!report.lines.contains { $0.contains("?") })
  }
}
