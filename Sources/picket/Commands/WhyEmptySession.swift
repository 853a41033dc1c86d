// `picket hunt --why-empty`: where the rows of a hunt are lost.

import ArgumentParser
import Hunting
import Indicators
import Output
import Warehouse

struct WhyEmptySession {
  let print: PrintOptions
  let clock: ClockOptions

  func run(_ hunts: [Hunt], database: WarehouseDatabase) throws {
    let runner = try HuntRunner(database: database, now: clock.time.ticks)
    // All are compiled before one is counted: a mistake in the last must not come after minutes.
    for hunt in hunts { _ = try runner.compile(hunt) }
    let stop = InterruptSignal(interrupting: runner.interrupter)
    defer { stop.end() }
    let printer = try ResultPrinter(options: print.place)
    let why = WhyEmpty(runner: runner)
    for (index, hunt) in hunts.enumerated() {
      let lines = try why.report(on: hunt).lines
      let text = (index > 0 ? [""] : []) + lines.map(TerminalText.escaped)
      try printer.print(text.joined(separator: "\n"))
    }
    try printer.finish()
  }
}
