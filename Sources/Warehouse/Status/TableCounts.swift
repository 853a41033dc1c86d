// How many rows the tables hold, from the books of the runs; no big log table is counted.

internal import SQLite

/// The rows of a warehouse's tables by their names.
public struct TableCounts: Sendable {
  private var counts: [String: Int] = [:]

  /// Reads them.
  ///
  /// - Throws: `WarehouseError`.
  public init(of database: WarehouseDatabase) throws {
    let connection = database.connection
    try database.explainingErrors {
      func count(_ table: String) throws -> Int {
        try connection.prepare("SELECT count(*) FROM \(table)").first { $0.int(0) } ?? 0
      }
      let indicators = try count("Indicator")
      counts["ThreatIntelligenceIndicator"] = indicators
      counts["ThreatIntelIndicators"] = indicators
      counts["ThreatIntelObjects"] = try count("RawObject")
    }
    for table in try WarehouseStatus.readTables(database) { counts[table.name] = table.rows }
  }

  /// The rows of a table; 0 of one that was never stored.
  public func rows(of table: String) -> Int { counts[table] ?? 0 }
}
