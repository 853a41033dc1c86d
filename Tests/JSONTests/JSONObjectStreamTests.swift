// Elements cut out of pages in chunks of every size, and what happens at faults and limits.

import JSON
import Testing

@Suite struct JSONObjectStreamTests {
  /// What a stream gave for a document fed in pieces.
  private struct Reading: Equatable {
    var elements: [String] = []
    var offsets: [Int] = []
    var refusals: [JSONError] = []
    var members: [String: String] = [:]
    var arrayName: String?
    var document: String?
    var error: JSONError?
  }

  private func read(
    _ pieces: [[UInt8]], names: [String] = ["objects", "data"],
    limits: JSONObjectStream.Limits = .init()
  ) -> Reading {
    var stream = JSONObjectStream(arrayNames: names, limits: limits)
    var reading = Reading()
    do {
      for piece in pieces {
        try stream.feed(piece) { element in
          #expect(element.index == reading.elements.count + reading.refusals.count)
          switch element.content {
          case .bytes(let bytes):
            reading.elements.append(String(decoding: bytes, as: UTF8.self))
            reading.offsets.append(element.offset)
          case .refused(let error): reading.refusals.append(error)
          }
        }
      }
      try stream.finish()
    } catch {
      reading.error = error as? JSONError
    }
    reading.members = stream.members.mapValues { String(decoding: $0, as: UTF8.self) }
    reading.arrayName = stream.arrayName
    reading.document = stream.document.map { String(decoding: $0, as: UTF8.self) }
    return reading
  }

  private func read(_ text: String, names: [String] = ["objects", "data"]) -> Reading {
    read([Array(text.utf8)], names: names)
  }

  private static let page = #"""
    { "id": "bundle--1", "more" :true, "spec":{"a":["}",{"b":"]"}]},
      "objects": [ {"type":"a","s":"br{ce ]\" \\"},[1,[2,[3]]], "text, \"quoted\"" ,
        12.5e3,null , {} , {"deep":[[[[{"x":[{}]}]]]],"u":"é😀\u0022"}
      ] , "next":"token\"1", "n" : -1 }

    """#

  private static let elements = [
    #"{"type":"a","s":"br{ce ]\" \\"}"#, "[1,[2,[3]]]", #""text, \"quoted\"""#, "12.5e3", "null",
    "{}", #"{"deep":[[[[{"x":[{}]}]]]],"u":"é😀\u0022"}"#,
  ]

  private static let members = [
    "id": #""bundle--1""#, "more": "true", "spec": #"{"a":["}",{"b":"]"}]}"#,
    "next": #""token\"1""#, "n": "-1",
  ]

  @Test func `elements come verbatim, with the other members beside them`() {
    let reading = read(Self.page)
    #expect(reading.error == nil)
    #expect(reading.elements == Self.elements)
    #expect(reading.members == Self.members)
    #expect(reading.arrayName == "objects")
    #expect(reading.document == nil)
    let bytes = Array(Self.page.utf8)
    for (element, offset) in zip(reading.elements, reading.offsets) {
      #expect(Array(bytes[offset..<(offset + element.utf8.count)]) == Array(element.utf8))
    }
  }

  @Test func `a page split at any byte gives the same`() {
    let bytes = [0xEF, 0xBB, 0xBF] + Array(Self.page.utf8)
    let whole = read([bytes])
    #expect(whole.elements == Self.elements)
    for split in 0...bytes.count {
      #expect(read([Array(bytes[..<split]), Array(bytes[split...])]) == whole, "at \(split)")
    }
    #expect(read(bytes.map { [$0] }) == whole)
  }

  @Test func `a page cut short at any byte gives its complete elements and an error`() {
    let bytes = Array(Self.page.utf8)
    let whole = read([bytes])
    let end = bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0
    for length in 0...end {
      let reading = read([Array(bytes[..<length])])
      let complete = zip(Self.elements, whole.offsets).filter { element, offset in
        // A number or literal is complete only with the byte behind it.
        offset + element.utf8.count + (element.last?.isLetterOrDigit == true ? 1 : 0) <= length
      }
      #expect(reading.elements == complete.map(\.0), "at \(length)")
      #expect(reading.error?.kind == (length == 0 ? .empty : .truncated))
      #expect(reading.error?.position?.offset == length)
      #expect(reading.document == nil)
    }
  }

  @Test func `a bare array and an empty one are read`() {
    #expect(read(#"[{"a":1},{"a":2}]"#).elements == [#"{"a":1}"#, #"{"a":2}"#])
    #expect(read("[]") == Reading())
    #expect(read(#"{"objects":[]}"#) == Reading(arrayName: "objects"))
    #expect(read(#"{"objects":[ ] , "more":false}"#).members == ["more": "false"])
  }

  @Test(arguments: ["{}", "null", " {\"title\":\"x\"} \n", "12", #"{"type":"indicator"}"#])
  func `a document without the array is kept whole`(text: String) {
    let reading = read(text)
    #expect(reading.error == nil)
    #expect(reading.elements == [])
    #expect(reading.document == text)
  }

  @Test func `a named member that is no array is an ordinary member`() {
    let reading = read(#"{"data":{"found":true},"objects":null}"#)
    #expect(reading.members == ["data": #"{"found":true}"#, "objects": "null"])
    #expect(reading.document != nil)
  }

  @Test func `the first of two named arrays is read, and goes on if it comes twice`() {
    let reading = read(#"{"data":[1],"objects":[2],"data":[3]}"#)
    #expect(reading.elements == ["1", "3"])
    #expect(reading.members == ["objects": "[2]"])
  }

  @Test func `an escaped name is the name that it spells`() {
    #expect(read(#"{"obj\u0065cts":[1],"m\"":2}"#).elements == ["1"])
    #expect(read(#"{"obj\u0065cts":[1],"m\"":2}"#).members == ["m\"": "2"])
    #expect(read(#"{"\x":1}"#).error?.kind == .invalidEscape)
  }

  @Test(arguments: [
    (#"{"objects":[1,2"#, 1, "the document ends in the middle of a value"),
    (#"{"objects":[1,2}"#, 2, "expected ',' or ']'"),
    (#"{"objects":[{"a":1],{"b":2}]}"#, 0, "expected '}'"),
    (#"{"objects":[1,,2]}"#, 1, "expected a value"),
    (#"{"objects":[1,]}"#, 1, "expected a value"),
    (#"{"objects":[1] "more":true}"#, 1, "expected ',' or '}'"),
    (#"{"objects" [1]}"#, 0, "expected ':'"),
    (#"{objects:[1]}"#, 0, "expected a string as a member's name"),
    (#"[1] [2]"#, 1, "there is more after the end of the document"),
    ("<html><body>", 0, "expected '{' or '['"),
  ])
  func `elements before a fault are given`(
    text: String, count: Int, reason: String
  ) throws {
    let reading = read(text)
    let error = try #require(reading.error)
    #expect(error.description.hasSuffix(reason))
    #expect(reading.elements.count == count)
    #expect(read(text.utf8.map { [$0] }) == reading)
  }

  @Test func `a fault has its line and column across chunks`() throws {
    let bytes = Array("{\n \"objects\": [\n  1,\n  2 3\n ]\n}".utf8)
    for split in 0...bytes.count {
      let reading = read([Array(bytes[..<split]), Array(bytes[split...])])
      #expect(
        reading.error?.description
          == "invalid JSON at byte 25 (line 4, column 5): expected ',' or ']'", "at \(split)")
      #expect(reading.elements == ["1", "2"])
    }
  }

  @Test func `an element that is no JSON itself does not end the page`() {
    let reading = read(#"{"objects":[{"a" 1},{"a":tru},{"b":2}]}"#)
    #expect(reading.error == nil)
    #expect(reading.elements == [#"{"a" 1}"#, #"{"a":tru}"#, #"{"b":2}"#])
  }

  @Test func `an element beyond a limit is refused and the rest goes on`() {
    let limits = JSONObjectStream.Limits(maximumElementBytes: 10, maximumDepth: 3)
    let text = Array(#"[ "0123456789ab",[[[1]]],[[[[2]]]],"12345678",3]"#.utf8)
    for split in 0...text.count {
      let reading = read([Array(text[..<split]), Array(text[split...])], limits: limits)
      #expect(reading.error == nil)
      #expect(reading.elements == ["[[[1]]]", #""12345678""#, "3"], "at \(split)")
      #expect(reading.refusals.map(\.kind) == [.tooLarge(limit: 10), .tooDeep(limit: 3)])
      #expect(reading.refusals.map(\.position?.offset) == [2, 25], "at \(split)")
    }
  }

  @Test func `nesting beyond what is remembered is skipped over`() {
    let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
    let reading = read("[1,\(deep),2]")
    #expect(reading.elements == ["1", "2"])
    #expect(reading.refusals.map(\.kind) == [.tooDeep(limit: 64)])
    #expect(reading.error == nil)
  }

  @Test func `members beyond the limits are counted and left out`() throws {
    let long = String(repeating: "x", count: 2000)
    let text = #"{"a":"\#(long)","\#(long)":1,"b":2,"objects":[1]}"#
    var stream = JSONObjectStream(
      arrayNames: ["objects"], limits: .init(maximumMemberBytes: 500))
    try stream.feed(Array(text.utf8)) { _ in }
    try stream.finish()
    #expect(stream.omittedMemberCount == 2)
    #expect(Array(stream.members.keys) == ["b"])
    #expect(stream.elementCount == 1)
  }

  @Test func `an error of the caller comes through`() {
    struct Stop: Error {}
    var stream = JSONObjectStream(arrayNames: [])
    #expect(throws: Stop.self) { try stream.feed(Array("[1,2]".utf8)) { _ in throw Stop() } }
  }
}

extension Character {
  fileprivate var isLetterOrDigit: Bool { isLetter || isNumber }
}
