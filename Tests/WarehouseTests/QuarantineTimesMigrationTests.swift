import Indicators
import SQLite
import TestSupport
import Testing

@testable import Warehouse

/// Step 7 on a database of step 6.
@Suite struct QuarantineTimesMigrationTests {
  @Test func `rows that are held back already keep the time they came`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("picket.db")
    do {
      let fixture = try WarehouseFixture(opening: path, in: directory)
      var object = try fixture.object("a", address: "10.0.0.1")
      object.indicators[0].quarantine = "a private address"
      try fixture.ingest([object])
      // Back to step 6.
      try fixture.database.connection.execute(
        """
        \(undoEventTypes)
        ALTER TABLE QuarantinedIndicator DROP COLUMN FirstSeen;
        ALTER TABLE QuarantineAcceptance DROP COLUMN Reason;
        ALTER TABLE IngestRun DROP COLUMN Warning;
        INSERT INTO QuarantineAcceptance VALUES ('10.0.0.2', 1);
        DELETE FROM Migration WHERE Number >= 7;
        """)
    }
    let fixture = try WarehouseFixture(opening: path, in: directory)
    #expect(
      try fixture.rows("SELECT FirstSeen FROM QuarantinedIndicator")
        == ["\(newYear.ticks)"])
    #expect(
      try fixture.rows("SELECT Value, Reason FROM QuarantineAcceptance") == ["10.0.0.2|"])
  }
}
