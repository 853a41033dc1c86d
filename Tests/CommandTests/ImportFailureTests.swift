// Logs that cannot be read, or not to their end: good rows stay, and the exit code says which.

import Foundation
import Samples
import TestSupport
import Testing

@Suite struct ImportFailureTests {
  @Test func `a file that is no log is refused`() async throws {
    let workplace = try Workplace()
    try workplace.directory.write("hello\nworld\n", to: "notes.txt")
    let result = try await workplace.picket("import", "notes.txt")
    expectOneLine(result, "notes.txt: not a log that Picket knows")
  }

  @Test func `a missing file is named`() async throws {
    let result = try await Workplace().picket("import", "no-such.log")
    expectOneLine(result, "no-such.log: there is no such file")
  }

  @Test func `a folder without a log is an error`() async throws {
    let workplace = try Workplace()
    try workplace.makeFolder("empty")
    let result = try await workplace.picket("import", "empty")
    expectOneLine(result, "empty: no log that Picket knows is in this folder")
  }

  @Test func `a truncated gzip keeps its good rows and exits 4`() async throws {
    let workplace = try Workplace()
    try workplace.directory.write(SampleWarehouse.world.connLog, to: "conn.log")
    let gzip = try await workplace.run(
      "/bin/sh", ["-c", "gzip -c conn.log | head -c 4000 > cut.log.gz"])
    #expect(gzip.status == 0)
    let result = try await workplace.picket("import", "cut.log.gz")
    expectOneLine(result, status: 4, "cut.log.gz: ", "ends too early", "what came before is in")
    let count = try await workplace.sqlite("SELECT count(*) > 20 FROM NetworkConnection;")
    #expect(readCSV(count.output).last == ["1"])
  }

  @Test func `a bad path beside good ones does not stop them`() async throws {
    let workplace = try Workplace()
    try workplace.directory.write(SampleWarehouse.world.connLog, to: "conn.log")
    let result = try await workplace.picket("import", "no-such.log", "conn.log")
    #expect(result.status == 4)
    #expect(result.output == "")
    #expect(
      result.errors == """
        error: no-such.log: there is no such file or folder
        conn.log: 300 rows (zeek-conn)
        300 rows from 2 files, 0 lines rejected

        """)
  }

  @Test func `each fault of a map is a line`() async throws {
    let workplace = try Workplace()
    try workplace.directory.write("a,b\n1,2\n", to: "x.csv")
    try workplace.directory.write(
      "table: DnsEvents\nformat: xml\ncolumns: {TimeGenerated: a, Nam: b}\n", to: "map.yaml")
    let result = try await workplace.picket("import", "x.csv", "--map", "map.yaml")
    #expect(result.status == 1)
    #expect(
      result.errors == """
        error: map.yaml: line 2: 'format' is csv or json
        error: map.yaml: line 3: DnsEvents has no column 'Nam': did you mean 'Name'?

        """)
  }

  @Test func `bad lines are shown, kept, and bounded by --max-errors`() async throws {
    let workplace = try Workplace()
    let lines = SampleWarehouse.world.connLog.components(separatedBy: "\n")
    let bad = lines.map { $0.hasPrefix("#") || $0.isEmpty ? $0 : "x" + $0 }
    try workplace.directory.write(bad.joined(separator: "\n"), to: "bad.log")
    let result = try await workplace.picket("import", "bad.log", "--max-errors", "5")
    #expect(result.status == 4)
    #expect(result.errors.contains("more than 5 lines were rejected: the rest is left out"))
    #expect(result.errors.contains("line 9: the time (ts) cannot be read"))
    let count = try await workplace.sqlite("SELECT count(*) FROM Rejection;")
    #expect(readCSV(count.output).last == ["6"])
  }

  @Test func `a list that holds no value, a folder and a missing file are no feeds`() async throws {
    let workplace = try Workplace()
    try workplace.directory.write("what is this\nno idea\n", to: "prose.txt")
    try workplace.directory.write("{\"a\":1}", to: "other.json")
    try workplace.directory.write("", to: "nothing.txt")
    try workplace.makeFolder("folder")
    for (path, word) in [
      ("prose.txt", "is no feed"), ("other.json", "neither a STIX bundle"),
      ("nothing.txt", "empty"), ("folder", "is a folder"), ("missing", "No such file"),
    ] {
      expectOneLine(try await workplace.picket("ingest", "file", path), path, word)
    }
  }

  @Test func `a truncated bundle keeps the objects before the cut`() async throws {
    let workplace = try Workplace()
    let bundle =
      "{\"type\":\"bundle\",\"objects\":[\(ScriptedFeed.indicator(1, address: "192.0.2.1")),{\"ty"
    try workplace.directory.write(bundle, to: "cut.json")
    let result = try await workplace.picket("ingest", "file", "cut.json")
    #expect(result.status == 4)
    #expect(result.errors.contains("cut.json, cut.json: 1 fetched / 1 new"))
    #expect(result.errors.contains("broke off, what came is in"))
  }
}
