// YAML rule files: what is read of them, where their query stands, and what is refused.

import Foundation
import Rules
import TestSupport
import Testing

@Suite struct RuleReadingTests {
  private static let scheduled = """
    id: 00000000-0000-4000-8000-000000000001
    name:  TI map IP entity to connections   # as Sentinel shows it
    description: |
      'Identifies a match,
      from any IP'
    severity: Medium
    requiredDataConnectors:
      - connectorId: ThreatIntelligence
        dataTypes: [ThreatIntelligenceIndicator]
    queryFrequency: 1h
    queryPeriod: P14D
    triggerOperator: gt
    triggerThreshold: 0
    tactics:
      - Impact
      - CommandAndControl
    relevantTechniques: [T1071]
    query: |
      let look = 1h;   // not a YAML comment

        T
      | where a == "x: y" # z
    entityMappings:
      - entityType: IP
        fieldMappings:
          - identifier: Address
            columnName: SourceIP
    version: 1.10
    kind: Scheduled
    """

  @Test func `a scheduled rule`() throws {
    let rule = try AnalyticsRule(yaml: Self.scheduled)
    #expect(rule.id == "00000000-0000-4000-8000-000000000001")
    #expect(rule.name == "TI map IP entity to connections")
    #expect(rule.summary == "'Identifies a match,\nfrom any IP'")
    #expect(rule.severity == .medium)
    #expect(rule.schedule?.frequency == 3_600)
    #expect(rule.schedule?.period == 1_209_600)
    #expect(rule.schedule?.trigger == .greaterThan)
    #expect(rule.schedule?.threshold == 0)
    #expect(rule.tactics == ["Impact", "CommandAndControl"])
    #expect(rule.techniques == ["T1071"])
    #expect(
      rule.query == "let look = 1h;   // not a YAML comment\n\n  T\n| where a == \"x: y\" # z\n")
    #expect(rule.place?.line == 19)
    #expect(rule.place?.column == 3)
    #expect(rule.entities.map(\.type) == ["IP"])
    #expect(rule.entities.first?.fields.map(\.identifier) == ["Address"])
    #expect(rule.entities.first?.fields.map(\.column) == ["SourceIP"])
    #expect(rule.version == "1.10")
    #expect(rule.kind == "Scheduled")
  }

  @Test(
    arguments: [
      ("query: >\n  T\n  | where a == 1\n\n  | count", "T | where a == 1\n| count", nil),
      ("query: 'T | where b == ''x'''", "T | where b == 'x'", nil),
      (#"query: "T\n| where b == \"x\"""#, "T\n| where b == \"x\"", nil),
      ("query: T | count", "T | count", nil),
      ("query: |-\n\n\n    T\n     | count\n", "\n\nT\n | count", (3, 5)),
      ("query: |2\n      T\n    | count\n", "    T\n  | count\n", (3, 3)),
      ("query: |+ # a comment\r\n  T\r\n  | count\r\n", "T\n| count\n", (3, 3)),
    ] as [(String, String, (line: Int, column: Int)?)])
  func `a query in every style`(
    yaml: String, query: String, place: (line: Int, column: Int)?
  ) throws {
    let rule = try AnalyticsRule(yaml: "name: x\n" + yaml)
    #expect(rule.query == query)
    #expect(rule.place?.line == place?.line)
    #expect(rule.place?.column == place?.column)
  }

  @Test(
    arguments: [
      ("1h", 3_600), ("14d", 1_209_600), ("5m", 300), ("PT15M", 900), ("P1D", 86_400),
      ("P1DT12H30M", 131_400), ("P2W", 1_209_600), ("pt1h", 3_600), ("30s", 30),
    ] as [(String, Int64)])
  func `a length of time`(text: String, seconds: Int64) throws {
    let rule = try AnalyticsRule(
      yaml: "name: x\nquery: T\nqueryFrequency: \(text)\nqueryPeriod: '\(text)'")
    #expect(rule.schedule?.frequency == seconds)
    #expect(rule.schedule?.period == seconds)
  }

  @Test(arguments: [
    ("name: x", "the document has no 'query'"),
    ("query: T", "the document has no 'name'"),
    ("name: x\nquery: |\n  \n", "line 2: the document has no 'query'"),
    ("name: x\nquery: [a]", "line 2: 'query' must be one value"),
    ("name: x\nquery: T\nseverity: Critical", "line 3: 'severity' cannot be 'Critical'"),
    ("name: x\nquery: T\nqueryPeriod: 14", "line 3: 'queryPeriod' is no length of time"),
    ("name: x\nquery: T\nqueryPeriod: PT", "line 3: 'queryPeriod' is no length of time"),
    ("name: x\nquery: T\nqueryPeriod: P1H", "line 3: 'queryPeriod' is no length of time"),
    ("name: x\nquery: T\nqueryPeriod: PT1M1H", "line 3: 'queryPeriod' is no length of time"),
    ("name: x\nquery: T\nqueryPeriod: 99999999999999999999d", "line 3: 'queryPeriod' is no"),
    ("name: x\nquery: T\ntriggerOperator: over", "line 3: 'triggerOperator' cannot be 'over'"),
    ("name: x\nquery: T\ntriggerThreshold: -1", "line 3: 'triggerThreshold' must be a number"),
    ("name: x\nquery: T\ntactics: {a: b}", "line 3: 'tactics' must be a list"),
    ("name: x\nquery: T\nentityMappings:\n  - entityType: IP", "line 4: an entity mapping needs"),
    ("name: x\nquery: T\n---\nname: y\nquery: T", "line 4: the file holds more than one document"),
    ("name: x\nquery: T\nname: y", "line 1: the key 'name' stands twice"),
    ("- a", "the document is no rule"), ("T | where a == 1", "the document is no rule"),
    ("", "the file holds no document"), ("# nothing", "the file holds no document"),
    ("name: x\nquery: T\n\tbad: [", "line 3: this is no YAML: "),
    ("name: \"x", "line 1: this is no YAML: "), ("name: \u{1}", "this is no YAML: "),
    ("name: &n x\nquery: *n", "line 2: an alias (*name) is not supported"),
  ])
  func `a file is refused`(yaml: String, beginning: String) {
    let error = #expect(throws: RuleError.self) { try AnalyticsRule(yaml: yaml) }
    #expect(error?.description.hasPrefix(beginning) == true, "\(error?.description ?? "")")
  }

  @Test func `hostile documents end in bounded time`() {
    var laughs = "a0: &a0 [x, x]\n"
    for level in 1...60 { laughs += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    let texts = [
      laughs + "name: x\nquery: T", "? &a [x]\n: y\n? [*a, *a]\n: z",
      "a: " + String(repeating: "[", count: 200_000),
      "a: " + String(repeating: "{b: ", count: 100_000),
      String(repeating: "- ", count: 200_000), String(repeating: "? ", count: 200_000),
      "name: " + String(repeating: "x", count: 2 << 20),
      "name: !!binary aGk=\nquery: !!python/object:os.system T",
    ]
    for text in texts.dropLast() {
      #expect(throws: RuleError.self) { try AnalyticsRule(yaml: text) }
    }
    #expect((try? AnalyticsRule(yaml: texts[7]))?.query == "T")
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `Microsoft's rules are read, each with the place of its query`() throws {
    let lines = try String(
      contentsOf: SharedData.data("kql/sentinel-rules.jsonl"), encoding: .utf8)
    var count = 0
    for line in lines.split(separator: "\n") {
      let fields = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      guard fields["format"] as? String == "yaml", let text = fields["text"] as? String else {
        continue
      }
      let rule = try AnalyticsRule(yaml: text)
      let place = try #require(rule.place)
      let file = text.split(separator: "\n", omittingEmptySubsequences: false)
      let first = try #require(rule.query.split(separator: "\n").first)
      #expect(file[(place.line - 1)...].first { !$0.isEmpty }?.hasSuffix(first) == true)
      #expect(rule.tactics.count + rule.techniques.count > 0)
      count += 1
    }
    #expect(count == 30)
  }
}
