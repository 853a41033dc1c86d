// `picket import`: preview, formats, maps, tables, following, and the signals that end it.

import Foundation
import TestSupport
import Testing

@Suite struct ImportCommandTests {
  private let header =
    "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tconn_state\n"

  private func row(_ number: Int) -> String {
    "17000\(10_000 + number).5\tC\(number)\t192.0.2.1\t203.0.113.9\tSF\n"
  }

  // MARK: What a log is taken for

  @Test func `a preview shows format, mapping and five rows, and stores nothing`() async throws {
    let workplace = try Workplace()
    try workplace.directory.write(
      "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,TotPkts,TotBytes,SrcBytes\n"
        + (1...9).map {
          "2019/04/04 16:23:0\($0).5,0.5,udp,192.0.2.1,50000,->,203.0.113.9,53,CON,2,142,63\n"
        }.joined(), to: "argus.csv")
    let result = try await workplace.picket("import", "--preview", "argus.csv")
    #expect(result.status == 0)
    #expect(result.errors == "")
    #expect(result.output.hasPrefix("argus.csv: argus, into NetworkConnection\n"))
    #expect(result.output.contains("\n  DestinationIP <- DstAddr\n"))
    #expect(
      result.output.contains("\nNetworkConnection, line 2:\n  TimeGenerated: 2019-04-04T16:23:01.5")
    )
    #expect(result.output.components(separatedBy: "NetworkConnection, line").count == 6)
    #expect(
      result.output.contains("note: its times name no zone: taken as UTC (--tz names another)"))
    #expect(!FileManager.default.fileExists(atPath: workplace.database))
  }

  @Test func `a preview escapes what a terminal would obey`() async throws {
    let workplace = try Workplace()
    try workplace.directory.write(
      "TimeGenerated,DeviceVendor,\u{1b}[31mred,SourceIP,DestinationIP\n"
        + "2020-01-01T00:00:00Z,\u{1b}[31m,x,192.0.2.1,192.0.2.2\n", to: "x.csv")
    let result = try await workplace.picket(
      "import", "--preview", "--table", "CommonSecurityLog", "x.csv")
    #expect(!(result.output + result.errors).contains("\u{1b}"))
    #expect(result.output.contains(#"  DeviceVendor: \x1b[31m"#))
  }

  @Test func `the formats are listed`() async throws {
    let result = try await Workplace().picket("import", "--formats")
    let names = result.output.split(separator: "\n")
    #expect(result.status == 0)
    for name in ["zeek-conn", "suricata-eve", "fortigate", "sysmon", "nfdump", "SigninLogs-csv"] {
      #expect(names.contains(Substring(name)))
    }
    #expect(Set(names).count == names.count)
  }

  @Test func `a file that is no log is told with what was tried`() async throws {
    let workplace = try Workplace()
    try workplace.directory.write("hello\n", to: "x.txt")
    let result = try await workplace.picket("import", "--preview", "x.txt")
    #expect(result.status == 1)
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("error: x.txt: not a log that Picket knows: tried zeek-tsv, "))
  }

  @Test(arguments: [
    (
      ["--table", "SigninLog", "x"],
      "--table: there is no table SigninLog; did you mean 'SigninLogs'?"
    ),
    (["--tz", "Berlin/Mitte", "x"], "--tz: there is no zone Berlin/Mitte"),
    (
      ["--table", "SigninLogs", "--map", "m", "x"],
      "--table and --map both say what the columns are"
    ),
    (["--preview", "--follow", "x"], "--preview stores nothing: it cannot --follow"),
    ([], "Missing expected argument"), (["--max-errors", "-1", "x"], "--max-errors"),
  ])
  func `what contradicts itself is a usage error`(arguments: [String], said: String) async throws {
    let result = try await Workplace().picket(["import"] + arguments)
    #expect(result.status == 64)
    #expect(result.errors.contains(said))
  }

  @Test func `a map with faults is refused before anything is made`() async throws {
    let workplace = try Workplace()
    try workplace.directory.write("table: Nothing\n", to: "map.yaml")
    try workplace.directory.write("a,b\n1,2\n", to: "x.csv")
    let result = try await workplace.picket("import", "--map", "map.yaml", "x.csv")
    #expect(result.status == 1)
    #expect(result.errors.contains("map.yaml: line 1: there is no table 'Nothing'"))
    #expect(!FileManager.default.fileExists(atPath: workplace.database))
    let missing = try await workplace.picket("import", "--map", "none.yaml", "x.csv")
    expectOneLine(missing, "cannot read none.yaml: No such file")
  }

  @Test func `the warehouse itself is no log, and a folder that holds it is read without it`()
    async throws
  {
    let workplace = try Workplace()
    try workplace.directory.write(header + row(1), to: "conn.log")
    #expect(try await workplace.picket("import", "conn.log").status == 0)
    let result = try await workplace.picket("import", workplace.database)
    expectOneLine(result, "it is the warehouse that the rows would go into")
    let folder = try await workplace.picket("import", ".")
    #expect(folder.status == 0)
    #expect(!folder.errors.contains("picket.db"))
  }

  // MARK: Signals

  private func wait(for condition: () async throws -> Bool) async throws {
    for _ in 0..<600 where try await !condition() { try await Task.sleep(for: .milliseconds(200)) }
    try #require(try await condition())
  }

  private func count(_ workplace: Workplace) async throws -> Int {
    guard FileManager.default.fileExists(atPath: workplace.database) else { return 0 }
    let counted = try await workplace.sqlite("SELECT count(*) FROM NetworkConnection;")
    return readCSV(counted.output).last.flatMap { $0.first }.flatMap { Int($0) } ?? 0
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `following ends with a signal, and all that came is in`(signal: Int32) async throws {
    let workplace = try Workplace()
    let path = try workplace.directory.write(header + row(1), to: "conn.log")
    let process = try Program.start(
      "picket", ["import", "--follow", "--db", workplace.database, "conn.log"],
      in: workplace.directory.url)
    defer { process.terminate() }
    try await wait { try await count(workplace) == 1 }
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data((row(2) + row(3)).utf8))
    try handle.close()
    try await wait { try await count(workplace) == 3 }
    kill(process.processIdentifier, signal)
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        process.waitUntilExit()
        continuation.resume()
      }
    }
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 0)
    let again = try await workplace.picket("import", "conn.log")
    #expect(again.errors == "conn.log: already imported, nothing new\n")
  }

  @Test func `Ctrl-C stops an import between lines, and the next one goes on`() async throws {
    let workplace = try Workplace()
    let rows = (0..<400_000).map { row($0) }
    let path = try workplace.directory.write(header + rows.joined(), to: "conn.log")
    let process = try Program.start(
      "picket", ["import", "--db", workplace.database, path], in: workplace.directory.url)
    // Once the warehouse is there the signal is handled.
    try await wait { FileManager.default.fileExists(atPath: workplace.database) }
    kill(process.processIdentifier, SIGINT)
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        process.waitUntilExit()
        continuation.resume()
      }
    }
    #expect(process.terminationReason == .exit)
    // A machine that had read all of it by then has nothing to stop.
    #expect([130, 0].contains(process.terminationStatus))
    let next = try await workplace.picket("import", path)
    #expect(next.status == 0)
    #expect(try await count(workplace) == rows.count)
    let check = try await workplace.sqlite("PRAGMA integrity_check;")
    #expect(check.output.contains("ok"))
  }
}
