// `picket hunt --list`: what ships, one row a hunt.

import Hunting
import Output

enum HuntList {
  private static let columns = [
    Output.ResultColumn(name: "Name", type: .string),
    Output.ResultColumn(name: "MatchKind", type: .string),
    Output.ResultColumn(name: "Valid", type: .string),
    Output.ResultColumn(name: "RunsInSentinel", type: .bool),
    Output.ResultColumn(name: "Summary", type: .string),
  ]

  /// Prints the list in the asked format.
  static func print(_ place: ResultPlace) throws {
    let printer = try ResultPrinter(options: place)
    try printer.begin(columns)
    for hunt in Hunt.all {
      guard let listing = hunt.listing else { continue }
      try printer.row([
        .string(hunt.name), .string(listing.kind.rawValue),
        .string(listing.asksAtEvent ? "at event" : "now"), .bool(listing.runsInSentinel),
        .string(hunt.summary),
      ])
    }
    try printer.end()
    try printer.finish()
  }
}
