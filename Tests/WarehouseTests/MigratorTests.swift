import Migrations
import SQLite
import TestSupport
import Testing

@testable import Warehouse

@Suite struct MigratorTests {
  private static let first = SchemaMigration(
    number: 1, name: "V0001__first",
    text: """
      CREATE TABLE Migration (Number INTEGER PRIMARY KEY, Name TEXT, AppliedAt INTEGER, Text TEXT);
      CREATE TABLE Place (Id INTEGER PRIMARY KEY);
      """)
  private static let second = SchemaMigration(
    number: 2, name: "V0002__second", text: "ALTER TABLE Place ADD COLUMN Name TEXT;")

  private struct World {
    let directory: TemporaryDirectory
    let connection: Connection

    init() throws {
      directory = try TemporaryDirectory()
      connection = try Connection(path: directory.path("a.db"), mode: .create)
    }

    func migrate(_ migrations: [SchemaMigration], isAllowed: Bool = true) throws {
      try Migrator(connection: connection, path: "a.db", migrations: migrations)
        .migrate(isAllowed: isAllowed)
    }

    func names(_ sql: String) throws -> [String] {
      var names: [String] = []
      try connection.prepare(sql).eachRow { names.append($0.text(0)) }
      return names
    }
  }

  @Test func `a step is added to a database of the step before, once`() throws {
    let world = try World()
    try world.migrate([Self.first])
    try world.migrate([Self.first, Self.second])
    try world.migrate([Self.first, Self.second])
    #expect(
      try world.names("SELECT Name FROM Migration ORDER BY Number")
        == ["V0001__first", "V0002__second"])
    #expect(try world.names("SELECT name FROM pragma_table_info('Place')") == ["Id", "Name"])
  }

  @Test func `a step that fails leaves the database at the step before`() throws {
    let world = try World()
    try world.migrate([Self.first])
    let broken = SchemaMigration(
      number: 2, name: "V0002__broken", text: "CREATE TABLE Half (Id); SELECT * FROM Nowhere;")
    #expect(throws: SQLiteError.self) { try world.migrate([Self.first, broken]) }
    #expect(
      try world.names("SELECT name FROM sqlite_schema ORDER BY name") == ["Migration", "Place"])
    #expect(try world.names("SELECT Name FROM Migration") == ["V0001__first"])
  }

  @Test func `a reader does not upgrade, and says what does`() throws {
    let world = try World()
    try world.migrate([Self.first])
    do {
      try world.migrate([Self.first, Self.second], isAllowed: false)
      Issue.record("upgraded by a reader")
    } catch let error as WarehouseError {
      #expect("\(error)".contains("`picket ingest` or `picket import` upgrades it"))
    }
  }
}
