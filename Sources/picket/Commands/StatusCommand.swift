// `picket status`: what stands in the warehouse, for people.

import ArgumentParser
import Foundation
import Indicators
import Output
import Warehouse

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show sources with watermarks, tables, sizes, hunts, imports and rejections.")

  @Flag(name: .long, help: "Also what takes the space; reads the whole file.")
  var sizes = false

  @OptionGroup var clock: ClockOptions
  @OptionGroup var database: DatabaseOptions

  func run() throws {
    try reportingErrors {
      let warehouse = try database.open(.read)
      let status = try WarehouseStatus(of: warehouse, now: clock.time.ticks)
      let parts = sizes ? try WarehouseSize.parts(of: warehouse) : []
      try Console.print(
        lines(of: status, parts: parts).map(TerminalText.escaped).joined(separator: "\n"))
    }
  }

  private func lines(of status: WarehouseStatus, parts: [WarehouseSize.Part]) -> [String] {
    var lines = ["database    \(database.path)", "", "sources"]
    if status.sources.isEmpty { lines.append("  none yet: picket ingest") }
    for source in status.sources { lines += describe(source) }
    lines += ["", "tables"]
    for table in status.tables { lines += describe(table) }
    lines.append("  values that stand in an indicator and in a log: \(status.matches)")
    lines.append("  names of logs below an indicator's domain: \(status.subdomains)")
    lines.append("  addresses of logs in an indicator's block: \(status.blocks)")
    lines += ["", "size"] + describe(status.size)
    lines += parts.map { "    \(bytes($0.bytes))  \($0.name)" }
    lines += ["", "hunts of --new (\(status.hunts.count))"]
    if status.hunts.isEmpty { lines.append("  none yet: picket hunt --new") }
    for hunt in status.hunts { lines += describe(hunt) }
    lines += ["", "imports (\(status.fileCount))"]
    if status.files.isEmpty { lines.append("  none yet: picket import") }
    for file in status.files {
      lines.append(
        "  \(time(file.startedAt))  \(file.format)  \(file.inserted) rows, "
          + "\(file.rejected) rejected, \(file.outcome)  \(file.path)")
    }
    if status.fileCount > status.files.count { lines.append("  … and earlier ones: table Import") }
    lines += ["", "rejections (\(status.rejectionCount))"]
    for rejection in status.rejections {
      lines.append("  \(rejection.count) x \(rejection.reason)  (\(rejection.origin))")
    }
    if status.rejectionCount > 0 { lines.append("  each with its reason: table Rejection") }
    return lines
  }

  private func describe(_ source: WarehouseStatus.Source) -> [String] {
    var lines = [
      "  \(source.name)  \(source.kind)  \(source.address)",
      "    indicators  \(source.indicators), of which \(source.active) are valid now",
    ]
    if source.quarantined > 0 {
      lines.append(
        "    quarantine  \(count(source.quarantined, "row")) held back: picket feeds quarantine")
    }
    for watermark in source.watermarks {
      let collection = watermark.collection.isEmpty ? "all types" : watermark.collection
      lines.append("    watermark   \(collection): \(watermark.addedAfter)")
    }
    if let poll = source.lastPoll {
      let error = source.lastError.isEmpty ? "" : ": \(source.lastError)"
      lines.append("    last poll   \(time(poll)), \(source.lastOutcome)\(error)")
      if !source.lastCounts.isEmpty { lines.append("                \(source.lastCounts)") }
      if !source.lastWarning.isEmpty { lines.append("    warning     \(source.lastWarning)") }
      if !source.lastGap.isEmpty { lines.append("    gap         \(source.lastGap)") }
    }
    return lines
  }

  private func describe(_ table: WarehouseStatus.Table) -> [String] {
    let times = table.times.map { ", \(time($0.first)) to \(time($0.last))" } ?? ""
    let line = "  \(table.name)  \(table.rows) rows in \(count(table.runs, "run"))\(times)"
    guard table.runs > 1, let sizes = table.runSizes else { return [line] }
    return [
      line,
      "    rows of a run  \(sizes.smallest) smallest, \(sizes.median) median, "
        + "\(sizes.largest) largest",
    ]
  }

  private func describe(_ size: WarehouseSize) -> [String] {
    let log = size.log > 0 ? ", write-ahead log \(bytes(size.log))" : ""
    return [
      "  file         \(bytes(size.file)), of which \(bytes(size.free)) are free\(log)",
      "  observables  \(size.observables)",
      "  objects      \(size.objects)",
    ]
  }

  private func describe(_ hunt: WarehouseStatus.Hunt) -> [String] {
    [
      "  \(hunt.name)  \(count(hunt.returned, "row")) in \(count(hunt.turns, "acknowledged run")), "
        + "the last at \(time(hunt.lastRun))",
      "    not seen yet  \(count(hunt.unseenRuns, "run")) of log rows, "
        + "\(count(hunt.unseenIndicators, "indicator row"))",
    ]
  }

  private func count(_ number: Int, _ word: String) -> String {
    "\(number) \(word)\(number == 1 ? "" : "s")"
  }

  /// Bytes to three digits: 512 B, 5.12 kB, 51.2 MB.
  private func bytes(_ number: Int64) -> String {
    var (value, unit) = (Double(number), 0)
    let units = ["B", "kB", "MB", "GB", "TB"]
    while value >= 999.5, unit < units.count - 1 { (value, unit) = (value / 1_000, unit + 1) }
    if unit == 0 { return "\(number) B" }
    let digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
    return String(format: "%.\(digits)f ", value) + units[unit]
  }

  /// ISO 8601 UTC to the second.
  private func time(_ ticks: Int64) -> String {
    String(Timestamp(clamping: ticks).kusto.prefix(19)) + "Z"
  }
}
