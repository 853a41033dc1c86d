// What the recorded cases hardly touch: coalesce, case, extract_all, strcat_array, todynamic, the operators
// without letter case, regular expressions, addresses. Values from Kusto's documentation.

import KQL
import SQLite
import Testing

@Suite struct ThinlyRecordedTests {
  @Test(
    arguments: [
      ("coalesce(tolong('x'), tolong('42'), 33)", "42"), ("coalesce('', 'b', 'c')", "b"),
      ("coalesce(datetime(null), datetime(2020-01-01)) == datetime(2020-01-01)", "1"),
      ("coalesce(dynamic(null), dynamic([1]))", "[1]"), ("coalesce(int(null), 7)", "7"),
      ("case(1 > 2, 'a', 2 > 1, 'b', 'c')", "b"), ("case(tobool('x'), 'a', 'b')", "b"),
      ("case(1 > 2, 1, 2 > 3, 2, 3)", "3"), ("iff(tobool(''), 'a', 'b')", "b"),
      ("extract_all(@'(\\w)(\\w+)', 'one two')", "[[\"o\",\"ne\"],[\"t\",\"wo\"]]"),
      ("extract_all(@'(\\w)(\\w+)', dynamic([2]), 'one two')", "[\"ne\",\"wo\"]"),
      (
        "extract_all(@'(?P<first>\\w)(?P<rest>\\w+)', dynamic(['rest']), 'one two')",
        "[\"ne\",\"wo\"]"
      ),
      ("isnull(extract_all('(z)', 'one'))", "1"),
      ("extract('x=([0-9.]+)', 1, 'hello x=45.6|wo', typeof(real))", "45.6"),
      ("extract('(z)', 1, 'one')", ""), ("extract('o(n)', 0, 'one')", "on"),
      ("strcat_array(dynamic([1, 'a', null, true]), '->')", "1->a->->true"),
      ("todynamic('{\"a\":[1,2]}').a[1]", "2"), ("todynamic('plain')", "\"plain\""),
      ("parse_json('[1,').a", nil), ("trim('[^a-z]+', '--https--')", "https"),
      ("replace_regex('Hello 2020', @'(\\d+)', @'<\\1>')", "Hello <2020>"),
    ] as [(String, String?)])
  func `values`(expression: String, expected: String?) throws {
    #expect(try text(expression) == expected)
  }

  @Test(arguments: [
    "'MÜLLER' in~ ('müller', 'x')", "'a' !in~ ('B', 'c')", "'A' in~ (dynamic(['b', 'a']))",
    "'Straße' =~ 'STRAßE'", "'abc' !~ 'ABD'", "'abc123' matches regex 'c1'",
    "not('abc' matches regex '^b')", "'a\\nb' matches regex 'a.b' == false", "'x' !in ('X')",
    "'10.0.0.7' has_any ('10.0.0.7')", "ipv4_is_match('192.168.1.1', '192.168.1.255/24')",
    "ipv4_is_in_range('10.1.2.3', '10.0.0.0/8')", "ipv4_is_in_range('10.1.2.3', '10.1.2.3')",
    "ipv4_compare('10.0.0.1', '10.0.0.9', 24) == 0", "isnull(ipv4_compare('10.0.0.1', 'x'))",
    "ipv4_compare('192.168.1.1/24', '192.168.1.255') == 0",
    "ipv6_is_match('fe80::85d:e82c:9446:7994', 'fe80::85d:e82c:9446:7995/120')",
    "ipv6_is_in_range('fe80::1', 'fe80::/10')", "isnull(ipv4_is_private('fe80::1'))",
    "ipv4_is_private('192.168.2.1/24')", "not(ipv4_is_private('208.1.2.3'))",
    "ipv4_netmask_suffix('10.1.2.3/24') == 24", "ipv4_netmask_suffix('10.1.2.3') == 32",
    "format_ipv4('192.168.1.255', 24) == '192.168.1.0'",
    "format_ipv4(3232236031) == '192.168.1.255'",
    "format_ipv4_mask('192.168.1.255', 24) == '192.168.1.0/24'",
    "parse_ipv4('192.1.168.1') == 3221334017", "parse_ipv4_mask('127.0.0.1', 24) == 2130706432",
    "has_ipv4('05:04:54 192.168.1.1 GET', '192.168.1.1')",
    "not(has_ipv4('192.168.1.10', '192.168.1.1'))",
    "has_ipv4_prefix('05:04 127.0.0.1 GET', '127.0.')",
  ])
  func `conditions that hold`(expression: String) throws {
    #expect(try evaluated(expression) == .integer(1))
  }

  @Test func `in~ over a table folds letter case`() throws {
    let rows = try QueryRunner().rows(
      """
      let T = datatable(s:string)["Évil.example", "b"];
      datatable(n:string)["éVIL.EXAMPLE", "B", "c"] | where n in~ (T) | sort by n asc
      """)
    #expect(rows.rows == [[.text("B")], [.text("éVIL.EXAMPLE")]])
  }

  @Test func `a long list of keys takes linear time`() throws {
    let rows = try QueryRunner().rows(
      """
      range i from 1 to 20000 step 1
      | summarize bag = make_bag(pack(tostring(i), i)), keys = make_list(tostring(i))
      | project x = tostring(bag_remove_keys(bag, keys)), n = array_length(array_sort_desc(keys))
      """)
    #expect(rows.rows == [[.text("{}"), .integer(20_000)]])
  }
}
