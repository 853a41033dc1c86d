import SQLite
import TestSupport
import Testing

@Suite struct ConnectionTests {
  private func memory() throws -> Connection { try Connection(path: ":memory:", mode: .create) }

  @Test func `values come back with the storage class that they went in with`() throws {
    let connection = try memory()
    let values: [SQLValue] = [
      .null, .integer(.min), .real(0.1), .text("a\u{0}b 'ü'"), .blob([0, 255]),
    ]
    let statement = try connection.prepare("SELECT ?, ?, ?, ?, ?")
    statement.bind(values)
    let read = try statement.first { row in (0..<5).map { row.value($0) } }
    #expect(read == values)
  }

  @Test func `a thrown error rolls the transaction back`() throws {
    struct Stop: Error {}
    let connection = try memory()
    try connection.execute("CREATE TABLE t (a)")
    #expect(throws: Stop.self) {
      try connection.transaction {
        try connection.execute("INSERT INTO t VALUES (1)")
        throw Stop()
      }
    }
    let count = try connection.prepare("SELECT count(*) FROM t").first { $0.int(0) }
    #expect(count == 0)
  }

  @Test func `a read-only connection does not make or change a file`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("a.db")
    #expect(throws: SQLiteError.self) { try Connection(path: path, mode: .readOnly) }
    try Connection(path: path, mode: .create).execute("CREATE TABLE t (a)")
    let reader = try Connection(path: path, mode: .readOnly)
    do {
      try reader.execute("INSERT INTO t VALUES (1)")
      Issue.record("the insert went through")
    } catch let error as SQLiteError {
      #expect(error.isReadOnly)
    }
  }

  @Test func `a mistyped column in double quotes is an error and not a string`() throws {
    let connection = try memory()
    #expect(throws: SQLiteError.self) { try connection.prepare("SELECT \"nothing\"") }
  }

  @Test func `a second writer is told that the file is busy`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("a.db")
    let first = try Connection(path: path, mode: .create)
    let second = try Connection(path: path, mode: .readWrite, busyTimeout: 1)
    try first.transaction {
      do {
        try second.execute("BEGIN IMMEDIATE")
        Issue.record("two writers")
      } catch let error as SQLiteError {
        #expect(error.isBusy)
      }
    }
  }

  @Test func `a progress handler stops an endless statement`() throws {
    let connection = try memory()
    connection.onProgress(every: 1_000) { true }
    do {
      try connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n")
      Issue.record("it ended")
    } catch let error as SQLiteError {
      #expect(error.isInterrupted)
    }
  }
}
