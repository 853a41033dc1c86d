// Given rows of a table with the columns that KQL sees, for those who know which rows they want.

public import KQL
public import SQLite
public import Warehouse

/// Rows of one table by their ids.
public struct TableRows {
  /// The table's columns in KQL, in their order.
  public let columns: [ResultColumn]
  private let database: WarehouseDatabase
  private let sql: String

  /// The rows of a log table.
  ///
  /// - Returns: nil where KQL knows no such table.
  public init?(of name: String, database: WarehouseDatabase) throws {
    guard let table = try WarehouseCatalog.catalog(of: database).table(name) else { return nil }
    self.database = database
    columns = table.columns.map { ResultColumn(name: $0.name, type: $0.type) }
    let lookups = table.lookups.map {
      "\nCROSS JOIN \($0.source) AS \($0.key) ON \(Self.aliased($0.on))"
    }
    sql = """
      SELECT \(table.columns.map { Self.aliased($0.sql) }.joined(separator: ", "))
      FROM json_each(?) AS asked
      CROSS JOIN \(table.source) AS base ON base.Id = asked.value\(lookups.joined())
      ORDER BY asked.key
      """
  }

  /// Gives the rows in the order of the ids; an id without a row gives none.
  public func each(_ ids: [Int64], row: (borrowing Row) throws -> Void) throws {
    try database.explainingErrors {
      let find = try database.connection.prepare(sql)
      find.bind("[\(ids.map(String.init).joined(separator: ","))]", at: 1)
      try find.eachRow(row)
    }
  }

  /// The catalog's places in braces (see `Catalog`) are the aliases here.
  private static func aliased(_ template: String) -> String {
    template.filter { $0 != "{" && $0 != "}" }
  }
}
