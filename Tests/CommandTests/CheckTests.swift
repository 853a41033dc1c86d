// `picket hunt --check`: texts, files and folders, without a database.

import Foundation
import TestSupport
import Testing

@Suite struct CheckTests {
  private struct Entry: Decodable {
    var file: String
    var line, column, endLine, endColumn, offset, length: Int
    var severity, code, message: String
    var help: String?
  }

  private static let good = "ThreatIntelIndicators\n| summarize count() by ObservableKey\n"

  private func folder() throws -> Workplace {
    let workplace = try Workplace()
    try workplace.makeFolder("hunts")
    try workplace.makeFolder("hunts/deep")
    try workplace.directory.write(
      "DnsEvents\n| where Name == \"é\" and Nam == 1", to: "hunts/b.kql")
    try workplace.directory.write(
      "DnsEvents | join (DnsEvents | project Name) on Name", to: "hunts/deep/a.kql")
    try workplace.directory.write("DnsEvents | where Name == 'x'", to: "hunts/good.kql")
    try workplace.directory.write("no query", to: "hunts/readme.txt")
    return workplace
  }

  @Test func `a good text is silent and exits 0 without a database`() async throws {
    let workplace = try folder()
    let result = try await workplace.picket("hunt", "--check", "--strict", "hunts/good.kql")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == "")
    #expect(result.errors == "1 text checked: 0 errors, 0 warnings, 0 notes\n")
    #expect(!workplace.exists("picket.db"))
  }

  @Test func `errors exit 1, with the place and the line`() async throws {
    let result = try await folder().picket("hunt", "--check", "hunts")
    #expect(result.status == 1)
    #expect(result.output.contains("hunts/b.kql:2:25: error KS142"))
    #expect(result.output.contains("did you mean 'Name'?"))
    #expect(result.output.contains("hunts/deep/a.kql:1:13: warning bare-join"))
    #expect(result.errors == "3 texts checked: 1 error, 1 warning, 0 notes\n")
  }

  @Test func `the lint alone exits 0, and 5 where it is asked`() async throws {
    let workplace = try folder()
    #expect(try await workplace.picket("hunt", "--check", "hunts/deep").status == 0)
    #expect(try await workplace.picket("hunt", "--check", "--strict", "hunts/deep").status == 5)
  }

  @Test func `JSON has the places as editors count`() async throws {
    let workplace = try folder()
    let result = try await workplace.picket("hunt", "--check", "--format", "json", "hunts")
    #expect(result.status == 1)
    let entries = try JSONDecoder().decode([Entry].self, from: Data(result.output.utf8))
    #expect(entries.map(\.file) == ["hunts/b.kql", "hunts/deep/a.kql"])
    let first = try #require(entries.first)
    #expect((first.line, first.column, first.endLine, first.endColumn) == (2, 25, 2, 28))
    #expect((first.offset, first.length) == (35, 3))
    #expect((first.severity, first.code) == ("error", "KS142"))
    let clean = try await workplace.picket("hunt", "--check", "--format", "json", "hunts/good.kql")
    #expect(clean.output == "[\n]\n")
  }

  @Test func `a rule's messages have the places of its file`() async throws {
    let workplace = try Workplace()
    try workplace.makeFolder("rules")
    try workplace.directory.write("on: push", to: "rules/workflow.yml")
    try workplace.directory.write(
      "id: 1\nname: A rule\nquery: |\n  DnsEvents\n  | where Nam == 1\nversion: 1.0.0\n",
      to: "rules/rule.yaml")
    let result = try await workplace.picket("hunt", "--check", "--format", "json", "rules")
    let entries = try JSONDecoder().decode([Entry].self, from: Data(result.output.utf8))
    #expect(entries.map(\.file) == ["rules/rule.yaml"])
    let first = try #require(entries.first)
    #expect((first.line, first.column, first.endLine, first.endColumn) == (5, 11, 5, 14))
    let text = try await workplace.picket("hunt", "--check", "rules/rule.yaml")
    #expect(text.output.contains("rules/rule.yaml:5:11: error KS142"))
    let none = try await workplace.picket("hunt", "--check", "rules/workflow.yml")
    #expect(none.status == 1)
    #expect(none.output.contains("error unreadable"))
  }

  @Test func `a file that cannot be read is an error, and the others are checked`() async throws {
    let result = try await folder().picket(
      "hunt", "--check", "--format", "json", "missing.kql", "hunts/deep")
    #expect(result.status == 1)
    let entries = try JSONDecoder().decode([Entry].self, from: Data(result.output.utf8))
    #expect(entries.map(\.code) == ["unreadable", "bare-join"])
  }

  @Test func `the hunts that ship compile, and their findings are known`() async throws {
    let result = try await Workplace().picket("hunt", "--check", "--format", "json")
    #expect(result.status == 0, "\(result.output)")
    let entries = try JSONDecoder().decode([Entry].self, from: Data(result.output.utf8))
    // The documented hunts stand word for word; Sources/KQL/Lint/README.md says what is found.
    #expect(
      Set(entries.filter { $0.code == "null-of-string" }.map(\.file))
        == ["network-ip", "dns-domain"])
    #expect(
      Set(entries.filter { $0.severity == "warning" }.map(\.code))
        == ["null-of-string", "no-active-check", "case-sensitive-key"])
  }

  @Test(arguments: [
    ["--strict"], ["--check", "--new"], ["--check", "--sql"], ["--check", "--format", "table"],
    ["--check", "--on", "x"], ["--check", "--output", "x"],
  ])
  func `what does not go together is a wrong command line`(arguments: [String]) async throws {
    #expect(try await Workplace().run("picket", ["hunt"] + arguments).status == 64)
  }
}
