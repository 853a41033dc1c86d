// Functions of arrays and bags: values of Kusto's documentation, and the corners beside them.

import KQL
import SQLite
import Testing

@Suite struct ArrayFunctionTests {
  @Test(arguments: [
    ("array_iff(dynamic([true,false,true]), dynamic([1,2,3]), dynamic([4,5,6]))", "[1,5,3]"),
    ("array_iff(dynamic([1,0,50]), 'yes', 'no')", "[\"yes\",\"no\",\"yes\"]"),
    ("array_iif(dynamic([true,true,true]), dynamic([1,2]), dynamic([3,4]))", "[1,2,null]"),
    ("array_iff(dynamic(['x',null]), 1, 0)", "[null,null]"),
    ("array_shift_left(dynamic([1,2,3,4,5]), 2)", "[3,4,5,null,null]"),
    ("array_shift_left(dynamic([1,2,3,4,5]), -2, -1)", "[-1,-1,1,2,3]"),
    ("array_shift_right(dynamic([1,2,3,4,5]), 2, -1)", "[-1,-1,1,2,3]"),
    ("array_shift_right(dynamic([1,2]), 9)", "[null,null]"),
    ("array_split(dynamic([1,2,3,4,5]), 2)", "[[1,2],[3,4,5]]"),
    ("array_split(dynamic([1,2,3,4,5]), dynamic([1,-2]))", "[[1],[2,3],[4,5]]"),
    (
      "array_sort_asc(dynamic([null,'blue','green',null]), false)", "[null,null,\"blue\",\"green\"]"
    ),
    ("array_sort_desc(dynamic([1,3,2]))", "[3,2,1]"),
    ("array_sort_asc(dynamic([2,1]), dynamic(['b','a']))[1]", "[\"a\",\"b\"]"),
    ("range(1, 8, 3)", "[1,4,7]"), ("range(1, 3)", "[1,2,3]"), ("range(3, 1)", "[]"),
    ("range(0.5, 2)", "[0.5,1.5]"), ("range(1h, 3h)", "[\"01:00:00\",\"02:00:00\",\"03:00:00\"]"),
    (
      "range(datetime(2015-01-01), datetime(2015-01-02), 1d)[1]", "\"2015-01-02T00:00:00.0000000Z\""
    ),
    ("jaccard_index(dynamic([1,2,3]), dynamic([1,2,3,4]))", "0.75"),
    ("set_equals(dynamic([1,2]), dynamic([2,1,1]))", "1"),
  ])
  func `arrays`(expression: String, expected: String) throws {
    #expect(try text(expression) == expected)
  }

  @Test(arguments: [
    ("'example', 1, 3", 3), ("'example', 1, 2", -1), ("'an', 1, -1, 2", 4), ("'an', 1, -1, 3", -1),
    ("'an', -3", 4), ("'is', -4", -1), ("'is', 2, 4", -1), ("'nothing'", -1),
  ])
  func `array_index_of searches a part`(rest: String, expected: Int64) throws {
    let array = "dynamic(['this', 'is', 'an', 'example', 'an', 'example'])"
    #expect(try evaluated("array_index_of(\(array), \(rest))") == .integer(expected))
  }

  @Test func `a sort of several arrays is several columns`() throws {
    let rows = try QueryRunner().rows(
      """
      print a = dynamic([3,1,2]), b = dynamic(['c','a','b']), c = dynamic([1])
      | extend (x, y) = array_sort_asc(a, b) | project x, y, array_sort_desc(a, b, c)
      """)
    #expect(
      rows.columns.map(\.name) == ["x", "y", "a_sorted", "b_sorted", "c_sorted"])
    #expect(
      rows.rows == [
        [
          .text("[1,2,3]"), .text("[\"a\",\"b\",\"c\"]"), .text("[3,2,1]"),
          .text("[\"c\",\"b\",\"a\"]"), .null,
        ]
      ])
  }

  @Test(arguments: [
    ("bag_zip(dynamic(['a',8,'b']), dynamic([1,'2',2.5]))", "{\"a\":1,\"b\":2.5}"),
    ("bag_zip(dynamic(['a','b']), dynamic([1]))", "{\"a\":1,\"b\":null}"),
    ("bag_zip(dynamic(['a']), dynamic(1))", "{\"a\":null}"),
    ("bag_set_key(dynamic({'a':1}), 'b', 3)", "{\"a\":1,\"b\":3}"),
    ("bag_set_key(dynamic({'a':1}), '$.b.c', 'x')", "{\"a\":1,\"b\":{\"c\":\"x\"}}"),
    (
      "bag_remove_keys(dynamic({'a':1,'b':{'c':2,'d':3}}), dynamic(['a','$.b.c','z']))",
      "{\"b\":{\"d\":3}}"
    ),
    ("bag_has_key(dynamic({'a':{'b':null}}), '$.a.b')", "1"),
    ("bag_has_key(dynamic({'a':{'b':1}}), '$.a.c')", "0"),
    ("bag_has_key(dynamic({'a.b':1}), 'a.b')", "1"),
    ("extract_json('$.a[1].b', '{\"a\":[0,{\"b\":\"x\"}]}')", "x"),
    ("extract_json('$.n', '{\"n\":30}', typeof(long)) + 1", "31"),
    ("extractjson('$.z', '{\"n\":30}')", ""),
  ])
  func `bags`(expression: String, expected: String) throws {
    #expect(try text(expression) == expected)
  }

  @Test func `pack_all takes all columns, or those that hold something`() throws {
    let rows = try QueryRunner().rows(
      "print a = 1, b = '', c = long(null) | project x = pack_all(), y = pack_all(true)")
    #expect(rows.rows == [[.text("{\"a\":1,\"b\":\"\",\"c\":null}"), .text("{\"a\":1}")]])
  }

  @Test func `what is no array or bag gives null, and a bad path an error`() throws {
    for expression in [
      "array_split(dynamic({}), 1)", "array_shift_left(dynamic(1), 1)",
      "bag_zip(dynamic('a'), dynamic([]))",
      "array_iff(dynamic(1), 1, 2)", "bag_set_key(dynamic([]), 'a', 1)",
    ] {
      #expect(try evaluated(expression) == .null, "\(expression)")
    }
    #expect(throws: SQLiteError.self) { try evaluated("bag_set_key(dynamic({}), '$.a[0]', 1)") }
    #expect(throws: SQLiteError.self) { try evaluated("range(1, 3, tolong('0'))") }
  }

  @Test func `range ends at Kusto's limit`() throws {
    #expect(try evaluated("array_length(range(1, 1000000000))") == .integer(1_048_576))
  }
}
