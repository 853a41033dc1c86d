import Indicators
import TestSupport
import Testing

@testable import Warehouse

/// The last whole run of a source, and what is said of another size.
@Suite struct SourceSizeTests {
  private func run(
    _ fixture: WarehouseFixture, _ count: Int, watermark: String? = nil, collection: String = "c",
    error: String? = nil
  ) throws -> String {
    let session = IngestSession(
      database: fixture.database,
      source: SourceDescription(sourceSystem: "F", kind: "taxii", address: "http://localhost/"),
      collection: collection, now: newYear)
    let objects = try (0..<count).map { try fixture.object("o\($0)", address: "192.0.2.1") }
    try session.commit(objects, watermark: watermark)
    session.requests = 1
    try session.finish(error: error)
    return session.warning
  }

  @Test(
    arguments: [
      (500, 50, true), (500, 51, false), (500, 0, true), (50, 500, true), (50, 499, false),
      (4, 49, false), (5, 50, true), (49, 4, false), (100, 100, false),
    ])
  func `ten times as many or as few`(before: Int, now: Int, isWarned: Bool) {
    #expect(SourceSize.warning(from: before, to: now).isEmpty == !isWarned)
    #expect(SourceSize.warning(from: nil, to: now) == "")
  }

  @Test func `only whole runs of one collection are compared`() throws {
    let fixture = try WarehouseFixture()
    #expect(try run(fixture, 100) == "")
    // It broke off: its size says nothing, now or later.
    #expect(try run(fixture, 3, error: "broke off") == "")
    #expect(try run(fixture, 110, collection: "d") == "")
    #expect(try run(fixture, 5).hasPrefix("5 objects came, where the last whole run had 100: "))
    #expect(try run(fixture, 60).hasPrefix("60 objects came, where the last whole run had 5: "))
    #expect(try run(fixture, 61, watermark: "2026-01-01T00:00:00Z") == "")
    // What is new since a watermark is few by nature.
    #expect(try run(fixture, 1) == "")
    #expect(
      try fixture.rows("SELECT Fetched FROM IngestRun WHERE Warning <> '' ORDER BY Id")
        == ["5", "60"])
  }
}
