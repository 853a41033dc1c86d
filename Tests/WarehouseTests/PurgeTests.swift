import Indicators
import SQLite
import TestSupport
import Testing

@testable import Warehouse

@Suite struct PurgeTests {
  private func cutoff(_ seconds: Int64) -> Int64 {
    newYear.ticks + seconds * Timestamp.ticksPerSecond
  }

  @Test func `whole runs go, others lose their older rows, and indicators stay`() throws {
    let fixture = try WarehouseFixture()
    try fixture.ingest([try fixture.object("i", address: "192.0.2.1")])
    try fixture.importConnections([(1, "10.0.0.1", "192.0.2.1")], name: "old")
    try fixture.importConnections(
      [(5, "10.0.0.1", "192.0.2.2"), (9, "10.0.0.1", "192.0.2.1")], name: "both")
    try fixture.importConnections([(20, "10.0.0.1", "192.0.2.3")], name: "new")
    let indicators = try fixture.rows("SELECT * FROM Indicator")
    let purge = Purge(database: fixture.database)

    let counted = try purge.run(before: cutoff(6), isCounting: true)
    #expect(counted.rows == [.init(table: "NetworkConnection", count: 2)])
    #expect(try fixture.rows("SELECT count(*) FROM NetworkConnection") == ["4"])

    let result = try purge.run(before: cutoff(6))
    #expect(result.rows == counted.rows)
    #expect((result.droppedRuns, result.trimmedRuns) == (1, 1))
    #expect(
      try fixture.rows("SELECT DestinationIP FROM NetworkConnection ORDER BY TimeGenerated")
        == ["192.0.2.1", "192.0.2.3"])
    #expect(try fixture.rows("SELECT min(MinTime) FROM Run") == ["\(cutoff(9))"])
    #expect(try fixture.rows("SELECT * FROM Indicator") == indicators)
    #expect(try fixture.rows("SELECT Value FROM MatchedObservable") == ["192.0.2.1"])
    #expect(
      try fixture.rows("SELECT Value FROM Observable WHERE Value LIKE '192.%' ORDER BY 1")
        == ["192.0.2.1", "192.0.2.3"])
  }

  @Test func `purged rows are not brought back by importing their file again`() throws {
    let fixture = try WarehouseFixture()
    try fixture.importConnections([(1, "10.0.0.1", "192.0.2.1")], name: "old")
    _ = try Purge(database: fixture.database).run(before: cutoff(6))
    #expect(try fixture.rows("SELECT count(*), sum(Inserted) FROM Import") == ["1|1"])
    #expect(try fixture.rows("SELECT count(*) FROM NetworkConnection") == ["0"])
  }

  @Test func `the space is given back`() throws {
    let fixture = try WarehouseFixture()
    let rows = (0..<20_000).map { (Int64($0), "10.0.0.\($0 % 200)", "198.51.100.\($0 % 251)") }
    try fixture.importConnections(rows, name: "many")
    let result = try Purge(database: fixture.database).run(before: cutoff(30_000))
    #expect(result.freedBytes > 500_000)
    #expect(try fixture.rows("PRAGMA freelist_count") == ["0"])
  }

  @Test func `small runs are merged and their rows keep what they hold`() throws {
    let fixture = try WarehouseFixture()
    try fixture.ingest([try fixture.object("i", address: "192.0.2.1")])
    for file in 0..<20 {
      let rows = (0..<5).map { (Int64(file * 5 + $0), "10.0.0.\($0)", "192.0.2.\($0)") }
      try fixture.importConnections(rows, name: "log \(file)")
    }
    let view = "SELECT * FROM NetworkConnection ORDER BY TimeGenerated"
    let before = try fixture.rows(view)
    #expect(try RunMerge(database: fixture.database).run() > 0)
    #expect(try fixture.rows(view) == before)
    let runs = try fixture.rows("SELECT LastRow - FirstRow + 1 FROM Run ORDER BY Sequence")
    #expect(runs.count < 20 && runs.compactMap { Int($0) }.reduce(0, +) == 100)
  }

  @Test func `a merge keeps apart what a hunt has seen from what it has not`() throws {
    let fixture = try WarehouseFixture()
    for file in 0..<12 {
      try fixture.importConnections([(Int64(file), "10.0.0.1", "192.0.2.1")], name: "log \(file)")
    }
    try fixture.database.connection.execute(
      """
      INSERT INTO HuntState SELECT 1, 'h', x'00', (SELECT Sequence FROM Run ORDER BY 1 LIMIT 1 OFFSET 9),
        0, 0, 1, 1, 0;
      INSERT INTO HuntReturnedMatch SELECT 1, FirstRow, 7 FROM Run ORDER BY Sequence LIMIT 10
      """)
    let returned = """
      SELECT r.TimeGenerated FROM HuntReturnedMatch AS t JOIN NetworkConnectionRow AS r
        ON r.Id = t.RowId ORDER BY 1
      """
    let before = try fixture.rows(returned)
    #expect(before.count == 10)
    try RunMerge(database: fixture.database).run()
    #expect(try fixture.rows(returned) == before)
    #expect(
      try fixture.rows(
        "SELECT count(*) FROM Run, HuntState WHERE Run.Sequence > HuntState.Sequence") == ["2"])
    #expect(try fixture.rows("SELECT count(*) FROM Run") == ["5"])
  }
}
