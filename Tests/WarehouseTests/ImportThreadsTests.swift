import Indicators
import SQLite
import TestSupport
import Testing

@testable import Warehouse

/// The import's two threads: what one commits while the other fills, what an error leaves, and what
/// other processes change in between.
@Suite struct ImportThreadsTests {
  /// One log that is imported piece by piece.
  private struct Importer {
    let session: ImportSession
    let content: [UInt8]
    private let run: PendingRun

    init(_ fixture: WarehouseFixture, limits: ImportLimits, content: String = "a log") throws {
      session = ImportSession(
        database: try WarehouseDatabase(path: fixture.database.path, access: .write),
        now: newYear.ticks, limits: limits)
      self.content = Array(content.utf8)
      try session.beginFile(
        ImportedFile(
          path: "conn.log", format: "zeek-conn", table: NetworkConnectionTable.table,
          deviceVendor: "Zeek", deviceProduct: "conn", eventType: "conn", head: self.content),
        continuing: try session.knownContents(head: self.content).first)
      run = session.rows(of: NetworkConnectionTable.table)
    }

    /// Adds a row and begins a commit where one is due.
    ///
    /// - Parameter line: from 1: the content is known up to there.
    func add(_ line: Int, source: String, destination: String, host: String = "") throws {
      typealias Table = NetworkConnectionTable
      run.beginRow()
      run.set(Table.timeGenerated, integer: newYear.ticks + Int64(line))
      set(Table.sourceIP, source)
      set(Table.destinationIP, destination)
      set(Table.destinationHostName, host)
      run.set(Table.importId, integer: session.currentFile)
      run.set(Table.sourceLine, integer: Int64(line))
      run.endRow()
      session.addedRow()
      if session.isFull { try session.startCommit(progress: progress(line)) }
    }

    private func set(_ column: Int, _ value: String) {
      Array(value.utf8).withUnsafeBytes { run.set(column, observable: $0) }
    }

    func progress(_ line: Int) -> ImportProgress {
      ImportProgress(contentLength: Int64(line), contentDigest: [UInt8(line & 0xff)])
    }

    func end(_ line: Int) throws {
      session.endFile(progress: progress(line), outcome: .done)
      try session.finish()
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `runs of any size, forgotten values and feeds in between leave what the rows say`(
    seed: UInt64
  ) throws {
    let fixture = try WarehouseFixture()
    var generator = SeededGenerator(state: seed)
    let importer = try Importer(fixture, limits: ImportLimits(runBytes: 3_000, values: 40))
    for line in 1...2_000 {
      try importer.add(
        line, source: "10.0.0.\(Int.random(in: 1...9, using: &generator))",
        destination: "192.0.2.\(Int.random(in: 1...60, using: &generator))",
        host: line % 3 == 0 ? "h\(line % 17).example.com" : "")
      if line % 150 == 0 {
        let address = "192.0.2.\(Int.random(in: 1...60, using: &generator))"
        try fixture.ingest([
          try fixture.object(
            "i\(line % 4)", address: address, modified: newYear.adding(days: Int64(line)))
        ])
      }
    }
    try importer.end(2_000)
    #expect(
      try fixture.rows("SELECT count(*), count(DISTINCT SourceLine) FROM NetworkConnection") == [
        "2000|2000"
      ])
    #expect(try fixture.rows("SELECT max(Sequence) > 20, count(*) < 20 FROM Run") == ["1|1"])
    #expect(try MatchOracle(fixture: fixture).differences() == [])
  }

  @Test func `an error of the writer is thrown at a later call, and whole commits stay`() throws {
    let fixture = try WarehouseFixture()
    try fixture.database.connection.execute(
      """
      CREATE TRIGGER RefuseThird BEFORE INSERT ON Run WHEN (SELECT count(*) FROM Run) >= 2
      BEGIN SELECT RAISE(ABORT, 'refused by a test'); END
      """)
    let limits = ImportLimits(runBytes: 1_000)
    let importer = try Importer(fixture, limits: limits)
    var failure: (any Error)?
    for line in 1...1_000 where failure == nil {
      do {
        try importer.add(line, source: "10.0.0.1", destination: "192.0.2.\(line % 200)")
      } catch { failure = error }
    }
    #expect("\(try #require(failure))".contains("refused by a test"))
    let kept = try #require(Int(try fixture.rows("SELECT count(*) FROM NetworkConnection")[0]))
    #expect(kept > 0)
    #expect(try fixture.rows("SELECT count(*) FROM Run") == ["2"])
    #expect(
      try fixture.rows("SELECT Inserted, ContentLength, Outcome FROM Import") == [
        "\(kept)|\(kept)|running"
      ])
    #expect(try MatchOracle(fixture: fixture).differences() == [])
    try fixture.database.connection.execute("DROP TRIGGER RefuseThird")
    // Another import goes on from there.
    let again = try Importer(fixture, limits: limits)
    for line in kept + 1...1_000 {
      try again.add(line, source: "10.0.0.1", destination: "192.0.2.\(line % 200)")
    }
    try again.end(1_000)
    #expect(
      try fixture.rows("SELECT count(*), count(DISTINCT SourceLine) FROM NetworkConnection") == [
        "1000|1000"
      ])
    #expect(try fixture.rows("SELECT Inserted, Outcome FROM Import") == ["1000|done"])
    #expect(try MatchOracle(fixture: fixture).differences() == [])
  }

  @Test func `a session that is dropped leaves what was committed, and no thread`() throws {
    let fixture = try WarehouseFixture()
    for length in [10, 500] {
      let importer = try Importer(
        fixture, limits: ImportLimits(runBytes: 2_000), content: "\(length)")
      for line in 1...length { try importer.add(line, source: "10.0.0.1", destination: "") }
    }
    // What was given to the writer is in when the session is gone.
    #expect(
      try fixture.rows(
        "SELECT i.Inserted = (SELECT count(*) FROM NetworkConnectionRow) FROM Import AS i") == ["1"]
    )
  }

  @Test func `the WAL is empty after an import`() throws {
    let fixture = try WarehouseFixture()
    let importer = try Importer(fixture, limits: ImportLimits())
    try importer.add(1, source: "10.0.0.1", destination: "192.0.2.1")
    try importer.end(1)
    #expect(
      try fixture.rows("PRAGMA wal_checkpoint(PASSIVE)") == ["0|0|0"])
  }
}
