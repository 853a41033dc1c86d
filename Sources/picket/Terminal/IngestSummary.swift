// The report of an ingestion: lines for people, JSON for machines, and the exit code. The one place for
// all ways of ingestion.

import ArgumentParser
import Indicators
import Ingestion
import Warehouse

/// Says what a run came to and gives its exit code.
final class IngestSummary {
  private let form: ReportForm
  private var failed = 0
  private var rejected = 0
  private var fetched = 0
  private var done = 0
  /// Whether the run was asked to stop in the middle of a source.
  private(set) var isStopped = false
  /// Whether nothing failed so far.
  var isGood: Bool { failed == 0 }
  /// Standard output could not be written.
  private var unwritten: (any Error)?

  init(_ form: ReportForm) { self.form = form }

  func add(report: IngestReport) {
    if form == .json { print(IngestReportJSON(report)) }
    for note in report.notes { Console.say("note: \(note)") }
    let counts = report.counts
    rejected += counts.rejected
    if report.isStopped { isStopped = true }
    if let fault = report.fault, counts.fetched == 0, !report.isStopped {
      failed += 1
      Console.say("error: \(report.source), \(report.subject): \(fault)")
      return
    }
    for line in Self.lines(of: report) { Console.say(line) }
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
    if let unwritten { throw unwritten }
    if rejected > 0 { Console.say("why something was rejected: picket status, table Rejection") }
    if failed > 0 { throw done > 0 || fetched > 0 ? ExitCode.partial : ExitCode.failure }
    if rejected > 0 { throw ExitCode.partial }
  }

  private func print(_ report: IngestReportJSON) {
    do { try Console.print(try report.jsonLine()) } catch { unwritten = unwritten ?? error }
  }

  // MARK: Lines

  private static func lines(of report: IngestReport) -> [String] {
    let counts = report.counts
    var first =
      "\(report.source), \(report.subject): \(counts.fetched) fetched / \(counts.new) new / "
      + "\(counts.updated) updated / \(counts.unchanged) unchanged / \(counts.expired) expired / "
      + "\(counts.rejected) rejected"
    if counts.other > 0 { first += " (\(counts.other) objects are no indicators)" }
    if counts.revoked > 0 { first += ", \(counts.revoked) revoked" }
    var lines = [first]
    if report.requests > 0 {
      lines.append("  requests    \(report.requests), pages \(counts.pages)")
    }
    if counts.types.count > 1 {
      let types = counts.types.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      lines.append("  objects     " + types.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
    }
    if let times = counts.times {
      lines.append("  versions    \(time(times.lowerBound)) to \(time(times.upperBound))")
    }
    if report.watermarkBefore != report.watermarkAfter {
      let before = report.watermarkBefore ?? "none"
      lines.append("  watermark   \(before) -> \(report.watermarkAfter ?? "none")")
    }
    for (reason, count) in counts.commonReasons() {
      lines.append("  rejected    \(count) x \(reason)")
    }
    if counts.quarantined > 0 {
      let rows = counts.quarantined == 1 ? "1 row" : "\(counts.quarantined) rows"
      lines.append("  quarantine  \(rows) held back: picket feeds quarantine")
      lines += counts.commonHolds().map { "  held back   \($0.count) x \($0.reason)" }
    }
    if let gap = report.gap { lines.append("  gap         \(gap)") }
    return lines
  }

  private static func time(_ ticks: Int64) -> String {
    String(Timestamp(clamping: ticks).kusto.prefix(19)) + "Z"
  }
}
