// kill -9 at any moment of a poll: whole pages only, and the next poll completes what was begun.

import Foundation
import SQLite
import Synchronization
import TestSupport
import Testing
import Warehouse

/// A collection in pages; groups of objects that were added at one instant lie across their ends.
private final class PagedCollection: Sendable {
  static let count = 150
  static let page = 5
  static let group = 7

  /// How many objects, from the first on, a client had after each page that was served.
  private let ends = Mutex<Set<Int>>([0])
  var servedEnds: Set<Int> { ends.withLock { $0 } }

  static func added(_ number: Int) -> String {
    let group = number / Self.group
    return String(format: "2026-11-20T00:%02d:%02d.000000Z", group / 60, group % 60)
  }

  static func id(_ number: Int) -> String {
    "indicator--00000000-0000-4000-8000-" + String(format: "%012d", number)
  }

  private static func object(_ number: Int) -> String {
    """
    {"type":"indicator","spec_version":"2.1","id":"\(id(number))",\
    "created":"2026-11-19T00:00:00Z","modified":"2026-11-19T00:00:00Z",\
    "valid_from":"2026-11-19T00:00:00Z","pattern_type":"stix",\
    "pattern":"[ipv4-addr:value = '198.51.100.\(number)' OR domain-name:value = 'n\(number).example']"}
    """
  }

  func reply(_ request: ScriptedServer.Request) -> ScriptedServer.Reply {
    guard request.target.hasPrefix("/c/objects/"),
      let parts = URLComponents(string: request.target)
    else { return ScriptedFeed.json(["id": "c", "title": "C", "can_read": true]) }
    let query = Dictionary(
      (parts.queryItems ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
    let after = query["added_after"] ?? ""
    let first = (0..<Self.count).first { Self.added($0) > after } ?? Self.count
    let start = query["next"].flatMap { Int($0) } ?? first
    let end = min(start + Self.page, Self.count)
    guard start < end else { return .answer(body: Array("{}".utf8)) }
    ends.withLock { _ = $0.insert(end) }
    let next = end < Self.count ? "\"more\":true,\"next\":\"\(end)\"," : ""
    let objects = (start..<end).map(Self.object).joined(separator: ",")
    return .answer(
      headers: [
        "Content-Type: application/taxii+json;version=2.1",
        "X-TAXII-Date-Added-First: \(Self.added(start))",
        "X-TAXII-Date-Added-Last: \(Self.added(end - 1))",
      ], body: Array("{\(next)\"objects\":[\(objects)]}".utf8))
  }
}

@Suite struct FeedKillTests {
  private static let kills = 200

  private func arguments(_ server: ScriptedServer, _ database: String) -> [String] {
    [
      "ingest", "taxii", server.url + "/c/", "--name", "Feed", "--db", database, "--now", clock,
    ]
  }

  /// All that a poll leaves but for the book of runs, and for numbers that tell only what came first.
  private func content(_ fixture: WarehouseFixture) throws -> [String] {
    try fixture.rows("SELECT * FROM ThreatIntelligenceIndicator ORDER BY IndicatorId, NetworkIP")
      + fixture.rows(
        "SELECT ObjectId, StixType, hex(Digest), Modified, Data FROM RawObject ORDER BY 1")
      + fixture.rows("SELECT Collection, AddedAfter FROM Watermark ORDER BY 1")
      + fixture.rows("SELECT Value, Roles FROM Observable ORDER BY 1")
      + fixture.rows("SELECT count(*) FROM Rejection")
  }

  private func check(_ fixture: WarehouseFixture, _ collection: PagedCollection) throws {
    #expect(try fixture.rows("PRAGMA integrity_check") == ["ok"])
    #expect(try fixture.rows("PRAGMA foreign_key_check") == [])
    let ids = try fixture.rows("SELECT ObjectId FROM RawObject ORDER BY ObjectId")
    // Whole pages, from the first on and without a gap.
    #expect(collection.servedEnds.contains(ids.count))
    #expect(ids == (0..<ids.count).map(PagedCollection.id))
    #expect(try fixture.rows("SELECT count(*) FROM Indicator") == ["\(2 * ids.count)"])
    // The watermark never runs ahead: all that was added before it is in.
    for watermark in try fixture.rows("SELECT AddedAfter FROM Watermark") {
      let due = (0..<PagedCollection.count).count { PagedCollection.added($0) <= watermark }
      #expect(due <= ids.count, "\(watermark)")
    }
  }

  @Test func `a poll that is killed leaves whole pages, and the next completes it`() async throws {
    let directory = try TemporaryDirectory()
    let collection = PagedCollection()
    let server = try ScriptedServer { request, _ in collection.reply(request) }
    let undisturbed = directory.path("whole.db")
    let first = try await run(arguments(server, undisturbed))
    #expect(first.status == 0, "\(first.errors)")
    let whole = try content(WarehouseFixture(opening: undisturbed, in: directory))

    var generator = SeededGenerator(state: 5)
    var completed = 0
    var unfinished = 0
    var database = directory.path("0.db")
    for round in 1...Self.kills {
      let process = try Program.start("picket", arguments(server, database))
      // By what the server was asked, and a moment more, since a busy machine has no clock of its own.
      let asked = server.requestCount + Int.random(in: 0...25, using: &generator)
      while server.requestCount < asked, process.isRunning {
        try await Task.sleep(for: .milliseconds(1))
      }
      try await Task.sleep(for: .microseconds(Int.random(in: 0...8_000, using: &generator)))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      guard FileManager.default.fileExists(atPath: database) else { continue }
      do {
        let fixture = try WarehouseFixture(opening: database, in: directory)
        try check(fixture, collection)
        let count = try fixture.rows("SELECT count(*) FROM RawObject")
        if count != ["\(PagedCollection.count)"], count != ["0"] { unfinished += 1 }
        guard count == ["\(PagedCollection.count)"] || round == Self.kills else { continue }
      }
      #expect(try await run(arguments(server, database)).status == 0)
      #expect(try content(WarehouseFixture(opening: database, in: directory)) == whole)
      completed += 1
      database = directory.path("\(round).db")
    }
    #expect(completed > 0)
    #expect(unfinished > 10, "kills that met a poll in its midst")
  }

  /// 512-byte blocks that a file may have: too few for the schema, and for ever more pages.
  @Test func `a disk that takes no more keeps whole pages, and the next poll completes it`()
    async throws
  {
    let directory = try TemporaryDirectory()
    let collection = PagedCollection()
    let server = try ScriptedServer { request, _ in collection.reply(request) }
    let undisturbed = directory.path("whole.db")
    #expect(try await run(arguments(server, undisturbed)).status == 0)
    let whole = try content(WarehouseFixture(opening: undisturbed, in: directory))
    let program = Program.folder.appending(path: "picket").path
    var unfinished = 0
    for blocks in stride(from: 1_000, through: 2_600, by: 200) {
      let database = directory.path("\(blocks).db")
      // The signal that would end the program is ignored, so that it sees the refusal itself.
      let limited = try await Workplace().run(
        "/bin/sh",
        ["-c", "trap '' XFSZ; ulimit -f \(blocks); exec \"$0\" \"$@\"", program]
          + arguments(server, database))
      if limited.status != 0 {
        #expect(limited.status == 1)
        #expect(
          limited.errors.contains("the system refused to write \(database) (SQLite ")
            || limited.errors.contains("no space is left for \(database)"), "\(limited.errors)")
        if FileManager.default.fileExists(atPath: database) {
          let fixture = try WarehouseFixture(opening: database, in: directory)
          try check(fixture, collection)
          if try fixture.rows("SELECT count(*) FROM RawObject") != ["0"] { unfinished += 1 }
        }
      }
      #expect(try await run(arguments(server, database)).status == 0)
      #expect(try content(WarehouseFixture(opening: database, in: directory)) == whole)
    }
    #expect(unfinished > 0, "a limit that met a poll in its midst")
  }

  @Test func `a warehouse that another program has locked is told, and nothing is lost`()
    async throws
  {
    let directory = try TemporaryDirectory()
    let collection = PagedCollection()
    let server = try ScriptedServer { request, _ in collection.reply(request) }
    let undisturbed = directory.path("whole.db")
    #expect(try await run(arguments(server, undisturbed)).status == 0)
    let whole = try content(WarehouseFixture(opening: undisturbed, in: directory))
    let database = directory.path("locked.db")
    let fixture = try WarehouseFixture(opening: database, in: directory)
    try fixture.database.connection.execute("BEGIN IMMEDIATE")
    let locked = try await run(arguments(server, database))
    #expect(locked.status == 1)
    #expect(locked.errors.contains("\(database) is being written by another process: try again"))
    try fixture.database.connection.execute("ROLLBACK")
    #expect(try await run(arguments(server, database)).status == 0)
    #expect(try content(WarehouseFixture(opening: database, in: directory)) == whole)
  }

  private func run(_ arguments: [String]) async throws -> ProgramResult {
    try await Workplace().run("picket", arguments)
  }
}
