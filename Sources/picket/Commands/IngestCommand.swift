// `picket ingest`: indicators from feeds and files; alone, from the sources of picket.yaml. What all ways
// share: the report.

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
      let session = SourceSession(database: try database.open(.write), stop: stop)
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

/// Says what a run came to and gives its exit code.
final class IngestSummary {
  private var failed = 0
  private var rejected = 0
  private var fetched = 0
  private var done = 0
  /// Whether the run was asked to stop in the middle of a source.
  private(set) var isStopped = false
  /// Whether nothing failed so far.
  var isGood: Bool { failed == 0 }

  func add(report: IngestReport) {
    for note in report.notes { Console.say("note: \(note)") }
    let counts = report.counts
    if report.isStopped { isStopped = true }
    if let fault = report.fault, counts.fetched == 0, !report.isStopped {
      failed += 1
      rejected += counts.rejected
      Console.say("error: \(report.source), \(report.subject): \(fault)")
      return
    }
    var line =
      "\(report.source), \(report.subject): \(counts.fetched) fetched / \(counts.new) new / "
      + "\(counts.updated) updated / \(counts.unchanged) unchanged / \(counts.expired) expired / "
      + "\(counts.rejected) rejected"
    if counts.other > 0 { line += " (\(counts.other) objects are no indicators)" }
    Console.say(line)
    rejected += counts.rejected
    fetched += counts.fetched
    guard let fault = report.fault, !report.isStopped else {
      done += 1
      return
    }
    failed += 1
    Console.say("error: \(report.subject) broke off, what came is in: \(fault)")
  }

  func add(failure error: any Error, source: String? = nil) {
    failed += 1
    Console.say("error: \(source.map { "\($0): " } ?? "")\(error)")
  }

  /// Counts a source that had nothing to be read again.
  func addUnchanged() { done += 1 }

  /// - Throws: the exit code, where it is not 0.
  func end() throws {
    if rejected > 0 { Console.say("why something was rejected: picket status, table Rejection") }
    if failed > 0 { throw done > 0 || fetched > 0 ? ExitCode.partial : ExitCode.failure }
    if rejected > 0 { throw ExitCode.partial }
  }
}
