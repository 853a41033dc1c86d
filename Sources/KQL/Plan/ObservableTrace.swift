// Where the values of a key come from: through filters, computed columns, arg_max and `let` down to the
// observable columns of tables. A join on such a key needs only the rows whose value stands in a
// match, and for arg_max all rows of the groups that they are in.

/// What is known of the values of an expression: each is '' or that of one of the leaves.
struct ObservableTrace {
  /// A table of which not all rows matter.
  struct Limit {
    /// The `.table` of the plan.
    let table: Relation
    /// The columns of which one must hold an observable that matches.
    var columns: [ColumnSource]
    /// Where set, the rows that are alike such a row in this column matter too.
    var group: CatalogColumn?
  }

  /// By table.
  var limits: [Limit]
  /// Whether the values are those of one column, with nothing but row operators above its table.
  var isDirect: Bool

  /// Which side of a match all tables are.
  var side: MatchSide? {
    let sides = Set(limits.map { $0.table.catalogTable?.side })
    return sides.count == 1 ? sides.first ?? nil : nil
  }

  /// The trace of an expression over a relation's columns; nil where a value may be anything else.
  init?(_ scalar: Scalar, in relation: Relation) {
    guard scalar.type == .string else { return nil }
    let walk = ObservableWalk()
    guard let wanted = walk.resolve(scalar, .none), let trace = walk.walk(wanted, relation),
      !trace.limits.isEmpty, trace.side != nil
    else { return nil }
    self = trace
    // What is read in two places cannot be limited for one of them.
    guard limits.allSatisfy({ relation.visits(to: $0.table) == 1 }) else { return nil }
  }

  init(limits: [Limit], isDirect: Bool) {
    self.limits = limits
    self.isDirect = isDirect
  }
}

extension MatchWay {
  /// Whether it is the equality of two observables.
  var isPlain: Bool { join == .equal && through == .equal }
}
