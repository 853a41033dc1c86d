// The entry of `picket-samples`: the sample feed and logs for the quick start, the data of the benchmark.

import ArgumentParser
import Foundation
import Samples

@main
struct PicketSamples: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "picket-samples",
    abstract: "A feed and logs to try Picket on: made up, and the same all day.",
    discussion: """
      Addresses and names are those set aside for documentation; nothing here exists, and nothing \
      is contacted. The feed is served on 127.0.0.1 only.
      """,
    subcommands: [Serve.self, Logs.self, Bench.self])
}

/// The option that both commands share.
struct DayOptions: ParsableArguments {
  @Option(
    name: .customLong("now"),
    help: ArgumentHelp(
      "The time for which the samples are made, such as 2026-11-23T10:00:00Z; now by default.",
      valueName: "time"))
  var time: String?

  /// The world of the day that was asked for.
  var world: SampleWorld {
    get throws {
      guard let time else {
        let now = Int64(Date().timeIntervalSince1970)
        return SampleWorld(now: SampleTime.epoch + now * SampleTime.second)
      }
      // The logs begin the day before, and Zeek's times begin in 1970.
      guard let now = SampleTime.ticks(time), now >= SampleTime.epoch + SampleTime.day else {
        throw ValidationError(
          "--now is a time from 1970-01-02 on, such as 2026-11-23T10:00:00Z, and not '\(time)'")
      }
      return SampleWorld(now: now)
    }
  }
}
