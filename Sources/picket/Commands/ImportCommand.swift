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
        if case .ended(let file) = event { Self.talk.say(file) }
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

  private static let talk = FileReportTalk(
    rows: { "\($0.inserted) rows" }, furtherRows: { "\($0.inserted) further rows" },
    alreadyKnown: "already imported, nothing new", allRejections: "; table Rejection")
}
