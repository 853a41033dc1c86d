// Values, numbers, limits and text of one parsed document.

import JSON
import Testing

@Suite struct JSONParserTests {
  private let parser = JSONParser()

  @Test func `members are found by name and typed`() throws {
    try parser.withDocument(
      #"{"type":"indicator","confidence":85,"score":8.5,"revoked":false,"lang":null,"n":-3}"#
    ) { root in
      #expect(root.kind == .object)
      #expect(root["type"]?.string == "indicator")
      #expect(root["confidence"]?.int == 85)
      #expect(root["confidence"]?.double == 85)
      #expect(root["score"]?.double == 8.5)
      #expect(root["score"]?.int == nil)
      #expect(root["revoked"]?.bool == false)
      #expect(root["lang"]?.isNull == true)
      #expect(root["n"]?.int == -3)
      #expect(root["n"]?.unsignedInt == nil)
      #expect(root["absent"] == nil)
      #expect(root["type"]?["type"] == nil)
      #expect(root["type"]?.int == nil)
      #expect(root["confidence"]?.string == nil)
      #expect(root["type"]?.array == nil && root["type"]?.object == nil)
    }
  }

  @Test func `arrays and objects are iterated in the order of the document`() throws {
    try parser.withDocument(#"{"b":[1,[2],{"x":3}],"a":{},"c":[]}"#) { root in
      #expect(root.object?.map(\.name) == ["b", "a", "c"])
      #expect(root["b"]?.array?.map(\.compactText) == ["1", "[2]", #"{"x":3}"#])
      #expect(root["a"]?.object?.map(\.name) == [])
      #expect(root["c"]?.array?.map(\.kind) == [])
    }
  }

  @Test func `names are compared after unescaping and the first of two wins`() throws {
    try parser.withDocument(#"{"obj\u0065cts":1,"objects":2,"":3,"a\u0000b":4}"#) { root in
      #expect(root["objects"]?.int == 1)
      #expect(root[""]?.int == 3)
      #expect(root["a\0b"]?.int == 4)
    }
  }

  @Test func `integers keep all 64 bits`() throws {
    try parser.withDocument(
      "[9223372036854775807,-9223372036854775808,18446744073709551615,85.0,1e3,1.5,1e300]"
    ) { root in
      let numbers = try #require(root.array).map { $0 }
      #expect(
        numbers.map(\.int) == [.max, .min, nil, 85, 1000, nil, nil])
      #expect(
        numbers.map(\.unsignedInt) == [9_223_372_036_854_775_807, nil, .max, 85, 1000, nil, nil])
      #expect(numbers[6].double == 1e300)
    }
  }

  @Test func `strings are unescaped`() throws {
    try parser.withDocument(#"["a\"\\\/\b\f\n\r\t","\u00e9\uD83D\uDE00","é😀",""]"#) { root in
      #expect(
        root.array?.map(\.string) == ["a\"\\/\u{8}\u{c}\n\r\t", "é😀", "é😀", ""])
      #expect(root.array?.map { $0.utf8?.count } == [9, 6, 6, 0])
    }
  }

  @Test func `compact text reads back as the same value`() throws {
    let text = #"{"a":[1,-2,18446744073709551615,0.1,true,false,null],"é\n\u0001":"\"\\","o":{}}"#
    let spaced = text.replacing(",", with: " ,\n ").replacing(":", with: " : ")
    #expect(try parser.withDocument(spaced) { $0.compactText } == text)
    #expect(try parser.withDocument("1e-7") { $0.compactText } == "1e-07")
  }

  @Test func `a byte order mark is skipped`() throws {
    #expect(
      try parser.withDocument([0xEF, 0xBB, 0xBF] + Array("[1]".utf8)) { $0.compactText } == "[1]")
  }

  @Test func `a parser reads documents of many sizes one after the other`() throws {
    for count in [0, 1, 1000, 3, 40_000, 7] {
      let text = "[" + (0..<count).map { "\"\($0)\"" }.joined(separator: ",") + "]"
      let last = try parser.withDocument(text) { root in
        root.array?.map { $0.string ?? "" } ?? []
      }
      #expect(last == (0..<count).map(String.init))
    }
  }

  @Test func `an error leaves the parser usable`() throws {
    #expect(throws: JSONError.self) { try parser.withDocument("[1,") { $0.kind } }
    struct Stop: Error {}
    #expect(throws: Stop.self) { try parser.withDocument("[1]") { _ in throw Stop() } }
    #expect(try parser.withDocument("[1]") { $0.compactText } == "[1]")
  }

  @Test(arguments: [1, 2, 8, 64, 1000])
  func `nesting is allowed up to the limit and no further`(limit: Int) throws {
    let parser = JSONParser(limits: JSONLimits(maximumDepth: limit))
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)
    }
    #expect(try parser.withDocument(nested(limit)) { $0.kind } == .array)
    let error = try #require(throws: JSONError.self) {
      try parser.withDocument(nested(limit + 1)) { $0.kind }
    }
    #expect(error.kind == .tooDeep(limit: limit))
    #expect(error.position?.offset == limit)
  }

  @Test func `a document beyond the size limit is refused`() throws {
    let parser = JSONParser(limits: JSONLimits(maximumBytes: 5))
    #expect(try parser.withDocument("[1,2]") { $0.kind } == .array)
    let error = try #require(throws: JSONError.self) {
      try parser.withDocument("[1,23]") { $0.kind }
    }
    #expect(error.description == "unreadable JSON: larger than 5 bytes")
  }

  @Test func `simdjson has chosen an instruction set`() {
    #expect(
      ["icelake", "haswell", "westmere", "arm64", "ppc64", "fallback"]
        .contains(JSONParser.implementation))
  }
}
