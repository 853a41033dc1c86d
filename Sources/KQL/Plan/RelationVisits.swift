// What stands below an operator: its inputs, and the tables that its expressions look into.

extension Relation {
  /// The catalog's table, where it is one.
  var catalogTable: CatalogTable? {
    if case .table(let table) = kind { return table }
    return nil
  }

  /// Whether hidden columns of the input go on under their own ids.
  var passesHidden: Bool {
    switch kind {
    case .filter, .compute, .sort, .take, .expand, .unsorted, .join: true
    default: false
    }
  }

  /// How often a table of the plan is read, where each use of a `let` is a reading of its own.
  func visits(to table: Relation) -> Int {
    var count = VisitCount(table: table)
    return count.visits(self)
  }

  /// The relations that it reads.
  var inputs: [Relation] {
    switch kind {
    case .table, .row, .values, .range, .invalid: []
    case .filter(let input, _), .compute(let input, _), .sort(let input, _), .take(let input, _),
      .aggregate(let input, _, _), .expand(let input, _, _), .unsorted(let input),
      .scan(let input, _):
      [input]
    case .join(_, let left, let right, _): [left, right]
    case .union(let branches, _): branches
    case .shared(let shared): [shared.relation]
    }
  }

  /// The expressions that it evaluates.
  var scalars: [Scalar] {
    switch kind {
    case .table, .values, .take, .union, .unsorted, .shared, .invalid: []
    case .scan(_, let plan): plan.steps.flatMap { [$0.condition] + $0.values } + plan.defaults
    case .row(let scalars), .compute(_, let scalars), .expand(_, let scalars, _): scalars
    case .range(let low, let high, let step, _): [low, high, step]
    case .filter(_, let condition): [condition]
    case .sort(_, let keys): keys.map(\.value)
    case .aggregate(_, let keys, let aggregates): keys + aggregates.flatMap(\.arguments)
    case .join(_, _, _, let on): on.flatMap { [$0.left, $0.right] }
    }
  }
}

/// Counts the ways to a table. Plans share nodes, so that each is counted once and remembered.
private struct VisitCount {
  let table: Relation
  private var relations: [ObjectIdentifier: Int] = [:]
  private var scalars: [ObjectIdentifier: Int] = [:]

  init(table: Relation) { self.table = table }

  /// More than this is many.
  private static let many = 1_000

  mutating func visits(_ relation: Relation) -> Int {
    if relation === table { return 1 }
    if let known = relations[ObjectIdentifier(relation)] { return known }
    var count = 0
    for input in relation.inputs { count += visits(input) }
    for scalar in relation.scalars { count += visits(scalar) }
    relations[ObjectIdentifier(relation)] = min(count, Self.many)
    return min(count, Self.many)
  }

  private mutating func visits(_ scalar: Scalar) -> Int {
    if let known = scalars[ObjectIdentifier(scalar)] { return known }
    var count = 0
    for child in scalar.children { count += visits(child) }
    switch scalar.kind {
    case .isMember(_, let relation, _), .subquery(let relation): count += visits(relation)
    default: break
    }
    scalars[ObjectIdentifier(scalar)] = min(count, Self.many)
    return min(count, Self.many)
  }
}
