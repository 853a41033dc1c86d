// `--sql` in the plain sqlite3 shell must give what Picket gives: same rows, same order, same text.

import Foundation
import TestSupport
import Testing

@Suite struct ShellSQLTests {
  @Test(arguments: ["network-ip", "dns-domain"])
  func `the SQL of a hunt gives the same rows in the sqlite3 shell`(name: String) async throws {
    let workplace = try await SampleWarehouse.copy()
    let (picket, shell) = try await both(["hunt", name], workplace)
    #expect(picket.count > 10)
    #expect(shell == picket)
  }

  @Test(arguments: [
    """
    NetworkConnection | summarize Count = count(), Mean = avg(SentBytes), Last = max(TimeGenerated) \
    by Protocol, DestinationPort | sort by Count desc, DestinationPort asc
    """,
    "print a = \"it's\", b = 'say \"hi\"', c = 'a,b;c', d = '', e = 'ünïcödé', f = \"x\\ty\"",
    "print a = int(null), b = datetime(null), c = real(null), d = bool(null), e = timespan(null)",
    "print a = true, b = false, c = 1 == 2, d = bool(null)",
    """
    print a = 0.1, b = 1.0 / 3, c = 85.0, d = -2.5, e = 1e20, f = 1e-7, g = 123456789.123456789, \
    h = 0.1 + 0.2, i = 1e15, j = 100.0 / 7
    """,
    "print a = 1d, b = -1h, c = 1d + 2h + 3m + 4s, d = 15ms, e = 0s, f = 1tick",
    """
    DnsEvents | where isnotempty(Name) | summarize Queries = count(), Clients = dcount(ClientIP) \
    by Name, QueryType | sort by Queries desc, Name asc, QueryType asc
    """,
    """
    ThreatIntelligenceIndicator | sort by IndicatorId asc, NetworkIP asc \
    | project IndicatorId, NetworkIP, ConfidenceScore, Active, ExpirationDateTime, NetworkPort, \
    Tags, Description, Type
    """,
  ])
  func `the SQL of a query gives the same rows in the sqlite3 shell`(text: String) async throws {
    let workplace = try await SampleWarehouse.copy()
    let (picket, shell) = try await both(["query", text], workplace)
    #expect(picket.count > 1)
    #expect(shell == picket)
  }

  @Test(arguments: ["network-ip", "dns-domain"])
  func `--explain lists a plan that scans no table`(name: String) async throws {
    let workplace = try await SampleWarehouse.copy()
    let result = try await workplace.picket("hunt", name, "--explain")
    #expect(result.status == 0)
    #expect(result.errors == "")
    let plan = result.output.split(separator: "\n").filter { $0.hasPrefix("-- ") }
    #expect(plan.count { $0.contains("SEARCH ") } >= 6)
    #expect(!plan.contains { $0.contains("SCAN ") })
    // The whole may be pasted as it stands.
    let shell = try await workplace.sqlite(result.output)
    #expect(shell.errors == "")
    #expect(readCSV(shell.output).count > 10)
  }

  private func both(
    _ command: [String], _ workplace: Workplace
  ) async throws -> ([[String]], [[String]]) {
    let rows = try await workplace.picket(command + ["--format", "csv", "--csv-raw"])
    #expect(rows.status == 0, "\(rows.errors)")
    let sql = try await workplace.picket(command + ["--sql"])
    #expect(sql.status == 0)
    #expect(sql.errors == "")
    let shell = try await workplace.sqlite(sql.output)
    #expect(shell.errors == "")
    return (readCSV(rows.output), readCSV(shell.output))
  }
}
