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

  init(session: QuerySession, hunts: [Hunt], database: WarehouseDatabase) {
    self.session = session
    self.session.saysEmptyTables = false
    self.hunts = hunts
    self.database = database
  }

  func run(_ paths: [String]) throws {
    // Before any log is read: a hunt that cannot run must not come after minutes of reading.
    try checkStreamable()
    let progress = ImportProgressLine()
    let report = try LogStream(database: database, now: session.clock.time.ticks)
      .run(paths: paths) { event in
        progress.show(event)
        if case .ended(let file) = event { say(file) }
      }
    if !report.anyImported { throw ExitCode.failure }
    try session.run(hunts, database: database)
    if report.anyPartial || report.anyFailed || report.anyRejected { throw ExitCode.partial }
  }

  /// Refuses hunts that need more of a log than is kept of it.
  private func checkStreamable() throws {
    let runner = try HuntRunner(database: database, now: session.clock.time.ticks)
    for hunt in hunts {
      let query = try runner.compile(hunt.text, name: hunt.name)
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

  private func say(_ file: FileReport) {
    let rows = "\(file.touching) of \(file.inserted) rows touch an indicator"
    switch file.outcome {
    case .imported: Console.say("\(file.path): \(rows) (\(file.format))")
    case .continued: Console.say("\(file.path): \(rows) that are new (\(file.format))")
    case .alreadyKnown: Console.say("\(file.path): the content of a file before, nothing new")
    case .partial(let reason): Console.say("warning: \(file.path): \(rows), then \(reason)")
    case .skipped(let reason): Console.say("\(file.path): skipped: \(reason)")
    case .failed(let reason): Console.say("error: \(file.path): \(reason)")
    }
    if !file.note.isEmpty { Console.say("note: \(file.path): \(file.note)") }
    for rejection in file.firstRejections {
      Console.say("  line \(rejection.line): \(rejection.reason): \(rejection.excerpt)")
    }
    if file.rejected > file.firstRejections.count {
      Console.say("  … \(file.rejected) lines rejected")
    }
  }
}
