import Migrations
import SQLite
import TestSupport
import Testing

@testable import Warehouse

/// Step 5 on a database of step 4: the objects that are there get their relations and names.
@Suite struct ObjectRelationMigrationTests {
  @Test func `relationships and markings that came before are known afterwards`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("picket.db")
    do {
      let fixture = try WarehouseFixture(opening: path, in: directory)
      var marked = try fixture.object("indicator--1", address: "192.0.2.1")
      marked.data = Array(#"{"object_marking_refs":["marking-definition--1"]}"#.utf8)
      let others = [
        ("malware", "malware--1", #"{"name":"Zeta"}"#),
        ("marking-definition", "marking-definition--1", #"{"definition":{"tlp":"red"}}"#),
        (
          "relationship", "relationship--1",
          #"{"relationship_type":"indicates","source_ref":"indicator--1","target_ref":"malware--1"}"#
        ),
        ("relationship", "relationship--2", "no JSON"),
        ("indicator", "indicator--2", "no JSON"),
      ].map { type, id, data in
        FeedObject(
          objectId: id, stixType: type, data: Array(data.utf8), mapping: "1",
          isIndicator: type == "indicator")
      }
      try fixture.ingest([marked] + others)
      // Back to step 4.
      try fixture.database.connection.execute(
        """
        \(undoEventTypes)
        DROP TABLE ObjectRelation; DROP TABLE QuarantinedIndicator; DROP TABLE QuarantineAcceptance;
        DELETE FROM Migration WHERE Number >= 5;
        \(Self.columns.map { "ALTER TABLE IngestRun DROP COLUMN \($0);" }.joined(separator: "\n"))
        """)
    }
    let fixture = try WarehouseFixture(opening: path, in: directory)
    #expect(
      try fixture.rows(
        "SELECT MalwareNames, TrafficLightProtocolLevel FROM Indicator ORDER BY NetworkIP")
        == ["Zeta|red"])
    #expect(
      try fixture.rows("SELECT FromId, ToId, Kind FROM ObjectRelation ORDER BY Kind")
        == ["indicator--1|malware--1|1", "indicator--1|marking-definition--1|2"])
  }

  private static let columns = [
    "Requests", "Revoked", "Types", "Reasons", "Oldest", "Newest", "WatermarkBefore",
    "WatermarkAfter", "Gap", "Quarantined", "Warning",
  ]
}
