// `picket status`: what stands in the warehouse, for people.

import ArgumentParser
import Indicators
import Output
import Warehouse

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show sources with watermarks, tables, imports and rejections.")

  @OptionGroup var clock: ClockOptions
  @OptionGroup var database: DatabaseOptions

  func run() throws {
    try reportingErrors {
      let warehouse = try database.open(.read)
      let status = try WarehouseStatus(of: warehouse, now: clock.time.ticks)
      try Console.print(lines(of: status).map(TerminalText.escaped).joined(separator: "\n"))
    }
  }

  private func lines(of status: WarehouseStatus) -> [String] {
    var lines = ["database    \(database.path)", "", "sources"]
    if status.sources.isEmpty { lines.append("  none yet: picket ingest") }
    for source in status.sources { lines += describe(source) }
    lines += ["", "tables"]
    for table in status.tables { lines.append(describe(table)) }
    lines.append("  values that stand in an indicator and in a log: \(status.matches)")
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
    for watermark in source.watermarks {
      let collection = watermark.collection.isEmpty ? "all types" : watermark.collection
      lines.append("    watermark   \(collection): \(watermark.addedAfter)")
    }
    if let poll = source.lastPoll {
      let error = source.lastError.isEmpty ? "" : ": \(source.lastError)"
      lines.append("    last poll   \(time(poll)), \(source.lastOutcome)\(error)")
    }
    return lines
  }

  private func describe(_ table: WarehouseStatus.Table) -> String {
    let times = table.times.map { ", \(time($0.first)) to \(time($0.last))" } ?? ""
    let runs = table.runs == 1 ? "1 run" : "\(table.runs) runs"
    return "  \(table.name)  \(table.rows) rows in \(runs)\(times)"
  }

  /// ISO 8601 UTC to the second.
  private func time(_ ticks: Int64) -> String {
    String(Timestamp(clamping: ticks).kusto.prefix(19)) + "Z"
  }
}
