// `picket test`: the cases of hunts, each over tables of its own; no database is needed.

import ArgumentParser
import Foundation
import Hunting
import Output

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the unit tests of hunts.",
    discussion: """
      Beside NAME.kql or NAME.yaml stands NAME.test.kql with the hunt's cases: each gives rows of the \
      tables that the hunt reads, and the rows that must come. A folder stands for all cases below it.
      Example: picket test hunts/
      """)

  /// How results are printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case tap
  }

  @Argument(help: "Hunts, files of cases, folders, or names of hunts that ship.")
  var paths: [String]

  @Option(name: .long, help: "How results are printed; tap is the Test Anything Protocol.")
  var format: Format = .text

  func run() throws {
    try reportingErrors {
      var session = HuntCaseSession(format: format)
      try session.run(paths)
    }
  }
}

/// Runs files of cases and prints what came of each.
struct HuntCaseSession {
  let format: TestCommand.Format
  private var number = 0
  private var passed = 0
  private var failed = 0
  private var broken = 0

  init(format: TestCommand.Format) { self.format = format }

  mutating func run(_ arguments: [String]) throws {
    var seen: Set<String> = []
    for argument in arguments {
      if let hunt = Hunt.named(argument), !FileManager.default.fileExists(atPath: argument) {
        guard seen.insert(argument).inserted else { continue }
        run(shipped: hunt)
        continue
      }
      do {
        for file in try HuntCaseFile.files(of: argument) where seen.insert(file.path).inserted {
          run(file.path) { (try file.hunt(), try KQLFile.read(file.path)) }
        }
      } catch {
        report(broken: argument, "\(error)")
      }
    }
    try end()
  }

  private mutating func run(shipped hunt: Hunt) {
    guard let cases = hunt.cases else {
      return report(broken: hunt.name, "\(hunt.name) ships without cases")
    }
    run("\(hunt.name)\(HuntCaseFile.ending)") { (hunt, cases) }
  }

  private mutating func run(_ file: String, _ read: () throws -> (Hunt, String)) {
    do {
      let (hunt, text) = try read()
      for huntCase in try HuntCases.read(text, file: file) {
        report(try HuntCases.run(huntCase, of: hunt), file)
      }
    } catch {
      report(broken: file, "\(error)")
    }
  }

  private mutating func report(_ result: HuntCaseResult, _ file: String) {
    let title = "\(file):\(result.huntCase.line)  \(result.huntCase.name)"
    switch result.outcome {
    case .passed:
      passed += 1
      line("ok", title, [])
    case .failed(let difference):
      failed += 1
      line("FAIL", title, difference.lines)
    case .broken(let message):
      broken += 1
      line("BROKEN", title, message.split(separator: "\n").map(String.init))
    }
  }

  private mutating func report(broken title: String, _ message: String) {
    broken += 1
    line("BROKEN", title, message.split(separator: "\n").map(String.init))
  }

  private mutating func line(_ word: String, _ title: String, _ details: [String]) {
    number += 1
    switch format {
    case .text:
      print(word + String(repeating: " ", count: 7 - word.count) + title)
      for detail in details { print("       " + detail) }
    case .tap:
      // A '#' would start a directive.
      let name = title.replacing("#", with: "\\#")
      print("\(word == "ok" ? "ok" : "not ok") \(number) - \(name)")
      for detail in details { print("# " + detail) }
    }
  }

  private func end() throws {
    let counts = [(passed, "passed"), (failed, "failed"), (broken, "broken")]
    let total = counts.filter { $0.0 > 0 || $0.1 == "passed" }.map { "\($0.0) \($0.1)" }
    print(format == .tap ? "1..\(number)" : total.joined(separator: ", "))
    if failed + broken > 0 { throw ExitCode.failure }
  }

  private func print(_ line: String) {
    // A reader that went away has seen what it wanted; the exit code still tells.
    try? Console.print(TerminalText.escaped(line))
  }
}
