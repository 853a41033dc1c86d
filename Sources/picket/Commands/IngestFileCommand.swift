// `picket ingest file`.

import ArgumentParser
import Ingestion
import Warehouse

struct IngestFileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "file",
    abstract: "Read STIX bundles, SOC Defenders' and MISP's exports, tables, or lists of values.",
    discussion: """
      Example: picket ingest file bundle.json blocklist.txt --name "Our list"
      The kind of a file is told by its content. A list has one address, block, name, URL, hash or \
      e-mail address a line. A CSV says by its header what its columns are: SOC Defenders' export, \
      Sentinel's ThreatIntelligenceIndicator, value and type, or columns such as ip, domain, sha256.
      """)

  @Argument(help: "Files; - reads standard input.")
  var paths: [String]

  @Option(name: .long, help: "The feed's name: SourceSystem of its rows. Default: the file's name.")
  var name: String?

  @OptionGroup var hygiene: HygieneOptions
  @OptionGroup var form: ReportOptions
  @Flag(
    name: .long,
    help: "Read reports: take what is defanged (hxxp://, [.]) from anywhere in a text, and hashes.")
  var defanged = false

  @Flag(
    name: .long,
    help: "Make indicators of MISP attributes that are not marked to_ids, too.")
  var allAttributes = false

  @OptionGroup var clock: ClockOptions
  @OptionGroup var database: DatabaseOptions

  func run() throws {
    try reportingErrors {
      var options = FileOptions()
      options.isDefanged = defanged
      options.takesContext = allAttributes
      let ingestion = FileIngestion(
        database: try database.open(.write), now: clock.time, policy: hygiene.policy,
        options: options)
      let summary = IngestSummary(form.report)
      for path in paths {
        do {
          summary.add(report: try ingestion.ingest(path: path, name: name))
        } catch let error as FeedFileError {
          summary.add(failure: error)
        }
      }
      try summary.end()
    }
  }
}
