// Values deep in a document, for every way to cut it into chunks.

import JSON
import Testing

@Suite struct JSONTreeStreamTests {
  /// What a stream gave: `path>value`, `path{`, `path}`; then the error.
  private func read(
    _ text: String, chunk: Int, limits: JSONObjectStream.Limits = .init()
  ) -> [String] {
    var stream = JSONTreeStream(limits: limits) { path, isArray in
      guard let last = path.last else { return true }
      return last == nil || last == "in" || last == "list" && isArray
    }
    var output: [String] = []
    let bytes = Array(text.utf8)
    do {
      for start in stride(from: 0, to: bytes.count, by: chunk) {
        try bytes[start..<min(start + chunk, bytes.count)].withUnsafeBytes {
          try stream.feed($0) { path, part in
            let path = path.map { $0 ?? "*" }.joined(separator: ".")
            switch part {
            case .begin(let isArray): output.append("\(path)\(isArray ? "[" : "{")")
            case .end(let isArray): output.append("\(path)\(isArray ? "]" : "}")")
            case .value(let place, .bytes(let bytes)):
              output.append(
                "\(path)@\(place.line):\(place.column)>\(String(decoding: bytes, as: UTF8.self))")
            case .value(_, .refused(let error)): output.append("\(path)!\(error)")
            }
          }
        }
      }
      try stream.finish()
    } catch {
      output.append("\(error)")
    }
    return output
  }

  private static let chunks = [1, 2, 3, 5, 8, 1_000]

  @Test(arguments: chunks) func `values come with their path and place`(chunk: Int) {
    let text =
      "\u{FEFF}{\"a\":1, \"in\":{\"list\":[{\"x\":\"}\"},\n [2] ],\"in\" : []}, \"b\\u0041\":null}"
    #expect(
      read(text, chunk: chunk) == [
        "{", "a@1:9>1", "in{", "in.list[", "in.list.*{", "in.list.*.x@1:31>\"}\"", "in.list.*}",
        "in.list.*[", "in.list.*.*@2:3>2", "in.list.*]", "in.list]", "in.in[", "in.in]", "in}",
        "bA@2:30>null", "}",
      ])
  }

  @Test(arguments: chunks) func `a fault is told with its place, behind what precedes it`(
    chunk: Int
  ) {
    #expect(
      read("{\"list\":[{},\n]}", chunk: chunk) == [
        "{", "list[", "list.*{", "list.*}",
        "invalid JSON at byte 13 (line 2, column 1): expected a value",
      ])
    #expect(
      read("{\"a\":[1}", chunk: chunk).last
        == "invalid JSON at byte 7 (line 1, column 8): expected ']'")
    #expect(read("{\"a\":1", chunk: chunk).last?.contains("line 1, column 7") == true)
    #expect(read("{} x", chunk: chunk).last?.contains("line 1, column 4") == true)
  }

  @Test(arguments: chunks) func `what is too large is left out, and the rest comes`(chunk: Int) {
    let limits = JSONObjectStream.Limits(maximumElementBytes: 5)
    let read = read("{\"a\":\"123456\",\"c\":\"123\"}", chunk: chunk, limits: limits)
    #expect(read.count == 4)
    #expect(read[1].hasPrefix("a!"))
    #expect(read[2] == "c@1:19>\"123\"")
  }
}
