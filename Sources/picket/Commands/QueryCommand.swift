// `picket query`: KQL from the command line or standard input, read-only.

import ArgumentParser
import Hunting
import KQL
import Warehouse

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Run a KQL text against the database.",
    discussion: """
      Example: picket query 'ThreatIntelligenceIndicator | where SourceSystem == "SOC Defenders" \
      | take 10'
      Nothing is written, whatever the text says. Ctrl-C stops it, with exit code 130.
      """)

  @Argument(help: "The KQL text; - reads standard input, which is the default but on a terminal.")
  var kql: String?

  @OptionGroup var clock: ClockOptions
  @OptionGroup(title: "Output") var print: PrintOptions
  @OptionGroup(title: "Limits") var limits: LimitOptions
  @OptionGroup var database: DatabaseOptions

  func run() throws {
    try reportingErrors {
      let hunt = try query()
      let session = QuerySession(
        print: print, clock: clock, watch: .ofCommand(limits.limits))
      // A query that names no table (`print`, `datatable`) needs no database.
      let needsDatabase = try !session.tables(of: hunt).isEmpty
      try session.run([hunt], database: needsDatabase ? try database.open(.read) : nil)
    }
  }

  private func query() throws -> Hunt {
    if let kql, kql != "-" { return Hunt(name: "query", text: kql) }
    // Who has typed nothing does not mean to type the query now; `-` says so.
    if kql == nil, Console.isInputTerminal { throw Self.missing }
    let text = try KQLFile.readStandardInput()
    // What has no input, such as a job of cron, has an empty one.
    if kql == nil, text.isEmpty { throw Self.missing }
    return Hunt(name: "standard input", text: text)
  }

  private static let missing = ValidationError(
    "no KQL: give the text as an argument, or pipe it in")
}
