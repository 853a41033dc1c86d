import Indicators
import TestSupport
import Testing

@testable import Warehouse

/// Whatever comes and goes, in whatever order: the derived tables hold what a recomputation finds.
@Suite struct MatchSequenceTests {
  /// A small world, in which everything meets everything sooner or later.
  private struct World {
    let fixture: WarehouseFixture
    var generator: SeededGenerator
    var step = 0

    init(seed: UInt64) throws {
      fixture = try WarehouseFixture()
      generator = SeededGenerator(state: seed)
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
      generator.pick(elements)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
      Int.random(in: range, using: &generator)
    }

    mutating func address() -> String {
      pick(["192.0.2.\(number(1...8))", "192.0.3.\(number(1...8))", "2001:db8::\(number(1...6))"])
    }

    mutating func name() -> String {
      let domain = pick(["evil.example", "bad.example", "example", "co.example"])
      return pick(["", "www.", "a.b.", "x\(number(1...3))."]) + domain
    }

    mutating func hash() -> String { String(repeating: "\(number(0...4))", count: 64) }

    /// An indicator of any kind, by one of a few ids, so that it often changes what it holds.
    mutating func object() throws -> FeedObject {
      var row = Indicator()
      let id = "indicator \(number(1...12))"
      row.indicatorId = id
      switch number(0...5) {
      case 0: row.networkIP = address()
      case 1: row.domainName = name()
      case 2:
        row.networkCidrBlock = pick([
          "192.0.2.0/24", "192.0.0.0/16", "192.0.2.0/30", "2001:db8::/32", "::/0", "192.0.2.4/32",
        ])
      case 3: row.networkSourceCidrBlock = pick(["192.0.3.0/29", "192.0.2.0/24"])
      case 4: row.url = "http://\(pick([name(), address()]))/\(number(1...2))"
      default: row.fileHashValue = hash()
      }
      row.revoked = number(0...9) == 0
      row.expirationDateTime = newYear.adding(days: Int64(number(-20...20)))
      let modified = newYear.adding(days: Int64(step))
      row.modified = modified
      // One in eight comes again without anything that can be used.
      let rows = number(0...7) == 0 ? [] : [row]
      return FeedObject(
        objectId: id, stixType: "indicator", modified: modified,
        data: Array("{\"id\":\"\(id)\",\"step\":\(step)}".utf8), mapping: "1", isIndicator: true,
        indicators: rows)
    }

    mutating func ingest() throws {
      let objects = try (0..<number(1...4)).map { _ in try object() }
      try fixture.ingest(objects, source: pick(["One", "Two"]))
    }

    mutating func importRows() throws {
      let count = number(1...12)
      var rows: [WarehouseFixture.LogRow] = []
      for _ in 0..<count {
        let seconds = Int64(step * 1_000 + number(0...5_000))
        switch number(0...2) {
        case 0:
          rows.append(
            .connection(
              seconds, source: pick([address(), "10.0.0.1", ""]),
              destination: pick([address(), ""]), host: pick([name(), address(), "", ""])))
        case 1:
          rows.append(
            .query(
              seconds, client: pick(["10.0.0.1", address(), ""]), name: pick([name(), ""]),
              answers: (0..<number(0...3)).map { _ in address() }))
        default:
          rows.append(.file(seconds, sha256: pick([hash(), ""]), sha1: "", md5: hash()))
        }
      }
      try fixture.importLog(rows, name: "log \(step)")
    }

    mutating func advance() throws {
      step += 1
      switch number(0...19) {
      case 0...8: try ingest()
      case 9...16: try importRows()
      case 17:
        let cutoff = newYear.ticks + Int64(step * 1_000 - 20_000) * Timestamp.ticksPerSecond
        _ = try Purge(database: fixture.database).run(before: cutoff)
      default: try RunMerge(database: fixture.database).run()
      }
    }
  }

  @Test(arguments: Array(1...8) as [UInt64])
  func `any sequence of ingest, import, purge and merge leaves the matches of a recomputation`(
    seed: UInt64
  ) throws {
    var world = try World(seed: seed)
    let oracle = MatchOracle(fixture: world.fixture)
    for _ in 0..<400 {
      try world.advance()
      let differences = try oracle.differences()
      try #require(differences.isEmpty, "seed \(seed), step \(world.step): \(differences)")
    }
    #expect(try world.fixture.rows("PRAGMA foreign_key_check").isEmpty)
    #expect(try world.fixture.rows("PRAGMA integrity_check") == ["ok"])
  }

  @Test func `purging everything leaves no observable that no indicator holds`() throws {
    var world = try World(seed: 99)
    for _ in 0..<60 { try world.advance() }
    _ = try Purge(database: world.fixture.database).run(before: Timestamp.max.ticks)
    for table in ["Run", "Occurrence", "MatchOccurrence", "SeenName", "SeenAddress"] {
      #expect(try world.fixture.rows("SELECT count(*) FROM \(table)") == ["0"], "\(table)")
    }
    #expect(
      try world.fixture.rows("SELECT count(*) FROM Observable WHERE Roles & 1 = 0") == ["1"])
    #expect(try MatchOracle(fixture: world.fixture).differences().isEmpty)
  }
}
