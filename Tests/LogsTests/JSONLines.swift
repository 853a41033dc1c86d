// Lines of JSON for the tests of formats: imports of a text, and what hostile lines do to a reader.

import Logs
import TestSupport
import Testing

/// Imports a text as a file of its own.
func importing(_ text: String) throws -> (fixture: ImportFixture, report: FileReport) {
  let fixture = try ImportFixture()
  let report = try fixture.load(try fixture.write(text, to: "x.log"))
  return (fixture, try #require(report.files.first))
}

/// Imports a line, its beginnings, and lines made of its members that no program writes; then the line again.
/// Every beginning must be rejected, nothing may crash, and the good lines must be in.
func importHostile(_ line: String, table: String) throws {
  let cuts = (1..<line.utf8.count).map { String(decoding: line.utf8.prefix($0), as: UTF8.self) }
  let open = line.dropLast()
  let odd = [
    open + #","\u0000":"\u0000","a":"\ud800","b":"\x"}"#,
    open + "," + (0..<1_000).map { #""k\#($0)":[{"a":1}]"# }.joined(separator: ",") + "}",
    open + #","deep":"# + String(repeating: "[", count: 9_000),
    line.replacing(/"[0-9]+"/, with: #""999999999999999999999999""#),
    line.replacing(/:[0-9]+/, with: ":1e400"), line.replacing(/:[0-9]+/, with: ":-1"),
    line.replacing(/"[^"]*":/, with: #""":"#), line.replacing(/:"[^"]*"/, with: ":[[]]"),
    line.replacing(/:"[^"]*"/, with: ":{}"), line.replacing(/:"[^"]*"/, with: ":\"\u{1b}[31m\""),
    "{}", "[]", "null", "\"", "{\"a\"}", "\u{0}\u{0}",
  ]
  let (fixture, report) = try importing(
    ([line] + cuts + odd + [line]).joined(separator: "\n") + "\n")
  let first = "SELECT count(*) FROM \(table) WHERE SourceLine = 1"
  #expect(try fixture.value(first) == "1")
  #expect(
    try fixture.value(
      "SELECT count(*) FROM \(table) WHERE SourceLine = \(cuts.count + odd.count + 2)") == "1")
  #expect(
    try fixture.value(
      "SELECT count(*) FROM Rejection WHERE Line BETWEEN 2 AND \(cuts.count + 1)")
      == String(cuts.count))
  #expect(report.outcome == .imported)
}
