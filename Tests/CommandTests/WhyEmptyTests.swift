// `picket hunt --why-empty`: the program itself.

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

  @Test(arguments: [
    ["--new"], ["--on", "x"], ["--sql"], ["--explain"], ["--check"], ["--list"], ["--fail-on-hit"],
    ["--forget", "x"], ["--format", "table"],
  ])
  func `what does not go together is a wrong command line`(arguments: [String]) async throws {
    let result = try await Workplace().run("picket", ["hunt", "--why-empty"] + arguments)
    #expect(result.status == 64)
  }
}
