// `picket import`: log files into the tables that hunts read.

import ArgumentParser
import Indicators
import Logs
import Warehouse

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Bring Zeek logs into NetworkConnection, DnsEvents and FileEvents.",
    discussion: """
      Example: picket import /var/log/zeek/2026-11-22
      Zeek conn.log, dns.log and files.log (TSV), plain or gzip, told by their content. The same \
      content again adds nothing, under any name.
      """)

  @Argument(help: "Files and folders; - reads standard input.")
  var paths: [String]

  @Option(
    name: .long,
    help: ArgumentHelp("Stop reading a file after this many bad lines.", valueName: "count"))
  var maxErrors: Int?

  @OptionGroup var clock: ClockOptions
  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if let maxErrors, maxErrors < 0 { throw ValidationError("--max-errors counts from 0") }
  }

  func run() throws {
    try reportingErrors {
      let importer = LogImport(
        database: try database.open(.write), now: clock.time.ticks, maximumErrors: maxErrors)
      let progress = ImportProgressLine()
      let report = try importer.run(paths: paths) { event in
        progress.show(event)
        if case .ended(let file) = event { say(file) }
      }
      // One file has said it all already.
      if report.files.count > 1 {
        Console.say(
          "\(report.inserted) rows from \(report.files.count) files, "
            + "\(report.rejected) lines rejected")
      }
      if !report.anyImported { throw ExitCode.failure }
      if report.anyPartial || report.anyFailed || report.anyRejected { throw ExitCode.partial }
    }
  }

  private func say(_ file: FileReport) {
    switch file.outcome {
    case .imported: Console.say("\(file.path): \(file.inserted) rows (\(file.format))")
    case .continued:
      Console.say("\(file.path): \(file.inserted) further rows (\(file.format))")
    case .alreadyKnown: Console.say("\(file.path): already imported, nothing new")
    case .partial(let reason):
      Console.say("warning: \(file.path): \(file.inserted) rows, then \(reason)")
    case .skipped(let reason): Console.say("\(file.path): skipped: \(reason)")
    case .failed(let reason): Console.say("error: \(file.path): \(reason)")
    }
    if !file.note.isEmpty { Console.say("note: \(file.path): \(file.note)") }
    for rejection in file.firstRejections {
      Console.say("  line \(rejection.line): \(rejection.reason): \(rejection.excerpt)")
    }
    if file.rejected > file.firstRejections.count {
      Console.say("  … \(file.rejected) lines rejected; table Rejection")
    }
  }
}
