// What a hunt may name, for people: the tables with what they hold, the functions with what they take.

internal import Indicators
public import KQL
public import Warehouse

/// Everything that a hunt may name.
public struct CatalogListing: Sendable {
  /// What a name stands for.
  public enum Kind: String, Sendable {
    /// A table of its own.
    case table
    /// A table of the Azure Monitor reference that has rows once they were imported under its name.
    case documented
    /// A table of the reference that shows rows of another table in its own columns, too.
    case view
    /// A function.
    case function
  }

  /// A table or a function.
  public struct Entry: Sendable {
    /// Its name in KQL.
    public var name: String
    /// What it is.
    public var kind: Kind
    /// Columns of a table; parameters of a function.
    public var width: Int
    /// The rows that it shows; nil of functions, and without a database.
    public var rows: Int?
    /// What it holds, in a sentence.
    public var description: String
  }

  private let catalog: Catalog

  /// Without a database; every documented table is there, and empty.
  public init() { catalog = WarehouseCatalog.catalog }

  /// The names that a query may give.
  public var names: [String] { catalog.names + catalog.functions.keys.sorted() }

  /// The name that was probably meant: `did you mean 'X'?`, or nil.
  public func help(for name: String) -> String? { Suggestion.help(for: name, among: names) }

  /// A table with its columns.
  public func table(_ name: String) -> CatalogTable? { catalog.table(name) }

  /// A function with its parameters.
  public func function(_ name: String) -> FunctionSignature? {
    catalog.functions[name].flatMap { FunctionSignature(of: $0) }
  }

  /// All of it: the tables in the catalog's order, then the functions by name.
  ///
  /// - Parameter database: whose rows are told.
  /// - Throws: `WarehouseError`.
  public func entries(in database: WarehouseDatabase?) throws -> [Entry] {
    let counts = try database.map { try TableCounts(of: $0) }
    let tables = catalog.names.compactMap { name -> Entry? in
      guard let table = catalog.table(name) else { return nil }
      let view = ImportedView.named(name)
      let isDocumented = DocumentedTable.names.contains(name)
      return Entry(
        name: name, kind: view != nil ? .view : isDocumented ? .documented : .table,
        width: table.columns.count,
        rows: counts.map { counts in
          counts.rows(of: name) + (view.map { counts.rows(of: $0.base) } ?? 0)
        },
        description: Self.description(of: name, view))
    }
    let functions = catalog.functions.keys.sorted().map { name in
      Entry(
        name: name, kind: .function, width: function(name)?.parameters.count ?? 0,
        description: Self.descriptions[name] ?? "")
    }
    return tables + functions
  }

  private static func description(of name: String, _ view: ImportedView?) -> String {
    if let view { return "\(view.base) in its columns, and what was imported under its name" }
    return descriptions[name] ?? "what was imported under its name"
  }

  private static let descriptions = [
    "ThreatIntelligenceIndicator":
      "indicators, a row for each observable, as Sentinel's table of that name",
    "ThreatIntelIndicators": "the same indicators in the columns of Sentinel's live table",
    "ThreatIntelObjects": "every STIX object as it came",
    "NetworkConnection": "network connections that were imported",
    "DnsEvents": "DNS queries that were imported, in Sentinel's columns",
    "FileEvents": "files that were seen, with their hashes",
    "_Im_Dns": "ASIM: filtered DNS queries", "imDns": "the former name of _Im_Dns",
    "_Im_NetworkSession": "ASIM: filtered network sessions",
    "imNetworkSession": "the former name of _Im_NetworkSession",
    "_Im_WebSession": "ASIM: filtered web sessions",
    "imWebSession": "the former name of _Im_WebSession",
  ]
}
