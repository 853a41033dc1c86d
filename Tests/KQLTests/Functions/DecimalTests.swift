// Decimals: exact to 34 digits, rounded half to even.

import KQL
import SQLite
import Testing

@Suite struct DecimalTests {
  @Test(arguments: [
    ("decimal(0.1) + decimal(0.2)", "0.3"),
    ("decimal(1) / 3", "0.3333333333333333333333333333333333"),
    ("decimal(2) / 3", "0.6666666666666666666666666666666667"),
    ("todecimal('-12.500')", "-12.5"), ("todecimal('1e3')", "1000"),
    ("todecimal('3.14159265358979323846')", "3.14159265358979323846"),
    ("decimal(9999999999999999999999999999999999) + 1", "10000000000000000000000000000000000"),
    ("decimal(1e33) + decimal(0.25)", "1000000000000000000000000000000000"),
    ("decimal(1e33) + decimal(0.75)", "1000000000000000000000000000000001"),
    ("decimal(1e40) - decimal(1e-40)", "1e40"),
    (
      "decimal(123456789012345678901234567890) * decimal(100000000001)",
      "1234567890135802467913580246790123e7"
    ),
    ("decimal(5.5) % 3", "2.5"), ("decimal(-5.5) % 3", "0.5"),
    ("bin(decimal(-5.5), 2)", "-6"), ("abs(decimal(-5.5))", "5.5"),
    ("round(decimal(2.345), 2)", "2.35"), ("ceiling(decimal(2.1))", "3"),
    ("-decimal(2)", "-2"), ("todecimal(true)", "1"), ("todecimal(dynamic('1.25'))", "1.25"),
  ])
  func `arithmetic is exact`(expression: String, expected: String) throws {
    let value = try #require(try text(expression).flatMap { DecimalValue(text: $0) })
    #expect(value == DecimalValue(text: expected))
    #expect(try text("gettype(\(expression))") == "decimal")
  }

  @Test(arguments: ["todecimal('abc')", "decimal(1) / 0", "todecimal('')", "decimal(null) + 1"])
  func `what is none is null`(expression: String) throws {
    #expect(try evaluated(expression) == .null)
  }

  @Test func `conversions cut off the fraction`() throws {
    #expect(try evaluated("tolong(decimal(-2.9))") == .integer(-2))
    #expect(try evaluated("toint(decimal(3000000000))") == .null)
    #expect(try evaluated("todouble(decimal(0.5))") == .real(0.5))
    #expect(try evaluated("tostring(decimal(100))") == .text("100"))
    #expect(try evaluated("strcat(decimal(1.5), '|')") == .text("1.5|"))
    #expect(throws: SQLiteError.self) { try evaluated("todecimal(todouble('0.1') + 0.2)") }
  }

  @Test func `order, grouping and joins go by value`() throws {
    let rows = try QueryRunner().rows(
      """
      datatable(m:decimal)[decimal(10), decimal(9.5), decimal(-1), decimal(null), decimal(9.50)]
      | summarize n = count() by m | sort by m asc
      """)
    #expect(
      rows.rows == [
        [.null, .integer(1)], [.text("-1"), .integer(1)], [.text("9.5"), .integer(2)],
        [.text("10"), .integer(1)],
      ])
    let joined = try QueryRunner().rows(
      """
      datatable(m:decimal)[decimal(1.0)] | join kind=inner (datatable(m:decimal)[decimal(1)]) on m
      | where m < 2 and m >= decimal(1.000) and m == 1 and m between (0.5 .. 1.5) | count
      """)
    #expect(joined.rows == [[.integer(1)]])
  }

  @Test func `aggregates`() throws {
    let rows = try QueryRunner().rows(
      """
      datatable(m:decimal)[decimal(0.1), decimal(0.2), decimal(null), decimal(12)]
      | summarize sum(m), avg(m), min(m), max(m), make_list(m), dcount(m), sumif(m, m < 1)
      """)
    #expect(
      rows.rows == [
        [
          .text("12.3"), .text("4.1"), .text("0.1"), .text("12"), .text("[\"0.1\",\"0.2\",\"12\"]"),
          .integer(3), .text("0.3"),
        ]
      ])
  }

  @Test func `the order key orders as the numbers do`() throws {
    let texts = [
      "-1e100", "-10", "-9.99", "-1e-5", "0", "1e-6000", "1e-5", "0.1", "0.11", "9.99", "10",
      "1e100",
    ]
    let numbers = try texts.map { try #require(DecimalValue(text: $0)) }
    #expect(numbers.shuffled().sorted() == numbers)
    #expect(numbers.compactMap { DecimalValue(text: $0.text) } == numbers)
  }
}
