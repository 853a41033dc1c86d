// `picket hunt --on`: what it prints is what an import and a hunt print, and it writes nothing.

import Foundation
import Samples
import TestSupport
import Testing

@Suite struct StreamHuntCommandTests {
  private let world = SampleWarehouse.world

  /// A workplace with both feeds and both logs imported, and the logs beside it.
  private func workplace() async throws -> Workplace {
    let workplace = try await SampleWarehouse.copy()
    try workplace.makeFolder("logs")
    try workplace.directory.write(world.connLog, to: "logs/conn.log")
    try workplace.directory.write(world.dnsLog, to: "logs/dns.log")
    return workplace
  }

  private func bytes(of workplace: Workplace) throws -> Data {
    let file = try Data(contentsOf: URL(fileURLWithPath: workplace.database))
    let log = URL(fileURLWithPath: workplace.database + "-wal")
    #expect((try? Data(contentsOf: log))?.isEmpty ?? true, "rows in the WAL")
    return file
  }

  @Test(arguments: ["csv", "json", "ndjson", "table", "markdown"])
  func `every hunt prints what it prints of imported logs, byte for byte`(
    format: String
  ) async throws {
    let workplace = try await workplace()
    let expected = try await workplace.picket("hunt", "--format", format)
    let before = try bytes(of: workplace)
    let result = try await workplace.picket(
      "hunt", "--format", format, "--on", "logs/conn.log", "logs/dns.log")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == expected.output)
    #expect(try bytes(of: workplace) == before)
  }

  @Test func `files, folders, gzip and standard input are the same`() async throws {
    let workplace = try await workplace()
    let expected = try await workplace.picket("hunt", "network-ip", "dns-domain").output
    let zip = try await workplace.run(
      "/bin/sh",
      ["-c", "mkdir zip; gzip -c logs/conn.log > zip/a; gzip -c logs/dns.log > zip/b"])
    #expect(zip.status == 0)
    for paths in [["logs"], ["zip"], ["zip/b", "logs/conn.log"], ["logs", "zip", "logs/dns.log"]] {
      let result = try await workplace.picket(
        ["hunt", "network-ip", "dns-domain", "--on"] + paths)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output == expected, "\(paths)")
    }
    let piped = try await workplace.picket(
      ["hunt", "network-ip", "dns-domain", "--on", "logs/dns.log", "-"], input: world.connLog)
    #expect(piped.status == 0, "\(piped.errors)")
    #expect(piped.output == expected)
  }

  @Test func `it tells how many rows touch an indicator, and no progress`() async throws {
    let workplace = try await workplace()
    let result = try await workplace.picket("hunt", "network-ip", "--on", "logs/conn.log")
    let rows = readCSV(result.output).count - 1
    #expect(rows > 0)
    let said = try #require(
      result.errors.wholeMatch(
        of: /logs\/conn\.log: ([0-9]+) of 300 rows touch an indicator \(zeek-conn\)\n/))
    let touching = try #require(Int(said.output.1))
    #expect(touching > 0 && touching < 300)
  }

  /// A table that no format recognises: told by `--table` and `--tz`, or by `--map`.
  @Test(arguments: [
    (
      ["--table", "NetworkConnection", "--tz", "+02:00"],
      "TimeGenerated [Local Time],SourceIP,DestinationIP"
    ),
    (["--map", "map.yaml", "--tz", "+02:00"], "when,from,to"),
  ])
  func `a table's layout and its zone are those of an import`(
    options: [String], header: String
  ) async throws {
    let workplace = try await workplace()
    try workplace.directory.write(
      """
      \(header)
      2026-01-01 01:30:00,10.9.9.9,192.0.2.10
      2026-01-01 01:30:00,10.9.9.9,192.0.2.11

      """, to: "x.csv")
    try workplace.directory.write(
      """
      table: NetworkConnection
      columns:
        TimeGenerated: when
        SourceIP: from
        DestinationIP: to

      """, to: "map.yaml")
    let result = try await workplace.picket(["hunt", "network-ip", "--on", "x.csv"] + options)
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      Set(readCSV(result.output).dropFirst().map { Array($0.prefix(3)) })
        == [["2025-12-31T23:30:00.0000000Z", "10.9.9.9", "192.0.2.10"]])
  }

  @Test func `a log without a hit gives the header`() async throws {
    let workplace = try await workplace()
    let head = world.connLog.split(separator: "\n").filter { $0.hasPrefix("#") }
    try workplace.directory.write(head.joined(separator: "\n") + "\n", to: "none.log")
    let result = try await workplace.picket(
      "hunt", "network-ip", "--on", "none.log", "logs/dns.log")
    #expect(result.status == 0, "\(result.errors)")
    #expect(readCSV(result.output).count == 1)
    let hits = try await workplace.picket(
      "hunt", "network-ip", "--fail-on-hit", "--on", "logs/conn.log")
    #expect(hits.status == 3)
  }

  @Test func `what cannot be read is an error, and the rest is hunted in`() async throws {
    let workplace = try await workplace()
    try workplace.directory.write("hello\nworld\n", to: "notes.txt")
    expectOneLine(
      try await workplace.picket("hunt", "--on", "notes.txt"), "not a log that Picket knows")
    expectOneLine(
      try await workplace.picket("hunt", "--on", "no-such.log"), "there is no such file")
    let expected = try await workplace.picket("hunt", "network-ip")
    let mixed = try await workplace.picket(
      "hunt", "network-ip", "--on", "no-such.log", "logs/conn.log", "notes.txt")
    #expect(mixed.status == 4)
    #expect(mixed.output == expected.output)
  }

  @Test(arguments: [("bad.log", "fields where #fields names"), ("cut.log.gz", "ends too early")])
  func `bad lines are told, and a truncated log gives what is good`(
    log: String, word: String
  ) async throws {
    let workplace = try Workplace()
    try workplace.directory.write("192.0.2.10\n203.0.113.17\n", to: "list.txt")
    let ingested = try await workplace.picket("ingest", "file", "list.txt")
    #expect(ingested.status == 0, "\(ingested.errors)")
    let lines = world.connLog.components(separatedBy: "\n")
    let bad = lines.map { $0.contains("\tudp\t") ? $0 + "\tmore" : $0 }
    try workplace.directory.write(bad.joined(separator: "\n"), to: "bad.log")
    try workplace.directory.write(world.connLog, to: "conn.log")
    let cut = try await workplace.run(
      "/bin/sh", ["-c", "gzip -c conn.log | head -c 4000 > cut.log.gz"])
    #expect(cut.status == 0)

    let result = try await workplace.picket("hunt", "network-ip", "--on", log)
    #expect(result.status == 4)
    #expect(result.errors.contains(word), "\(result.errors)")
    let imported = try await workplace.picket("import", log)
    #expect(imported.status == 4)
    let expected = try await workplace.picket("hunt", "network-ip")
    #expect(result.output == expected.output)
    #expect(readCSV(result.output).count > 1)
  }

  @Test func `a hunt that reads more than the matches is refused before anything is read`()
    async throws
  {
    let workplace = try await workplace()
    try workplace.directory.write("NetworkConnection | count", to: "count.kql")
    expectOneLine(
      try await workplace.picket("hunt", "network-ip", "count.kql", "--on", "no-such.log"),
      "count.kql reads more of the logs", "picket import")
    for option in ["--sql", "--explain", "--new"] {
      let other = try await workplace.picket("hunt", "network-ip", option, "--on", "logs/conn.log")
      #expect(other.status == 64, "\(option)")
    }
  }
}
