// The plan: tabular operators with bound expressions, in terms of columns with ids that are unique
// in a query. Made by the binder, written by the SQL stage; it knows no SQL.

/// A column of a relation.
struct Column {
  /// Unique in the plan.
  let id: Int
  var name: String
  var type: KustoType
  var isNullable: Bool
  /// See `Scalar.mayBeNaN`.
  var mayBeNaN: Bool = false
  /// Whether its value could not be bound: uses of it are no further errors.
  var isUnknown: Bool = false
  /// What it is made of, if that is one column of a catalog's table; ways may lead to its rows.
  var source: ColumnSource?

  /// Whether it is an observable: an empty one matches nothing in a join.
  var isObservable: Bool { source.map { !$0.accesses.isEmpty } ?? false }

  /// The column as an expression of the operator above.
  var scalar: Scalar {
    Scalar(
      isUnknown ? .invalid : .column(id), type, isNullable: isNullable, mayBeNaN: mayBeNaN)
  }
}

/// A key of an order.
struct SortKey {
  var value: Scalar
  var isAscending: Bool
  var nullsFirst: Bool

  /// The keys by which SQLite orders as Kusto does. NaN sits beside the nulls, between them and the
  /// numbers (sort-operator); decimals go by their order.
  static func keys(_ value: Scalar, isAscending: Bool, nullsFirst: Bool) -> [SortKey] {
    if value.type == .decimal {
      let key = Scalar.call(.guid, [value]) { "kql_decimal_key(\($0[0]))" }
      return [SortKey(value: key, isAscending: isAscending, nullsFirst: nullsFirst)]
    }
    let own = SortKey(value: value, isAscending: isAscending, nullsFirst: nullsFirst)
    guard value.mayBeNaN else { return [own] }
    let place = Scalar.call(.long, [value], isNullable: false, bounds: 0...2) {
      let number: SQLText = nullsFirst ? "2" : "0"
      return """
        CASE WHEN \(operand: $0[0]) = 'NaN' THEN 1 WHEN \(operand: $0[0]) IS NULL \
        THEN \(nullsFirst ? "0" : "2") ELSE \(number) END
        """
    }
    return [SortKey(value: place, isAscending: true, nullsFirst: true), own]
  }

  /// Whether SQLite puts nulls there without being told: first ascending, last descending.
  var nullsAreDefault: Bool { nullsFirst == isAscending }
}

/// An aggregate of `summarize`.
struct Aggregate {
  enum Kind {
    /// SQL from the SQL of the arguments.
    case plain(Scalar.Emission)
    /// As `plain`, of SQLite's min() or max(): they decide from which row bare columns come.
    case extreme(Scalar.Emission)
    /// arg_max or arg_min: the first argument decides the row, the others are read from it.
    case row(isMaximum: Bool)
    /// take_any: all arguments from one row.
    case any
    /// A list of the first argument; the place of the row in the input's order, where there is one,
    /// comes last.
    case list(Scalar.Emission)
  }
  var kind: Kind
  var arguments: [Scalar]
  /// The positions among the aggregate's relation's columns that it fills.
  var outputs: Range<Int>
}

/// A tabular `let` that is read in several places.
final class SharedRelation {
  let relation: Relation
  let isMaterialized: Bool
  var uses = 0

  init(_ relation: Relation, isMaterialized: Bool) {
    self.relation = relation
    self.isMaterialized = isMaterialized
  }
}

/// A tabular operator and all below it.
final class Relation {
  indirect enum Kind {
    /// The columns are the catalog's, by position.
    case table(CatalogTable)
    /// One row: `print`.
    case row([Scalar])
    case values([[SQLValue]])
    case range(from: Scalar, to: Scalar, step: Scalar, isAscending: Bool)
    case filter(Relation, Scalar)
    /// The columns are the expressions, by position.
    case compute(Relation, [Scalar])
    case sort(Relation, [SortKey])
    case take(Relation, Int64)
    /// The columns are the keys, then the aggregates' outputs.
    case aggregate(Relation, keys: [Scalar], [Aggregate])
    /// The columns are those of both sides, or of the side that is kept.
    case join(JoinKind, Relation, Relation, on: [JoinKey])
    /// Column i of branch b is its column `map[b][i]`; nil is null of the type.
    case union([Relation], map: [[Int?]])
    /// Rows of arrays: the columns are those of the input, then one for each array, then the index.
    case expand(Relation, [Scalar], limit: Int64?)
    /// The same rows in nobody's order.
    case unsorted(Relation)
    /// The matches of a scan's steps: the columns are the input's, the declared ones, the match's id.
    case scan(Relation, ScanPlan)
    /// The shared relation's columns, by position.
    case shared(SharedRelation)
    /// What could not be bound; reported already.
    case invalid
  }

  let kind: Kind
  let columns: [Column]
  /// Columns that can be named and are no part of what it gives; see `CatalogTable.hidden`.
  let hidden: [Column]
  /// Whether columns are unknown because a source could not be bound: unknown names are no errors.
  let isOpen: Bool
  /// Where it is inside of a sub-pipeline: the parts.
  let partition: Partition?
  /// Whether a sort gives an order of which row_number() may speak; one of our own does not.
  private let isArranged: Bool

  /// - Parameters:
  ///   - isArranged: whether a sort only arranges rows for the operators above.
  ///   - hidden: nil for those of what it is made of.
  ///   - partition: `.some(nil)` ends a sub-pipeline; nil for that of what it is made of.
  init(
    _ kind: Kind, _ columns: [Column], hidden: [Column]? = nil, isOpen: Bool = false,
    partition: Partition?? = nil, isArranged: Bool = false
  ) {
    self.isArranged = isArranged
    self.kind = kind
    self.columns = columns
    self.hidden = hidden ?? kind.hidden
    self.isOpen = isOpen
    self.partition = partition ?? kind.partition
  }

  /// Columns that later operators may read though they are none of the rows'.
  var unlisted: [Column] { hidden + (partition?.columns ?? []) }

  /// Whether the rows have an order that row_number() and prev() may speak of.
  var isSerialized: Bool {
    switch kind {
    case .sort(let input, _): !isArranged || input.isSerialized
    case .range: true
    case .filter(let input, _), .compute(let input, _), .take(let input, _),
      .expand(let input, _, _):
      input.isSerialized
    case .scan: true
    case .shared(let shared): shared.relation.isSerialized
    default: false
    }
  }

  /// A column by its name.
  func column(_ name: String) -> Column? { (columns + hidden).first { $0.name == name } }
}

extension Relation.Kind {
  /// The hidden columns of the inputs that can still be named.
  fileprivate var hidden: [Column] {
    switch self {
    case .filter(let input, _), .compute(let input, _), .sort(let input, _), .take(let input, _),
      .expand(let input, _, _), .unsorted(let input):
      input.hidden
    case .join(let kind, let left, let right, _):
      (kind.keepsRightOnly ? [] : left.hidden) + (kind.keepsLeftOnly ? [] : right.hidden)
    case .table, .row, .values, .range, .aggregate, .union, .scan, .shared, .invalid: []
    }
  }
}
