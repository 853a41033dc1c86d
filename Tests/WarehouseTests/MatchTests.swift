import Indicators
import TestSupport
import Testing

@testable import Warehouse

/// The matches are kept as data arrives; here they are held against a recomputation.
@Suite struct MatchTests {
  private static let recomputed = """
    SELECT o.Role, o.RunId, b.Value, o.FirstRow, o.LastRow
    FROM Occurrence AS o JOIN Observable AS b ON b.Id = o.ObservableId
    WHERE b.Value IN (SELECT NetworkIP FROM Indicator WHERE NetworkIP <> '')
    ORDER BY 1, 2, 3
    """
  private static let kept = """
    SELECT o.Role, o.RunId, b.Value, o.FirstRow, o.LastRow
    FROM MatchOccurrence AS o JOIN MatchedObservable AS b ON b.Id = o.ObservableId
    ORDER BY 1, 2, 3
    """

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `any sequence of ingests and imports leaves the matches of a recomputation`(
    seed: UInt64
  ) throws {
    let fixture = try WarehouseFixture()
    var generator = SeededGenerator(state: seed)
    func address() -> String { "192.0.2.\(Int.random(in: 1...20, using: &generator))" }
    for step in 0..<150 {
      if Bool.random(using: &generator) {
        let count = Int.random(in: 1...6, using: &generator)
        let rows = (0..<count).map { (Int64(step * 10 + $0), "10.0.0.1", address()) }
        try fixture.importConnections(rows, name: "log \(step)")
      } else {
        let id = "indicator \(Int.random(in: 1...10, using: &generator))"
        let object = try fixture.object(
          id, address: address(), modified: newYear.adding(days: Int64(step)))
        try fixture.ingest([object], source: Bool.random(using: &generator) ? "One" : "Two")
      }
      #expect(try fixture.rows(Self.kept) == fixture.rows(Self.recomputed), "step \(step)")
    }
    let roles = try fixture.rows("SELECT count(*) FROM Observable WHERE Roles & 1 AND Value = ''")
    #expect(roles == ["0"])
  }

  @Test func `rows of a run lie side by side by destination and keep their times`() throws {
    let fixture = try WarehouseFixture()
    try fixture.importConnections(
      [
        (5, "10.0.0.1", "198.51.100.2"), (1, "10.0.0.2", "198.51.100.1"),
        (3, "10.0.0.3", "198.51.100.2"), (9, "10.0.0.1", ""),
      ], name: "a")
    #expect(
      try fixture.rows(
        "SELECT DestinationIP, TimeGenerated, SourceIP FROM NetworkConnection ORDER BY 1, 2")
        == [
          "|2026-01-01T00:00:09.0000000Z|10.0.0.1",
          "198.51.100.1|2026-01-01T00:00:01.0000000Z|10.0.0.2",
          "198.51.100.2|2026-01-01T00:00:03.0000000Z|10.0.0.3",
          "198.51.100.2|2026-01-01T00:00:05.0000000Z|10.0.0.1",
        ])
    #expect(
      try fixture.rows(
        """
        SELECT b.Value, o.LastRow - o.FirstRow + 1, (o.LastSeen - o.FirstSeen) / 10000000
        FROM Occurrence AS o JOIN Observable AS b ON b.Id = o.ObservableId WHERE o.Role = 2
        ORDER BY 1
        """) == ["198.51.100.1|1|0", "198.51.100.2|2|2"])
    #expect(try fixture.rows("SELECT count(*) FROM MatchedObservable") == ["0"])
  }
}
