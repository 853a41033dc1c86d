// Paths and folders, and what is told about each.

import Foundation
import Logs
import TestSupport
import Testing
import Warehouse

struct `the import of paths` {
  private let header = zeekHeader("conn", shortConn)

  @Test func `a folder is read in order, without hidden files and links`() throws {
    let fixture = try ImportFixture()
    let folder = fixture.directory.path("logs")
    let files = FileManager.default
    try files.createDirectory(atPath: folder + "/b/deep", withIntermediateDirectories: true)
    try files.createDirectory(atPath: folder + "/.hidden", withIntermediateDirectories: true)
    for (number, name) in ["b/deep/x.log", "a.log", "c.log", ".hidden/y.log", ".z.log"].enumerated()
    {
      _ = try fixture.write(header + connRow(number), to: "logs/" + name)
    }
    try files.createSymbolicLink(atPath: folder + "/current", withDestinationPath: folder + "/b")
    try files.createSymbolicLink(
      atPath: folder + "/d.log", withDestinationPath: folder + "/.z.log")
    let report = try fixture.load(folder)
    #expect(
      report.files.map(\.path) == [folder + "/a.log", folder + "/b/deep/x.log", folder + "/c.log"])
    #expect(report.inserted == 3)
    // A link that is named is followed.
    #expect(try fixture.load(folder + "/d.log").inserted == 1)
  }

  @Test func `one bad path does not stop the others`() throws {
    let fixture = try ImportFixture()
    let good = try fixture.write(header + connRow(0), to: "conn.log")
    let missing = fixture.directory.path("nothing.log")
    let report = try fixture.load(missing, good)
    #expect(
      report.files.map(\.outcome) == [.failed("there is no such file or folder"), .imported])
    #expect(report.anyFailed && report.anyImported)
    #expect(!report.anyPartial && !report.anyRejected)
  }

  @Test func `a folder without a log is a failure`() throws {
    let fixture = try ImportFixture()
    let folder = fixture.directory.path("logs")
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    _ = try fixture.write("hello\n", to: "logs/readme.txt")
    _ = try fixture.write(zeekHeader("dhcp", "ts\tmac"), to: "logs/dhcp.log")
    let report = try fixture.load(folder)
    #expect(
      report.files.map(\.outcome) == [
        .skipped("a Zeek dhcp.log: not imported by this version"),
        .skipped(unknownLog),
        .failed("no log that Picket knows is in this folder"),
      ])
  }

  @Test func `a zone that is assumed is told once, and kept with each file`() throws {
    let fixture = try ImportFixture()
    let line = "Nov 14 22:13:2%d fw kernel: IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 PROTO=TCP\n"
    let report = try fixture.load(
      try fixture.write(line.replacing("%d", with: "1"), to: "a.log"),
      try fixture.write(line.replacing("%d", with: "2"), to: "b.log"))
    let note = "its times name no zone: taken as UTC (--tz names another)"
    #expect(report.files.map(\.note) == [note, ""])
    #expect(try fixture.rows("SELECT Note FROM Import") == [note, note])
  }

  @Test func `names do not matter, contents do`() throws {
    let fixture = try ImportFixture()
    let conn = try fixture.write(header + connRow(0), to: "dns.txt")
    let dns = try fixture.write(
      zeekHeader("dns_red", "ts\tid.orig_h\tquery") + "1700000000.0\t192.0.2.1\ta.example\n",
      to: "conn.log")
    let nameless = try fixture.write(
      "#fields\tts\tid.orig_h\tid.resp_h\tconn_state\thistory\n"
        + "1700000000.0\t192.0.2.1\t192.0.2.2\tSF\tS\n", to: "x")
    let report = try fixture.load(conn, dns, nameless)
    #expect(report.files.map(\.format) == ["zeek-conn", "zeek-dns", "zeek-conn"])
    #expect(report.inserted == 3)
  }

  @Test func `what another program can convert is told`() throws {
    let program = "iconv"
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try fixture.write([0xff, 0xfe, 0x23, 0x00] as [UInt8], to: "conn.log.x"))
    guard case .failed(let reason) = report.files[0].outcome else {
      Issue.record("not a failure")
      return
    }
    #expect(reason.contains("`\(program) "))
  }

  @Test func `a pipe is read like a file, and known when it comes again`() throws {
    let fixture = try ImportFixture()
    // More than the importer keeps of a pipe in memory, 16 MiB.
    let filler = String(repeating: "#" + String(repeating: "y", count: 99_998) + "\n", count: 200)
    let text = header + (0..<60).map { connRow($0) }.joined() + filler
    let path = fixture.directory.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    var outcomes: [FileReport.Outcome] = []
    for content in [text, text, text + connRow(70)] {
      let writer = Thread {
        guard let handle = FileHandle(forWritingAtPath: path) else { return }
        try? handle.write(contentsOf: Data(content.utf8))
        try? handle.close()
      }
      writer.start()
      outcomes += try fixture.load(path).files.map(\.outcome)
    }
    #expect(outcomes == [.imported, .alreadyKnown, .continued])
    #expect(try fixture.value("SELECT count(*) FROM NetworkConnection") == "61")
  }

  @Test func `events tell of every file`() throws {
    let fixture = try ImportFixture()
    let one = try fixture.write(header + connRow(0), to: "a.log")
    let other = try fixture.write(header + connRow(1), to: "b.log")
    let told = EventLog()
    _ = try LogImport(database: fixture.database, now: ImportFixture.now).run(paths: [one, other]) {
      switch $0 {
      case .began(let path, let remaining): told.lines.append("began \(path == one) \(remaining)")
      case .advanced: told.lines.append("advanced")
      case .ended(let report): told.lines.append("ended \(report.inserted)")
      }
    }
    #expect(told.lines == ["began true 1", "ended 1", "began false 0", "ended 1"])
  }

  private final class EventLog { var lines: [String] = [] }
}
