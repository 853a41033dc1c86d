// `picket status`: on an empty, a filled and a failed database.

import Foundation
import Samples
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
      result.output.replacing(/file         [0-9.]+ kB/, with: "file         SIZE") == """
        database    \(workplace.database)

        sources
          none yet: picket ingest

        tables
          NetworkConnection  0 rows in 0 runs
          DnsEvents  0 rows in 0 runs
          FileEvents  0 rows in 0 runs
          values that stand in an indicator and in a log: 0
          names of logs below an indicator's domain: 0
          addresses of logs in an indicator's block: 0

        size
          file         SIZE, of which 0 B are free
          observables  0
          objects      0

        hunts of --new (0)
          none yet: picket hunt --new

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

  @Test func `runs are shown by size, matches by kind, and what takes the space`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let log = SampleWarehouse.world.connLog.split(separator: "\n")
    let header = log.filter { $0.hasPrefix("#") && !$0.hasPrefix("#close") }
    let rows = log.filter { !$0.hasPrefix("#") }.map { $0.replacing("10.20.0.", with: "10.21.0.") }
    // The second begins with the first, and goes on.
    for (name, count) in [("few", 3), ("some", 40)] {
      let lines = header.map(String.init) + rows.prefix(count).map(String.init)
      try workplace.directory.write(
        lines.joined(separator: "\n") + "\n", to: "\(name).log")
      #expect(try await workplace.picket("import", "\(name).log").status == 0)
    }
    try workplace.directory.write("10.21.0.0/24\n", to: "list.txt")
    #expect(try await workplace.picket("ingest", "file", "list.txt").status == 0)
    let result = try await workplace.picket("status", "--sizes")
    #expect(result.status == 0)
    let lines = result.output.components(separatedBy: "\n")
    #expect(lines.contains("    rows of a run  3 smallest, 37 median, 300 largest"))
    let seen = try await workplace.sqlite(
      "SELECT count(*) FROM ObservableMatches WHERE Kind = 'block';")
    let blocks = try #require(readCSV(seen.output).last?.first)
    #expect(lines.contains("  addresses of logs in an indicator's block: \(blocks)"))
    for part in ["log rows", "occurrences", "observables", "indicators", "raw objects", "books"] {
      #expect(lines.contains { $0.hasPrefix("    ") && $0.hasSuffix("B  \(part)") }, "\(part)")
    }
    #expect(try await !workplace.picket("status").output.contains("B  raw objects"))
  }

  @Test func `a hunt shows what it returned and what it has not seen yet`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let first = readCSV(try await workplace.picket("hunt", "--new", "network-ip").output).count - 1
    _ = try await workplace.picket("hunt", "--new", "network-ip")
    let none = try await workplace.picket("status")
    #expect(
      none.output.contains(
        """
        hunts of --new (1)
          network-ip  \(first) rows in 2 acknowledged runs, the last at 2026-11-23T10:00:00Z
            not seen yet  0 runs of log rows, 0 indicator rows

        """))
    try workplace.directory.write("192.0.2.250\n192.0.2.251\n", to: "list.txt")
    #expect(try await workplace.picket("ingest", "file", "list.txt").status == 0)
    let some = try await workplace.picket("status")
    #expect(some.output.contains("    not seen yet  0 runs of log rows, 2 indicator rows\n"))
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
}
