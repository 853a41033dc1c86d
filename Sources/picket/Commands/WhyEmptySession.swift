// `picket hunt --why-empty`: where the rows of a hunt are lost.

import ArgumentParser
import Hunting
import Indicators
import Output
import Warehouse

struct WhyEmptySession {
  let print: PrintOptions
  let clock: ClockOptions
  let watch: RunWatch

  func run(_ hunts: [Hunt], database: WarehouseDatabase) throws {
    let runner = try HuntRunner(database: database, now: clock.time.ticks, watch: watch)
    try watch.stoppable { try run(hunts, with: runner) }
  }

  private func run(_ hunts: [Hunt], with runner: HuntRunner) throws {
    // All are compiled before one is counted: a mistake in the last must not come after minutes.
    for hunt in hunts { _ = try runner.compile(hunt) }
    let printer = try ResultPrinter(options: print.place)
    let why = WhyEmpty(runner: runner)
    if print.place.format == .json { try printer.print("[") }
    for (index, hunt) in hunts.enumerated() {
      try watch.begin(hunt.name)
      try printer.print(try text(of: try why.report(on: hunt), at: index, of: hunts.count))
    }
    if print.place.format == .json { try printer.print("]") }
    try printer.finish()
  }

  private func text(of report: StageReport, at index: Int, of count: Int) throws -> String {
    switch print.place.format {
    case .json: try WhyEmptyEntry(report).jsonLine() + (index < count - 1 ? "," : "")
    case .ndjson: try WhyEmptyEntry(report).jsonLine()
    default:
      ((index > 0 ? [""] : []) + report.lines.map(TerminalText.escaped)).joined(separator: "\n")
    }
  }
}
