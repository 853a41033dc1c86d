import Hunting
import Indicators
import KQL
import SQLite
import TestSupport
import Testing
import Warehouse

/// `hunt --new` over a warehouse to which everything happens that can: what it returns is always what
/// the whole hunt finds without what was returned before.
@Suite struct NewMatchesTests {
  /// A warehouse, a clock, and what a hunt has returned. Each row has a time of its own, each
  /// indicator a description of its own, so that the cells tell a match.
  private final class World {
    let fixture: WarehouseFixture
    let text: String
    var generator: SeededGenerator
    var seconds: Int64 = 0
    var generations: [Int: Int] = [:]
    var returned: Set<String> = []
    var incremental = 0
    var now: Int64 = 0

    init(text: String, seed: UInt64) throws {
      fixture = try WarehouseFixture()
      self.text = text
      generator = SeededGenerator(state: seed)
    }

    func random(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    func step() throws {
      switch random(0...9) {
      case 0...3:
        let rows = (0..<random(1...5)).map { _ -> (Int64, String, String) in
          seconds += 1
          return (seconds, "10.0.0.1", "192.0.2.\(random(1...12))")
        }
        try fixture.importConnections(rows, name: "log \(seconds)")
      case 4...6: try ingest()
      case 7: try RunMerge(database: fixture.database).run()
      case 8 where random(0...3) == 0:
        let cutoff = newYear.ticks + (seconds - 20) * Timestamp.ticksPerSecond
        _ = try Purge(database: fixture.database).run(before: cutoff)
      // Mostly forward: with an earlier clock the whole hunt has to be run.
      default: now += random(0...9) == 0 ? -2 : Int64(random(0...2))
      }
    }

    /// New, changed, expired for a while, or gone.
    private func ingest() throws {
      let number = random(1...10)
      let generation = generations[number, default: 0]
      var object = try fixture.object(
        "i\(number)", address: "192.0.2.\(number)",
        modified: newYear.adding(days: Int64(seconds * 100) + Int64(now)),
        text: "\(number) of \(generation)",
        expires: newYear.adding(days: Int64(random(0...60)) - 10),
        version: "\(seconds) \(now) \(random(0...999))")
      if random(0...4) == 0 {
        object.indicators = []
        generations[number] = generation + 1
      }
      try fixture.ingest([object], source: "Feed \(number % 3)")
    }

    var clock: Int64 { newYear.adding(days: now).ticks }

    func hunt() throws {
      let text = random(0...5) == 0 ? text + " // edited" : text
      let reader = try WarehouseDatabase(path: fixture.database.path, access: .read)
      let runner = try HuntRunner(database: reader, now: clock)
      let whole = try rows(of: try runner.compile(text, name: "whole"), runner)
      var found: [String] = []
      let turn = try reader.snapshot {
        let turn = try HuntTurn(of: "hunt", text: text, in: reader, now: clock)
        let query = try runner.compile(Hunt(name: "hunt", text: text), for: turn)
        if query.isIncremental { incremental += 1 }
        try runner.run(query) { row in
          let isNew =
            if let origin = query.provenance {
              try turn.isNew(
                row: row.int64(Int32(origin.rowColumn)),
                indicator: row.int64(Int32(origin.indicatorColumn)))
            } else {
              try turn.isNew(row, columns: query.columns.count)
            }
          if isNew { found.append(cells(row, query)) }
        }
        return turn
      }
      #expect(found == whole.filter { !returned.contains($0) })
      if random(0...2) > 0 {
        try HuntBook(path: fixture.database.path).commit([turn])
        returned.formUnion(found)
      }
    }

    private func rows(of query: CompiledQuery, _ runner: HuntRunner) throws -> [String] {
      var rows: [String] = []
      try runner.run(query) { row in rows.append(cells(row, query)) }
      return rows
    }

    private func cells(_ row: borrowing Row, _ query: CompiledQuery) -> String {
      (0..<query.columns.count).map { row.text(Int32($0)) }.joined(separator: "|")
    }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `matches come once, whatever happens between the runs`(seed: UInt64) throws {
    let hunt = try #require(Hunt.named("network-ip"))
    let world = try World(text: hunt.text, seed: seed)
    for step in 0..<120 {
      try world.step()
      if step % 2 == 0 { try world.hunt() }
    }
    #expect(world.incremental > 10)
    #expect(world.returned.count > 10)
  }

  @Test(arguments: [1, 2] as [UInt64])
  func `rows that are no match come once as well`(seed: UInt64) throws {
    let text = "NetworkConnection | where SourceIP == '10.0.0.1' | sort by TimeGenerated asc"
    let world = try World(text: text, seed: seed)
    for step in 0..<60 {
      try world.step()
      if step % 2 == 0 { try world.hunt() }
    }
    #expect(world.incremental == 0)
    #expect(world.returned.count > 10)
  }
}
