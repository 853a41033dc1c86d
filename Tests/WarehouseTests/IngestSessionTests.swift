import Indicators
import SQLite
import TestSupport
import Testing

@testable import Warehouse

@Suite struct IngestSessionTests {
  @Test func `the same objects again change nothing`() throws {
    let fixture = try WarehouseFixture()
    let objects = [
      try fixture.object("a", address: "192.0.2.1"), try fixture.object("b", address: "192.0.2.2"),
    ]
    let first = try fixture.ingest(objects)
    #expect((first.new, first.updated, first.unchanged) == (2, 0, 0))
    let before = try fixture.rows("SELECT * FROM Indicator")
    let second = try fixture.ingest(objects)
    #expect((second.new, second.updated, second.unchanged) == (0, 0, 2))
    #expect(try fixture.rows("SELECT * FROM Indicator") == before)
  }

  @Test func `a newer version replaces the row, an older one does not`() throws {
    let fixture = try WarehouseFixture()
    let later = newYear.adding(days: 1)
    try fixture.ingest([try fixture.object("a", address: "192.0.2.1", text: "first")])
    let newer = try fixture.ingest([
      try fixture.object("a", address: "192.0.2.1", modified: later, text: "second")
    ])
    #expect(newer.updated == 1)
    let older = try fixture.ingest([try fixture.object("a", address: "192.0.2.1", text: "stale")])
    #expect((older.updated, older.unchanged) == (0, 1))
    #expect(try fixture.rows("SELECT Description FROM Indicator") == ["second"])
  }

  @Test func `an observable that a new version no longer names is no match any more`() throws {
    let fixture = try WarehouseFixture()
    try fixture.importConnections(
      [(1, "10.0.0.1", "192.0.2.1"), (2, "10.0.0.1", "192.0.2.2")], name: "a")
    try fixture.ingest([try fixture.object("a", address: "192.0.2.1")])
    #expect(try fixture.rows("SELECT Value FROM MatchedObservable") == ["192.0.2.1"])
    try fixture.ingest([
      try fixture.object("a", address: "192.0.2.2", modified: newYear.adding(days: 1))
    ])
    #expect(try fixture.rows("SELECT Value FROM MatchedObservable") == ["192.0.2.2"])
    #expect(try fixture.rows("SELECT NetworkIP FROM ThreatIntelligenceIndicator") == ["192.0.2.2"])
    #expect(
      try fixture.rows(
        "SELECT Value FROM MatchOccurrence JOIN Observable ON Id = ObservableId") == ["192.0.2.2"])
  }

  @Test func `two sources may hold the same indicator`() throws {
    let fixture = try WarehouseFixture()
    let object = try fixture.object("a", address: "192.0.2.1")
    try fixture.ingest([object], source: "One")
    let counts = try fixture.ingest([object], source: "Two")
    #expect(counts.new == 1)
    #expect(
      try fixture.rows("SELECT SourceSystem FROM ThreatIntelligenceIndicator ORDER BY 1")
        == ["One", "Two"])
  }

  @Test func `expired rows are counted and inactive`() throws {
    let fixture = try WarehouseFixture()
    let counts = try fixture.ingest([
      try fixture.object("a", address: "192.0.2.1", expires: newYear.adding(days: -1)),
      try fixture.object("b", address: "192.0.2.2", expires: .max),
    ])
    #expect(counts.expired == 1)
    #expect(
      try fixture.rows("SELECT Active FROM ThreatIntelligenceIndicator ORDER BY NetworkIP")
        == ["0", "1"])
  }

  @Test func `a page and its watermark are committed together or not at all`() throws {
    struct Stop: Error {}
    let fixture = try WarehouseFixture()
    let session = IngestSession(
      database: fixture.database,
      source: SourceDescription(sourceSystem: "Feed", kind: "taxii", address: "http://localhost/"),
      collection: "all", now: newYear)
    try session.commit(
      [try fixture.object("a", address: "192.0.2.1")], watermark: "2026-01-01T00:00:00.000000Z")
    #expect(try session.watermark() == "2026-01-01T00:00:00.000000Z")
    try fixture.database.connection.execute(
      "CREATE TRIGGER full BEFORE INSERT ON Watermark BEGIN SELECT RAISE(ABORT, 'no'); END")
    #expect(throws: WarehouseError.self) {
      try session.commit(
        [try fixture.object("b", address: "192.0.2.2")], watermark: "2026-01-02T00:00:00.000000Z")
    }
    #expect(try fixture.rows("SELECT NetworkIP FROM Indicator") == ["192.0.2.1"])
    #expect(try session.watermark() == "2026-01-01T00:00:00.000000Z")
  }

  @Test func `rejections are kept once, however often they come`() throws {
    let fixture = try WarehouseFixture()
    var object = try fixture.object("a", address: "192.0.2.1")
    object.indicators = []
    object.rejections = [Rejection(objectId: "a", reason: "no pattern", excerpt: "x\u{1b}[2J")]
    #expect(try fixture.ingest([object]).rejected == 1)
    #expect(try fixture.ingest([object]).rejected == 1)
    #expect(
      try fixture.rows("SELECT Origin, ObjectId, Reason, Excerpt FROM Rejection")
        == ["Feed|a|no pattern|x\\x1b[2J"])
  }

  @Test func `an identity gives its name to the rows that name it, before or after them`() throws {
    let fixture = try WarehouseFixture()
    func identity(_ name: String) -> FeedObject {
      FeedObject(
        objectId: "identity--1", stixType: "identity", data: Array("{\"name\":\"\(name)\"}".utf8),
        mapping: "1", isIndicator: false)
    }
    var early = try fixture.object("a", address: "192.0.2.1")
    early.data = Array("{\"created_by_ref\":\"identity--1\"}".utf8)
    early.createdByRef = "identity--1"
    var late = try fixture.object("b", address: "192.0.2.2")
    late.createdByRef = "identity--1"
    let counts = try fixture.ingest([early, identity("Example CERT"), late])
    #expect(counts.other == 1)
    #expect(
      try fixture.rows("SELECT IndicatorProvider FROM Indicator ORDER BY NetworkIP")
        == ["Example CERT", "Example CERT"])
  }

  @Test func `of two objects that give the same row the later one counts, in any order`() throws {
    let fixture = try WarehouseFixture()
    func sighting(_ id: String, day: Int64) throws -> FeedObject {
      let seen = newYear.adding(days: day)
      var object = try fixture.object(
        id, address: "192.0.2.1", modified: seen, text: id, expires: seen.adding(days: 30))
      object.indicators[0].indicatorId = "the same"
      return object
    }
    let counts = try fixture.ingest([
      try sighting("new", day: -1), try sighting("old", day: -60),
    ])
    #expect((counts.new, counts.updated, counts.unchanged) == (1, 0, 1))
    #expect(counts.expired == 0)
    #expect(
      try fixture.rows("SELECT Description, ExpirationDateTime FROM ThreatIntelligenceIndicator")
        == ["new|2026-01-30T00:00:00.0000000Z"])
    #expect(try fixture.ingest([try sighting("newest", day: 0)]).updated == 1)
    #expect(try fixture.rows("SELECT Description FROM Indicator") == ["newest"])
  }

  @Test func `what was left unmapped as known takes no rows away when it is known no more`() throws
  {
    let fixture = try WarehouseFixture()
    var known = try fixture.object("a", address: "192.0.2.1", text: "before")
    try fixture.ingest([known])
    let session = IngestSession(
      database: fixture.database,
      source: SourceDescription(sourceSystem: "Feed", kind: "file", address: "test"),
      collection: "", now: newYear)
    #expect(try session.recognize(&known))
    known.indicators = []
    // Another process brings another version with the same `modified`.
    try fixture.ingest([try fixture.object("a", address: "192.0.2.1", text: "since")])
    try session.commit([known], watermark: nil)
    #expect(try fixture.rows("SELECT NetworkIP, Description FROM Indicator") == ["192.0.2.1|since"])
    #expect((session.counts.updated, session.counts.unchanged) == (0, 1))
  }

  @Test func `identities behind their indicators each give their own name`() throws {
    let fixture = try WarehouseFixture()
    var objects: [FeedObject] = []
    for number in 0..<300 {
      var object = try fixture.object("\(number)", address: "10.0.\(number / 250).\(number % 250)")
      object.createdByRef = "identity--\(number)"
      object.data = Array("{\"created_by_ref\":\"identity--\(number)\"}".utf8)
      objects.append(object)
    }
    for number in 0..<300 {
      objects.append(
        FeedObject(
          objectId: "identity--\(number)", stixType: "identity",
          data: Array("{\"name\":\"CERT \(number)\"}".utf8), mapping: "1", isIndicator: false))
    }
    try fixture.ingest(objects)
    #expect(
      try fixture.rows(
        "SELECT count(*) FROM Indicator WHERE IndicatorProvider = 'CERT ' || IndicatorId")
        == ["300"])
  }

  @Test func `an id that becomes something else than an indicator takes its rows along`() throws {
    let fixture = try WarehouseFixture()
    try fixture.ingest([try fixture.object("x", address: "192.0.2.1")])
    try fixture.ingest([
      FeedObject(
        objectId: "x", stixType: "malware", data: Array("{}".utf8), mapping: "1", isIndicator: false
      )
    ])
    #expect(try fixture.rows("SELECT count(*) FROM Indicator") == ["0"])
    #expect(try fixture.rows("SELECT Value FROM Observable WHERE Value <> ''") == [])
    #expect(try fixture.rows("SELECT Id, StixType FROM ThreatIntelObjects") == ["x|malware"])
  }

  @Test func `a reason that quotes a feed is cut and holds no control character`() {
    let hostile = String(repeating: "\u{1b}[2J", count: 100_000)
    let rejection = Rejection(reason: "pattern_type \(hostile)", excerpt: "")
    #expect(rejection.reason.hasPrefix("pattern_type \\x1b[2J\\x1b[2J"))
    #expect(rejection.reason.utf8.count < 2_000)
    #expect(!rejection.reason.utf8.contains(0x1b))
  }

  @Test func `no control character of a feed reaches a reader of the database`() throws {
    let fixture = try WarehouseFixture()
    var object = try fixture.object("a\u{1b}[1m", address: "", text: "\u{1b}]0;title\u{7}\0 seen")
    object.indicators[0].fileName = "a\u{1b}[2J.exe"
    try fixture.ingest([object])
    #expect(
      try fixture.rows("SELECT Description, FileName FROM ThreatIntelligenceIndicator")
        == ["\\x1b]0;title\\x07\\x00 seen|a\\x1b[2J.exe"])
    #expect(try fixture.rows("SELECT Value FROM Observable WHERE Id > 0") == ["a\\x1b[2J.exe"])
    #expect(try fixture.rows("SELECT Id FROM ThreatIntelObjects") == ["a\\x1b[1m"])
  }
}
