// Text of feeds, logs and file names reaches no terminal raw (CWE-150), and no line is forged.

import Foundation
import Samples
import TestSupport
import Testing

@Suite struct HostileTextTests {
  private let escape = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}"

  @Test func `a hostile file name is shown escaped, on one line`() async throws {
    let workplace = try Workplace()
    let name = "x\(escape)\nerror: forged.log"
    for command in [["import", name], ["ingest", "file", name], ["hunt", name + ".kql"]] {
      let result = try await workplace.picket(command)
      expectOneLine(result, "x\\x1b]0;owned\\x07", "\\x0aerror: forged")
      #expect(!holdsControls(result.errors))
    }
    try workplace.directory.write(SampleWarehouse.world.connLog, to: name)
    let imported = try await workplace.picket("import", name)
    #expect(imported.status == 0)
    #expect(!holdsControls(imported.errors))
    let status = try await workplace.picket("status")
    #expect(!holdsControls(status.output))
    #expect(status.output.contains("\\x0aerror: forged.log"))
  }

  @Test func `a hostile line is shown escaped`() async throws {
    let workplace = try Workplace()
    let lines = SampleWarehouse.world.connLog.components(separatedBy: "\n")
      .map { $0.hasPrefix("#") || $0.isEmpty ? $0 : escape + $0 }
    try workplace.directory.write(lines.joined(separator: "\n"), to: "conn.log")
    let result = try await workplace.picket("import", "conn.log")
    #expect(result.status == 4)
    #expect(result.errors.contains("\\x1b]0;owned"))
    #expect(!holdsControls(result.errors))
    #expect(!holdsControls(try await workplace.picket("status").output))
  }

  @Test func `a hostile collection title is shown escaped`() async throws {
    let server = try ScriptedFeed.list(title: "T\(escape)\nerror: forged")
    let result = try await Workplace().picket(
      "ingest", "taxii", server.url + "/api1/", "--collection", "nope")
    expectOneLine(result, "c (T", "forged")
    #expect(!holdsControls(result.errors))
  }

  @Test func `a server's hostile words are shown escaped`() async throws {
    let words = "denied\(escape)\nerror: forged"
    let body = try JSONSerialization.data(withJSONObject: ["error": ["message": words]])
    let server = try ScriptedServer(.answer("403 Forbidden", body: Array(body)))
    let result = try await Workplace().picket("ingest", "rest", server.url)
    expectOneLine(result, "denied")
    #expect(!holdsControls(result.errors))
  }

  @Test func `a hostile description is escaped in table, Markdown and JSON`() async throws {
    let workplace = try Workplace()
    let json = try JSONSerialization.data(withJSONObject: ["d": "evil\(escape)\nnext"])
    let encoded = String(decoding: json, as: UTF8.self).dropFirst(6).dropLast(2)
    let object = ScriptedFeed.indicator(1, address: "192.0.2.1", description: String(encoded))
    try workplace.directory.write("{\"objects\":[\(object)]}", to: "feed.json")
    #expect(try await workplace.picket("ingest", "file", "feed.json").status == 0)
    let query = "ThreatIntelligenceIndicator | project Description"
    for format in ["table", "markdown", "json", "ndjson"] {
      let result = try await workplace.picket("query", query, "--format", format)
      #expect(result.status == 0)
      #expect(result.output.contains("evil"))
      #expect(!holdsControls(result.output), "\(format)")
    }
  }

  @Test func `JSON of the program's own is escaped as well`() async throws {
    let workplace = try Workplace()
    let name = "x\(escape).kql"
    try workplace.directory.write("DnsEvents | where Nam == ''", to: name)
    let check = try await workplace.picket("hunt", "--check", "--format", "json", name)
    #expect(check.output.contains("\\u202e") && !holdsControls(check.output))
    try workplace.directory.write("192.0.2.1\n", to: "list.txt")
    let report = try await workplace.picket(
      "ingest", "file", "list.txt", "--name", "x\(escape)", "--report", "json")
    #expect(report.output.contains("\"fetched\":1") && !holdsControls(report.output))
  }

  @Test func `a hostile query is shown escaped`() async throws {
    let result = try await Workplace().picket("query", "print '\(escape)' + ")
    #expect(result.status == 1)
    #expect(!holdsControls(result.errors))
  }
}
