// Records and fields of delimited text, for every way to cut it into chunks.

import Delimited
import TestSupport
import Testing

/// What a reader gave: a record as `LINE|field|field`, a fault as `LINE!reason`.
private func read(
  _ text: [UInt8], chunk: Int = .max, separator: Character = ",",
  limits: DelimitedLimits = DelimitedLimits()
) throws -> [String] {
  var reader = DelimitedReader(separator: separator.asciiValue ?? 0x2C, limits: limits)
  var output: [String] = []
  func take(_ item: DelimitedReader.Item) {
    switch item {
    case .record(let record):
      let fields = (0..<record.count).map { record.string($0) }
      output.append((["\(record.line)"] + fields).joined(separator: "|"))
    case .fault(let fault, let line, let excerpt):
      output.append("\(line)!\(fault): \(String(decoding: excerpt, as: UTF8.self))")
    }
  }
  var start = 0
  while start < text.count {
    let end = chunk == .max ? text.count : min(start + chunk, text.count)
    try text[start..<end].withUnsafeBytes { try reader.feed($0) { take($0) } }
    start = end
  }
  try reader.finish { take($0) }
  return output
}

private func read(
  _ text: String, chunk: Int = .max, separator: Character = ",",
  limits: DelimitedLimits = DelimitedLimits()
) throws -> [String] {
  try read(Array(text.utf8), chunk: chunk, separator: separator, limits: limits)
}

@Suite struct DelimitedReaderTests {
  @Test(arguments: [
    ("", []), ("a", ["1|a"]), ("a\n", ["1|a"]), ("a,b\r\nc,d\r\n", ["1|a|b", "2|c|d"]),
    ("a,\n,b", ["1|a|", "2||b"]), ("\n\na", ["1|", "2|", "3|a"]),
    ("\u{FEFF}a,b\n", ["1|a|b"]), ("\"a,b\",c\n", ["1|a,b|c"]),
    ("\"a\"\"b\",\"\"\n", ["1|a\"b|"]), ("\"a\nb\r\nc\",d\ne\n", ["1|a\nb\r\nc|d", "4|e"]),
    ("a\"b,\"c\"d\n", ["1|a\"b|cd"]), (" \"a\" ,b\n", ["1| \"a\" |b"]),
    ("\"a\"\r\n\"b\"", ["1|a", "2|b"]), ("\"\"\"\"\n", ["1|\""]), ("a\rb\n", ["1|a\rb"]),
    ("\"a\"\"\"b\",c\n", ["1|a\"b\"|c"]),
  ])
  func `fields come as RFC 4180 has them, and as real files need it`(
    text: String, expected: [String]
  ) throws {
    #expect(try read(text) == expected)
  }

  @Test func `another separator leaves commas alone`() throws {
    #expect(try read("a,b\tc\n\"x\ty\"\tz", separator: "\t") == ["1|a,b|c", "2|x\ty|z"])
    #expect(try read("a;b,c", separator: ";") == ["1|a|b,c"])
  }

  @Test func `a quote that nothing closes costs one line, and not the file`() throws {
    #expect(
      try read("a,\"b\nc,d\ne,f") == ["1!a quote is not closed: a,\"b", "2|c|d", "3|e|f"])
    let limits = DelimitedLimits(maximumRecordBytes: 12)
    let long = "the record is longer than 12 bytes, or a quote is not closed"
    #expect(
      try read("a,\"b\nc,d\ne,f\ng,h\ni,j\n", limits: limits)
        == ["1!\(long): a,\"b", "2|c|d", "3|e|f", "4|g|h", "5|i|j"])
  }

  @Test func `a line beyond the limit is a fault, and the next one is read`() throws {
    let limits = DelimitedLimits(maximumRecordBytes: 8, maximumFields: 3)
    let long = "the record is longer than 8 bytes, or a quote is not closed"
    #expect(
      try read("1234567\n12345678\na,b,c,d\na,b,c\n", limits: limits) == [
        "1|1234567", "2!\(long): 12345678", "3!the record has more than 3 fields: a,b,c,d",
        "4|a|b|c",
      ])
  }

  @Test func `a record says whether a field was quoted, and what it was as a whole`() throws {
    var reader = DelimitedReader()
    let text = Array("\"\",,\"x\"\"y\"\r\n".utf8)
    var seen: [Bool] = []
    var whole = ""
    try text.withUnsafeBytes {
      try reader.feed($0) { item in
        guard case .record(let record) = item else { return }
        seen = (0...record.count).map { record.isQuoted($0) }
        whole = String(decoding: record.text, as: UTF8.self)
        #expect(record[7].isEmpty)
      }
    }
    #expect(seen == [true, false, true, false])
    #expect(whole == "\"\",,\"x\"\"y\"")
  }

  @Test func `where the chunks are cut makes no difference`() throws {
    var random = SeededGenerator(state: 4180)
    let alphabet = Array("ab,,\"\"\"\n\n\r".utf8)
    let limits = DelimitedLimits(maximumRecordBytes: 24, maximumFields: 5)
    for _ in 0..<2_000 {
      let mark: [UInt8] = Bool.random(using: &random) ? [] : [0xEF, 0xBB, 0xBF]
      let count = Int.random(in: 0...80, using: &random)
      let text = mark + (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      let whole = try read(text, limits: limits)
      for chunk in [1, 2, 3, 7, 23, 24, 25] {
        #expect(try read(text, chunk: chunk, limits: limits) == whole)
      }
    }
  }

  @Test func `what was written by the rules is read back`() throws {
    var random = SeededGenerator(state: 41)
    let alphabet = Array("a,\"\n\r é")
    for _ in 0..<500 {
      var rows: [[String]] = []
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        rows.append(
          (0..<Int.random(in: 1...4, using: &random)).map { _ in
            String(
              (0..<Int.random(in: 0...6, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? "a"
              })
          })
      }
      let text = rows.map { row in
        row.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",") + "\r\n"
      }.joined()
      var reader = DelimitedReader()
      var back: [[String]] = []
      try Array(text.utf8).withUnsafeBytes {
        try reader.feed($0) { item in
          guard case .record(let record) = item else { return }
          back.append((0..<record.count).map { record.string($0) })
        }
      }
      #expect(back == rows)
    }
  }
}
