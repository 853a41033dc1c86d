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
      """)

  @Argument(help: "The KQL text; - reads standard input.")
  var kql: String

  @OptionGroup var clock: ClockOptions
  @OptionGroup(title: "Output") var print: PrintOptions
  @OptionGroup var database: DatabaseOptions

  func run() throws {
    try reportingErrors {
      let text = kql == "-" ? try KQLFile.readStandardInput() : kql
      let hunt = Hunt(name: kql == "-" ? "standard input" : "query", text: text)
      let session = QuerySession(print: print, clock: clock)
      // A query that names no table (`print`, `datatable`) needs no database.
      let needsDatabase = try !session.tables(of: hunt).isEmpty
      try session.run([hunt], database: needsDatabase ? try database.open(.read) : nil)
    }
  }
}
