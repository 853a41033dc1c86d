// `picket feeds quarantine`: what was held back at the door, and its release.

import ArgumentParser
import Foundation
import Indicators
import Output
import Warehouse

struct FeedsQuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine",
    abstract: "List indicator rows that were held back, or release them.",
    discussion: """
      Examples: picket feeds quarantine; picket feeds quarantine --accept 10.0.0.5 intranet
      Held back are rows that match everything or say nothing: private, reserved and multicast \
      addresses and blocks that hold some, blocks wider than /8 (IPv6 /16), public resolvers, names of \
      one label, of registries (co.uk) and of local networks, hashes of the empty file, dates before \
      1990 or more than a year ahead. A value may be written as people \
      write it: 8.8.8.8/32, LOCALHOST, 10[.]0[.]0[.]5.
      """)

  @Option(
    name: .long, parsing: .upToNextOption,
    help: "Release the rows with these values, now and in all later polls.")
  var accept: [String] = []

  @Option(name: .long, help: "Rows of this source alone.")
  var source: String?

  @OptionGroup var print: RowFormatOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if !accept.isEmpty, source != nil {
      throw ValidationError("--accept releases values of all sources: it goes without --source")
    }
  }

  func run() throws {
    try reportingErrors {
      guard accept.isEmpty else { return try release() }
      let book = QuarantineBook(of: try database.open(.read))
      var writer = print.format.writer {
        try Console.write($0, to: STDOUT_FILENO, path: "standard output")
      }
      try writer.begin([
        ResultColumn(name: "Source", type: .string),
        ResultColumn(name: "Observable", type: .string),
        ResultColumn(name: "Reason", type: .string), ResultColumn(name: "Since", type: .datetime),
        ResultColumn(name: "ObjectId", type: .string),
      ])
      try book.eachRow(of: source) { row in
        try writer.row([
          .string(row.source), .string(row.observable), .string(row.reason),
          .datetime(row.since), .string(row.objectId),
        ])
      }
      try writer.end()
    }
  }

  private func release() throws {
    let book = QuarantineBook(of: try database.open(.write))
    let released = try book.accept(accept, now: clock.time.ticks)
    for (value, count) in zip(accept, released) {
      let value = PrintableText.escaped(value)
      Console.say(
        count == 0
          ? "\(value): no row is held back; later ones will not be"
          : "\(value): \(count == 1 ? "1 row" : "\(count) rows") released")
    }
  }
}
