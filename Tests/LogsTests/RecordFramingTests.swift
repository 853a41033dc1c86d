// JSON that is not one object a line, turned into one record a line: each framing, cut at every byte.

import TestSupport
import Testing

@testable import Logs

struct `records on lines` {
  /// Frames a text in two chunks, and checks that each byte became one byte.
  private func framed(_ text: String, cutAt cut: Int) throws -> [String] {
    var bytes = Array(text.utf8)
    let count = bytes.count
    var framing = try #require(bytes.withUnsafeBytes { RecordFraming(head: $0) })
    bytes.withUnsafeMutableBytes { bytes in
      framing.apply(to: UnsafeMutableRawBufferPointer(rebasing: bytes[..<cut]))
      framing.apply(to: UnsafeMutableRawBufferPointer(rebasing: bytes[cut...]))
    }
    #expect(bytes.count == count)
    return bytes.split(separator: 0x0a).map { String(decoding: $0, as: UTF8.self) }
      .map { $0.trimmingPrefix { $0 == " " } }.map { line in
        String(line.reversed().trimmingPrefix { $0 == " " }.reversed())
      }
      .filter { !$0.isEmpty }
  }

  private func isFramed(_ text: String) -> Bool {
    Array(text.utf8).withUnsafeBytes { RecordFraming(head: $0) != nil }
  }

  @Test(arguments: [
    (#"[{"a":1},{"b":[{"c":"}]"}]}]"#, [#"{"a":1}"#, #"{"b":[{"c":"}]"}]}"#]),
    ("[\n  {\"a\": 1},\r\n  {\"b\": \"\\\"}\"}\n]\n", [#"{"a": 1}"#, #"{"b": "\"}"}"#]),
    (#"[null, {"a":1}]"#, [#"{"a":1}"#]),
    (#" [ {"a":1} , {"b":2} ]"#, [#"{"a":1}"#, #"{"b":2}"#]),
    (#"{"records":[{"a":1},{"b":{"c":{}}}]}"#, [#"{"a":1}"#, #"{"b":{"c":{}}}"#]),
    (#"{"records":[{"a":1}]}{"records":[{"b":2}]}"#, [#"{"a":1}"#, #"{"b":2}"#]),
    ("{\"records\":[{\"a\":1}]}\n{\"records\":[{\"b\":2}]}\n", [#"{"a":1}"#, #"{"b":2}"#]),
    (
      #"{"x":"[{","y":{"z":[1]},"events":[{"a":"\\"},{"b":2}],"n":3}"#,
      [#"{"a":"\\"}"#, #"{"b":2}"#]
    ),
    (
      "{\n  \"expected\": [\n    {\n      \"a\": [1,\n 2]\n    }\n  ]\n}\n",
      [#"{       "a": [1,  2]     }"#]
    ),
    (
      "{\n  \"a\": 1\n}\n{\n  \"b\": {\n    \"c\": 2\n  }\n}\n",
      [#"{   "a": 1 }"#, #"{   "b": {     "c": 2   } }"#]
    ),
    (
      "Record 1\n{\n  \"a\": 1\n}\nRecord 2\n{\n  \"b\": 2\n}\n",
      ["{   \"a\": 1 }", "{   \"b\": 2 }"]
    ),
    ("{\r\n\"a\":\r\n1}\r\n", [#"{  "a":  1}"#]),
  ])
  func `each is a line, wherever the content is cut`(text: String, lines: [String]) throws {
    for cut in 0...text.utf8.count {
      #expect(try framed(text, cutAt: cut) == lines, "cut at \(cut)")
    }
  }

  @Test(arguments: [
    "", " ", "a text", #"{"a":1}"#, "{\"a\":1}\n{\"b\":2}\n", #"["a","b"]"#, "[", "{", "[1, {}]",
    "{\"a\":\"x\n", "{\"a\":1", #"{"records":"none"}"#, #"{"records":[1,2]}"#,
    "{\"a\":1,]}\n{\"a\":2}\n", "#separator \\x09\n",
  ])
  func `lines, and what is no record, stay as they are`(text: String) {
    #expect(!isFramed(text))
  }

  @Test func `an array is imported whole, and once`() throws {
    let events = (0..<300).map { number in
      """
        {
          "query_timestamp": "2021-12-11T22:46:23Z", "query_name": "n\(number).example.",
          "srcaddr": "192.0.2.1", "answers": [{"Rdata": "198.51.100.\(number % 250)", "Type": "A"}]
        }
      """
    }
    let text = "[\n" + events.joined(separator: ",\n") + "\n]  "
    let (fixture, report) = try importing("\u{feff}" + text)
    #expect(report.inserted == 300)
    #expect(report.rejected == 0)
    #expect(report.note == "")
    #expect(
      try fixture.rows("SELECT Name, IPAddresses FROM DnsEvents WHERE SourceLine = 300") == [
        "n299.example|198.51.100.49"
      ])
    #expect(
      try fixture.load(fixture.directory.path("x.log")).files.map(\.outcome) == [.alreadyKnown])
  }

  @Test func `an array that grows brings its new records`() throws {
    func record(_ number: Int) -> String {
      #"{"query_timestamp":"2021-12-11T22:46:23Z","query_name":"n\#(number).example.","srcaddr":"192.0.2.1"}"#
    }
    let fixture = try ImportFixture()
    let path = try fixture.write("[\(record(1)),\n\(record(2)),\n", to: "x.json")
    #expect(try fixture.load(path).inserted == 2)
    _ = try fixture.write("[\(record(1)),\n\(record(2)),\n\(record(3))]\n", to: "x.json")
    #expect(try fixture.load(path).inserted == 1)
    #expect(try fixture.value("SELECT count(*) FROM DnsEvents") == "3")
  }
}
