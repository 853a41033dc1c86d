// `picket hunt --why-empty`: the program itself.

import Foundation
import TestSupport
import Testing

@Suite struct WhyEmptyTests {
  @Test func `a hunt without rows is explained on standard output`() async throws {
    let workplace = try await SampleWarehouse.copy()
    try workplace.directory.write(
      "NetworkConnection\n| where DestinationIP == 'nowhere'\n", to: "mine.kql")
    let result = try await workplace.picket("hunt", "--why-empty", "mine.kql")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors == "")
    #expect(result.output.hasPrefix("mine.kql: no rows\n"))
    #expect(result.output.contains("\n         0  | where DestinationIP == 'nowhere'  <-- here\n"))
    #expect(result.output.contains("\nline 2: | where DestinationIP == 'nowhere'\n"))
  }

  @Test func `all hunts that ship and a rule in YAML are counted`() async throws {
    let workplace = try await SampleWarehouse.copy()
    try workplace.directory.write(
      """
      id: 00000000-0000-4000-8000-000000000001
      name: Quiet rule
      query: |
        DnsEvents
        | where Name == "x"
      """, to: "rule.yaml")
    let result = try await workplace.picket("hunt", "--why-empty")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("network-ip: "))
    let rule = try await workplace.picket("hunt", "--why-empty", "rule.yaml")
    #expect(rule.output.hasPrefix("Quiet rule: no rows\n"))
    // The line of the file, not of the query.
    #expect(rule.output.contains("\nline 5: | where Name == \"x\"\n"))
  }

  @Test func `text that a terminal might act on is escaped`() async throws {
    let workplace = try await SampleWarehouse.copy()
    try workplace.directory.write(
      "NetworkConnection | where DestinationIP == '\u{1b}[2J\u{202e}'", to: "mine.kql")
    let result = try await workplace.picket("hunt", "--why-empty", "mine.kql")
    #expect(result.status == 0)
    #expect(!holdsControls(result.output))
  }

  @Test func `JSON has an object a hunt, and no character that a terminal might act on`()
    async throws
  {
    let workplace = try await SampleWarehouse.copy()
    try workplace.directory.write(
      "NetworkConnection | where DestinationIP == '\u{1b}[2J\u{85}\u{202e}'", to: "mine.kql")
    let result = try await workplace.picket(
      "hunt", "--why-empty", "mine.kql", "network-ip", "--format", "json")
    #expect(result.status == 0, "\(result.errors)")
    #expect(!holdsControls(result.output))
    let reports = try JSONDecoder().decode([Report].self, from: Data(result.output.utf8))
    #expect(reports.map(\.hunt) == ["mine.kql", "network-ip"])
    let mine = try #require(reports.first)
    #expect(mine.rows == 0)
    #expect(mine.pipelines.map(\.title) == ["query"])
    #expect(mine.pipelines[0].steps.map(\.isCause) == [false, true])
    #expect(mine.pipelines[0].steps[0].rows ?? 0 > 0)
    #expect(mine.causes.map(\.line) == [1])
    #expect(mine.causes[0].stage.contains("'\u{1b}[2J\u{85}\u{202e}'"))
    #expect(mine.causes[0].findings.last?.samples.count == 3)
    #expect(mine.causes[0].findings.last?.samples[0].row["DestinationIP"] != nil)
    let lines = try await workplace.picket("hunt", "--why-empty", "mine.kql", "--format", "ndjson")
    #expect(try JSONDecoder().decode(Report.self, from: Data(lines.output.utf8)) == mine)
  }

  private struct Report: Decodable, Equatable {
    struct Step: Decodable, Equatable {
      var rows: Int?
      var isCause: Bool
    }
    struct Pipeline: Decodable, Equatable {
      var title: String
      var steps: [Step]
    }
    struct Sample: Decodable, Equatable {
      var row: [String: String]
      var note: String
    }
    struct Finding: Decodable, Equatable {
      var text: String
      var samples: [Sample]
    }
    struct Cause: Decodable, Equatable {
      var stage: String
      var line: Int
      var findings: [Finding]
    }
    var hunt: String
    var rows: Int?
    var pipelines: [Pipeline]
    var causes: [Cause]
  }

  @Test(arguments: [
    ["--new"], ["--on", "x"], ["--sql"], ["--explain"], ["--check"], ["--list"], ["--fail-on-hit"],
    ["--forget", "x"], ["--format", "table"],
  ])
  func `what does not go together is a wrong command line`(arguments: [String]) async throws {
    let result = try await Workplace().run("picket", ["hunt", "--why-empty"] + arguments)
    #expect(result.status == 64)
  }
}
