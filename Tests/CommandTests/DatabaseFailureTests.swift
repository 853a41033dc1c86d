// Databases that are not what they should be: refused in one line, and never changed.

import Foundation
import Samples
import TestSupport
import Testing

@Suite struct DatabaseFailureTests {
  private func expectRefused(
    _ workplace: Workplace, by commands: [[String]], _ words: String...
  ) async throws {
    try workplace.directory.write(SampleWarehouse.world.connLog, to: "conn.log")
    try workplace.directory.write("192.0.2.1\n", to: "list.txt")
    for command in commands {
      let result = try await workplace.picket(command)
      expectOneLine(result)
      for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
    }
  }

  private let writers = [["ingest", "file", "list.txt"], ["import", "conn.log"]]
  private let readers = [["hunt"], ["query", "DnsEvents"], ["status"]]

  @Test func `a database of a newer version is refused and not changed`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let insert = try await workplace.sqlite("INSERT INTO Migration VALUES (999, 'V0999', 0, '');")
    #expect(insert.status == 0)
    let before = try await workplace.dump()
    try await expectRefused(
      workplace, by: writers + readers, workplace.database, "another version", "newer schema")
    #expect(try await workplace.dump() == before)
  }

  @Test func `a folder in the database's place is called one`() async throws {
    let workplace = try Workplace()
    try workplace.makeFolder("picket.db")
    try await expectRefused(workplace, by: writers + readers, "is a folder", "--db")
  }

  @Test func `a database of another program is refused and not changed`() async throws {
    let workplace = try Workplace()
    #expect(try await workplace.sqlite("CREATE TABLE Notes (Text TEXT);").status == 0)
    let before = try Data(contentsOf: URL(fileURLWithPath: workplace.database))
    try await expectRefused(workplace, by: readers + writers, "is not a Picket database")
    let after = try Data(contentsOf: URL(fileURLWithPath: workplace.database))
    #expect(after == before)
  }

  @Test func `a text file is refused and not changed`() async throws {
    let workplace = try Workplace()
    try workplace.directory.write("hello\n", to: "picket.db")
    try await expectRefused(workplace, by: writers + readers, "is not a Picket database")
    #expect(try workplace.text(of: "picket.db") == "hello\n")
  }

  @Test func `a read-only file is refused for writing, and hunts go on`() async throws {
    let workplace = try await SampleWarehouse.copy()
    try workplace.setMode(0o444, of: "picket.db")
    try await expectRefused(workplace, by: writers, "cannot be written", "permissions")
    let hunt = try await workplace.picket("hunt", "dns-domain")
    #expect(hunt.status == 0)
    #expect(readCSV(hunt.output).count > 10)
  }

  @Test func `a missing database is an error for readers, and no file is made`() async throws {
    let workplace = try Workplace()
    try await expectRefused(workplace, by: readers, "no database at", "PICKET_DB")
    #expect(!workplace.exists("picket.db"))
  }

  @Test func `a folder that does not exist is told before anything is made`() async throws {
    let workplace = try Workplace()
    try workplace.directory.write("192.0.2.1\n", to: "list.txt")
    let result = try await workplace.picket("ingest", "file", "list.txt", "--db", "no/such/p.db")
    expectOneLine(result, "no/such/p.db", "the folder does not exist")
  }

  @Test func `the database is made with mode 0600, and is one file when the command ends`()
    async throws
  {
    let workplace = try Workplace()
    try workplace.directory.write("192.0.2.1\n", to: "list.txt")
    #expect(try await workplace.picket("ingest", "file", "list.txt").status == 0)
    #expect(try workplace.mode(of: "picket.db") == 0o600)
    // Who copies the one file has all that was committed.
    #expect(!workplace.exists("picket.db-wal"))
    #expect(try await SampleWarehouse.made.files == ["logs", "picket.db"])
  }
}
