// `picket hunt RULE.yaml`: the rule's query runs under the rule's name, and messages name the file's lines.

import Foundation
import TestSupport
import Testing

@Suite struct RuleFileTests {
  private static func rule(_ query: String) -> String {
    """
    id: 00000000-0000-4000-8000-000000000001
    name: "TI map: domain to queries"
    severity: Medium
    queryFrequency: 1h
    queryPeriod: 14d
    triggerOperator: gt
    triggerThreshold: 0
    query: |
    \(query.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
    version: 1.0.0
    kind: Scheduled
    """
  }

  private static let query = """
    let look = 36500d;
    ThreatIntelligenceIndicator
    | where TimeGenerated > ago(look) // not YAML: x
    | join kind=innerunique (DnsEvents) on $left.DomainName == $right.Name
    | summarize count() by DomainName
    """

  @Test func `a rule gives the rows of its query`() async throws {
    let workplace = try await SampleWarehouse.copy()
    try workplace.directory.write(Self.rule(Self.query), to: "rule.yaml")
    try workplace.directory.write(Self.query, to: "rule.kql")
    let fromRule = try await workplace.picket("hunt", "rule.yaml")
    let fromText = try await workplace.picket("hunt", "rule.kql")
    #expect(fromRule.status == 0, "\(fromRule.errors)")
    #expect(fromRule.output == fromText.output)
    #expect(
      fromRule.output.split(whereSeparator: \.isNewline).count > 1,
      "\(fromRule.output) \(fromRule.errors)")
    let both = try await workplace.picket("hunt", "rule.yaml", "rule.kql", "--format", "json")
    #expect(both.output.contains("\"TI map: domain to queries\""))
  }

  @Test func `a mistake is told with the file's own line`() async throws {
    let workplace = try await SampleWarehouse.copy()
    try workplace.directory.write(
      Self.rule("DnsEvents\n| where Nam == ''\n"), to: "bad.yml")
    let result = try await workplace.picket("hunt", "bad.yml")
    #expect(result.status == 1)
    #expect(result.errors.contains("bad.yml:10:13: error KS142"), "\(result.errors)")
    try workplace.directory.write(
      Self.rule("DnsEvents\n| where isnotnull(Name)\n"), to: "odd.yml")
    let odd = try await workplace.picket("hunt", "odd.yml")
    #expect(odd.errors.contains("odd.yml:10:13: warning"), "\(odd.errors)")
    try workplace.directory.write("name: x\nquery: 'DnsEvents | where Nam == 1'", to: "flat.yaml")
    let flat = try await workplace.picket("hunt", "flat.yaml")
    #expect(flat.errors.contains("flat.yaml (its query):1:19: error KS142"), "\(flat.errors)")
    try workplace.directory.write("name: x\nseverity: Awful\nquery: T", to: "awful.yaml")
    let awful = try await workplace.picket("hunt", "awful.yaml")
    #expect(awful.status == 1)
    #expect(
      awful.errors == "error: awful.yaml:2: 'severity' cannot be 'Awful': write one of High, "
        + "Medium, Low, Informational\n")
  }

  @Test func `a hunting query looks at the last 24 hours`() async throws {
    let workplace = try await SampleWarehouse.copy()
    try workplace.directory.write(
      Self.rule(
        """
        let start = todatetime('{{StartTimeISO}}');
        print start, end = todatetime('{{EndTimeISO}}'), day = todatetime('{{EndTimeISO}}') - start
        """), to: "hunting.yaml")
    let result = try await workplace.picket(
      "hunt", "hunting.yaml")
    #expect(
      result.output.contains(
        "2026-11-22T10:00:00.0000000Z,2026-11-23T10:00:00.0000000Z,1.00:00:00"),
      "\(result.output)")
    #expect(result.errors.contains("leaves its time open"))
  }

  @Test func `what --new has returned is known by the rule's name`() async throws {
    let workplace = try await SampleWarehouse.copy()
    try workplace.directory.write(Self.rule(Self.query), to: "a.yaml")
    try workplace.directory.write(Self.rule(Self.query), to: "b.yaml")
    let first = try await workplace.picket("hunt", "--new", "a.yaml")
    #expect(first.output.split(whereSeparator: \.isNewline).count > 1, "\(first.errors)")
    let second = try await workplace.picket("hunt", "--new", "b.yaml")
    #expect(second.output.split(whereSeparator: \.isNewline).count == 1)
    let both = try await workplace.picket("hunt", "--new", "a.yaml", "b.yaml")
    #expect(both.status != 0)
    #expect(both.errors.contains("rules of one name"), "\(both.errors)")
  }
}
