import Foundation
import Indicators
import SQLite
import TestSupport
import Testing

@testable import Warehouse

/// What hunts have returned: each match once, each copy of a row once, and nothing without its
/// acknowledgement.
@Suite struct HuntBookTests {
  private let matches = """
    SELECT r.Id, i.Id, d.Value FROM Indicator AS i
    JOIN Observable AS d ON d.Value = i.NetworkIP
    JOIN NetworkConnectionRow AS r ON r.DestinationIPId = d.Id ORDER BY r.Id, i.Id
    """

  /// A run over the matches; not acknowledged.
  private func begin(
    _ fixture: WarehouseFixture, _ name: String = "hunt", text: String = "text", now: Int64 = 1
  ) throws -> (turn: HuntTurn, rows: [String]) {
    let reader = try WarehouseDatabase(path: fixture.database.path, access: .read)
    return try reader.snapshot {
      let turn = try HuntTurn(of: name, text: text, in: reader, now: now)
      var rows: [String] = []
      try reader.connection.prepare(matches).eachRow { row in
        if try turn.isNew(row: row.int64(0), indicator: row.int64(1)) { rows.append(row.text(2)) }
      }
      return (turn, rows)
    }
  }

  /// A run over the rows of a query by their cells; not acknowledged.
  private func begin(_ fixture: WarehouseFixture, query: String) throws -> (HuntTurn, [String]) {
    let reader = try WarehouseDatabase(path: fixture.database.path, access: .read)
    return try reader.snapshot {
      let turn = try HuntTurn(of: "cells", text: query, in: reader, now: 1)
      var rows: [String] = []
      try reader.connection.prepare(query).eachRow { row in
        if try turn.isNew(row, columns: row.count) { rows.append(row.text(0)) }
      }
      return (turn, rows)
    }
  }

  private func commit(_ turn: HuntTurn, _ fixture: WarehouseFixture) throws {
    try HuntBook(path: fixture.database.path).commit([turn])
  }

  private func world() throws -> WarehouseFixture {
    let fixture = try WarehouseFixture()
    try fixture.ingest([try fixture.object("a", address: "192.0.2.1")])
    try fixture.importConnections(
      [(1, "10.0.0.1", "192.0.2.1"), (2, "10.0.0.1", "192.0.2.2")], name: "one")
    return fixture
  }

  @Test func `a match comes once, and again where it was not acknowledged`() throws {
    let fixture = try world()
    #expect(try begin(fixture).rows == ["192.0.2.1"])
    let (turn, rows) = try begin(fixture)
    #expect(rows == ["192.0.2.1"])
    try commit(turn, fixture)
    #expect(try begin(fixture).rows == [])
    #expect(try begin(fixture, "another").rows == ["192.0.2.1"])
  }

  @Test func `new rows and new indicators bring new matches`() throws {
    let fixture = try world()
    try commit(try begin(fixture).turn, fixture)
    try fixture.importConnections([(3, "10.0.0.1", "192.0.2.1")], name: "two")
    let (second, rows) = try begin(fixture)
    #expect(rows == ["192.0.2.1"])
    try commit(second, fixture)
    try fixture.ingest([try fixture.object("b", address: "192.0.2.2")])
    let (third, others) = try begin(fixture)
    #expect(others == ["192.0.2.2"])
    try commit(third, fixture)
    #expect(try begin(fixture).rows == [])
    #expect(try fixture.rows("SELECT Turn, Returned FROM HuntState") == ["3|3"])
  }

  @Test func `an indicator that is updated brings nothing again`() throws {
    let fixture = try world()
    try commit(try begin(fixture).turn, fixture)
    try fixture.ingest([
      try fixture.object(
        "a", address: "192.0.2.1", modified: newYear.adding(days: 1), text: "other")
    ])
    #expect(try fixture.rows("SELECT Description FROM Indicator") == ["other"])
    #expect(try begin(fixture).rows == [])
  }

  @Test func `of two runs at once the second is refused, and its rows come again`() throws {
    let fixture = try world()
    for _ in 1...2 {
      let one = try begin(fixture).turn
      try fixture.importConnections(
        [(3, "10.0.0.1", "192.0.2.1")], name: "more \(one.marks.sequence)")
      let two = try begin(fixture)
      try commit(one, fixture)
      let before = try fixture.rows("SELECT * FROM HuntReturnedMatch")
      #expect(throws: HuntBookError.overtaken(name: "hunt")) { try commit(two.turn, fixture) }
      #expect(try fixture.rows("SELECT * FROM HuntReturnedMatch") == before)
      let third = try begin(fixture)
      #expect(third.rows == ["192.0.2.1"])
      try commit(third.turn, fixture)
    }
  }

  @Test func `runs of several hunts are acknowledged together or not at all`() throws {
    let fixture = try world()
    let stale = try begin(fixture, "stale").turn
    try commit(try begin(fixture, "stale").turn, fixture)
    let fresh = try begin(fixture, "fresh").turn
    #expect(throws: HuntBookError.overtaken(name: "stale")) {
      try HuntBook(path: fixture.database.path).commit([fresh, stale])
    }
    #expect(try fixture.rows("SELECT Name FROM HuntState") == ["stale"])
  }

  @Test func `a hunt that is forgotten returns everything again`() throws {
    let fixture = try world()
    try commit(try begin(fixture).turn, fixture)
    let book = try HuntBook(path: fixture.database.path)
    let stale = try begin(fixture).turn
    #expect(try book.forget("hunt") == 1)
    let counts = """
      SELECT (SELECT count(*) FROM HuntState), (SELECT count(*) FROM HuntReturnedMatch)
      """
    #expect(try fixture.rows(counts) == ["0|0"])
    #expect(throws: HuntBookError.overtaken(name: "hunt")) { try book.commit([stale]) }
    #expect(try begin(fixture).rows == ["192.0.2.1"])
    #expect(throws: HuntBookError.unknown(name: "hunt", known: [])) { try book.forget("hunt") }
  }

  @Test func `a book is opened where there is a warehouse, and makes none`() throws {
    let directory = try TemporaryDirectory()
    #expect(throws: WarehouseError.self) { try HuntBook(path: directory.path("none.db")) }
    let empty = try directory.write("", to: "empty.db")
    #expect(throws: WarehouseError.self) { try HuntBook(path: empty) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: empty)).isEmpty)
    #expect(!FileManager.default.fileExists(atPath: directory.path("none.db")))
  }

  // MARK: Rows without a match of their own

  @Test func `rows of the same cells come as often as they are there`() throws {
    let fixture = try world()
    func run(_ list: String...) throws -> [String] {
      let query = "SELECT column1 FROM (VALUES \(list.map { "('\($0)')" }.joined(separator: ",")))"
      let (turn, rows) = try begin(fixture, query: query)
      try commit(turn, fixture)
      return rows
    }
    #expect(try run("a", "b", "a") == ["a", "b", "a"])
    #expect(try run("a", "a", "b") == [])
    #expect(try run("a", "c", "a", "a") == ["c", "a"])
    // What was gone for a while is not new.
    #expect(try run("d") == ["d"])
    #expect(try run("a", "a", "a", "a", "b", "c", "d") == ["a"])
  }

  @Test func `cells differ by type and by where they end`() throws {
    let fixture = try world()
    let query = """
      SELECT 1, 'a', 'bc' UNION ALL SELECT 1.0, 'a', 'bc' UNION ALL SELECT '1', 'a', 'bc'
      UNION ALL SELECT 1, 'ab', 'c' UNION ALL SELECT NULL, '', 'abc' UNION ALL SELECT x'31', 'a', 'bc'
      """
    let (turn, rows) = try begin(fixture, query: query)
    #expect(rows.count == 6)
    try commit(turn, fixture)
    #expect(try fixture.rows("SELECT count(*) FROM HuntReturnedRow") == ["6"])
    #expect(try begin(fixture, query: query).1 == [])
  }

  // MARK: Marks

  @Test func `marks are given where nothing but what is new can be new`() throws {
    let fixture = try world()
    #expect(try begin(fixture, now: 10).turn.since == nil)
    let first = try begin(fixture, now: 10).turn
    try commit(first, fixture)
    try fixture.importConnections([(3, "10.0.0.1", "192.0.2.1")], name: "two")
    #expect(try begin(fixture, now: 10).turn.since == first.marks)
    #expect(try begin(fixture, now: 11).turn.since == first.marks)
    #expect(try begin(fixture, now: 9).turn.since == nil)
    let changed = try begin(fixture, text: "other", now: 11).turn
    #expect(changed.since == nil)
    #expect(changed.isChanged)
    // An earlier clock in between does not turn the hunt's clock back.
    try commit(try begin(fixture, now: 5).turn, fixture)
    #expect(try begin(fixture, now: 9).turn.since == nil)
    #expect(try begin(fixture, now: 10).turn.since != nil)
  }

  @Test func `an indicator's version is never given again`() throws {
    let fixture = try world()
    try fixture.ingest([try fixture.object("b", address: "192.0.2.2")])
    let seen = try begin(fixture).turn
    try commit(seen, fixture)
    // The newest indicator goes without a new one.
    var gone = try fixture.object("b", address: "", modified: newYear.adding(days: 1))
    gone.indicators = []
    try fixture.ingest([gone])
    try fixture.ingest([try fixture.object("c", address: "192.0.2.2")])
    let version = try fixture.rows("SELECT max(Version) FROM Indicator").first.flatMap { Int64($0) }
    #expect(try #require(version) > seen.marks.version)
    // Whatever id it has been given, it is another indicator.
    #expect(try begin(fixture).rows == ["192.0.2.2"])
  }

  // MARK: What changes while a hunt runs

  @Test func `a run stands on one state of the warehouse`() throws {
    let fixture = try world()
    let reader = try WarehouseDatabase(path: fixture.database.path, access: .read)
    let marks = try reader.snapshot {
      let turn = try HuntTurn(of: "hunt", text: "text", in: reader, now: 1)
      try fixture.importConnections([(3, "10.0.0.1", "192.0.2.1")], name: "meanwhile")
      let rows = try reader.connection.prepare("SELECT count(*) FROM NetworkConnectionRow")
      #expect(try rows.first { $0.int(0) } == 2)
      return turn.marks
    }
    #expect(try HuntMarks.current(fixture.database.connection).sequence == marks.sequence + 1)
  }

  @Test func `what was merged, purged or changed meanwhile is not acknowledged`() throws {
    let changes: [(String, (WarehouseFixture) throws -> Void)] = [
      (
        "merged",
        { fixture in
          try fixture.database.connection.execute("UPDATE Run SET Id = Id + 100")
        }
      ),
      (
        "updated",
        { fixture in
          try fixture.ingest([
            try fixture.object(
              "a", address: "192.0.2.1", modified: newYear.adding(days: 1), text: "other")
          ])
        }
      ),
      (
        "deleted",
        { fixture in
          var gone = try fixture.object("a", address: "", modified: newYear.adding(days: 1))
          gone.indicators = []
          try fixture.ingest([gone])
        }
      ),
    ]
    for (name, change) in changes {
      let fixture = try world()
      let turn = try begin(fixture).turn
      try fixture.database.connection.execute("PRAGMA foreign_keys = OFF")
      try change(fixture)
      #expect(throws: HuntBookError.changed(name: "hunt"), "\(name)") { try commit(turn, fixture) }
      #expect(try fixture.rows("SELECT count(*) FROM HuntState") == ["0"], "\(name)")
    }
  }

  @Test func `runs that are merged keep what was returned of them`() throws {
    let fixture = try world()
    for number in 2...12 {
      try fixture.importConnections([(1, "10.0.0.1", "192.0.2.1")], name: "\(number)")
    }
    try commit(try begin(fixture).turn, fixture)
    let runs = try fixture.rows("SELECT count(*) FROM Run")
    #expect(try RunMerge(database: fixture.database).run() > 0)
    #expect(try fixture.rows("SELECT count(*) FROM Run") != runs)
    #expect(try begin(fixture).rows == [])
    try fixture.importConnections([(1, "10.0.0.1", "192.0.2.1")], name: "new")
    #expect(try begin(fixture).rows == ["192.0.2.1"])
  }
}
