import Foundation
import SQLite
import TestSupport
import Testing

@testable import Warehouse

@Suite struct WarehouseDatabaseTests {
  private func message(_ path: String, _ access: WarehouseDatabase.Access) -> String {
    do {
      _ = try WarehouseDatabase(path: path, access: access)
      return "opened"
    } catch {
      return "\(error)"
    }
  }

  @Test func `a hunt on a mistyped path is an error and makes no file`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("picket.bd")
    #expect(message(path, .read).hasPrefix("no database at \(path)"))
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `a new database can be read by its owner alone`() throws {
    let fixture = try WarehouseFixture()
    let attributes = try FileManager.default.attributesOfItem(atPath: fixture.database.path)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
  }

  @Test func `a folder, a foreign database and a text file are named as what they are`() throws {
    let directory = try TemporaryDirectory()
    #expect(message(directory.url.path, .write).contains("is a folder"))
    let foreign = directory.path("foreign.db")
    try Connection(path: foreign, mode: .create).execute("CREATE TABLE Invoice (Id)")
    #expect(message(foreign, .read).contains("not a Picket database"))
    #expect(message(foreign, .write).contains("not a Picket database"))
    let text = try directory.write(String(repeating: "no database\n", count: 100), to: "a.txt")
    #expect(message(text, .read).contains("not a Picket database"))
  }

  @Test func `a file without write permission is read, and writing it is refused`() throws {
    let fixture = try WarehouseFixture()
    let path = fixture.directory.path("copy.db")
    try fixture.database.connection.execute("VACUUM INTO '\(path)'")
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
    #expect(message(path, .write).contains("cannot be written"))
    #expect(message(path, .read) == "opened")
  }

  @Test func `a database of a newer version is refused and left as it is`() throws {
    let fixture = try WarehouseFixture()
    try fixture.database.connection.execute(
      "INSERT INTO Migration VALUES (999, 'V0002__later', 0, 'CREATE TABLE Later (a);')")
    #expect(message(fixture.database.path, .write).contains("another version of Picket"))
    #expect(message(fixture.database.path, .read).contains("V0002__later"))
  }

  @Test func `a database whose migration was edited is refused`() throws {
    let fixture = try WarehouseFixture()
    try fixture.database.connection.execute("UPDATE Migration SET Text = Text || ' '")
    #expect(message(fixture.database.path, .write).contains("differs"))
  }

  @Test func `in .schema every column of every table and view carries a comment`() throws {
    let fixture = try WarehouseFixture()
    let names = try fixture.rows(
      "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'")
    #expect(names.count > 15)
    for name in names {
      let schema = try fixture.rows("SELECT sql FROM sqlite_schema WHERE name = '\(name)'")[0]
      let lines = schema.split(separator: "\n").map(String.init)
      for column in try fixture.rows("SELECT name FROM pragma_table_info('\(name)')") {
        let isExplained = lines.indices.contains { index in
          let words = lines[index].split { !$0.isLetter && !$0.isNumber && $0 != "_" }
          let above = index > 0 && lines[index - 1].contains("-- ")
          let comment = lines[index].contains("-- ") || above
          return words.contains(Substring(column)) && comment
        }
        #expect(isExplained, "\(name).\(column)")
      }
    }
  }

  @Test func `an empty file is no database yet`() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("", to: "picket.db")
    #expect(message(path, .read).hasPrefix("no database at \(path)"))
  }

  @Test func `a name that SQLite takes for memory is a file`() throws {
    let name = ":memory:"
    defer { for end in ["", "-wal", "-shm"] { unlink(name + end) } }
    #expect(message(name, .write) == "opened")
    let attributes = try FileManager.default.attributesOfItem(atPath: name)
    #expect((attributes[.size] as? NSNumber)?.intValue ?? 0 > 0)
  }
}
