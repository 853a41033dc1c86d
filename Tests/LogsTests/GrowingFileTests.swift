// The same content again, in other wrappings, and content that grew: rows come once.

import Foundation
import Logs
import TestSupport
import Testing
import Warehouse

struct `content that is known` {
  private let header = zeekHeader("conn", shortConn)

  private func uids(_ fixture: ImportFixture) throws -> [String] {
    try fixture.rows("SELECT NetworkSessionId FROM NetworkConnection ORDER BY TimeGenerated")
  }

  @Test func `a file that grew goes on where it was`() throws {
    let fixture = try ImportFixture()
    _ = try fixture.write(header + connRow(0) + connRow(1), to: "conn.log")
    #expect(try fixture.load(fixture.directory.path("conn.log")).inserted == 2)
    let path = try fixture.write(
      header + connRow(0) + connRow(1) + connRow(2) + "#close\t2024-01-01-01-00-00\n",
      to: "conn.log")
    let report = try fixture.load(path)
    #expect(report.files.map(\.outcome) == [.continued])
    #expect(report.inserted == 1)
    #expect(try uids(fixture) == ["C0", "C1", "C2"])
    #expect(
      try fixture.rows("SELECT SourceLine FROM NetworkConnection ORDER BY 1") == ["8", "9", "10"])
    #expect(try fixture.rows("SELECT Inserted, Outcome FROM Import") == ["3|done"])
    #expect(try fixture.load(path).files.map(\.outcome) == [.alreadyKnown])
  }

  @Test func `a header that changed in the known part holds for what follows`() throws {
    let fixture = try ImportFixture()
    let start = header + connRow(0) + zeekHeader("conn", "id.resp_h\tuid\tts\tid.orig_h")
    _ = try fixture.load(fixture.write(start, to: "conn.log"))
    let path = try fixture.write(start + "192.0.2.2\tC1\t1700000099.0\t192.0.2.1\n", to: "conn.log")
    #expect(try fixture.load(path).inserted == 1)
    #expect(
      try fixture.rows(
        "SELECT DestinationIP, SourcePort IS NULL FROM NetworkConnection"
          + " WHERE NetworkSessionId = 'C1'") == ["192.0.2.2|1"])
  }

  @Test func `the same content as gzip adds nothing, in two imports or in one`() throws {
    let fixture = try ImportFixture()
    let path = try fixture.write(header + connRow(0) + connRow(1), to: "conn.log")
    let compressed = try gzip(path)
    #expect(try fixture.load(path, compressed).files.map(\.outcome) == [.imported, .alreadyKnown])
    #expect(try fixture.load(compressed).files.map(\.outcome) == [.alreadyKnown])
    #expect(try uids(fixture) == ["C0", "C1"])
  }

  @Test func `contents that only begin alike are told apart`() throws {
    let fixture = try ImportFixture()
    let rows = (0..<40).map { connRow($0) }.joined()
    let one = try fixture.write(header + rows + connRow(50), to: "one.log")
    let other = try fixture.write(header + rows + connRow(51) + connRow(52), to: "other.log")
    let report = try fixture.load(one, other)
    #expect(report.files.map(\.outcome) == [.imported, .imported])
    #expect(report.files.map(\.inserted) == [41, 42])
  }

  @Test func `of two known beginnings the longest that fits is continued`() throws {
    let fixture = try ImportFixture()
    let rows = (0..<40).map { connRow($0) }.joined()
    _ = try fixture.load(fixture.write(header + rows, to: "short.log"))
    let other = header + rows.dropLast() + "\n" + connRow(60) + connRow(61)
    _ = try fixture.load(fixture.write(header + rows + "#x\n" + connRow(60), to: "long.log"))
    // The first import was continued by the second: its content is longer and differs from this one.
    let report = try fixture.load(fixture.write(other, to: "other.log"))
    #expect(report.files.map(\.outcome) == [.imported])
    #expect(report.inserted == 42)
  }

  @Test func `an older copy of a log that was imported is read, with a note`() throws {
    let fixture = try ImportFixture()
    let rows = (0..<40).map { connRow($0) }.joined()
    _ = try fixture.load(fixture.write(header + rows + connRow(50), to: "new.log"))
    let report = try fixture.load(fixture.write(header + rows, to: "old.log"))
    #expect(
      report.files.map(\.note) == [
        "a longer log that begins alike was imported before: rows may be there twice"
      ])
  }

  // MARK: The last line

  @Test func `a whole last line without a line feed is taken, once`() throws {
    let fixture = try ImportFixture()
    let path = try fixture.write(header + connRow(0) + connRow(1).dropLast(), to: "conn.log")
    #expect(try fixture.load(path).inserted == 2)
    #expect(try fixture.load(path).files.map(\.outcome) == [.alreadyKnown])
    _ = try fixture.write(header + connRow(0) + connRow(1) + connRow(2), to: "conn.log")
    let report = try fixture.load(path)
    #expect(report.inserted == 1)
    #expect(report.rejected == 0)
    #expect(try uids(fixture) == ["C0", "C1", "C2"])
  }

  @Test func `the rest of a line that looked whole is not a line`() throws {
    let fixture = try ImportFixture()
    // "S" for "SF": the right number of fields, and yet cut.
    let path = try fixture.write(header + connRow(0).dropLast(2), to: "conn.log")
    #expect(try fixture.load(path).inserted == 1)
    _ = try fixture.write(header + connRow(0) + connRow(1), to: "conn.log")
    let report = try fixture.load(path)
    #expect(report.inserted == 1)
    #expect(
      report.files.flatMap(\.firstRejections).map(\.reason) == [
        "the rest of a line whose beginning was imported before"
      ])
    #expect(try uids(fixture) == ["C0", "C1"])
  }

  @Test(arguments: [3, 12])
  func `an incomplete last line is read when it is complete`(cut: Int) throws {
    let fixture = try ImportFixture()
    let path = try fixture.write(header + connRow(0) + connRow(1).dropLast(cut), to: "conn.log")
    let first = try fixture.load(path)
    #expect(first.inserted == 1)
    #expect(first.rejected == 0)
    #expect(
      first.files.map(\.note) == [
        "line 9, the last, is incomplete: it is read when it is complete"
      ])
    _ = try fixture.write(header + connRow(0) + connRow(1), to: "conn.log")
    #expect(try fixture.load(path).inserted == 1)
    #expect(try uids(fixture) == ["C0", "C1"])
  }

  @Test func `an incomplete last line of a compressed file is rejected, once`() throws {
    let fixture = try ImportFixture()
    let path = try gzip(
      try fixture.write(header + connRow(0) + connRow(1).dropLast(20), to: "conn.log"))
    let report = try fixture.load(path)
    #expect(report.inserted == 1)
    #expect(
      report.files.flatMap(\.firstRejections).map(\.reason) == ["the last line is incomplete"])
    #expect(try fixture.load(path).files.map(\.outcome) == [.alreadyKnown])
    #expect(try fixture.value("SELECT count(*) FROM Rejection") == "1")
  }
}

/// Compresses a file beside itself.
func gzip(_ path: String) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/gzip")
  process.arguments = ["--keep", "--force", path]
  try process.run()
  process.waitUntilExit()
  return path + ".gz"
}
