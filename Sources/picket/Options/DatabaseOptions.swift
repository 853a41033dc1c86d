// Which database, and which clock: shared by all commands.

import ArgumentParser
import Foundation
import Indicators
import Warehouse

struct DatabaseOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The database file. Default: PICKET_DB, else picket.db in this folder.", valueName: "file"))
  var db: String?

  var path: String {
    db ?? ProcessInfo.processInfo.environment["PICKET_DB"].flatMap { $0.isEmpty ? nil : $0 }
      ?? "picket.db"
  }

  func open(_ access: WarehouseDatabase.Access) throws -> WarehouseDatabase {
    try WarehouseDatabase(path: path, access: access)
  }
}

struct ClockOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The time that counts as now, ISO 8601 UTC. Default: the computer's clock.",
      valueName: "time"),
    transform: { text in
      guard let time = Timestamp(iso8601: text) else {
        throw ValidationError("\(text) is no time: write 2018-11-05T00:00:00Z")
      }
      return time
    })
  var now: Timestamp?

  /// One clock a run.
  var time: Timestamp { now ?? Self.computerClock }

  private static let computerClock: Timestamp = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(unixSeconds: Int64(time.tv_sec), fraction: Int64(time.tv_nsec / 100))
      ?? .unixEpoch
  }()
}
