// NaN and the infinities, which SQLite does not keep apart from null by itself.

import KQL
import SQLite
import Testing

@Suite struct NaNTests {
  static let isTrue = SQLite.SQLValue.integer(1)
  static let isFalse = SQLite.SQLValue.integer(0)
  static let nan = SQLite.SQLValue.text("NaN")

  @Test(
    arguments: [
      "real(nan) == real(nan)", "real(nan) < 1.0", "real(nan) > 1.0", "1.0 < real(nan)",
      "1.0 >= real(nan)", "real(nan) <= real(nan)", "todouble('nan') >= 5", "isnull(real(nan))",
      "real(nan) between (0.0 .. 1.0)", "real(nan) in (1.0, 2.0)", "isfinite(todouble('inf'))",
      "real(nan) == real(null)", "isnan(1.5)", "isinf(real(nan))",
    ])
  func `comparisons with NaN are false`(expression: String) throws {
    #expect(try evaluated(expression) == Self.isFalse)
  }

  @Test(arguments: [
    "real(nan) != real(nan)", "real(nan) != 1.0", "real(nan) !in (1.0)", "not(real(nan) < 1.0)",
    "isnan(todouble('nan'))", "isinf(todouble('-inf'))", "todouble('inf') > 1e308",
    "isinf(1.0 / 0.0)", "isnotnull(real(nan))", "real(nan) != real(null)", "isnan(0.0 / 0.0)",
    "isnan(max_of(real(nan), 1.0))", "isnan(min_of(1.0, real(nan)))",
  ])
  func `and their opposites true`(expression: String) throws {
    #expect(try evaluated(expression) == Self.isTrue)
  }

  @Test(arguments: [
    "real(nan) + 1", "real(nan) * 0", "real(+inf) - real(+inf)", "real(+inf) * 0.0", "0.0 / 0.0",
    "todouble('nan') % 2", "-todouble('nan')", "sqrt(-1.0)", "log(-1)", "asin(2.0)",
    "pow(-1.0, 0.5)",
    "abs(todouble('nan'))", "round(todouble('nan'), 2)", "ceiling(todouble('nan'))",
    "iff(1 == 1, real(nan), 0.5)", "coalesce(real(null), real(nan))", "todouble(dynamic('NaN'))",
  ])
  func `NaN comes of what has no result`(expression: String) throws {
    #expect(try evaluated(expression) == Self.nan)
  }

  @Test func `null stays null`() throws {
    for expression in [
      "isnan(todouble('x'))", "todouble('x') < 1.0", "todouble('x') + real(nan)",
      "tolong(real(nan))", "toint(todouble('inf'))", "todouble('INF')", "real(null) / 0.0",
    ] {
      #expect(try evaluated(expression) == .null, "\(expression)")
    }
  }

  @Test(arguments: [
    ("tostring(real(nan))", "NaN"), ("tostring(real(+inf))", "inf"), ("tostring(-1.0 / 0)", "-inf"),
    ("tostring(0.1 + 0.2)", "0.30000000000000007"), ("tostring(1.0 / 3)", "0.3333333333333333"),
    ("tostring(-0.0)", "-0.0"), ("tostring(100000000000.0)", "100000000000.0"),
    ("tostring(pack_array(real(nan), real(+inf), 1.5))", "[\"NaN\",\"Infinity\",1.5]"),
  ])
  func `texts`(expression: String, expected: String) throws {
    #expect(try text(expression) == expected)
  }

  @Test func `a timespan times NaN ends in an error`() throws {
    #expect(try evaluated("1h * todouble('1.5')") == .integer(54_000_000_000))
    #expect(throws: SQLiteError.self) { try evaluated("1h * todouble('nan')") }
  }

  @Test func `aggregates of NaN are NaN`() throws {
    let rows = try QueryRunner().rows(
      """
      datatable(k:long, v:real)[1, 1.5, 1, real(nan), 1, 2.5, 2, 1.0, 2, real(inf), 3, real(null)]
      | summarize sum(v), avg(v), min(v), max(v), arg_max(v, k) by k | sort by k asc
      | project-away v, k1
      """)
    #expect(
      rows.rows == [
        [.integer(1), Self.nan, Self.nan, Self.nan, Self.nan],
        [.integer(2), .real(.infinity), .real(.infinity), .real(1), .real(.infinity)],
        [.integer(3), .real(0), Self.nan, .null, .null],
      ])
  }

  @Test(arguments: [
    ("asc", ["", "NaN", "-inf", "1.0", "inf"]), ("desc", ["inf", "1.0", "-inf", "NaN", ""]),
    ("asc nulls last", ["-inf", "1.0", "inf", "NaN", ""]),
    ("desc nulls first", ["", "NaN", "inf", "1.0", "-inf"]),
  ])
  func `NaN sorts between nulls and numbers`(order: String, expected: [String]) throws {
    let rows = try QueryRunner().rows(
      """
      datatable(v:real)[1.0, real(nan), real(null), real(-inf), real(inf)]
      | sort by v \(order) | project tostring(v)
      """)
    #expect(rows.rows == expected.map { [.text($0)] })
  }

  @Test func `an average of nothing is NaN`() throws {
    let rows = try QueryRunner().rows(
      "datatable(v:long)[] | summarize a = avg(v) | where not(a > 0)")
    #expect(rows.rows == [[Self.nan]])
  }
}
