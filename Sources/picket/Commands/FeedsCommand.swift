// `picket feeds`: the sources of picket.yaml and of the database, and how their polls went.

import ArgumentParser
import Configuration
import Foundation
import Indicators
import Ingestion
import Output
import Warehouse

struct FeedsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feeds",
    abstract: "List sources with their polls, watermarks, errors, and when each is due next.",
    discussion: "Examples: picket feeds; picket feeds --example > picket.yaml",
    subcommands: [FeedsTestCommand.self, FeedsQuarantineCommand.self])

  @Flag(name: .long, help: "Print a picket.yaml in which every key is explained, and nothing else.")
  var example = false

  @OptionGroup var print: RowFormatOptions
  @OptionGroup var configuration: ConfigurationOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var database: DatabaseOptions

  func run() throws {
    try reportingErrors {
      if example { return try Console.print(String(FeedConfiguration.example.dropLast())) }
      let file = configuration.file(besideDatabase: database.path)
      let isDatabase = FileManager.default.fileExists(atPath: database.path)
      // Without a database the sources of the file are still worth a list.
      let sources = !isDatabase || file.exists ? try file.read() : []
      let histories = isDatabase ? try PollHistory.all(of: try database.open(.read)) : []
      var writer = print.format.writer {
        try Console.write($0, to: STDOUT_FILENO, path: "standard output")
      }
      try writer.begin(FeedTable.columns)
      for row in FeedTable.rows(sources: sources, histories: histories, now: clock.time) {
        try writer.row(row)
      }
      try writer.end()
    }
  }
}

/// A row for each source: those of picket.yaml in its order, then those that only the database knows.
enum FeedTable {
  static let columns = [
    ResultColumn(name: "Name", type: .string),
    ResultColumn(name: "Kind", type: .string),
    ResultColumn(name: "Configured", type: .bool),
    ResultColumn(name: "LastPoll", type: .datetime),
    ResultColumn(name: "Outcome", type: .string),
    ResultColumn(name: "Watermark", type: .string),
    ResultColumn(name: "NextDue", type: .datetime),
    ResultColumn(name: "LastError", type: .string),
    ResultColumn(name: "Address", type: .string),
  ]

  static func rows(
    sources: [FeedSource], histories: [PollHistory], now: Timestamp
  ) -> [[Cell]] {
    let configured = sources.map { source in
      let history = histories.first { $0.source.sourceSystem == source.name }
      let due = PollSchedule.due(source, polls: history?.polls ?? [], now: now)
      return row(
        SourceDescription(
          sourceSystem: source.name, kind: source.kind.rawValue, address: source.address),
        history, due: due)
    }
    let names = Set(sources.map(\.name))
    let others = histories.filter { !names.contains($0.source.sourceSystem) }
    return configured + others.map { row($0.source, $0, due: nil) }
  }

  private static func row(
    _ source: SourceDescription, _ history: PollHistory?, due: Timestamp?
  ) -> [Cell] {
    let last = history?.polls.first
    return [
      .string(source.sourceSystem), .string(source.kind), .bool(due != nil),
      last.map { .datetime($0.startedAt.ticks) } ?? .null,
      .string(last?.outcome.rawValue ?? "never"),
      .string(watermark(history?.watermarks ?? [], isFile: source.kind == "file")),
      due.map { .datetime($0.ticks) } ?? .null, .string(last?.error ?? ""),
      .string(source.address),
    ]
  }

  private static func watermark(
    _ watermarks: [(collection: String, addedAfter: String)], isFile: Bool
  ) -> String {
    if isFile {
      return watermarks.isEmpty
        ? "" : "\(watermarks.count) \(watermarks.count == 1 ? "file" : "files")"
    }
    return watermarks.map {
      $0.collection.isEmpty ? $0.addedAfter : "\($0.collection) \($0.addedAfter)"
    }
    .joined(separator: ", ")
  }
}
