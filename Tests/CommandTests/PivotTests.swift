// `picket pivot`: on the sample world, held against the rows that hunts and queries give.

import Foundation
import Samples
import TestSupport
import Testing

@Suite struct PivotTests {
  /// An address that both is an indicator and was connected to, with its connections.
  private func hit(_ workplace: Workplace) async throws -> (value: String, rows: [[String]]) {
    let hunt = readCSV(try await workplace.picket("hunt", "network-ip").output)
    let value = try #require(hunt.dropFirst().first?[2])
    let query = "NetworkConnection | where DestinationIP == '\(value)' | sort by TimeGenerated desc"
    return (value, readCSV(try await workplace.picket("query", query).output))
  }

  /// The tables of a CSV output, between which stands an empty line.
  private func parts(of output: String) -> [[[String]]] {
    output.components(separatedBy: "\r\n\r\n").map { readCSV($0 + "\r\n") }
  }

  @Test func `a value's rows tell what it is, and where and when it was seen`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let (value, rows) = try await hit(workplace)
    let result = try await workplace.picket(
      "pivot", value.replacing(".", with: "[.]"), "none.test", "--format", "json")
    #expect(result.status == 0)
    #expect(result.errors == "")
    let found = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    let indicators = found.filter { $0["Finding"] as? String == "active indicator" }
    #expect(indicators.contains { $0["Place"] as? String == "NetworkIP" })
    #expect(indicators.contains { $0["SourceSystem"] as? String == SampleWarehouse.taxiiName })
    let seen = try #require(
      found.first { $0["Place"] as? String == "NetworkConnection.DestinationIP" })
    #expect(seen["Value"] as? String == value)
    #expect(seen["Kind"] as? String == "ipv4")
    #expect(seen["Rows"] as? Int == rows.count - 1)
    #expect(seen["LastSeen"] as? String == rows[1][0])
    #expect(seen["FirstSeen"] as? String == rows.last?[0])
    let unknown = try #require(found.last)
    #expect(unknown["Finding"] as? String == "unknown")
    #expect(unknown["Value"] as? String == "none.test")
    #expect(unknown["Rows"] is NSNull)
  }

  @Test func `--rows prints the rows themselves, newest first`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let (value, rows) = try await hit(workplace)
    let result = try await workplace.picket("pivot", value, "--rows")
    #expect(result.status == 0)
    let tables = parts(of: result.output)
    #expect(tables.first == rows)
    #expect(tables.count == 2)
    #expect(tables.last?.first?.contains("Name") == true)
    #expect(result.errors.hasPrefix("== NetworkConnection\n\(rows.count - 1) rows\n== DnsEvents\n"))
    let one = try await workplace.picket("pivot", value, "--rows", "--limit", "1")
    #expect(parts(of: one.output).first == Array(rows.prefix(2)))
  }

  @Test func `values come from standard input, one a line, without comments`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let result = try await workplace.picket(
      ["pivot", "-"], input: "# a report\nhxxp://none[.]test/x\n\n  192.0.2.250\r\nnone.test\n")
    #expect(result.status == 0)
    let records = readCSV(result.output).dropFirst()
    #expect(records.map { $0[0] } == ["http://none.test/x", "192.0.2.250", "none.test"])
    #expect(records.map { $0[2] } == ["unknown", "unknown", "unknown"])
    #expect(records.first?.last == "hxxp://none[.]test/x")
  }

  @Test func `--fail-on-hit exits 3 for what is seen or an active indicator`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let (value, _) = try await hit(workplace)
    #expect(try await workplace.picket("pivot", value, "--fail-on-hit").status == 3)
    #expect(try await workplace.picket("pivot", "none.test", "--fail-on-hit").status == 0)
    #expect(try await workplace.picket("pivot", value, "--rows", "--fail-on-hit").status == 3)
    #expect(try await workplace.picket("pivot", "none.test", "--rows", "--fail-on-hit").status == 0)
    try workplace.directory.write("198.51.100.250\n", to: "list.txt")
    #expect(try await workplace.picket("ingest", "file", "list.txt").status == 0)
    // Never seen, but an indicator: until it expires.
    #expect(try await workplace.picket("pivot", "198.51.100.250", "--fail-on-hit").status == 3)
    let late = try await workplace.run(
      "picket", ["pivot", "198.51.100.250", "--fail-on-hit", "--now", "2036-01-01T00:00:00Z"])
    #expect(late.status == 0)
    #expect(late.output.contains(",expired indicator,"))
  }

  @Test func `what cannot be asked is told`() async throws {
    let workplace = try await SampleWarehouse.copy()
    for arguments in [["pivot"], ["pivot", "  "], ["pivot", "a.test", "--limit", "0"]] {
      #expect(try await workplace.picket(arguments).status == 64)
    }
    let email = try await workplace.picket("pivot", "a@none.test", "--rows")
    #expect(email.status == 0)
    #expect(email.output == "")
    #expect(email.errors.contains("no log has a column for values of the kind email"))
  }

  @Test func `hostile values are shown escaped`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let value = "x\u{1b}]0;owned\u{7}.test"
    let result = try await workplace.picket("pivot", value, "--format", "table")
    #expect(result.status == 0)
    #expect(!holdsControls(result.output))
    #expect(result.output.contains("unknown"))
  }
}
