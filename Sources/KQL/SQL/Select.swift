// One SELECT under construction. `RelationWriter` merges operators into it while that keeps the
// meaning, and puts it into an `InnerSelect` where it does not.

/// A FROM item.
final class FromItem {
  enum Source {
    /// A table or view of the catalog, with its lookups.
    case table(String, [CatalogLookup])
    case inner(InnerSelect)
    /// A table-valued function such as json_each(…).
    case function(SQLText)
  }

  enum Join: String {
    /// SQLite chooses the order.
    case inner = "JOIN"
    /// The order is as written.
    case pinned = "CROSS JOIN"
    case left = "LEFT JOIN"
    case full = "FULL JOIN"
  }

  let source: Source
  /// What to call it, if the name is free in its SELECT.
  let preferredAlias: String
  var join = Join.inner
  var on: [SQLText] = []
  /// Lookups that another item already gives: their place in templates is its alias.
  var given: [String: FromItem] = [:]
  /// The lookups that somebody reads.
  var usedLookups: Set<String> = []
  /// The catalog's table, where this is its base.
  var table: CatalogTable?
  /// Conditions of the way to its rows; `on` has those of the query.
  var way: [SQLText] = []
  /// Items of the way that are joined right before it.
  var approach: [FromItem] = []
  /// Whether it is read before the items to its left.
  var isFirst = false
  /// Whether its rows are reached from the matches.
  var isDriven = false
  /// Of a driven log table: the item that names the place of its rows, the one behind it, and that
  /// of their run where there is one.
  var place: FromItem?
  var behindPlace: FromItem?
  var run: FromItem?
  /// Conditions by which the rows of a table may be found.
  var pruning = RowPruning()
  /// Whether an aggregate above takes some row of several that are alike.
  var isChosenFrom = false

  init(_ source: Source, alias: String) {
    self.source = source
    preferredAlias = alias
  }

  var isFunction: Bool {
    if case .function = source { return true }
    return false
  }

  var isInner: Bool {
    if case .inner = source { return true }
    return false
  }
}

/// A SELECT, VALUES or compound that others read from: a common table expression.
final class InnerSelect {
  enum Body {
    case select(Select)
    /// Rows; the columns are all of them, by position.
    case values([[SQLValue]])
    /// All rows of each; columns by position.
    case union([Select])
    /// A state for each row of numbered rows, made of the one before.
    case walk(FromItem, number: Int, slots: [WalkSlot])
    /// The first row and the step of a recursion over one column.
    case recursion(first: SQLText, next: (SQLText) -> SQLText, when: (SQLText) -> SQLText)
  }

  enum Materialization {
    case free
    case never
    case always
  }

  let body: Body
  let columns: [Int]
  var materialization = Materialization.free
  /// The columns that somebody reads; the others are not written.
  var used: Set<Int> = []
  var isMarked = false

  init(_ body: Body, columns: [Int]) {
    self.body = body
    self.columns = columns
  }
}

/// A term of ORDER BY.
struct OrderTerm {
  var text: SQLText
  var isAscending: Bool
  /// Nil where SQLite's default is meant.
  var nullsFirst: Bool?
}

/// Where a value comes from, if it is a column of a catalog's table or what is made of one.
struct ColumnOrigin {
  var item: FromItem
  var source: ColumnSource
}

/// A SELECT under construction.
struct Select {
  var items: [FromItem] = []
  var filters: [SQLText] = []
  /// Values of the columns that have been computed, by id.
  var values: [Int: SQLText] = [:]
  var origins: [Int: ColumnOrigin] = [:]
  /// The columns in order: what a reader may ask for.
  var columns: [Int] = []
  /// Columns that a reader may ask for too, and that are none of the rows'.
  var hidden: [Int] = []
  var groupBy: [SQLText] = []
  var isAggregate = false
  var order: [OrderTerm] = []
  var limit: Int64?
  /// Columns that must be written though nobody reads them: the extreme that decides the row.
  var required: Set<Int> = []
  /// Whether anything put on top needs an inner SELECT: windows, arg_max, table functions.
  var isSealed = false

  /// How many FROM items it comes to, without lookups.
  var width: Int { items.reduce(0) { $0 + ($1.pruning.isEmpty ? 1 : 5) } }

  /// Notes that an aggregate takes some row of several that are alike. Which one must not hang on the
  /// plan: tables are read in the order of their rows, and through no index.
  func choosesRows() {
    for item in items { item.chooseFrom() }
  }

  /// Whether rows may still be filtered or joined in this SELECT.
  var takesFilters: Bool { !isAggregate && limit == nil && !isSealed }
}

extension FromItem {
  /// Notes that an aggregate takes some of its rows, or of those that it is made of.
  fileprivate func chooseFrom() {
    guard !isChosenFrom else { return }
    isChosenFrom = true
    guard case .inner(let inner) = source else { return }
    switch inner.body {
    case .select(let select): select.choosesRows()
    case .union(let selects): for select in selects { select.choosesRows() }
    case .walk(let item, _, _): item.chooseFrom()
    case .values, .recursion: break
    }
  }
}
