// How rows are printed: shared by `hunt`, `query` and `pivot`.

public import ArgumentParser
public import Output

extension ResultFormat: ExpressibleByArgument {}

struct ResultPlace: ParsableArguments {
  @Option(name: .long, help: "How rows are printed.")
  var format: ResultFormat = .csv

  @Flag(
    name: .long,
    help: "CSV: leave text cells as they are, without the guard against spreadsheet formulas.")
  var csvRaw = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
  var output: String?
}

struct PrintOptions: ParsableArguments {
  @OptionGroup var place: ResultPlace

  @Flag(name: .long, help: "Print the SQL, ready to be pasted into the sqlite3 shell; run nothing.")
  var sql = false

  @Flag(name: .long, help: "Print the SQL and SQLite's query plan; run nothing.")
  var explain = false

  @Flag(name: .long, help: "Exit with 3 where there is at least one row.")
  var failOnHit = false
}
