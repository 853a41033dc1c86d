// `picket feeds quarantine` and `--hygiene`.

import TestSupport
import Testing

@Suite struct QuarantineCommandTests {
  @Test func `what was held back is listed and released`() async throws {
    let workplace = try Workplace()
    try workplace.directory.write("192.0.2.1\n10.0.0.5\n10.0.0.6\n127.0.0.0/8\n", to: "list.txt")
    let ingest = try await workplace.picket("ingest", "file", "list.txt", "--name", "Lists")
    #expect(ingest.status == 0)
    #expect(
      ingest.errors.contains("  quarantine  3 rows held back: picket feeds quarantine\n"),
      "\(ingest.errors)")
    #expect(ingest.errors.contains("  held back   2 x a private address\n"))
    let again = try await workplace.picket(
      "ingest", "file", "list.txt", "--name", "Lists", "--report", "json")
    #expect(again.output.contains("\"quarantined\":3"), "\(again.output)")
    #expect(again.output.contains("{\"count\":2,\"reason\":\"a private address\"}"))
    let status = try await workplace.picket("status")
    #expect(status.output.contains("    quarantine  3 rows held back: picket feeds quarantine\n"))
    #expect(status.output.contains("1 unchanged, 3 quarantined"), "\(status.output)")
    let list = try await workplace.picket("feeds", "quarantine", "--format", "csv")
    let rows = readCSV(list.output)
    #expect(rows.first == ["Source", "Observable", "Reason", "Since", "ObjectId"])
    #expect(
      rows.dropFirst().map { Array($0[..<3]) } == [
        ["Lists", "NetworkCidrBlock=127.0.0.0/8", "a loopback address's block"],
        ["Lists", "NetworkIP=10.0.0.5", "a private address"],
        ["Lists", "NetworkIP=10.0.0.6", "a private address"],
      ])
    let none = try await workplace.picket(
      "feeds", "quarantine", "--source", "Others", "--format", "csv")
    #expect(readCSV(none.output).count == 1)
    let accept = try await workplace.picket(
      "feeds", "quarantine", "--accept", "10.0.0.5", "10.1.1.1")
    #expect(accept.status == 0 && accept.output == "")
    #expect(
      accept.errors
        == "10.0.0.5: 1 row released\n10.1.1.1: no row is held back; later ones will not be\n")
    let found = try await workplace.picket(
      "query", "ThreatIntelligenceIndicator | project NetworkIP | sort by NetworkIP asc")
    #expect(readCSV(found.output) == [["NetworkIP"], ["10.0.0.5"], ["192.0.2.1"]])
  }

  @Test func `hygiene off lets all in`() async throws {
    let workplace = try Workplace()
    try workplace.directory.write("10.0.0.5\n", to: "list.txt")
    let ingest = try await workplace.picket("ingest", "file", "list.txt", "--hygiene", "off")
    #expect(ingest.status == 0)
    let found = try await workplace.picket("query", "ThreatIntelligenceIndicator | count")
    #expect(readCSV(found.output) == [["Count"], ["1"]])
    let refused = try await workplace.picket(
      "feeds", "quarantine", "--accept", "x", "--source", "y")
    #expect(refused.status == 64)
  }
}
