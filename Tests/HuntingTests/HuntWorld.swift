// A small warehouse with true hits, near misses, an expired and a revoked indicator, and the rows
// that a hunt gives over it.

import Hunting
import Indicators
import KQL
import SQLite
import TestSupport
import Warehouse

struct HuntWorld {
  let fixture: WarehouseFixture

  init() throws {
    fixture = try WarehouseFixture()
    let later = newYear.adding(days: 30)
    try fixture.ingest([
      try fixture.object("hit", address: "198.51.100.7", text: "C2 of a bot", expires: later),
      try fixture.object("twice", address: "198.51.100.7", text: "seen again", expires: later),
      try fixture.object("old", address: "198.51.100.8", expires: newYear.adding(days: -1)),
      try fixture.object("endless", address: "198.51.100.9"),
      try fixture.object("unseen", address: "203.0.113.1", expires: later),
      try fixture.object("none", address: "", expires: later),
    ])
    try fixture.importConnections(
      [
        (10, "10.0.0.1", "198.51.100.7"), (20, "10.0.0.2", "198.51.100.8"),
        (30, "10.0.0.3", "198.51.100.9"), (40, "10.0.0.4", "198.51.100.70"), (50, "10.0.0.5", ""),
      ], name: "first")
    try fixture.importConnections(
      [(60, "10.0.0.9", "198.51.100.7"), (60, "10.0.0.1", "198.51.100.7")], name: "second")
  }

  /// The compiled query of a text at new year.
  func compile(_ text: String, isPruning: Bool = true) throws -> CompiledQuery {
    try runner(isPruning).compile(text, name: "test")
  }

  func runner(_ isPruning: Bool = true) throws -> HuntRunner {
    try HuntRunner(database: fixture.database, now: newYear.ticks, isPruning: isPruning)
  }

  /// The rows of a text, each value as text, joined by `|`.
  func rows(_ text: String, isPruning: Bool = true) throws -> [String] {
    let runner = try runner(isPruning)
    var rows: [String] = []
    try runner.run(try runner.compile(text, name: "test")) { row in
      rows.append((0..<row.count).map { row.text(Int32($0)) }.joined(separator: "|"))
    }
    return rows
  }
}
