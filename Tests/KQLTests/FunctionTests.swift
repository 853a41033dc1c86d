// Functions and rules of which the recorded cases have few or none: values from Kusto's documentation.

import KQL
import SQLite
import Testing

@Suite struct FunctionTests {
  private func value(_ expression: String) throws -> SQLite.SQLValue {
    try QueryRunner().rows("print x = \(expression)").rows[0][0]
  }

  private func bool(_ value: Bool) -> SQLite.SQLValue { .integer(value ? 1 : 0) }

  @Test func `repeat() makes what is asked for, or says that it does not`() throws {
    #expect(try evaluated("array_length(repeat(1, 200000))") == .integer(200_000))
    #expect(try evaluated("array_length(repeat('x', 0))") == .integer(0))
    #expect(throws: (any Error).self) { try evaluated("array_length(repeat(1, 2000000))") }
    #expect(throws: (any Error).self) {
      try evaluated("array_length(repeat(strrep('0123456789', 1024), 100000))")
    }
  }

  @Test(arguments: [
    ("10.1.2.3", true), ("172.31.0.1", true), ("172.32.0.1", false), ("192.168.0.1", true),
    ("127.0.0.1", false), ("8.8.8.8", false), (" 10.0.0.1 ", true),
  ])
  func `ipv4_is_private knows the three ranges`(address: String, expected: Bool) throws {
    #expect(try value("ipv4_is_private('\(address)')") == bool(expected))
  }

  @Test func `what is no IPv4 address gives null`() throws {
    for text in ["", "::1", "10.0.0", "10.0.0.256", "10.0.0.01", "1.2.3.4.5"] {
      #expect(try value("ipv4_is_private('\(text)')") == .null)
    }
    let rows = try QueryRunner().rows(
      "datatable(ip:string)['10.0.0.1', '::1', '8.8.8.8'] | where ipv4_is_private(ip) == false")
    #expect(rows.rows == [[.text("8.8.8.8")]])
  }

  @Test func `IPv4 ranges and comparisons`() throws {
    #expect(try value("ipv4_is_in_range('192.168.1.6', '192.168.1.0/24')") == bool(true))
    #expect(try value("ipv4_is_in_range('192.168.2.6', '192.168.1.0/24')") == bool(false))
    #expect(try value("ipv4_is_match('192.168.1.1', '192.168.1.255', 24)") == bool(true))
    #expect(try value("ipv4_compare('192.168.1.1', '192.168.1.255')") == .integer(-1))
  }

  @Test func `parse_url gives its parts`() throws {
    let url = "https://user:pw@evil.example:8443/a/b?x=1&y=2#top"
    for (part, expected) in [
      ("Scheme", "https"), ("Host", "evil.example"), ("Port", "8443"), ("Path", "/a/b"),
      ("Username", "user"), ("Password", "pw"), ("Fragment", "top"),
    ] {
      #expect(try value("tostring(parse_url('\(url)').\(part))") == .text(expected))
    }
    #expect(try value("tostring(parse_url('\(url)')[\"Query Parameters\"].y)") == .text("2"))
  }

  @Test func `regular expressions take linear time`() throws {
    let text = String(repeating: "a", count: 3_000)
    #expect(try value("'\(text)' matches regex '(a+)+$'") == bool(true))
    #expect(try value("'\(text)b' matches regex '^(a|a)*$'") == bool(false))
    #expect(try value("extract('(\\\\w+)@(\\\\w+)', 2, 'to bob@corp now')") == .text("corp"))
    #expect(throws: SQLiteError.self) { try value("extract('(?=x)', 0, 'x')") }
    #expect(throws: SQLiteError.self) { try value("extract('((((a{999}){999}){999}))', 0, 'x')") }
  }

  @Test func `terms end at what is no letter or digit`() throws {
    #expect(try value("'alpha_beta' has 'alpha'") == bool(true))
    #expect(try value("'alphabet' has 'alpha'") == bool(false))
    #expect(try value("'xn--MÜLLER.example' has 'müller'") == bool(true))
    #expect(try value("'a.b.c' has 'b.c'") == bool(true))
    #expect(try value("'abc' !has ''") == bool(false))
    #expect(try value("'one two' has_any (dynamic(['two', 'x']))") == bool(true))
    #expect(try value("'one two' has_all ('two', 'x')") == bool(false))
  }

  @Test func `now is the same everywhere`() throws {
    #expect(try value("now()") == .integer(QueryRunner.now))
    #expect(try value("ago(1d)") == .integer(QueryRunner.now - 864_000_000_000))
    let compiled = try QueryRunner().compile("print now() == now()").get()
    #expect(compiled.parameters == [.integer(QueryRunner.now)])
  }

  @Test func `integers wrap and never turn into reals`() throws {
    #expect(try value("9223372036854775807 + tolong('1')") == .integer(.min))
    #expect(try value("tolong('-9223372036854775808') / -1") == .integer(.min))
    #expect(try value("tolong('7') % -3") == .integer(1))
    let sum = try QueryRunner().rows(
      "datatable(x:long)[9223372036854775807, 1, -1, -9223372036854775808] | summarize sum(x)")
    #expect(sum.rows == [[.integer(-1)]])
  }

  @Test func `a date that Kusto reads and this does not is no null`() throws {
    #expect(throws: SQLiteError.self) { try value("todatetime(tostring('5 Nov 2018'))") }
    #expect(try value("todatetime('5 marches')") == .null)
    #expect(
      try value("todatetime('2018-11-05T10:00:00+02:00')") == .integer(636_770_016_000_000_000))
  }

  @Test func `a let is read where it is used`() throws {
    let rows = try QueryRunner().rows(
      """
      let limit = 2;
      let T = range i from 1 to 5 step 1;
      let big = (x:long) { T | where i > x };
      let twice = (x:long, y:long = 2) { x * y };
      big(limit) | join kind=inner T on i | extend d = twice(i) | project i, d | sort by i asc
      """)
    #expect(rows.rows.map { $0[1] } == [.integer(6), .integer(8), .integer(10)])
  }

  @Test func `materialize is kept and a let used twice is not`() throws {
    let runner = try QueryRunner()
    let query = "let T = X(range i from 1 to 3 step 1); union T, T | count"
    let once = try runner.compile(query.replacing("X(", with: "materialize(")).get()
    #expect(once.sql.contains("AS MATERIALIZED"))
    let twice = try runner.compile(query.replacing("X(", with: "(")).get()
    #expect(twice.sql.contains("AS NOT MATERIALIZED"))
    #expect(try runner.rows(of: once).rows == [[.integer(6)]])
    #expect(try runner.rows(of: twice).rows == [[.integer(6)]])
  }

  @Test func `column_ifexists chooses when the query is compiled`() throws {
    let rows = try QueryRunner().rows(
      "print a = 1 | extend b = column_ifexists('a', 5), c = column_ifexists('z', 'none')")
    #expect(rows.rows == [[.integer(1), .integer(1), .text("none")]])
  }

  @Test func `hostile strings are values and never SQL`() throws {
    let text = "'; DROP TABLE x; --\\u0000\\n\\\"é"
    let runner = try QueryRunner()
    let compiled = try runner.compile("print x = \"\(text)\", y = 'a''b'").get()
    #expect(!compiled.sql.contains("DROP"))
    let expected = "'; DROP TABLE x; --\u{0}\n\"é"
    #expect(try runner.rows(of: compiled).rows == [[.text(expected), .text("ab")]])
    #expect(compiled.shellSQL.contains("char(0, 10)"))
    #expect(try runner.shellRows(compiled) == [[expected, "ab"]])
    // More than the 127 arguments that char() may have.
    let controls = String(repeating: "\u{1}", count: 300)
    let long = try runner.compile("print x = '\(controls)a'").get()
    #expect(try runner.shellRows(long) == [[controls + "a"]])
  }

  @Test func `negative literals make no comment of the statement`() throws {
    let runner = try QueryRunner()
    let texts = [
      "print array_shift_right(dynamic([1, 2, 3]), -2, -1)": "[3,-1,-1]",
      "let n = -2; print -n, 5 - n": "2", "let r = -2.5; print -r": "2.5",
      "let t = -1h; print -t": "01:00:00", "datatable(a:long)[-2] | project -a": "2",
      "print x = -2 | project -x": "2", "print x = -2.5 | extend y = -x | project y": "2.5",
    ]
    for (text, expected) in texts.sorted(by: { $0.key < $1.key }) {
      let compiled = try runner.compile(text).get()
      #expect(try runner.shellRows(compiled).first?.first == expected, "\(text)")
    }
  }

  @Test func `the form for the shell prints as Kusto does`() throws {
    let runner = try QueryRunner()
    let compiled = try runner.compile(
      """
      print datetime(2018-11-05), 1s, 1.02:03:04.5, true, 2.0, 2.5, -90m, long(null)
      """.replacing("1.02:03:04.5", with: "time(1.02:03:04.5)")
    ).get()
    #expect(
      try runner.shellRows(compiled) == [
        [
          "2018-11-05T00:00:00.0000000Z", "00:00:01", "1.02:03:04.5000000", "true", "2", "2.5",
          "-01:30:00", "",
        ]
      ])
  }
}
