// `picket hunt --new`: each hunt's rows that no earlier run returned, and their acknowledgement when
// the output is whole.
//
// The order is the contract: one snapshot for what is remembered and for what is found; the output,
// to its last byte; then the book; then at once the exit. Whatever breaks off before leaves the book
// as it was.

import ArgumentParser
import Foundation
import Hunting
import Indicators
import KQL
import SQLite
import Warehouse

struct NewHuntSession {
  let print: PrintOptions
  let clock: ClockOptions
  let database: DatabaseOptions
  let watch: RunWatch

  /// A reader of the output that goes away has not seen all of it.
  private struct Unread: Error, CustomStringConvertible {
    let description =
      "the reader of standard output has gone: these rows are not acknowledged, and come again with "
      + "the next run"
  }

  /// Runs hunts and ends the program.
  func run(_ hunts: [Hunt]) throws {
    // First, so that a database that cannot be written is told before anything is printed.
    let book = try HuntBook(path: database.path)
    let warehouse = try database.open(.read)
    let runner = try HuntRunner(database: warehouse, now: clock.time.ticks, watch: watch)
    let printer = try ResultPrinter(options: print.place, appearance: .whenWhole)
    do {
      let ended = try watch.stoppable {
        let ended = try warehouse.snapshot {
          try turns(of: hunts, in: warehouse, with: runner, printer)
        }
        // A limit that passed while the last rows were printed has passed as well.
        try watch.check()
        return ended
      }
      try printer.finish()
      try book.commit(ended)
    } catch is Console.BrokenPipe {
      throw Unread()
    } catch let stopped as RunStopped {
      Console.say("note: no row of this run is acknowledged: the next run returns all of them")
      throw stopped
    }
    // Closing the database takes milliseconds in which a kill would take rows away that the book has
    // and nobody was told of; the WAL that stays behind is brought in by whoever writes next.
    _exit(print.failOnHit && printer.rows > 0 ? ExitCode.hits.rawValue : 0)
  }

  private func turns(
    of hunts: [Hunt], in warehouse: WarehouseDatabase, with runner: HuntRunner,
    _ printer: ResultPrinter
  ) throws -> [HuntTurn] {
    let runs = try hunts.map { hunt in
      let turn = try HuntTurn(
        of: hunt.name, text: hunt.text, in: warehouse, now: clock.time.ticks)
      try watch.begin(hunt.name)
      return (hunt, turn, try runner.compile(hunt, for: turn))
    }
    try QuerySession.note(runs.map { ($0.0, $0.2) }, runner)
    for (hunt, turn, query) in runs {
      if turn.isChanged {
        Console.say(
          "note: the text of \(hunt.name) has changed since its last run: what was returned before "
            + "is left out")
      }
      try watch.begin(hunt.name)
      try printer.section(hunt.name, isOne: hunts.count == 1) {
        try printer.begin(query.columns)
        try runner.run(query) { row in
          if try isNew(row, of: query, turn) { try printer.row(row) }
        }
        try printer.end()
      }
    }
    if hunts.count > 1 { try printer.frame(.end) }
    return runs.map(\.1)
  }

  private func isNew(
    _ row: borrowing Row, of query: CompiledQuery, _ turn: HuntTurn
  ) throws -> Bool {
    guard let origin = query.provenance else {
      return try turn.isNew(row, columns: query.columns.count)
    }
    return try turn.isNew(
      row: row.int64(Int32(origin.rowColumn)), indicator: row.int64(Int32(origin.indicatorColumn)))
  }
}
