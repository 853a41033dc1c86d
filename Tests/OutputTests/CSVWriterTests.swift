// CSV: RFC 4180's form, the guard against formulas, and reading back what was written.

import Testing

@testable import Output

@Suite struct CSVWriterTests {
  @Test func `each type prints as Kusto prints it, with CRLF line ends`() throws {
    let expected =
      "b,l,r,s,t,d,j,g\r\n"
      + "true,-5,85,evil.example,2018-11-05T00:00:00.0000000Z,1.02:03:04.5000000,"
      + "\"{\"\"a\"\": [1, \"\"x\"\"]}\",74be27de-1e4e-49d9-b579-fe0b331d3642\r\n"
      + ",,,,,,,\r\n"
    let nulls = [Cell](repeating: .null, count: 8)
    #expect(try written(.csv, oneOfEach, [eightCells, nulls]) == expected)
  }

  @Test func `a result without rows is its header`() throws {
    #expect(try written(.csv, [text("a"), text("b")], []) == "a,b\r\n")
  }

  @Test(arguments: [
    ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("a\r\nb", "\"a\r\nb\""),
    (" a", "\" a\""), ("a ", "\"a \""), ("a b", "a b"), ("", "\"\""), ("a;b", "\"a;b\""),
  ])
  func `a field is quoted where a reader needs it`(field: String, expected: String) throws {
    #expect(try written(.csv, [text("x")], [[.string(field)]]) == "x\r\n\(expected)\r\n")
  }

  @Test func `a number is no formula, whatever its type`() throws {
    let columns = [("l", ColumnType.long), ("r", .real), ("d", .decimal)].map {
      ResultColumn(name: $0.0, type: $0.1)
    }
    #expect(
      try written(.csv, columns, [[.long(-1), .real(-1.5), .decimal("-0.10000000000000000001")]])
        == "l,r,d\r\n-1,-1.5,-0.10000000000000000001\r\n")
  }

  @Test(arguments: [
    ("=1+2", "'=1+2"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("  =1", "\"'  =1\""),
    ("\t=1", "\"'\t=1\""), ("\r=1", "\"'\r=1\""), ("\n=1", "\"'\n=1\""), ("\0=1", "'\0=1"),
    ("＝1", "'＝1"), ("＋1", "'＋1"), ("－1", "'－1"), ("＠1", "'＠1"), ("=\"a\"", "\"'=\"\"a\"\"\""),
    ("a=1", "a=1"), ("'=1", "'=1"),
  ])
  func `text that a spreadsheet would run gets an apostrophe`(
    field: String, expected: String
  ) throws {
    let cells: [Cell] = [.string(field), .guid(field), .dynamic(field)]
    let columns = ["s", "g", "j"].map(text)
    let line = [expected, expected, field == "-1" ? "-1" : expected].joined(separator: ",")
    #expect(try written(.csv, columns, [cells]) == "s,g,j\r\n\(line)\r\n")
    let raw = try written(
      .csv, [text("s")], [[.string(field)]], options: ResultOptions(raw: true))
    #expect(try readCSV(raw) == [["s"], [field]])
  }

  @Test func `a column's name is text of others too`() throws {
    #expect(try written(.csv, [text("=cmd"), text("a,b")], []) == "'=cmd,\"a,b\"\r\n")
  }

  @Test func `numbers and times keep their sign`() throws {
    let columns = [
      ResultColumn(name: "l", type: .long), ResultColumn(name: "r", type: .real),
      ResultColumn(name: "d", type: .timespan),
    ]
    let rows: [[Cell]] = [[.long(-5), .real(-.infinity), .timespan(-10_000_000)]]
    #expect(try written(.csv, columns, rows) == "l,r,d\r\n-5,-Infinity,-00:00:01\r\n")
  }

  @Test func `control characters are kept for a file and shown escaped on a terminal`() throws {
    let rows: [[Cell]] = [[.string("a\u{1B}[2J\nb")]]
    #expect(try written(.csv, [text("x")], rows) == "x\r\n\"a\u{1B}[2J\nb\"\r\n")
    let options = ResultOptions(isTerminal: true)
    #expect(try written(.csv, [text("x")], rows, options: options) == "x\r\na\\x1b[2J\\x0ab\r\n")
  }

  @Test func `a row that does not fit its columns is refused`() {
    #expect(throws: ResultError.cellCount(expected: 1, found: 2)) {
      try written(.csv, [text("x")], [[.null, .null]])
    }
  }

  @Test func `the sink's error comes out and what was handed over stays handed over`() throws {
    struct BrokenPipe: Error {}
    var pieces = 0
    var writer = ResultFormat.csv.writer { _ in
      pieces += 1
      if pieces == 2 { throw BrokenPipe() }
    }
    try writer.begin([text("x")])
    #expect(throws: BrokenPipe.self) {
      for _ in 0..<100_000 { try writer.row([.string("evil.example")]) }
    }
    #expect(pieces == 2)
  }

  @Test func `what is written reads back through an RFC 4180 reader`() throws {
    let alphabet = ["a", "\"", ",", "\r", "\n", " ", "=", "'", ";", "\t", "é", "東", "\0"]
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let rows = (0..<500).map { _ in
      (0..<3).map { _ in (0..<next(6)).map { _ in alphabet[next(alphabet.count)] }.joined() }
    }
    let options = ResultOptions(raw: true)
    let csv = try written(
      .csv, ["a", "b", "c"].map(text), rows.map { $0.map(Cell.string) }, options: options)
    #expect(try readCSV(csv) == [["a", "b", "c"]] + rows)

    let guarded = try written(.csv, ["a", "b", "c"].map(text), rows.map { $0.map(Cell.string) })
    let expected = rows.map { $0.map { FormulaGuard.isFormula($0) ? "'" + $0 : $0 } }
    #expect(try readCSV(guarded) == [["a", "b", "c"]] + expected)
  }
}
