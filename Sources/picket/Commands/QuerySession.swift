// What `hunt` and `query` share: compile, then print the rows, the SQL or the plan.

import ArgumentParser
import Hunting
import Indicators
import KQL
import SQLite
import Warehouse

struct QuerySession {
  let print: PrintOptions
  let clock: ClockOptions
  let watch: RunWatch
  /// Whether a table that never received a row is told: not of a stream, which stores none.
  var saysEmptyTables = true

  /// The tables that a text reads; throws its diagnostics.
  func tables(of hunt: Hunt) throws -> Set<String> {
    try watch.explaining {
      try watch.begin(hunt.name)
      let runner = try HuntRunner(database: nil, now: clock.time.ticks, watch: watch)
      return try runner.compile(hunt).tables
    }
  }

  /// Runs texts one after the other.
  func run(_ hunts: [Hunt], database: WarehouseDatabase?) throws {
    let runner = try HuntRunner(database: database, now: clock.time.ticks, watch: watch)
    try watch.stoppable { try run(hunts, with: runner) }
  }

  private func run(_ hunts: [Hunt], with runner: HuntRunner) throws {
    // All are compiled before one is run: a mistake in the last must not come after much output.
    let compiled = try hunts.map { hunt in
      try watch.begin(hunt.name)
      return try runner.compile(hunt)
    }
    let printer = try ResultPrinter(options: print.place)
    if print.sql || print.explain {
      for query in compiled { try printer.print(explanation(of: query, with: runner)) }
      return
    }
    try Self.note(Array(zip(hunts, compiled)), runner, saysEmpty: saysEmptyTables)
    for (hunt, query) in zip(hunts, compiled) {
      try watch.begin(hunt.name)
      try printer.section(hunt.name, isOne: hunts.count == 1) {
        try printer.begin(query.columns)
        try runner.run(query) { try printer.row($0) }
        try printer.end()
      }
    }
    if hunts.count > 1 { try printer.frame(.end) }
    if print.failOnHit, printer.rows > 0 { throw ExitCode.hits }
  }

  /// Says what a reader of the rows should know: warnings, and tables that never received a row, each
  /// once.
  static func note(
    _ runs: [(hunt: Hunt, query: CompiledQuery)], _ runner: HuntRunner, saysEmpty: Bool = true
  ) throws {
    var empty: [(table: String, hunts: [String])] = []
    for (hunt, query) in runs {
      if hunt.asksWindow {
        Console.say("note: \(hunt.name) leaves its time open, and looks at the last 24 hours")
      }
      // What ships stands word for word as it is documented; its readers cannot mend it.
      for warning in query.warnings where hunt.listing == nil {
        Console.say(lines: runner.rendered(warning, of: hunt))
      }
      for table in try runner.emptyTables(of: query) where saysEmpty {
        if let place = empty.firstIndex(where: { $0.table == table }) {
          empty[place].hunts.append(hunt.name)
        } else {
          empty.append((table, [hunt.name]))
        }
      }
    }
    for (table, hunts) in empty {
      let names = hunts.count == 1 ? "\(hunts[0]) finds" : "\(hunts.count) of the hunts find"
      Console.say("note: \(table) has never received a row, so \(names) nothing in it")
    }
  }

  private func explanation(
    of query: CompiledQuery, with runner: HuntRunner
  ) throws -> String {
    var text = query.shellSQL
    if print.explain {
      let plan = try runner.plan(of: query).description
      text += "\n\n" + plan.split(separator: "\n").map { "-- \($0)" }.joined(separator: "\n")
    }
    return text
  }
}
