// How a list is printed: one group, since a command and its subcommands share what they have by the
// same name only through one.

import ArgumentParser
import Output

struct RowFormatOptions: ParsableArguments {
  @Option(name: .long, help: "How rows are printed.")
  var format: ResultFormat = .table
}
