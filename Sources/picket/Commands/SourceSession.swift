// The polls of `picket ingest` alone: of what is due, of what was named, or again and again.

import ArgumentParser
import Configuration
import Indicators
import Ingestion
import Warehouse

struct SourceSession {
  private let database: WarehouseDatabase
  private let poller: SourcePoller
  private let stop: StopSignal
  private let form: ReportForm

  init(database: WarehouseDatabase, stop: StopSignal, form: ReportForm) {
    self.database = database
    self.stop = stop
    self.form = form
    poller = SourcePoller(
      database: database, userAgent: "picket/\(Picket.configuration.version)", clock: stop)
  }

  /// Polls sources once.
  ///
  /// - Throws: the exit code, where it is not 0; `WarehouseError`.
  func poll(_ sources: [FeedSource], at now: Timestamp, onlyDue: Bool) throws {
    let times = onlyDue ? try dueTimes(of: sources, now: now) : []
    let due = onlyDue ? zip(sources, times).filter { $0.1 <= now }.map(\.0) : sources
    guard !due.isEmpty else { return sayNothingIsDue(sources, times) }
    let summary = IngestSummary(form)
    for source in due {
      guard try poll(source, at: now, summary, isWatching: false) else { break }
    }
    if stop.isAsked {
      Console.say("note: stopped between pages; the next run goes on there")
      throw ExitCode.partial
    }
    try summary.end()
  }

  /// Polls until a signal comes.
  func watch(_ sources: () throws -> [FeedSource]) throws {
    var loop = PollLoop(clock: stop)
    try loop.run(
      sources: sources,
      polls: { source in
        try PollHistory.all(of: database).first { $0.source.sourceSystem == source.name }?.polls
          ?? []
      },
      notBefore: poller.earliestRequest,
      poll: { source, now in
        let summary = IngestSummary(form)
        do {
          _ = try poll(source, at: now, summary, isWatching: true)
        } catch let error as WarehouseError {
          // A database that is locked or a disk that is full may be so no longer the next time.
          summary.add(failure: error, source: source.name)
        }
        return summary.isGood
      })
    Console.say("note: stopped between pages; the next run goes on there")
  }

  /// - Returns: false where the run is to stop.
  private func poll(
    _ source: FeedSource, at now: Timestamp, _ summary: IngestSummary, isWatching: Bool
  ) throws -> Bool {
    var reports = 0
    do {
      try poller.poll(source, at: now) { report in
        reports += 1
        summary.add(report: report)
      }
      if reports == 0 {
        summary.addUnchanged()
        if !isWatching { Console.say("\(source.name): no file has changed") }
      }
    } catch let error as FeedError where error.kind == .stopped {
      return false
    } catch let error as FeedError {
      summary.add(failure: error, source: source.name)
    } catch let error as FeedFileError {
      summary.add(failure: error, source: source.name)
    }
    return !summary.isStopped && !stop.isAsked
  }

  private func dueTimes(of sources: [FeedSource], now: Timestamp) throws -> [Timestamp] {
    let histories = try PollHistory.all(of: database)
    return sources.map { source in
      let polls = histories.first { $0.source.sourceSystem == source.name }?.polls ?? []
      return PollSchedule.due(source, polls: polls, now: now)
    }
  }

  private func sayNothingIsDue(_ sources: [FeedSource], _ times: [Timestamp]) {
    guard let next = zip(sources, times).min(by: { $0.1 < $1.1 }) else {
      return Console.say("note: picket.yaml has no sources")
    }
    Console.say(
      "nothing is due; the next is \(next.0.name) at \(next.1.kusto.prefix(19))Z "
        + "(--all polls it now)")
  }
}
