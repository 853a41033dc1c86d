// The documented log tables as KQL sees them: all of them can be named; those that were never imported
// are empty.

internal import KQL
internal import Warehouse

extension WarehouseCatalog {
  /// A documented table, over its rows or empty.
  static func table(_ table: DocumentedTable, isStored: Bool) -> CatalogTable {
    let columns = zip(table.columns, table.logTable.columns).map { documented, stored in
      let type = KustoType(rawValue: documented.type.rawValue) ?? .string
      guard isStored else { return absent(documented.name, type) }
      // Of every row the table's own name, whatever a log wrote there.
      let sql = documented.name == "Type" ? "'\(table.name)'" : "{base}.\"\(stored.name)\""
      return CatalogColumn(
        name: documented.name, type: type, sql: sql,
        isNullable: documented.name == "TimeGenerated" ? false : nil,
        observables: documented.nature.map {
          WaysIn.documented(table.logTable, $0, "{base}.\"\(stored.name)\"")
        } ?? [])
    }
    guard isStored else {
      return CatalogTable(
        name: table.name, columns: columns, source: "(SELECT 1 WHERE 0)",
        hidden: [
          absent("SourceFile", .string), absent("SourceLine", .long),
          absent(arrival.name, .datetime),
        ], side: .log,
        rowId: "NULL", isNew: "0")
    }
    return CatalogTable(
      name: table.name, columns: columns, source: "\"\(table.logTable.storage)\"",
      lookups: [importLookup],
      // Not of the reference: where a row was read.
      hidden: [
        CatalogColumn(name: "SourceFile", type: .string, sql: "{Import}.Path"),
        CatalogColumn(name: "SourceLine", type: .long, sql: "{base}.SourceLine"), arrival,
      ], side: .log, rowId: "{base}.Id", isNew: WaysIn.isNewRow, runs: WaysIn.runs(table.logTable))
  }

  /// A column of a table without rows.
  static func absent(_ name: String, _ type: KustoType) -> CatalogColumn {
    CatalogColumn(name: name, type: type, sql: type == .string ? "''" : "NULL")
  }
}
