// What is refused, and what the error says about the place.

import JSON
import Testing

@Suite struct JSONFaultTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var bytes: [UInt8]
    var kind: JSONError.Kind
    var offset: Int
    var testDescription: String { String(decoding: bytes, as: UTF8.self) }

    init(_ text: String, _ kind: JSONError.Kind, _ offset: Int) {
      self.init(Array(text.utf8), kind, offset)
    }
    init(_ bytes: [UInt8], _ kind: JSONError.Kind, _ offset: Int) {
      self.bytes = bytes
      self.kind = kind
      self.offset = offset
    }
  }

  static let cases: [Case] = [
    Case("", .empty, 0),
    Case(" \n ", .empty, 3),
    Case("[1", .truncated, 2),
    Case("{\"a\"", .truncated, 4),
    Case("{\"a", .truncated, 3),
    Case("[\"a\\", .truncated, 4),
    Case("[\"\\u12", .truncated, 6),
    Case("[tru", .truncated, 4),
    Case("[1.", .truncated, 3),
    Case("[1,]", .unexpected(expected: "a value"), 3),
    Case("[1 2]", .unexpected(expected: "',' or ']'"), 3),
    Case("{\"a\":1]", .unexpected(expected: "',' or '}'"), 6),
    Case("{a:1}", .unexpected(expected: "a string as a member's name"), 1),
    Case("{\"a\":1,}", .unexpected(expected: "a string as a member's name"), 7),
    Case("{\"a\" 1}", .unexpected(expected: "':'"), 5),
    Case("[nul]", .unexpected(expected: "'null'"), 4),
    Case("[NaN]", .unexpected(expected: "a value"), 1),
    Case("['a']", .unexpected(expected: "a value"), 1),
    Case("[1] [2]", .trailingContent, 4),
    Case("[01]", .invalidNumber, 1),
    Case("[-]", .invalidNumber, 1),
    Case("[1.]", .invalidNumber, 1),
    Case("[1e]", .invalidNumber, 1),
    Case("[1,18446744073709551616]", .numberOutOfRange, 3),
    Case("[-9223372036854775809]", .numberOutOfRange, 1),
    Case("[1e999]", .numberOutOfRange, 1),
    Case("[\"a\nb\"]", .controlCharacter, 3),
    Case("[\"\\x\"]", .invalidEscape, 2),
    Case("[\"\\u12g4\"]", .invalidEscape, 2),
    Case("[\"\\ud800\"]", .invalidEscape, 2),
    Case("[\"\\udc00\"]", .invalidEscape, 2),
    Case("[\"\\ud800\\u0041\"]", .invalidEscape, 2),
    Case([0x5B, 0x22, 0xFF, 0x22, 0x5D], .invalidUTF8, 2),
    Case([0x5B, 0x22, 0xC0, 0x80, 0x22, 0x5D], .invalidUTF8, 2),
    Case([0x5B, 0x22, 0xED, 0xA0, 0x80, 0x22, 0x5D], .invalidUTF8, 2),
    Case([0x5B, 0x22, 0xE2, 0x82, 0x22, 0x5D], .invalidUTF8, 2),
  ]

  @Test(arguments: cases)
  func `a faulty document is refused at its first faulty byte`(_ given: Case) throws {
    let error = try #require(throws: JSONError.self) {
      try JSONParser().withDocument(given.bytes) { $0.compactText }
    }
    #expect(error.kind == given.kind)
    #expect(error.position?.offset == given.offset)
  }

  @Test func `the error names line and column`() throws {
    let error = try #require(throws: JSONError.self) {
      try JSONParser().withDocument("{\n  \"a\": 1\n  \"b\": 2\n}") { $0.kind }
    }
    #expect(
      error.description
        == "invalid JSON at byte 13 (line 3, column 3): expected ',' or '}'")
  }

  /// Every way to spoil one byte of a document: no crash, and a place for every refusal.
  @Test func `every single-byte change is read or refused with a place`() throws {
    let good = Array(#"{"a":[1,-2.5e3,true,null,"x\né\u00e9\ud83d\ude00"],"b":{"c":{}}}"#.utf8)
    let parser = JSONParser()
    var refused = 0
    for index in good.indices {
      for byte in [0, 0x1F, 0x22, 0x2C, 0x30, 0x3A, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0x80, 0xFF] {
        var bytes = good
        bytes[index] = UInt8(byte)
        do {
          _ = try parser.withDocument(bytes) { $0.compactText }
        } catch let error as JSONError {
          refused += 1
          #expect(error.position != nil, "\(index) \(byte): \(error)")
        }
      }
    }
    #expect(refused > 500)
  }

  @Test func `every truncation is refused as one`() throws {
    let good = Array(#"{"a":[1,-2.5e3,true,null,"x\né\u00e9\ud83d\ude00"],"b":{"c":{}}}"#.utf8)
    for length in 1..<good.count {
      let error = try #require(throws: JSONError.self) {
        try JSONParser().withDocument(Array(good[..<length])) { $0.kind }
      }
      #expect(error.kind == .truncated, "\(length)")
      #expect(error.position?.offset == length)
    }
  }
}
