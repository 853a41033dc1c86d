// How logs are read: what `import` and `hunt --on` share.

import ArgumentParser
import KQL
import Logs

struct LogReadingOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Take CSV or JSON for rows of this table, whatever its columns say.", valueName: "name"))
  var table: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Read CSV or JSON by a map from fields to columns (see the README).", valueName: "file"))
  var map: String?

  @Option(
    name: .customLong("tz"),
    help: ArgumentHelp(
      "The zone of times that name none: Europe/Berlin, +02:00, UTC (the default).",
      valueName: "zone"))
  var zoneName: String?

  func validate() throws {
    if table != nil, map != nil {
      throw ValidationError("--table and --map both say what the columns are: give one of them")
    }
    if let table, LogLayoutTable(named: table) == nil {
      let known = LogLayoutTable.names
      let near = Suggestion.help(for: table, among: known).map { "; \($0)" } ?? ""
      throw ValidationError("--table: there is no table \(table)\(near)")
    }
    if let zoneName, TimeZoneRules(named: zoneName) == nil {
      throw ValidationError(
        "--tz: there is no zone \(zoneName); write UTC, an offset such as +02:00, or a name such as "
          + "Europe/Berlin from the system's zone files")
    }
  }

  var zone: TimeZoneRules? { zoneName.flatMap { TimeZoneRules(named: $0) } }

  /// What `--table` and `--map` say.
  ///
  /// - Throws: `MapFault` where the map cannot be read.
  func layout() throws -> LogLayout? {
    if let table { return LogLayoutTable(named: table).map { .table($0) } }
    guard let map else { return nil }
    do {
      let text = try KQLFile.read(map)
      return .map(
        try ColumnMap(yaml: text) { name, known in Suggestion.help(for: name, among: known) })
    } catch let error as ColumnMapError {
      throw MapFault(lines: error.faults.map { "\(map): \($0)" })
    }
  }

  struct MapFault: Error {
    /// One a fault.
    let lines: [String]
  }
}
