// `picket status`: on an empty, a filled and a failed database.

import Foundation
import TestSupport
import Testing

@Suite struct StatusTests {
  @Test func `an empty database says what to do first`() async throws {
    let workplace = try Workplace()
    #expect(try await workplace.picket("import", "no-such.log").status == 1)
    let result = try await workplace.picket("status")
    #expect(result.status == 0)
    #expect(result.errors == "")
    #expect(
      result.output == """
        database    \(workplace.database)

        sources
          none yet: picket ingest

        tables
          NetworkConnection  0 rows in 0 runs
          DnsEvents  0 rows in 0 runs
          FileEvents  0 rows in 0 runs
          values that stand in an indicator and in a log: 0

        imports (0)
          none yet: picket import

        rejections (0)

        """)
  }

  @Test func `a filled database shows feeds, watermarks, tables and rejections`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let result = try await workplace.picket("status")
    #expect(result.status == 0)
    #expect(result.errors == "")
    let lines = result.output.components(separatedBy: "\n")
    #expect(lines.contains { $0.hasPrefix("  SOC Defenders  taxii  http://127.0.0.1:") })
    #expect(lines.contains { $0.hasPrefix("  SOC Defenders REST  rest  http://127.0.0.1:") })
    #expect(lines.contains("    indicators  65, of which 61 are valid now"))
    #expect(lines.contains { $0.hasPrefix("    watermark   all: 2026-11-2") })
    #expect(lines.contains("    last poll   2026-11-23T10:00:00Z, done"))
    #expect(lines.contains { $0.hasPrefix("  NetworkConnection  300 rows in 1 run, 2026-11-22T") })
    #expect(lines.contains { $0.hasPrefix("  DnsEvents  150 rows in 1 run, 2026-11-22T") })
    #expect(lines.contains("imports (2)"))
    #expect(lines.contains("rejections (3)"))
  }

  @Test func `a poll that failed is shown with its error`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let failed = try await workplace.picket(
      "ingest", "taxii", "http://127.0.0.1:1/", "--collection", "all", "--name",
      SampleWarehouse.taxiiName)
    #expect(failed.status == 1)
    let result = try await workplace.picket("status")
    #expect(result.status == 0)
    #expect(
      result.output.contains(
        "    last poll   2026-11-23T10:00:00Z, failed: no connection at http://127.0.0.1:1/"))
    // What was in before is still there.
    #expect(result.output.contains("    indicators  65, of which 61 are valid now"))
  }

  @Test func `the schema lists what KQL can name, without a database`() async throws {
    let workplace = try Workplace()
    let all = try await workplace.run("picket", ["schema", "--format", "csv"])
    #expect(all.status == 0)
    #expect(all.output.contains("ThreatIntelligenceIndicator,ExpirationDateTime,datetime\r\n"))
    let one = try await workplace.run("picket", ["schema", "DnsEvents", "--format", "csv"])
    #expect(
      one.output.split(separator: "\r\n").dropFirst().allSatisfy { $0.hasPrefix("DnsEvents,") })
    let none = try await workplace.run("picket", ["schema", "DnsEvent"])
    #expect(none.status == 1)
    #expect(none.errors.contains("no table is called DnsEvent"))
  }
}
