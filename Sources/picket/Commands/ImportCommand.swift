// `picket import`: log files into the tables that hunts read.

import ArgumentParser
import Indicators
import Logs
import Warehouse

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Bring logs into NetworkConnection, DnsEvents, FileEvents and Sentinel's own tables.",
    discussion: """
      Example: picket import /var/log/zeek/2026-11-22
      What a file is, its content says and not its name: Zeek, Suricata, firewalls, clouds, name \
      servers, Sysmon, exports of Sentinel and Defender; plain, gzip, zstd, bzip2 or xz. The same \
      content again adds nothing, under any name. picket import --formats lists what is known.
      """)

  @Argument(help: "Files and folders; - reads standard input.")
  var paths: [String] = []

  @Flag(
    name: .long, help: "Show what each file is taken for, and its first five rows; store nothing.")
  var preview = false

  @Flag(name: .long, help: "Keep reading what is appended, and files that come, until Ctrl-C.")
  var follow = false

  @Flag(name: .long, help: "List the formats that are known, and read nothing.")
  var formats = false

  @Option(
    name: .long,
    help: ArgumentHelp("Stop reading a file after this many bad lines.", valueName: "count"))
  var maxErrors: Int?

  @OptionGroup var reading: LogReadingOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if let maxErrors, maxErrors < 0 { throw ValidationError("--max-errors counts from 0") }
    if paths.isEmpty, !formats { throw ValidationError("Missing expected argument '<paths> ...'") }
    if preview, follow { throw ValidationError("--preview stores nothing: it cannot --follow") }
  }

  func run() throws {
    if formats {
      for name in LogFormatNames.all { try Console.print(name) }
      return
    }
    try reportingErrors {
      let stop = StopSignal()
      defer { stop.end() }
      var options = LogOptions(
        maximumErrors: maxErrors, zone: reading.zone, layout: try reading.layout())
      options.isStopped = { stop.isAsked }
      if preview { return try showPreview(options) }
      let importer = LogImport(
        database: try database.open(.write), now: clock.time.ticks, options: options)
      if follow { return try keepReading(importer, stop) }
      try read(importer, stop)
    }
  }

  private func read(_ importer: LogImport, _ stop: StopSignal) throws {
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
    if report.isStopped { Console.say("stopped: the files that are left were not read") }
    if stop.isAsked { throw ExitCode.interrupted }
    try Self.exit(report)
  }

  private func keepReading(_ importer: LogImport, _ stop: StopSignal) throws {
    Console.say("following; Ctrl-C ends it")
    try importer.follow(
      paths: paths, wait: { (try? stop.wait(.seconds(1))) != nil },
      onEvent: { if case .ended(let file) = $0 { Self.talk.say(file) } })
  }

  private func showPreview(_ options: LogOptions) throws {
    let report = try ImportPreview(options: options, now: clock.time.ticks).run(paths)
    for file in report.files {
      switch file.outcome {
      case .skipped, .failed: Self.talk.say(file)
      case .imported, .continued, .alreadyKnown, .partial: break
      }
    }
    try Self.exit(report)
  }

  private static func exit(_ report: ImportReport) throws {
    if !report.anyImported { throw ExitCode.failure }
    if report.anyPartial || report.anyFailed || report.anyRejected { throw ExitCode.partial }
  }

  private static let talk = FileReportTalk(
    rows: { "\($0.inserted) rows" }, furtherRows: { "\($0.inserted) further rows" },
    alreadyKnown: "already imported, nothing new", allRejections: "; table Rejection")
}
