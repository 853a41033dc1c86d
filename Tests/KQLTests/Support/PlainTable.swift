// A table of a test: its columns stand under their own names in storage.

import KQL

extension CatalogTable {
  static func plain(
    _ name: String, _ columns: [(String, KustoType)], hidden: [CatalogColumn] = []
  ) -> CatalogTable {
    CatalogTable(
      name: name,
      columns: columns.map { CatalogColumn(name: $0.0, type: $0.1, sql: "{base}.\($0.0)") },
      source: name, hidden: hidden)
  }
}
