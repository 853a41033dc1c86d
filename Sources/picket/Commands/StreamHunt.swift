// `picket hunt --on`: the logs past the indicators first, then the hunts over the rows that touch one.

import ArgumentParser
import Hunting
import Indicators
import KQL
import Logs
import Warehouse

struct StreamHunt {
  var session: QuerySession
  let hunts: [Hunt]
  let database: WarehouseDatabase
  let options: LogOptions

  init(
    session: QuerySession, hunts: [Hunt], database: WarehouseDatabase, options: LogOptions
  ) {
    self.session = session
    self.session.saysEmptyTables = false
    self.hunts = hunts
    self.database = database
    self.options = options
  }

  func run(_ paths: [String]) throws {
    // Before any log is read: a hunt that cannot run must not come after minutes of reading.
    try checkStreamable()
    let progress = ImportProgressLine()
    let report = try LogStream(
      database: database, now: session.clock.time.ticks, options: options
    )
    .run(paths: paths) { event in
      progress.show(event)
      if case .ended(let file) = event { Self.talk.say(file) }
    }
    if !report.anyImported { throw ExitCode.failure }
    try session.run(hunts, database: database)
    if report.anyPartial || report.anyFailed || report.anyRejected { throw ExitCode.partial }
  }

  /// Refuses hunts that need more of a log than is kept of it.
  private func checkStreamable() throws {
    let runner = try HuntRunner(database: database, now: session.clock.time.ticks)
    for hunt in hunts {
      let query = try runner.compile(hunt)
      let readsLogs = LogTable.all.contains { query.tables.contains($0.name) }
      guard query.isDriven || !readsLogs else { throw NotStreamable(hunt: hunt.name) }
    }
  }

  private struct NotStreamable: Error, CustomStringConvertible {
    let hunt: String
    var description: String {
      "\(hunt) reads more of the logs than the rows that match an indicator, which --on does not "
        + "keep: `picket import` the logs, then hunt without --on"
    }
  }

  private static func rows(_ file: FileReport) -> String {
    "\(file.touching) of \(file.inserted) rows touch an indicator"
  }

  private static let talk = FileReportTalk(
    rows: { rows($0) }, furtherRows: { rows($0) + " that are new" },
    alreadyKnown: "the content of a file before, nothing new")
}
