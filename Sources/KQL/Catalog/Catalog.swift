// What a query may read: tables, their columns, and how each is had from SQLite. Made by the caller
// (Hunting); read by the binder (names and types) and by the SQL writer (templates).
//
// A template is SQL with places in braces: `{base}` is the alias of the table's own FROM item, any
// other `{Key}` that of the lookup with this key, `{now}` the query's time. The caller vouches for
// templates; text of a query never enters one.

/// The tables that a query may name.
public struct Catalog: Sendable {
  /// The tables, in the order in which help lists them.
  public var tables: [CatalogTable]
  /// Where the observables stand that occur both in an indicator and in a log; nil without them.
  public var match: MatchSource?

  /// A catalog.
  public init(tables: [CatalogTable], match: MatchSource? = nil) {
    self.tables = tables
    self.match = match
  }

  /// A table by its exact name.
  public func table(_ name: String) -> CatalogTable? { tables.first { $0.name == name } }
}

/// A table as KQL sees it.
public struct CatalogTable: Sendable {
  /// The name in KQL; case-sensitive.
  public var name: String
  /// The columns, in output order.
  public var columns: [CatalogColumn]
  /// The FROM item: the name of a table or a view.
  public var source: String
  /// Dictionary joins, one row for each row of the base; written only where a used column needs it.
  public var lookups: [CatalogLookup]
  /// Which side of a join on matches is read first: the lower. Indicators go before logs.
  public var rank: Int

  /// A table.
  public init(
    name: String, columns: [CatalogColumn], source: String, lookups: [CatalogLookup] = [],
    rank: Int = 1
  ) {
    self.name = name
    self.columns = columns
    self.source = source
    self.lookups = lookups
    self.rank = rank
  }
}

/// A dictionary that a table refers to: exactly one row for each row of the base.
public struct CatalogLookup: Sendable {
  /// The place in templates: `{SourceIP}`.
  public var key: String
  /// The FROM item: `Observable`.
  public var source: String
  /// The condition: `{SourceIP}.Id = {base}.SourceIPId`.
  public var on: String

  /// A lookup.
  public init(key: String, source: String, on: String) {
    self.key = key
    self.source = source
    self.on = on
  }
}

/// A column as KQL sees it.
public struct CatalogColumn: Sendable {
  /// The name in KQL; case-sensitive.
  public var name: String
  /// Its type, which says how it is stored (see `KustoType`).
  public var type: KustoType
  /// The template of its value: `{base}.TimeGenerated`, `{SourceIP}.Value`.
  public var sql: String
  /// Whether it may be NULL; must be false for strings.
  public var isNullable: Bool
  /// How the rows that hold one observable in this column are found; nil where it holds none.
  public var observable: ObservableAccess?

  /// A column.
  public init(
    name: String, type: KustoType, sql: String, isNullable: Bool? = nil,
    observable: ObservableAccess? = nil
  ) {
    self.name = name
    self.type = type
    self.sql = sql
    self.isNullable = isNullable ?? type.admitsNull
    self.observable = observable
  }
}

/// How a value in a log is related to the value of an indicator that it matches.
public enum RelationKind: Sendable, Hashable, CaseIterable {
  /// The same value.
  case equal
  /// A name strictly below the indicator's domain.
  case parentDomain
  /// An address in the indicator's block.
  case inBlock
}

/// The way from a matched observable to the rows of a table.
public struct ObservableAccess: Sendable {
  /// FROM items in the order in which they are joined; the last has the alias `base` and is the
  /// table itself. Conditions may name the steps' aliases and `{match}`.
  public var steps: [AccessStep]

  /// An access.
  public init(steps: [AccessStep]) { self.steps = steps }
}

/// One FROM item on the way from an observable to a row.
public struct AccessStep: Sendable {
  /// The name in templates of this access, and the alias in SQL.
  public var alias: String
  /// The table.
  public var source: String
  /// The condition.
  public var on: String

  /// A step.
  public init(alias: String, source: String, on: String) {
    self.alias = alias
    self.source = source
    self.on = on
  }
}

/// The observables that occur both in an indicator and in a log.
public struct MatchSource: Sendable {
  /// The FROM item: `MatchedObservable`.
  public var source: String
  /// The template of its key: `{match}.Id`.
  public var id: String
  /// The template of its text: `{match}.Value`.
  public var value: String

  /// A source of matches.
  public init(source: String, id: String, value: String) {
    self.source = source
    self.id = id
    self.value = value
  }
}
