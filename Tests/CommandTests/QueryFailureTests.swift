// KQL that cannot be run, and command lines that cannot be read.

import Foundation
import TestSupport
import Testing

@Suite struct QueryFailureTests {
  private func expectRefused(
    _ result: ProgramResult, _ words: String..., at location: SourceLocation = #_sourceLocation
  ) {
    #expect(result.status == 1, "\(result.errors)", sourceLocation: location)
    #expect(result.output == "", sourceLocation: location)
    for word in words {
      #expect(result.errors.contains(word), "\(result.errors)", sourceLocation: location)
    }
  }

  @Test func `a syntax error shows its place`() async throws {
    let workplace = try await SampleWarehouse.copy()
    expectRefused(
      try await workplace.picket("query", "DnsEvents | where Name ="), "query:1:24: error", "^")
    for text in ["DnsEvents | where | ", "DnsEvents |  ", "let x = ", "DnsEvents | join ( ", ""] {
      expectRefused(try await workplace.picket("query", text), "query:1:", "error KS")
    }
  }

  @Test func `unknown names suggest the nearest`() async throws {
    let workplace = try await SampleWarehouse.copy()
    expectRefused(
      try await workplace.picket("query", "ThreatIntelligenceIndicatr | take 1"),
      "'ThreatIntelligenceIndicatr'", "did you mean 'ThreatIntelligenceIndicator'?")
    expectRefused(
      try await workplace.picket("query", "NetworkConnection | where DestinatonIP == ''"),
      "'DestinatonIP'", "did you mean 'DestinationIP'?")
  }

  @Test func `an unknown hunt lists the known ones`() async throws {
    let workplace = try await SampleWarehouse.copy()
    expectOneLine(
      try await workplace.picket("hunt", "network-ips"), "network-ips", "network-ip, dns-domain")
  }

  @Test func `KQL files that cannot be read are named with the reason`() async throws {
    let workplace = try await SampleWarehouse.copy()
    try workplace.makeFolder("folder.kql")
    try Data([0xFF, 0xFE, 0x41]).write(to: workplace.directory.url.appending(path: "utf16.kql"))
    try workplace.directory.write(String(repeating: " ", count: (1 << 20) + 1), to: "large.kql")
    for (file, word) in [
      ("missing.kql", "No such file"), ("folder.kql", "folder"), ("utf16.kql", "not UTF-8"),
      ("large.kql", "larger than 1048576 bytes"),
    ] {
      expectOneLine(try await workplace.picket("hunt", file), "cannot read \(file)", word)
    }
  }

  @Test func `a mistake in one of several hunts comes before any output`() async throws {
    let workplace = try await SampleWarehouse.copy()
    try workplace.directory.write("DnsEvents | where Nam == ''", to: "bad.kql")
    let result = try await workplace.picket("hunt", "network-ip", "bad.kql", "--output", "out.csv")
    expectRefused(result, "bad.kql:1:19: error", "did you mean 'Name'?")
    #expect(!workplace.exists("out.csv"))
  }

  @Test(arguments: [
    ["nonsense"], ["hunt", "--format", "xml"], ["hunt", "--now", "yesterday"], ["query"],
    ["import"], ["ingest", "file"], ["ingest", "taxii"], ["ingest", "rest"],
    ["ingest", "taxii", "https://h/", "--since", "soon"], ["status", "extra"],
    ["ingest", "taxii", "https://h/", "--auth", "digest"], ["import", "x", "--max-errors", "-1"],
    ["hunt", "--no-such-option"], ["ingest", "nothing"],
  ])
  func `a wrong command line exits 64 and leaves no database`(arguments: [String]) async throws {
    let workplace = try Workplace()
    let result = try await workplace.run("picket", arguments)
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(result.errors.contains("Usage: picket"))
    #expect(!workplace.exists("picket.db"))
  }
}
