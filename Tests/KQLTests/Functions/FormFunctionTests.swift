// Functions of texts of known forms and of numbers, the last of them: values of Kusto's documentation.

import KQL
import SQLite
import Testing

@Suite struct FormFunctionTests {
  @Test(arguments: [
    (
      "parse_command_line('echo \"hello world!\" a\\\\\\\\\"b c\" d', 'windows')",
      "[\"echo\",\"hello world!\",\"a\\\\b c\",\"d\"]"
    ),
    ("parse_urlquery('k1=v1&k2=')", "{\"Query Parameters\":{\"k1\":\"v1\",\"k2\":\"\"}}"),
    ("format_bytes(564)", "564 Bytes"), ("format_bytes(10332, 1)", "10.1 KB"),
    ("format_bytes(20010332)", "19 MB"), ("format_bytes(20010332, 2)", "19.08 MB"),
    ("format_bytes(20010332, 0, 'KB')", "19541 KB"),
    ("punycode_domain_from_string('艺术.com')", "xn--cqv902d.com"),
    ("punycode_domain_to_string('xn--cqv902d.com')", "艺术.com"),
    (
      "dynamic({'a': datetime(2020-01-02), \"b\": ['it''s', 'say \"x\"', 1e3, timespan(1h), null]})"
        .replacing("''", with: "\\'"),
      "{\"a\":\"2020-01-02T00:00:00.0000000Z\",\"b\":[\"it's\",\"say \\\"x\\\"\",1000.0,"
        + "\"01:00:00\",null]}"
    ),
    ("round(convert_force(1.2, 'Newton', 'Decanewton'), 9)", "0.12"),
    ("round(convert_volume(1.2, 'CubicMeter', 'AcreFoot'), 12)", "0.0009728568"),
    ("round(welch_test(20.1, 7.0, 10, 22.9, 4.0, 12), 6)", "0.013788"),
  ])
  func `texts`(expression: String, expected: String) throws {
    #expect(try text(expression) == expected)
  }

  @Test(
    arguments: [
      ("'abcabc', @'a.c'", 0), ("'abcabcdefg', @'a.c', 0, 9, 2", 3),
      ("'abcabc', @'a.c', 1, -1, 2", -1),
      ("'ababaa', @'a.a', 0, -1, 2", -1), ("'abcabc', 'c', 3", 5),
    ] as [(String, Int64)])
  func `indexof_regex`(arguments: String, expected: Int64) throws {
    #expect(try evaluated("indexof_regex(\(arguments))") == .integer(expected))
    #expect(try evaluated("indexof_regex('abcabc', 'a', -1)") == .null)
  }

  @Test func `distances`() throws {
    let distance = "geo_distance_2points(-122.407628, 47.578557, -118.275287, 34.019056)"
    #expect(try text("round(\(distance), 6)") == "1546754.351974")
    #expect(try evaluated("geo_distance_2points(300, 1, 1, 1)") == .null)
    #expect(try text("geo_point_in_circle(-122.317, 47.609, -122.3519, 47.6205, 3000)") == "1")
    #expect(try text("geo_point_in_circle(-122.317, 47.609, -122.3519, 47.6205, 2000)") == "0")
  }

  @Test func `aggregates`() throws {
    let schema = try QueryRunner().rows(
      """
      datatable(value: dynamic)[
        dynamic({"x":1, "y":3.5}), dynamic({"x":"somevalue", "z":[1, 2, 3]}),
        dynamic({"y":{"w":"zzz"}, "t":["aa", "bb"], "z":["foo"]}) ]
      | summarize buildschema(value)
      """)
    #expect(
      schema.rows == [
        [
          .text(
            """
            {"x":["long","string"],"y":["double",{"w":"string"}],\
            "z":{"`indexer`":["long","string"]},"t":{"`indexer`":"string"}}
            """)
        ]
      ])
    let spread = try QueryRunner().rows(
      """
      datatable(x:real, y:real)[1.0, 14.0, 2.0, 10.0, 3.0, 17.0, 4.0, 20.0, 5.0, 50.0]
      | summarize covariance(x, y), round(covariancep(x, y), 9), covarianceif(x, y, x < 3)
      """)
    #expect(spread.rows == [[.real(20.5), .real(16.4), .real(-2)]])
  }

  @Test func `where NaN has no known answer it is an error, and numbers are none`() throws {
    for function in [
      "sign(X)", "range(X, 3)", "convert_length(X, 'Meter', 'Foot')", "min_of(X, real(null))",
    ] {
      _ = try evaluated(function.replacing("X", with: "todouble('1.5')"))
      #expect(throws: SQLiteError.self, "\(function)") {
        try evaluated(function.replacing("X", with: "todouble('nan')"))
      }
    }
    let rows = try QueryRunner().rows(
      """
      datatable(s:string)["1", "NaN", "2"] | extend x = todouble(s) | serialize
      | summarize stdev(x), dcount(x), arg_max(x, s)
      """)
    #expect(rows.rows == [[.text("NaN"), .integer(3), .text("NaN"), .text("NaN")]])
  }
}
