// What a query may read: tables, their columns, and how each is had from SQLite. Made by the caller
// (Hunting); read by the binder (names and types) and by the SQL writer (templates).
//
// A template is SQL with places in braces: `{base}` is the alias of the table's own FROM item, any
// other `{Key}` that of the lookup with this key, `{now}` the query's time. The caller vouches for
// templates; text of a query never enters one.

/// The tables that a query may name.
public struct Catalog: Sendable {
  /// The tables, in the order in which help lists them; to ask for all makes all that are `deferred`.
  public var tables: [CatalogTable] {
    get { made + deferred.map { $0.make() } }
    set {
      made = newValue
      deferred = []
    }
  }
  private var made: [CatalogTable]
  private var deferred: [DeferredTable]

  /// A table that is made when a query names it: of the many of which a query reads none.
  public struct DeferredTable: Sendable {
    /// The name in KQL.
    public var name: String
    /// Makes it.
    public var make: @Sendable () -> CatalogTable

    /// A table to be made.
    public init(name: String, make: @escaping @Sendable () -> CatalogTable) {
      self.name = name
      self.make = make
    }
  }

  /// Where the matches of each kind stand; none where the tables hold no observables.
  public var matches: [MatchSource]
  /// The functions of the workspace by name: KQL of the form `(x:long = 1) { … }`, which may name
  /// the catalog's tables and functions alone. A table of the same name goes before one.
  public var functions: [String: String] = [:]
  /// The way from a text to its observable: an alias `value`, a condition on `{text}`.
  public var dictionary: Dictionary?

  /// Every distinct observable.
  public struct Dictionary: Sendable {
    /// The FROM item; its condition has `{text}` for the value that is sought.
    public var step: AccessStep
    /// The template of the observable's key.
    public var key: String
    /// The template of its text.
    public var text: String

    /// A dictionary.
    public init(step: AccessStep, key: String, text: String) {
      self.step = step
      self.key = key
      self.text = text
    }
  }

  /// A catalog.
  public init(
    tables: [CatalogTable], deferred: [DeferredTable] = [], matches: [MatchSource] = [],
    dictionary: Dictionary? = nil, functions: [String: String] = [:]
  ) {
    self.functions = functions
    made = tables
    self.deferred = deferred
    self.matches = matches
    self.dictionary = dictionary
  }

  /// The matches of a kind.
  func match(_ kind: RelationKind) -> MatchSource? { matches.first { $0.kind == kind } }

  /// The names of the tables, in their order.
  public var names: [String] { made.map(\.name) + deferred.map(\.name) }

  /// A table by its exact name.
  public func table(_ name: String) -> CatalogTable? {
    made.first { $0.name == name } ?? deferred.first { $0.name == name }?.make()
  }
}

/// A table as KQL sees it.
public struct CatalogTable: Sendable {
  /// The name in KQL; case-sensitive.
  public var name: String
  /// The columns, in output order.
  public var columns: [CatalogColumn]
  /// Columns that a query may name and that stand in no `*`, no getschema and no output but where
  /// they are named, as Log Analytics has `_TimeReceived`.
  public var hidden: [CatalogColumn]
  /// The FROM item: the name of a table or a view.
  public var source: String
  /// Dictionary joins, one row for each row of the base; written only where a used column needs it.
  public var lookups: [CatalogLookup]
  /// Which side of a match its rows are; nil where they are neither.
  public var side: MatchSide?
  /// The template of what names a row for good: `{base}.Id`; nil where nothing does.
  public var rowId: String?
  /// The template of whether a row came after `{sequence}` (logs) or `{version}` (indicators).
  public var isNew: String?
  /// How the rows lie in runs; nil where they do not.
  public var runs: CatalogRuns?
  /// The way to the rows that hold any match; nil where there is none.
  public var candidates: CatalogCandidates?
  /// Tables with the same columns whose rows together are this one's; none where it has a source of
  /// its own.
  public var parts: [CatalogTable] = []

  /// A table.
  public init(
    name: String, columns: [CatalogColumn], source: String, lookups: [CatalogLookup] = [],
    hidden: [CatalogColumn] = [], side: MatchSide? = nil, rowId: String? = nil,
    isNew: String? = nil, runs: CatalogRuns? = nil, candidates: CatalogCandidates? = nil
  ) {
    self.name = name
    self.columns = columns
    self.hidden = hidden
    self.source = source
    self.lookups = lookups
    self.side = side
    self.rowId = rowId
    self.isNew = isNew
    self.runs = runs
    self.candidates = candidates
  }
}

/// The side of a match that a table's rows are.
public enum MatchSide: Sendable {
  /// What is known as bad.
  case indicator
  /// What was seen.
  case log
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
  /// How the rows are found whose value, or what a query makes of it, is an observable; none where
  /// it holds none.
  public var observables: [ObservableAccess]
  /// Whether it is a bool that, on the same row, goes from true to false as `{now}` rises, and never
  /// back.
  public var expires: Bool

  /// A column.
  public init(
    name: String, type: KustoType, sql: String, isNullable: Bool? = nil,
    observables: [ObservableAccess] = [], expires: Bool = false
  ) {
    self.name = name
    self.type = type
    self.sql = sql
    self.isNullable = isNullable ?? type.admitsNull
    self.observables = observables
    self.expires = expires
  }

  /// The ways to the rows by what a query makes of the value.
  func accesses(_ derivation: Derivation) -> [ObservableAccess] {
    observables.filter { $0.derivation == derivation }
  }
}
