// Names and types of columns without a name: what Microsoft's binder (Kusto.Language 12.4.1) answers.

import KQL
import SQLite
import Testing

@Suite struct ColumnNameTests {
  @Test(arguments: [
    ("sqrt(d)", "d", KustoType.real), ("cot(d)", "Column1", .real), ("pow(d, 2)", "d", .real),
    ("sign(l)", "Column1", .real), ("abs(a)", "a", .long), ("abs(ts)", "ts", .timespan),
    ("binary_and(l, l)", "l", .long), ("tohex(l)", "l", .string), ("gettype(a)", "type_a", .string),
    ("repeat(1, 2)", "repeat_", .dynamic), ("strlen(b)", "strlen_b", .long),
    ("treepath(j)", "tree_j", .dynamic), ("array_sort_asc(j)", "j_sorted", .dynamic),
    ("startofday(t)", "t", .datetime), ("startofweek(t)", "Column1", .datetime),
    ("endofyear(t, 1)", "Column1", .datetime), ("format_datetime(t, 'yyyy')", "t", .string),
    ("format_timespan(ts, 'hh')", "ts", .string), ("week_of_year(t)", "Column1", .int),
    ("datetime_part('day', t)", "Column1", .int), ("bin_at(l, 1, 1)", "l", .long),
    ("parse_csv(b)", "b", .dynamic), ("parse_version(b)", "Column1", .decimal),
    ("todecimal(b)", "b", .decimal), ("round(m, 1)", "m", .decimal), ("m + a", "Column1", .decimal),
    ("extract_json('$.a', b, typeof(long))", "Column1", .long),
    ("ingestion_time()", "$IngestionTime", .datetime), ("column_ifexists('a', 1)", "a", .int),
    ("column_ifexists('zz', b)", "Column1", .string), ("jaccard_index(j, j)", "Column1", .dynamic),
    ("max_of(a, d)", "Column1", .real), ("todouble(j.a)", "j_a", .real),
  ])
  func `project`(expression: String, name: String, type: KustoType) throws {
    let rows = try QueryRunner().rows(
      """
      datatable(a:int, b:string, t:datetime, d:real, j:dynamic, l:long, ts:timespan, m:decimal)[]
      | project \(expression)
      """)
    #expect(rows.columns.map(\.name) == [name])
    #expect(rows.columns.map(\.type) == [type])
  }

  @Test func `non-null values take precedence`() throws {
    let rows = try QueryRunner().rows(
      """
      datatable(a:int, b:int)[1, 6, 8, 1, int(null), 2, 1, int(null), int(null), int(null)]
      | project max_of(a, b), min_of(b, a)
      """)
    #expect(
      rows.rows == [
        [.integer(6), .integer(1)], [.integer(8), .integer(1)], [.integer(2), .integer(2)],
        [.integer(1), .integer(1)], [.null, .null],
      ])
  }

  @Test func `legacy names, and functions of conditions`() throws {
    for (old, new) in [
      ("arraylength(dynamic([1]))", "array_length(dynamic([1]))"),
      ("array_strcat(dynamic([1,2]), ',')", "strcat_array(dynamic([1,2]), ',')"),
      ("extractall('(a)', 'aa')", "extract_all('(a)', 'aa')"),
      ("datepart('month', datetime(2020-05-01))", "datetime_part('month', datetime(2020-05-01))"),
      ("base64_encodestring('a')", "base64_encode_tostring('a')"),
      ("replace('a', 'b', 'aa')", "replace_regex('aa', 'a', 'b')"),
      ("notempty('a')", "isnotempty('a')"), ("todynamic('[1]')", "parse_json('[1]')"),
      ("around(5, 4, 1)", "true"),
      ("around(datetime(2020-01-03), datetime(2020-01-01), 1d)", "false"),
      ("assert(1 == 1, 'x')", "true"),
    ] {
      #expect(try evaluated(old) == evaluated(new), "\(old)")
    }
    #expect(throws: SQLiteError.self) { try evaluated("assert(strlen('a') > 1, 'too short')") }
  }
}
