import Indicators
import SQLite
import TestSupport
import Testing

@testable import Warehouse

/// Two processes that import the same content at the same time, each with its own connection.
@Suite struct ImportConcurrencyTests {
  private static let content = Array("the content of a log".utf8)

  private struct Importer {
    let session: ImportSession

    init(_ path: String) throws {
      let database = try WarehouseDatabase(path: path, access: .write)
      session = ImportSession(database: database, now: newYear.ticks)
    }

    /// Begins the log, or goes on with it, and adds one row.
    func begin() throws {
      let known = try session.knownContents(head: content).first
      try session.beginFile(
        ImportedFile(
          path: "conn.log", format: "zeek-conn", table: NetworkConnectionTable.table,
          deviceVendor: "Zeek", deviceProduct: "Zeek", eventType: "conn", head: content),
        continuing: known)
      addRow()
    }

    func addRow() {
      let run = session.rows(of: NetworkConnectionTable.table)
      run.beginRow()
      run.set(NetworkConnectionTable.timeGenerated, integer: newYear.ticks)
      run.set(NetworkConnectionTable.importId, integer: session.currentFile)
      run.endRow()
      session.addedRow()
    }

    func progress(_ length: Int64) -> ImportProgress {
      ImportProgress(contentLength: length, contentDigest: [UInt8(length)])
    }

    func end() throws {
      session.endFile(progress: progress(20), outcome: .done)
      try session.commit(progress: nil)
    }
  }

  @Test func `two imports of one log at the same time bring its rows once`() throws {
    let fixture = try WarehouseFixture()
    let (first, second) = (
      try Importer(fixture.database.path), try Importer(fixture.database.path)
    )
    try first.begin()
    try second.begin()
    try second.end()
    #expect(throws: WarehouseError.self) { try first.end() }
    #expect(try fixture.rows("SELECT count(*) FROM NetworkConnection") == ["1"])
    #expect(try fixture.rows("SELECT Inserted, Outcome FROM Import") == ["1|done"])
  }

  @Test func `an import that another went on with stops, and its rows come once`() throws {
    let fixture = try WarehouseFixture()
    let (first, second) = (
      try Importer(fixture.database.path), try Importer(fixture.database.path)
    )
    try first.begin()
    try first.session.commit(progress: first.progress(10))
    first.addRow()
    try second.begin()
    try second.end()
    #expect(throws: WarehouseError.self) { try first.end() }
    #expect(try fixture.rows("SELECT count(*) FROM NetworkConnection") == ["2"])
    #expect(try fixture.rows("SELECT Inserted, ContentLength FROM Import") == ["2|20"])
  }

  @Test func `an import goes on with what it has committed itself`() throws {
    let fixture = try WarehouseFixture()
    let importer = try Importer(fixture.database.path)
    try importer.begin()
    try importer.session.commit(progress: importer.progress(10))
    try importer.end()
    try importer.begin()
    try importer.end()
    #expect(try fixture.rows("SELECT count(*), sum(Inserted) FROM Import") == ["1|2"])
  }
}
