// Filters of which a part is known: the rows are those of the whole condition.

import Foundation
import KQL
import Testing

@Suite struct KnownTruthTests {
  @Test(arguments: [
    ("isnull(datetime(null)) or x > 1", "1 2 3"), ("isnull(datetime(2020-01-01)) or x > 1", "2 3"),
    ("isnotnull(datetime(null)) and x > 1", ""), ("bool(null) or x == 1", "1"),
    ("bool(null) and x == 1", ""), ("not(bool(null) or x == 1)", ""), ("true and x < 3", "1 2"),
    ("false or false", ""), ("true", "1 2 3"), ("not(false)", "1 2 3"),
    ("'*' == '*' or s == '*'", "1 2 3"), ("'a' == '*' or s == 'b'", "2"),
    ("'a' != 'a' or x == 3", "3"), ("'e\\u0301' == '\\u00e9' or x == 3", "3"),
    ("1 in (1, 2) and x > 2", "3"), ("1 !in (1, 2) or x > 2", "3"),
    ("array_length(dynamic([])) == 0 or x > 2", "1 2 3"),
    ("array_length(dynamic([7])) == 0 or x > 2", "3"),
    ("array_length(dynamic({})) == 0 or x > 2", "3"),
    ("(array_length(dynamic([1])) == 0 or x in (1, 2)) and (isnull(long(null)) or x == 9)", "1 2"),
    ("now() == datetime(2020-01-01) or x == 2", "2"), ("1.0 == 1.0 and x == 2", "2"),
  ])
  func `what is known of a condition changes no row`(condition: String, expected: String) throws {
    let rows = try QueryRunner().rows(
      "datatable(x:long, s:string)[1, 'a', 2, 'b', 3, 'c'] | where \(condition) | project x")
    #expect(rows.shown == expected)
  }

  @Test func `a function's parameters that were left out leave no trace in the SQL`() throws {
    let query = try QueryRunner().compile(
      """
      let f = (least:long = long(null), names:dynamic = dynamic([]), s:string = '*') {
        datatable(x:long, n:string)[1, 'a', 2, 'b']
        | where isnull(least) or x >= least
        | where array_length(names) == 0 or n in (names)
        | where s == '*' or n == s };
      f(least=2)
      """
    ).get()
    #expect(query.sql.components(separatedBy: "WHERE").count == 2)
    #expect(!query.sql.contains(" OR "))
  }
}
