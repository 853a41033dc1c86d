// `picket ingest`: indicators from feeds and files; alone, from the sources of picket.yaml. What all ways
// share: IngestSummary.

import ArgumentParser
import Configuration
import Indicators
import Ingestion
import Warehouse

struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Bring indicators in: from a feed, from files, or from all sources of picket.yaml.",
    discussion: """
      Without a subcommand it polls the sources of picket.yaml that are due; `picket feeds --example` \
      prints such a file, `picket feeds` says what is due when. The same indicators again change nothing. An indicator without an expiry of its own gets one \
      by the kind of its observable; the row's AdditionalInformation says so.
      """,
    subcommands: [IngestTAXIICommand.self, IngestRESTCommand.self, IngestFileCommand.self])

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A source of picket.yaml, due or not; may be given again.", valueName: "name"))
  var source: [String] = []

  @Flag(name: .long, help: "All sources of picket.yaml, due or not.")
  var all = false

  @Flag(
    name: .long,
    help:
      "Keep polling what is due, until SIGTERM or SIGINT; picket.yaml is read again as it changes."
  )
  var watch = false

  @OptionGroup var form: ReportOptions
  @OptionGroup var configuration: ConfigurationOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if all, !source.isEmpty { throw ValidationError("give --source or --all, not both") }
    if watch, all { throw ValidationError("--watch polls what is due: --all does not go with it") }
    if watch, clock.now != nil { throw ValidationError("--watch goes by the computer's clock") }
  }

  func run() throws {
    try reportingErrors {
      let file = configuration.file(besideDatabase: database.path)
      let sources = try chosen(of: file.read())
      let stop = StopSignal()
      defer { stop.end() }
      let session = SourceSession(
        database: try database.open(.write), stop: stop, form: form.report)
      if watch {
        try session.watch { try chosen(of: file.changed()) }
      } else {
        try session.poll(sources, at: clock.time, onlyDue: !all && source.isEmpty)
      }
    }
  }

  private func chosen(of sources: [FeedSource]) throws -> [FeedSource] {
    guard !source.isEmpty else { return sources }
    for name in source where !sources.contains(where: { $0.name == name }) {
      throw UnknownSource(name: name, known: sources.map(\.name))
    }
    return sources.filter { source.contains($0.name) }
  }
}
