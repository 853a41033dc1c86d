// `picket ingest`: indicators from feeds and files. What the three ways share: the report.

import ArgumentParser
import Ingestion
import Warehouse

struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Bring indicators in from a feed or from files.",
    discussion: """
      The same indicators again change nothing. An indicator without an expiry of its own gets one \
      by the kind of its observable; the row's AdditionalInformation says so.
      """,
    subcommands: [IngestTAXIICommand.self, IngestRESTCommand.self, IngestFileCommand.self])
}

/// Says what a run came to and gives its exit code.
final class IngestSummary {
  private var failed = 0
  private var rejected = 0
  private var fetched = 0
  private var done = 0

  func add(report: IngestReport) {
    for note in report.notes { Console.say("note: \(note)") }
    let counts = report.counts
    if let fault = report.fault, counts.fetched == 0 {
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
    guard let fault = report.fault else {
      done += 1
      return
    }
    failed += 1
    Console.say("error: \(report.subject) broke off, what came is in: \(fault)")
  }

  func add(failure error: any Error) {
    failed += 1
    Console.say("error: \(error)")
  }

  /// - Throws: the exit code, where it is not 0.
  func end() throws {
    if rejected > 0 { Console.say("why something was rejected: picket status, table Rejection") }
    if failed > 0 { throw done > 0 || fetched > 0 ? ExitCode.partial : ExitCode.failure }
    if rejected > 0 { throw ExitCode.partial }
  }
}
