import Indicators
import SQLite
import TestSupport
import Testing

@testable import Warehouse

/// Step 8 on a database of step 7: rows that are there have the type of their file.
@Suite struct EventTypeMigrationTests {
  @Test func `rows that came before have the type of their file`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("picket.db")
    let rows = "SELECT EventType, DestinationIP FROM NetworkConnection"
    var before: [String] = []
    do {
      let fixture = try WarehouseFixture(opening: path, in: directory)
      try fixture.importConnections([(0, "192.0.2.1", "203.0.113.9")], name: "conn.log")
      before = try fixture.rows(rows)
      try #require(before.count == 1)
      // Back to step 7.
      try fixture.database.connection.execute(
        """
        \(undoEventTypes)
        DELETE FROM Migration WHERE Number >= 8;
        """)
    }
    let fixture = try WarehouseFixture(opening: path, in: directory)
    #expect(try fixture.rows(rows) == before)
  }
}
