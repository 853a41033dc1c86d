// The steps of `ObservableTrace`: what a wanted column comes to below each operator.

/// The way down a plan. A plan shares what it uses twice, so that a hostile one has more ways than can be
/// gone: past a number of steps nothing is known.
final class ObservableWalk {
  private typealias Limit = ObservableTrace.Limit

  private var steps = 0

  private func advance() -> Bool {
    steps += 1
    return steps <= Self.mostSteps
  }

  private static let mostSteps = 5_000

  /// A column whose values are wanted, and what is made of them above.
  struct Wanted: Hashable {
    var id: Int
    var derivation: Derivation
  }

  /// The columns that an expression gives on; nil where it gives something else.
  func resolve(_ scalar: Scalar, _ derivation: Derivation) -> [Wanted]? {
    guard advance() else { return nil }
    switch scalar.kind {
    case .column(let id): return [Wanted(id: id, derivation: derivation)]
    case .constant(.text(let text)) where text.isEmpty && derivation == .none: return []
    case .call(_, let arguments):
      guard let meaning = scalar.meaning, let first = arguments.first else { return nil }
      switch meaning {
      case .function("iff"), .function("iif"), .function("case"):
        return resolve(all: arguments.suffix(arguments.count / 2 + 1), derivation)
      case .function("coalesce"): return resolve(all: arguments[...], derivation)
      case .text: return resolve(first, derivation)
      case .function(let name):
        guard let constants = constants(arguments) else { return nil }
        return resolve(first, Derivation([.call(name, constants)] + derivation.steps))
      case .member:
        guard let name = constants(arguments)?.first else { return nil }
        return resolve(first, Derivation([.member(name)] + derivation.steps))
      case .less, .lessOrEqual, .greater, .greaterOrEqual: return nil
      }
    default: return nil
    }
  }

  private func resolve(
    all scalars: ArraySlice<Scalar>, _ derivation: Derivation
  ) -> [Wanted]? {
    var result: [Wanted] = []
    for scalar in scalars {
      guard let wanted = resolve(scalar, derivation) else { return nil }
      result += wanted
    }
    return result
  }

  /// All arguments but the first, which must be constant texts.
  private func constants(_ arguments: [Scalar]) -> [String]? {
    let constants = arguments.dropFirst().compactMap(\.constantText)
    return constants.count == arguments.count - 1 ? constants : nil
  }

  // MARK: Operators

  func walk(_ wanted: [Wanted], _ relation: Relation) -> ObservableTrace? {
    guard advance() else { return nil }
    let wanted = Array(Set(wanted))
    switch relation.kind {
    case .table: return leaf(wanted, relation)
    case .filter(let input, _), .sort(let input, _): return walk(wanted, input)
    case .compute(let input, let scalars):
      guard !scalars.contains(where: \.hasWindow) else { return nil }
      return walk(each(wanted, of: relation) { resolve(scalars[$0], $1) }, input)
    case .shared(let shared):
      let below = shared.relation.columns + shared.relation.hidden
      return walk(
        each(wanted, of: relation) { [Wanted(id: below[$0].id, derivation: $1)] }, shared.relation)
    case .expand(let input, let arrays, nil):
      let inner = each(wanted, of: relation) { place, derivation in
        guard place >= input.columns.count else {
          return [Wanted(id: input.columns[place].id, derivation: derivation)]
        }
        let element = place - input.columns.count
        guard element < arrays.count else { return nil }
        return resolve(arrays[element], Derivation([.elements] + derivation.steps))
      }
      return walk(inner, input)
    case .aggregate(let input, let keys, let aggregates):
      return walk(wanted, relation, input, keys, aggregates)
    case .join(let kind, let left, let right, _): return walk(wanted, kind, left, right)
    case .union(let branches, let map): return walk(wanted, relation, branches, map)
    default: return nil
    }
  }

  private func walk(_ wanted: [Wanted]?, _ relation: Relation) -> ObservableTrace? {
    wanted.flatMap { walk($0, relation) }
  }

  /// What each wanted column, by its place, comes to below.
  private func each(
    _ wanted: [Wanted], of relation: Relation, _ below: (Int, Derivation) -> [Wanted]?
  ) -> [Wanted]? {
    let columns = relation.columns + relation.hidden
    var result: [Wanted] = []
    for one in wanted {
      // A row operator gives hidden columns on under their own ids.
      guard let place = columns.firstIndex(where: { $0.id == one.id }) else { return nil }
      if place >= relation.columns.count, relation.passesHidden {
        result.append(one)
        continue
      }
      guard let more = below(place, one.derivation) else { return nil }
      result += more
    }
    return result
  }

  private func leaf(_ wanted: [Wanted], _ relation: Relation) -> ObservableTrace? {
    guard let table = relation.catalogTable, !wanted.isEmpty else { return nil }
    let columns = zip(relation.columns + relation.hidden, table.columns + table.hidden)
    var sources: [ColumnSource] = []
    for one in wanted {
      guard let declared = columns.first(where: { $0.0.id == one.id })?.1 else { return nil }
      let source = ColumnSource(column: declared, derivation: one.derivation)
      guard source.accesses.contains(where: { $0.ways.contains(where: \.isPlain) }) else {
        return nil
      }
      sources.append(source)
    }
    return ObservableTrace(
      limits: [Limit(table: relation, columns: sources)], isDirect: sources.count == 1)
  }

  private func walk(
    _ wanted: [Wanted], _ relation: Relation, _ input: Relation, _ keys: [Scalar],
    _ aggregates: [Aggregate]
  ) -> ObservableTrace? {
    var isOfRow = false
    let inner = each(wanted, of: relation) { place, derivation in
      if place < keys.count { return resolve(keys[place], derivation) }
      guard let aggregate = aggregates.first(where: { $0.outputs.contains(place) }),
        aggregate.isRow || aggregate.isAny
      else { return nil }
      isOfRow = true
      let argument = place - aggregate.outputs.lowerBound
      guard argument < aggregate.arguments.count else { return nil }
      return resolve(aggregate.arguments[argument], derivation)
    }
    guard var trace = walk(inner, input) else { return nil }
    trace.isDirect = false
    guard isOfRow else { return trace }
    // Which row a group gives is decided among all of its rows.
    guard trace.limits.count == 1, let limit = trace.limits.first,
      let group = keys.compactMap({ key -> CatalogColumn? in
        guard case .column(let id) = key.kind, let found = origin(of: id, input),
          found.table === limit.table,
          limit.table.catalogTable?.candidates?.groups[found.column.name] != nil
        else { return nil }
        return found.column
      }).first, limit.group == nil || limit.group?.name == group.name
    else { return nil }
    trace.limits[0].group = group
    return trace
  }

  private func walk(
    _ wanted: [Wanted], _ kind: JoinKind, _ left: Relation, _ right: Relation
  ) -> ObservableTrace? {
    let isLeft = wanted.allSatisfy { one in left.columns.contains { $0.id == one.id } }
    let isRight = wanted.allSatisfy { one in right.columns.contains { $0.id == one.id } }
    var trace: ObservableTrace?
    switch kind {
    case .inner: trace = isLeft ? walk(wanted, left) : isRight ? walk(wanted, right) : nil
    case .leftOuter, .leftSemi, .leftAnti: trace = isLeft ? walk(wanted, left) : nil
    case .rightOuter, .rightSemi, .rightAnti: trace = isRight ? walk(wanted, right) : nil
    case .innerUnique: trace = isRight ? walk(wanted, right) : nil
    case .fullOuter: trace = nil
    }
    trace?.isDirect = false
    return trace
  }

  private func walk(
    _ wanted: [Wanted], _ relation: Relation, _ branches: [Relation], _ map: [[Int?]]
  ) -> ObservableTrace? {
    var result = ObservableTrace(limits: [], isDirect: false)
    for (branch, places) in zip(branches, map) {
      let inner = each(wanted, of: relation) { place, derivation in
        guard place < places.count else { return nil }
        return places[place].map { [Wanted(id: branch.columns[$0].id, derivation: derivation)] }
          ?? []
      }
      guard let inner else { return nil }
      if inner.isEmpty { continue }
      guard let trace = walk(inner, branch) else { return nil }
      result.limits += trace.limits
    }
    return result
  }

  /// The table's column that a column is, with nothing made of it.
  private func origin(
    of id: Int, _ relation: Relation
  ) -> (table: Relation, column: CatalogColumn)? {
    guard let place = relation.columns.firstIndex(where: { $0.id == id }) else { return nil }
    switch relation.kind {
    case .table(let table): return (relation, table.columns[place])
    case .filter(let input, _), .sort(let input, _): return origin(of: id, input)
    case .compute(let input, let scalars):
      guard case .column(let below) = scalars[place].kind else { return nil }
      return origin(of: below, input)
    case .shared(let shared): return origin(of: shared.relation.columns[place].id, shared.relation)
    case .aggregate(let input, let keys, _):
      guard place < keys.count, case .column(let below) = keys[place].kind else { return nil }
      return origin(of: below, input)
    default: return nil
    }
  }
}
