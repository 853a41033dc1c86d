// `picket pivot`: what the warehouse knows of a value, from its books and not from its rows.

import ArgumentParser
import Hunting
import Indicators
import SQLite
import Warehouse

struct PivotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pivot",
    abstract: "Tell where values were seen, and whether they are indicators.",
    discussion: """
      Example: picket pivot hxxps://evil[.]example/gate.php 203.0.113.7 198.51.100.0/24
      Addresses, blocks, names, URLs, hashes or any other observable, defanged or not. A block \
      stands for the addresses in it that were seen. The answer takes milliseconds, however large \
      the logs are.
      """)

  @Argument(help: "Values; - reads standard input, one value a line.")
  var values: [String]

  @Flag(name: .long, help: "Of a domain, also the names below it that were seen.")
  var subdomains = false

  @Flag(name: .long, help: "Print the rows of the logs, newest first.")
  var rows = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "At most so many rows of a table, and so many values of a block or below a domain.",
      valueName: "count"))
  var limit = 100

  @Flag(
    name: .long,
    help: """
      Exit with 3 where at least one value was seen in a log, or is covered by an indicator that is \
      active.
      """)
  var failOnHit = false

  @OptionGroup var clock: ClockOptions
  @OptionGroup(title: "Output") var place: ResultPlace
  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    // The bound keeps what is held in memory small.
    guard (1...100_000).contains(limit) else {
      throw ValidationError("--limit is a number from 1 to 100000")
    }
  }

  func run() throws {
    try reportingErrors {
      let asked = try ValueList.read(values)
      let warehouse = try database.open(.read)
      let watch = RunWatch.ofCommand()
      watch.watch(warehouse.connection)
      let reader = PrevalenceReader(database: warehouse, now: clock.time.ticks)
      let printer = try ResultPrinter(options: place)
      let isHit = try watch.stoppable {
        try watch.begin("pivot")
        return rows
          ? try printRows(of: asked, reader, warehouse, printer)
          : try printFindings(on: asked, reader, printer)
      }
      try printer.finish()
      if failOnHit, isHit { throw ExitCode.hits }
    }
  }

  private func printFindings(
    on asked: [AskedValue], _ reader: PrevalenceReader, _ printer: ResultPrinter
  ) throws -> Bool {
    var isHit = false
    try printer.begin(PivotTable.columns)
    for value in asked {
      var isKnown = false
      for value in [value] + (try members(of: value, reader)) {
        let found = try reader.prevalence(of: value)
        if found.isUnknown { continue }
        (isKnown, isHit) = (true, isHit || found.isHit)
        for cells in PivotTable.rows(found) { try printer.row(cells) }
        if found.isCut {
          Console.say("note: \(value.text): the first \(found.listings.count) indicators are shown")
        }
      }
      if !isKnown { try printer.row(PivotTable.unknown(value)) }
    }
    try printer.end()
    return isHit
  }

  /// The values that a block or a domain stands for, beside itself.
  private func members(of value: AskedValue, _ reader: PrevalenceReader) throws -> [AskedValue] {
    let seen: (values: [AskedValue], count: Int)
    if let block = value.block {
      seen = try reader.seen(in: block, asked: value, limit: limit)
    } else if subdomains, let name = value.domainName {
      seen = try reader.seen(below: name, asked: value, limit: limit)
    } else {
      return []
    }
    if seen.count > seen.values.count {
      Console.say(
        "note: \(value.text) holds \(seen.count) values that were seen; the first "
          + "\(seen.values.count) are shown: --limit")
    }
    return seen.values
  }

  private func printRows(
    of asked: [AskedValue], _ reader: PrevalenceReader, _ warehouse: WarehouseDatabase,
    _ printer: ResultPrinter
  ) throws -> Bool {
    let values = try asked.flatMap { try [$0] + members(of: $0, reader) }
    let stored = try warehouse.logTables
    for value in asked where !stored.contains(where: value.mayStand) {
      Console.say("note: \(value.text): no log has a column for values of the kind \(value.kind)")
    }
    let tables = stored.filter { table in values.contains { $0.mayStand(in: table) } }
    for table in tables {
      guard let rows = try TableRows(of: table.name, database: warehouse) else { continue }
      let ids = try reader.newestRows(of: values, in: table, limit: limit)
      try printer.section(table.name, isOne: tables.count == 1) {
        try printer.begin(rows.columns)
        try rows.each(ids) { try printer.row($0) }
        try printer.end()
      }
    }
    if tables.count > 1 { try printer.frame(.end) }
    return printer.rows > 0
  }
}
