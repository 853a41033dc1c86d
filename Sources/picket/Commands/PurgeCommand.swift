// `picket purge`: retention of log rows by age.

import ArgumentParser
import Indicators
import Warehouse

struct PurgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge",
    abstract: "Remove log rows that are older than a time.",
    discussion: """
      Example: picket purge --older-than 90d
      Runs that are older as a whole go as a whole. Indicators are never touched. Files whose rows \
      were purged stay known: importing them again adds nothing.
      """)

  @Option(
    name: .long, help: "The age from which rows go: 90d, 12h …",
    transform: { text in
      guard let age = Lookback(text) else {
        throw ValidationError("\(text) is no time span: write 90d, 12h or 90m")
      }
      return age
    })
  var olderThan: Lookback

  @Flag(name: .long, help: "Say what would go, and remove nothing.")
  var dryRun = false

  @OptionGroup var clock: ClockOptions
  @OptionGroup var database: DatabaseOptions

  func run() throws {
    try reportingErrors {
      let cutoff = olderThan.before(clock.time)
      let warehouse = try database.open(.change)
      let result = try Purge(database: warehouse).run(before: cutoff.ticks, isCounting: dryRun)
      let time = String(cutoff.kusto.prefix(19)) + "Z"
      if result.rows.isEmpty { Console.say("no row is older than \(time)") }
      for rows in result.rows {
        let verb = dryRun ? "would go" : "removed"
        Console.say("\(rows.table): \(rows.count) rows before \(time) \(verb)")
      }
      if result.freedBytes > 0 {
        Console.say("the file is \(result.freedBytes / 1_000_000) MB smaller")
      }
    }
  }
}
