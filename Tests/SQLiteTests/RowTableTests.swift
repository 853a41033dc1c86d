import SQLite
import Testing

/// Rows in memory read by SQL, each kind of cell with its edges.
@Suite struct RowTableTests {
  private func connection() throws -> (Connection, RowTable) {
    let connection = try Connection(path: ":memory:", mode: .create)
    return (connection, try RowTable("memory_rows", on: connection))
  }

  private func values(_ connection: Connection, _ sql: String) throws -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    try connection.cached(sql).eachRow { row in
      rows.append((0..<row.count).map { row.value(Int32($0)) })
    }
    return rows
  }

  @Test func `integers and reals come as they are, with their NULLs`() throws {
    let (connection, table) = try connection()
    let cells: [(Int64, Double)] = [(.max, -0.5), (PackedRows.null, .nan), (-1, .infinity)]
    let rows = try cells.withUnsafeBytes { bytes in
      let rows = PackedRows(
        base: try #require(bytes.baseAddress), stride: 16, count: 3,
        columns: [.integer(at: 0), .real(at: 8), .place(from: 10)])
      return try table.reading(rows) {
        try values(connection, "SELECT c0, c1, c2, rowid, c3 FROM memory_rows")
      }
    }
    #expect(
      rows == [
        [.integer(.max), .real(-0.5), .integer(10), .integer(0), .null],
        [.null, .null, .integer(11), .integer(1), .null],
        [.integer(-1), .real(.infinity), .integer(12), .integer(2), .null],
      ])
  }

  @Test(
    arguments: [
      0, -1, 1 << 30 - 1, 1 << 30, -1 << 31, -1 << 31 + 1, 1 << 31, .max, .min + 1,
    ] as [Int64])
  func `an integer in four bytes comes back`(value: Int64) throws {
    let (connection, table) = try connection()
    var wide: [Int64] = [7]
    let cell: Int32
    if let narrow = NarrowInteger.cell(value) {
      cell = narrow
    } else {
      wide.append(value)
      cell = NarrowInteger.cell(wideIndex: 1)
    }
    let cells = [cell, NarrowInteger.null]
    let rows = try wide.withUnsafeBufferPointer { wide in
      try cells.withUnsafeBytes { bytes in
        let rows = PackedRows(
          base: try #require(bytes.baseAddress), stride: 4, count: 2,
          columns: [.narrowInteger(at: 0, wide: try #require(wide.baseAddress))])
        return try table.reading(rows) { try values(connection, "SELECT c0 FROM memory_rows") }
      }
    }
    #expect(rows == [[.integer(value)], [.null]])
  }

  @Test func `texts of any length are inserted in the order asked for`() throws {
    let (connection, table) = try connection()
    try connection.execute("CREATE TABLE t (a TEXT, b TEXT, c INTEGER)")
    let texts = [
      "", "short", String(repeating: "ü", count: 127), String(repeating: "x", count: 255),
    ]
    let arena = UnsafeMutableRawPointer.allocate(byteCount: 4_096, alignment: 8)
    defer { arena.deallocate() }
    var rows: [(UInt32, UInt32)] = []
    var used = 0
    for (number, text) in texts.enumerated() {
      Array(text.utf8).withUnsafeBytes { bytes in
        CountedText.write(
          bytes.baseAddress ?? UnsafeRawPointer(arena), count: bytes.count, to: arena + used)
      }
      rows.append((UInt32(used), UInt32(number)))
      used += CountedText.prefixLength(text.utf8.count) + text.utf8.count
    }
    let order: [Int32] = [3, 0, 2, 1]
    let ids: [Int64] = [100, 101, 102, 103]
    try rows.withUnsafeBytes { bytes in
      try order.withUnsafeBufferPointer { order in
        try ids.withUnsafeBufferPointer { ids in
          let rows = PackedRows(
            base: try #require(bytes.baseAddress), stride: 8, count: 4, order: order.baseAddress,
            columns: [
              .text(at: 0, base: arena), .text(at: 0, base: arena),
              .number(at: 4, in: try #require(ids.baseAddress)),
            ])
          try table.reading(rows) {
            try connection.cached("INSERT INTO t SELECT c0, c1, c2 FROM memory_rows").run()
          }
        }
      }
    }
    let inserted = try values(connection, "SELECT a, b, c FROM t ORDER BY rowid")
    #expect(
      inserted
        == order.map { [.text(texts[Int($0)]), .text(texts[Int($0)]), .integer(ids[Int($0)])] })
  }

  @Test func `a statement that was prepared once reads the rows of the moment`() throws {
    let (connection, table) = try connection()
    let count = "SELECT count(*), coalesce(sum(c0), 0) FROM memory_rows"
    for number in 0..<4 {
      // One more than is read, so that there is memory without rows as well.
      let cells = Array(repeating: Int64(number), count: number + 1)
      try cells.withUnsafeBytes { bytes in
        let rows = PackedRows(
          base: try #require(bytes.baseAddress), stride: 8, count: number,
          columns: [.integer(at: 0)])
        let found = try table.reading(rows) { try values(connection, count) }
        #expect(found == [[.integer(Int64(number)), .integer(Int64(number * number))]])
      }
      #expect(try values(connection, count) == [[.integer(0), .integer(0)]])
    }
  }

  @Test func `a join finds rows of a stored table by their text`() throws {
    let (connection, table) = try connection()
    try connection.execute("CREATE TABLE t (Id INTEGER PRIMARY KEY, Value TEXT UNIQUE)")
    try connection.execute("INSERT INTO t VALUES (5, 'five'), (6, 'six')")
    let text: [UInt8] = [0, 4, 0x66, 0x69, 0x76, 0x65]
    try text.withUnsafeBytes { text in
      let cells: [UInt32] = [1]
      try cells.withUnsafeBytes { bytes in
        let rows = PackedRows(
          base: try #require(bytes.baseAddress), stride: 4, count: 1,
          columns: [.text(at: 0, base: try #require(text.baseAddress)), .place(from: 40)])
        let join = "SELECT r.c1, t.Id FROM memory_rows AS r CROSS JOIN t ON t.Value = r.c0"
        let found = try table.reading(rows) { try values(connection, join) }
        #expect(found == [[.integer(40), .integer(5)]])
        #expect("\(try connection.queryPlan(join))".contains("SEARCH t USING COVERING INDEX"))
      }
    }
  }
}
