// Whether a query, run again later over the same data, can only lose rows: then what is new comes
// from new data alone, and `since` may leave out the rest.

extension Scalar {
  /// Functions that never fall where their first argument does not.
  private static let rising: Set<String> = [
    "startofday", "endofday", "startofweek", "endofweek", "startofmonth", "endofmonth",
    "startofyear", "endofyear", "bin", "floor",
  ]

  /// The result of a function, which changes with the clock where its arguments do.
  func following(_ arguments: [Scalar]) -> Scalar {
    guard arguments.contains(where: { $0.trend != .steady }) else { return self }
    if case .function(let name)? = meaning, Self.rising.contains(name),
      arguments[0].trend == .rising, arguments.dropFirst().allSatisfy({ $0.trend == .steady })
    {
      return trend(.rising)
    }
    return trend(.unknown)
  }
}

/// Follows the clock through a plan.
struct ClockRules {
  /// Columns whose values change with the clock, by id; of those in `expiring` true may become false.
  private var changing: Set<Int> = []
  private var expiring: Set<Int> = []
  private var isMonotonic = true
  /// Whether no rows come or go with the clock.
  private var isSteady = true
  /// The shared parts that were visited, and whether no rows of each come or go: a plan shares what it uses
  /// twice, so that visiting each use would take time without bound.
  private var visited: [ObjectIdentifier: Bool] = [:]

  /// Whether every condition on now() and ago() can only lose rows as time goes on.
  static func isMonotonic(_ relation: Relation) -> Bool {
    var rules = ClockRules()
    rules.visit(relation)
    return rules.isMonotonic
  }

  private mutating func visit(_ relation: Relation) {
    switch relation.kind {
    case .table(let table):
      for (column, declared) in zip(relation.columns, table.columns)
      where declared.sql.contains("{now}") {
        changing.insert(column.id)
        if declared.expires { expiring.insert(column.id) }
      }
    case .row, .values, .invalid: break
    case .range(let low, let high, let step, _): require([low, high, step])
    case .filter(let input, let condition):
      visit(input)
      if !isSteady(condition) { isSteady = false }
      if !onlyLoses(condition) { isMonotonic = false }
    case .compute(let input, let scalars):
      visit(input)
      pass(scalars, to: relation.columns)
    case .sort(let input, let keys):
      visit(input)
      if !keys.allSatisfy({ isSteady($0.value) }) { isSteady = false }
    // Which rows are kept would change with the order, and with rows that leave.
    case .take(let input, _): visitSteady(input)
    case .aggregate(let input, let keys, let aggregates):
      visitSteady(input)
      require(keys + aggregates.flatMap(\.arguments))
    case .join(let kind, let left, let right, let on):
      // A row that leaves one side may bring in, or change, a row of the other.
      let keepsLeft = [.inner, .leftSemi, .leftAnti, .leftOuter].contains(kind)
      let keepsRight = [.inner, .rightSemi, .rightAnti, .rightOuter].contains(kind)
      if keepsLeft { visit(left) } else { visitSteady(left) }
      if keepsRight { visit(right) } else { visitSteady(right) }
      for key in on { require([key.left, key.right]) }
    case .union(let branches, let map):
      for branch in branches { visit(branch) }
      for (branch, positions) in zip(branches, map) {
        for (column, position) in zip(relation.columns, positions) {
          if let position, changing.contains(branch.columns[position].id) {
            changing.insert(column.id)
          }
        }
      }
    case .expand(let input, let arrays, _):
      visit(input)
      require(arrays)
    case .unsorted(let input): visit(input)
    // Each row of the result hangs on all rows before it.
    case .scan(let input, let plan):
      visitSteady(input)
      require(plan.steps.flatMap { [$0.condition] + $0.values } + plan.defaults)
    case .shared(let shared):
      if visited[ObjectIdentifier(shared)] == nil {
        visited[ObjectIdentifier(shared)] = steadiness(of: shared.relation)
      } else if visited[ObjectIdentifier(shared)] == false {
        isSteady = false
      }
      pass(shared.relation.columns.map(\.scalar), to: relation.columns)
    }
  }

  /// A part whose rows decide more than rows of the result.
  private mutating func visitSteady(_ relation: Relation) {
    if !steadiness(of: relation) { isMonotonic = false }
  }

  /// Visits a part, and says whether no rows of it come or go.
  private mutating func steadiness(of relation: Relation) -> Bool {
    let before = isSteady
    isSteady = true
    visit(relation)
    let part = isSteady
    isSteady = before && part
    return part
  }

  private mutating func pass(_ scalars: [Scalar], to columns: [Column]) {
    for (column, scalar) in zip(columns, scalars) where !isSteady(scalar) {
      changing.insert(column.id)
      if case .column(let id) = scalar.kind, expiring.contains(id) { expiring.insert(column.id) }
    }
  }

  private mutating func require(_ scalars: [Scalar]) {
    guard !scalars.allSatisfy({ isSteady($0) }) else { return }
    isSteady = false
    isMonotonic = false
  }

  private func isSteady(_ scalar: Scalar) -> Bool {
    switch scalar.kind {
    case .column(let id): return !changing.contains(id)
    case .subquery(let relation): return !Self.readsClock(relation)
    case .isMember(let value, let relation, _):
      return isSteady(value) && !Self.readsClock(relation)
    default: return scalar.trend == .steady && scalar.children.allSatisfy { isSteady($0) }
    }
  }

  private func rises(_ scalar: Scalar) -> Bool {
    scalar.trend == .rising && !reads(scalar)
  }

  /// Whether it reads a column that changes.
  private func reads(_ scalar: Scalar) -> Bool {
    if case .column(let id) = scalar.kind { return changing.contains(id) }
    return scalar.children.contains { reads($0) }
  }

  private func onlyLoses(_ condition: Scalar) -> Bool {
    if isSteady(condition) { return true }
    switch condition.kind {
    case .and(let operands), .or(let operands): return operands.allSatisfy { onlyLoses($0) }
    case .column(let id): return expiring.contains(id)
    case .equal(let a, let b, isNegated: false):
      return (b.constantInteger == 1 && onlyLoses(a) && a.type == .bool)
        || (a.constantInteger == 1 && onlyLoses(b) && b.type == .bool)
    case .call(_, let arguments) where arguments.count == 2:
      switch condition.meaning {
      case .greater, .greaterOrEqual:
        return isSteady(arguments[0]) && rises(arguments[1])
      case .less, .lessOrEqual: return rises(arguments[0]) && isSteady(arguments[1])
      default: return false
      }
    default: return false
    }
  }

  /// Whether the rows of a relation, or what it gives in them, change with the clock.
  private static func readsClock(_ relation: Relation) -> Bool {
    var rules = ClockRules()
    rules.visit(relation)
    return !rules.isSteady || relation.columns.contains { rules.changing.contains($0.id) }
  }
}
