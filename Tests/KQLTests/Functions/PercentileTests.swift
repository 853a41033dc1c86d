// Percentiles and the aggregates with conditions.

import KQL
import SQLite
import Testing

@Suite struct PercentileTests {
  @Test func `the nearest rank, with names as Kusto has them`() throws {
    let rows = try QueryRunner().rows(
      """
      range x from 1 to 10 step 1
      | summarize percentile(x, 50), percentiles(x, 5, 99.9), (lo, hi) = percentiles(x, 0, 100),
          percentiles_array(x, 25, 75), m = percentile(todouble(x), 50)
      """.replacing("todouble(x)", with: "x * 1.0"))
    #expect(
      rows.columns.map(\.name) == [
        "percentile_x_50", "percentile_x_5", "percentile_x_99_9", "lo", "hi", "percentiles_x", "m",
      ])
    #expect(
      rows.rows == [
        [
          .integer(5), .integer(1), .integer(10), .integer(1), .integer(10), .text("[3,8]"),
          .real(5),
        ]
      ])
  }

  @Test func `weights count as so many rows`() throws {
    let rows = try QueryRunner().rows(
      """
      datatable(n:long, b:long)[8, 10, 6, 20, 3, 30, 1, 40]
      | summarize percentilesw(b, n, 50, 75, 99.9)
      """)
    #expect(rows.rows == [[.integer(20), .integer(20), .integer(40)]])
  }

  @Test func `conditions leave rows out`() throws {
    let rows = try QueryRunner().rows(
      """
      datatable(k:string, v:long, p:bool, d:dynamic)[
        "a", 1, true, dynamic(null), "b", 2, false, dynamic([5]), "c", 3, true, dynamic([6,7]) ]
      | summarize count_distinctif(k, p), take_anyif(v, v > 2), stdevif(v, p), varianceif(v, p),
          make_list_if(d, p), make_bag_if(pack(k, v), p), make_list_with_nulls(iff(p, v, long(null))),
          binary_all_or(v), binary_all_xor(v), avg(v * 1h)
      """)
    #expect(
      rows.rows == [
        [
          .integer(2), .integer(3), .real(2.0.squareRoot()), .real(2), .text("[null,6,7]"),
          .text("{\"a\":1,\"c\":3}"), .text("[1,null,3]"), .integer(3), .integer(0),
          .integer(72_000_000_000),
        ]
      ])
  }

  @Test func `of no rows there is no percentile`() throws {
    let rows = try QueryRunner().rows(
      "datatable(x:long)[] | summarize percentile(x, 50), binary_all_and(x), take_anyif(x, x > 0)")
    #expect(rows.rows == [[.null, .null, .null]])
  }
}
