// JSON and JSON lines: layout, escaping, and dynamic values that must not break the document.

import Testing

@testable import Output

@Suite struct JSONWriterTests {
  static let row =
    #"{"b":true,"l":-5,"r":85,"s":"evil.example","t":"2018-11-05T00:00:00.0000000Z","#
    + #""d":"1.02:03:04.5000000","j":{"a":[1,"x"]},"g":"74be27de-1e4e-49d9-b579-fe0b331d3642"}"#
  static let nulls =
    #"{"b":null,"l":null,"r":null,"s":null,"t":null,"d":null,"j":null,"g":null}"#

  @Test func `json is an array with one object a line, in column order`() throws {
    let json = try written(
      .json, oneOfEach, [eightCells, [Cell](repeating: .null, count: 8)])
    #expect(json == "[\n\(Self.row),\n\(Self.nulls)\n]\n")
  }

  @Test func `ndjson is one object a line and nothing else`() throws {
    let json = try written(
      .ndjson, oneOfEach, [eightCells, [Cell](repeating: .null, count: 8)])
    #expect(json == "\(Self.row)\n\(Self.nulls)\n")
  }

  @Test func `a result without rows is an empty array or nothing`() throws {
    #expect(try written(.json, [text("a")], []) == "[]\n")
    #expect(try written(.ndjson, [text("a")], []) == "")
  }

  @Test(arguments: [
    ("a\"b\\c/", #""a\"b\\c/""#), ("\n\r\t\0\u{1B}\u{7F}", #""\n\r\t\u0000\u001b\u007f""#),
    ("\u{2028}\u{2029}\u{202E}\u{85}", #""\u2028\u2029\u202e\u0085""#), ("é東🦊", #""é東🦊""#),
    ("=1+2", #""=1+2""#),
  ])
  func `text is escaped and never changed`(text: String, expected: String) throws {
    let column = ResultColumn(name: "x", type: .string)
    #expect(try written(.ndjson, [column], [[.string(text)]]) == #"{"x":"# + expected + "}\n")
  }

  @Test func `names are escaped too`() throws {
    #expect(try written(.ndjson, [text("a\"b\n")], [[.long(1)]]) == #"{"a\"b\n":1}"# + "\n")
  }

  @Test(
    arguments: [
      (.nan, #""NaN""#), (.infinity, #""Infinity""#), (-.infinity, #""-Infinity""#), (0.5, "0.5"),
      (1e300, "1e+300"),
    ] as [(Double, String)])
  func `reals that JSON has no word for are strings`(value: Double, expected: String) throws {
    let column = ResultColumn(name: "x", type: .real)
    #expect(try written(.ndjson, [column], [[.real(value)]]) == #"{"x":"# + expected + "}\n")
  }

  @Test(arguments: [
    ("1", "1"), ("-0.5e+10", "-0.5e+10"), ("\"a\"", "\"a\""), (" true ", "true"),
    ("null", "null"), ("{}", "{}"), ("[]", "[]"), ("[ [ ], { } ]", "[[],{}]"),
    ("{\n  \"a\": 1,\n  \"b\": [1, 2]\n}\n", #"{"a":1,"b":[1,2]}"#),
    (#""\u00e9\n\/""#, #""\u00e9\n\/""#), ("\"\u{2028}é\"", #""\u2028é""#),
  ])
  func `a dynamic value is nested, on one line`(dynamic: String, expected: String) {
    var bytes: [UInt8] = []
    NestedJSON.append(dynamic, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }

  @Test(arguments: [
    "", "abc", "{", "}", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{1:2}", "01", "1.",
    "+1", ".5", "1e", "1 2", "[1]]", "\"a", "\"\\x\"", "\"\\u12g4\"", "\"a\nb\"", "nul", "{]",
    "1,\"x\":2", "NaN", "[\"a\" \"b\"]",
  ])
  func `what is not JSON becomes a string and cannot break out`(dynamic: String) {
    var nested: [UInt8] = []
    NestedJSON.append(dynamic, to: &nested)
    var string: [UInt8] = []
    JSONString.append(dynamic, to: &string)
    #expect(nested == string)
  }

  @Test func `depth is bounded`() {
    let depth = NestedJSON.maximumDepth
    let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
    var bytes: [UInt8] = []
    NestedJSON.append(deep(depth), to: &bytes)
    #expect(bytes.first == UInt8(ascii: "["))
    bytes = []
    NestedJSON.append(deep(depth + 1), to: &bytes)
    #expect(bytes.first == UInt8(ascii: "\""))
  }
}
