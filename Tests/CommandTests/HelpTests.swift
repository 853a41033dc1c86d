// `--help` and README.md must name the same options.

import Foundation
import TestSupport
import Testing

@Suite struct HelpTests {
  static let commands = [
    "ingest", "ingest taxii", "ingest rest", "ingest file", "feeds", "feeds test",
    "feeds quarantine", "import", "hunt",
    "query",
    "pivot", "status",
    "schema", "purge", "test",
  ]

  @Test(arguments: [""] + commands)
  func `help is data, and exits 0`(command: String) async throws {
    let words = command.split(separator: " ").map(String.init)
    let result = try await Workplace().run("picket", words + ["--help"])
    #expect(result.status == 0)
    #expect(result.errors == "")
    #expect(result.output.contains("USAGE: picket" + (words.isEmpty ? "" : " " + command)))
  }

  @Test(arguments: commands)
  func `help and README name the same options`(command: String) async throws {
    let words = command.split(separator: " ").map(String.init)
    let help = try await Workplace().run("picket", words + ["--help"]).output
    var helped: Set<String> = []
    for line in help.split(separator: "\n") {
      let line = line.drop { $0 == " " }
      if line.hasPrefix("-") { helped.formUnion(Self.options(in: line)) }
    }
    helped.subtract(["--help", "--version"])
    let part = try Self.part(of: command)
    // The schema is the program's own, and cases have tables of their own: neither needs a database.
    #expect(helped.contains("--db") == (command != "test"))
    #expect(Self.options(in: part).subtracting(helped) == [])
    #expect(helped.subtracting(Self.options(in: part)) == [])
  }

  @Test func `the version is printed`() async throws {
    let result = try await Workplace().run("picket", ["--version"])
    #expect(result.status == 0)
    #expect(result.errors == "")
    #expect(result.output.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
  }

  private static func options(in text: Substring) -> Set<String> {
    Set(text.matches(of: /--[a-z][a-z-]*[a-z]/).map { String($0.output) })
  }

  /// The README's row or section on a command.
  private static func part(of command: String) throws -> Substring {
    let readme = try String(
      contentsOf: SharedData.repository.appending(path: "README.md"), encoding: .utf8)
    let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
    if command.hasPrefix("ingest") {
      return try #require(
        lines.first { $0.hasPrefix("| `picket \(command)\(command == "ingest" ? "`" : "")") })
    }
    let start = try #require(
      lines.firstIndex { $0.hasPrefix("### ") && $0.contains("picket \(command)") })
    let end = lines[(start + 1)...].firstIndex { $0.hasPrefix("#") } ?? lines.endIndex
    return Substring(lines[start..<end].joined(separator: "\n"))
  }
}
