// Tables for a terminal: alignment, cutting, and width of characters.

import Testing

@testable import Output

@Suite struct TableWriterTests {
  @Test func `columns are aligned and numbers stand right`() throws {
    let columns = [
      text("Name"), ResultColumn(name: "ConfidenceScore", type: .real),
      ResultColumn(name: "n", type: .long), text("Tags"),
    ]
    let rows: [[Cell]] = [
      [.string("evil.example"), .real(85), .long(1), .string("c2")],
      [.string("a.test"), .null, .long(-200), .string("")],
    ]
    let expected = """
      Name          ConfidenceScore     n  Tags
      ------------  ---------------  ----  ----
      evil.example               85     1  c2
      a.test                         -200

      """
    #expect(try written(.table, columns, rows) == expected)
  }

  @Test func `a result without rows is its header`() throws {
    #expect(try written(.table, [text("Name"), text("b")], []) == "Name  b\n----  -\n")
  }

  @Test func `long cells are cut and control characters are shown`() throws {
    let rows: [[Cell]] = [
      [.string("abcdefghij"), .long(1)], [.string("abcdefgh"), .long(2)],
      [.string("\u{1B}[31m"), .long(3)],
    ]
    let columns = [text("s"), ResultColumn(name: "n", type: .long)]
    let table = try written(.table, columns, rows, options: ResultOptions(cellWidth: 8))
    let expected = """
      s         n
      --------  -
      abcdefg…  1
      abcdefgh  2
      \\x1b[31m  3

      """
    #expect(table == expected)
  }

  @Test func `wide characters count twice and marks not at all`() throws {
    let rows: [[Cell]] = [
      [.string("東京"), .long(1)], [.string("e\u{301}"), .long(2)], [.string("abcd"), .long(3)],
    ]
    let columns = [text("s"), ResultColumn(name: "n", type: .long)]
    #expect(
      try written(.table, columns, rows)
        == "s     n\n----  -\n東京  1\ne\u{301}     2\nabcd  3\n")
    #expect(DisplayWidth.cut("東京東京", to: 5) == "東京…")
    #expect(DisplayWidth.cut("東京東京", to: 8) == "東京東京")
  }

  @Test func `text is narrowed to fit the line, times and numbers are not`() throws {
    let columns = [
      ResultColumn(name: "TimeGenerated", type: .datetime), text("Description"),
    ]
    let rows: [[Cell]] = [
      [.datetime(november5), .string("a description that is far too long for the line")]
    ]
    let table = try written(.table, columns, rows, options: ResultOptions(lineWidth: 46))
    let expected = """
      TimeGenerated                 Description
      ----------------------------  ----------------
      2018-11-05T00:00:00.0000000Z  a description t…

      """
    #expect(table == expected)
    let narrow = try written(.table, columns, rows, options: ResultOptions(lineWidth: 1))
    #expect(narrow.contains("2018-11-05T00:00:00.0000000Z  a descripti…\n"))
  }

  @Test func `rows beyond the sample keep the widths and lose nothing`() throws {
    let rows: [[Cell]] =
      (0..<TableWriter.sampledRows).map { _ in [.string("ab"), .long(1)] }
      + [[.string("abcdef"), .long(2)]]
    let columns = [text("s"), ResultColumn(name: "n", type: .long)]
    let lines = try written(.table, columns, rows).split(separator: "\n")
    #expect(lines.count == TableWriter.sampledRows + 3)
    #expect(lines[2] == "ab  1")
    #expect(lines.last == "abcdef  2")
  }
}
