// `--follow`: files that grow, rotate, appear and are cut, read on without being read again.

import Foundation
import Logs
import TestSupport
import Testing
import Warehouse

struct `following logs` {
  private let header = zeekHeader("conn", "ts\tuid\tid.orig_h\tid.resp_h\tconn_state")

  private func row(_ number: Int) -> String {
    "1700000000.\(number)\tC\(number)\t192.0.2.1\t203.0.113.9\tSF\n"
  }

  private func append(_ text: String, to path: String) throws {
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  /// Follows paths, with a step after each look.
  private func follow(
    _ fixture: ImportFixture, _ paths: [String], _ steps: [() throws -> Void]
  ) throws -> [FileReport] {
    var reports: [FileReport] = []
    var rest = steps[...]
    var failure: (any Error)?
    try LogImport(database: fixture.database, now: ImportFixture.now).follow(
      paths: paths,
      wait: {
        guard let step = rest.popFirst() else { return false }
        do { try step() } catch { failure = error }
        return failure == nil
      }, onEvent: { if case .ended(let report) = $0 { reports.append(report) } })
    if let failure { throw failure }
    return reports
  }

  private func uids(_ fixture: ImportFixture) throws -> [String] {
    try fixture.rows("SELECT NetworkSessionId FROM NetworkConnection ORDER BY TimeGenerated")
  }

  @Test func `what is appended comes in, a line without its end when it has one`() throws {
    let fixture = try ImportFixture()
    let path = try fixture.write(header + row(1), to: "conn.log")
    let reports = try follow(
      fixture, [path],
      [
        { try self.append(self.row(2) + self.row(3).dropLast(4), to: path) }, {},
        { try self.append(self.row(3).suffix(4) + self.row(4), to: path) }, {},
      ])
    #expect(reports.map(\.inserted) == [1, 1, 2])
    #expect(reports.map(\.outcome) == [.imported, .continued, .continued])
    #expect(try uids(fixture) == ["C1", "C2", "C3", "C4"])
    #expect(try fixture.rows("SELECT count(*), sum(Inserted) FROM Import") == ["1|4"])
    // The ledger knows the content as an import would have left it.
    #expect(try fixture.load(path).files.map(\.outcome) == [.alreadyKnown])
  }

  @Test func `a rotated file is read to its end, and the new one from its start`() throws {
    let fixture = try ImportFixture()
    let folder = fixture.directory.path("logs")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/conn.log"
    _ = try fixture.write(header + row(1), to: "logs/conn.log")
    _ = try follow(
      fixture, [folder],
      [
        {
          // Written after the last look, and then renamed.
          try self.append(self.row(2), to: path)
          try FileManager.default.moveItem(atPath: path, toPath: folder + "/conn.1.log")
          _ = try fixture.write(self.header + self.row(3), to: "logs/conn.log")
        }, { try self.append(self.row(4), to: path) },
        { _ = try fixture.write(self.header + self.row(5), to: "logs/late.log") }, {},
      ])
    #expect(try uids(fixture) == ["C1", "C2", "C3", "C4", "C5"])
    #expect(try fixture.load(folder).inserted == 0)
  }

  @Test func `a file that was cut and written anew is read from its start`() throws {
    let fixture = try ImportFixture()
    let path = try fixture.write(header + row(1) + row(2), to: "conn.log")
    _ = try follow(
      fixture, [path],
      [
        { try (self.header + self.row(3)).write(toFile: path, atomically: false, encoding: .utf8) },
        {},
      ])
    #expect(try uids(fixture) == ["C1", "C2", "C3"])
  }

  @Test func `a file that was written anew, and is longer, is read from its start`() throws {
    let fixture = try ImportFixture()
    let path = try fixture.write(header + row(1), to: "conn.log")
    _ = try follow(
      fixture, [path],
      [
        {
          try (self.header + self.row(3) + self.row(4) + self.row(5))
            .write(toFile: path, atomically: false, encoding: .utf8)
        }, { try self.append(self.row(6), to: path) }, {},
      ])
    #expect(try uids(fixture) == ["C1", "C3", "C4", "C5", "C6"])
  }

  @Test func `a file that is empty at first, and one that is no log until its header is there`()
    throws
  {
    let fixture = try ImportFixture()
    let empty = try fixture.write("", to: "a.log")
    let partial = try fixture.write("#sep", to: "b.log")
    _ = try follow(
      fixture, [empty, partial],
      [
        { try self.append(self.header + self.row(1), to: empty) },
        {
          try (self.header + self.row(2)).write(toFile: partial, atomically: false, encoding: .utf8)
        }, {},
      ])
    #expect(try uids(fixture) == ["C1", "C2"])
  }

  @Test func `it goes on where an import has stopped`() throws {
    let fixture = try ImportFixture()
    let path = try fixture.write(header + row(1), to: "conn.log")
    #expect(try fixture.load(path).inserted == 1)
    try append(row(2), to: path)
    _ = try follow(fixture, [path], [{ try self.append(self.row(3), to: path) }, {}])
    #expect(try uids(fixture) == ["C1", "C2", "C3"])
    #expect(try fixture.rows("SELECT count(*), sum(Inserted) FROM Import") == ["1|3"])
  }

  @Test func `a compressed file is read once, and again when it is another`() throws {
    let fixture = try ImportFixture()
    let rows = header + (1...9).map { row($0) }.joined()
    let path = try gzip(try fixture.write(rows, to: "conn.log"))
    let reports = try follow(
      fixture, [path],
      [{}, {}, { _ = try gzip(try fixture.write(rows + self.row(10), to: "conn.log")) }, {}])
    #expect(reports.map(\.inserted) == [9, 1])
  }

  @Test func `a path that cannot be looked at is told once, and read when it is there`() throws {
    let fixture = try ImportFixture()
    let path = fixture.directory.path("late.log")
    let reports = try follow(
      fixture, [path],
      [{}, {}, { _ = try fixture.write(self.header + self.row(1), to: "late.log") }, {}])
    #expect(
      reports.map(\.outcome) == [.failed("there is no such file or folder"), .imported])
  }
}
