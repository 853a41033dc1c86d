// `picket feeds test`.

import ArgumentParser
import Configuration
import Ingestion
import Output

struct FeedsTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Try a source of picket.yaml: key, discovery, collections, one page of each.",
    discussion: """
      Example: picket feeds test "SOC Defenders"
      It says step by step what it finds and what to change in picket.yaml, and writes nothing. Exit \
      code 0 says that a poll would work, 1 that it would not.
      """)

  @Argument(help: "The source's name.")
  var name: String

  @OptionGroup var configuration: ConfigurationOptions
  @OptionGroup var database: DatabaseOptions

  func run() throws {
    try reportingErrors {
      let sources = try configuration.file(besideDatabase: database.path).read()
      guard let source = sources.first(where: { $0.name == name }) else {
        throw UnknownSource(name: name, known: sources.map(\.name))
      }
      var failure: (any Error)?
      let trial = FeedTrial(
        of: source, userAgent: "picket/\(Picket.configuration.version)"
      ) { step in
        let mark = step.outcome.rawValue
        let blanks = String(repeating: " ", count: 8 - mark.count)
        do {
          try Console.print(TerminalText.escaped(mark + blanks + step.text))
        } catch {
          failure = failure ?? error
        }
      }
      let works = trial.run()
      if let failure { throw failure }
      if !works { throw ExitCode.failure }
    }
  }
}
