// top-nested: the top values of a key, within each the top values of the next, and so on. Each level is
// a summarize over the whole input by the keys so far, joined to what the level before has kept.

extension Binder {
  func bindTopNested(
    _ input: Relation, _ levels: [TopNestedSyntax], _ environment: Environment
  ) -> Relation {
    let errors = diagnostics.count
    let shared = SharedRelation(input, isMaterialized: levels.count > 1)
    let names = nestedNames(levels, Scope(input, environment))
    var nest = NestedLevels(shared: shared, levels: levels, names: names, environment: environment)
    for index in levels.indices {
      guard let kept = bindLevel(index, nest), diagnostics.count == errors else {
        return Relation(.invalid, [], isOpen: true)
      }
      nest.kept.append(SharedRelation(kept, isMaterialized: nest.hasOthers))
    }
    guard let last = nest.kept.last else { return Relation(.invalid, [], isOpen: true) }
    var branches = [use(last)]
    for index in levels.indices where levels[index].others != nil {
      guard let rest = bindOthers(index, nest), diagnostics.count == errors else {
        return Relation(.invalid, [], isOpen: true)
      }
      branches.append(rest)
    }
    guard branches.count > 1 else { return branches[0] }
    let columns = branches[0].columns.enumerated().map { position, first in
      column(
        first.name, first.type,
        isNullable: branches.contains { $0.columns[position].isNullable })
    }
    let map = branches.map { _ in columns.indices.map { Optional($0) } }
    return Relation(.union(branches, map: map), columns)
  }

  /// The names of each level's key and value.
  private func nestedNames(
    _ levels: [TopNestedSyntax], _ scope: Scope
  ) -> [(key: String, value: String)] {
    var names = ColumnNames()
    return levels.map { level in
      let key =
        level.key.names.first.map { names.unique($0.text) } ?? names.name(for: level.key.value)
      let value = level.value.value.names.first?.text ?? "aggregated_\(key)"
      return (key, names.unique(value))
    }
  }

  /// The keys of the first levels over a relation.
  private func nestedKeys(_ count: Int, _ nest: NestedLevels, _ source: Relation) -> [Scalar] {
    let scope = Scope(source, nest.environment)
    return nest.levels.prefix(count).map { level in
      let key = bind(level.key.value, scope)
      if key.type == .dynamic, !key.isInvalid {
        report(
          .dynamicNotAllowed, "a dynamic value cannot be a key of 'top-nested'", level.key.span,
          help: "convert it: tostring(…)")
      }
      return key
    }
  }

  /// Aggregates of some levels over a relation, by the keys of the first ones.
  private func nestedGroups(
    _ keys: [Scalar], of levels: [Int], _ nest: NestedLevels, _ source: Relation
  ) -> (groups: Relation, keys: [Column], values: [Scalar]) {
    let collector = AggregateCollector(scope: Scope(source, nest.environment), keyCount: keys.count)
    var scope = Scope(nest.environment)
    scope.isOpen = source.isOpen
    scope.aggregates = collector
    let values = levels.map { bind(nest.levels[$0].value.value.value, scope) }
    let named = zip(nest.names, keys).map { (name: $0.key, value: $1) }
    let (groups, columns) = grouped(source, named, collector)
    return (groups, columns, values)
  }

  /// What a level keeps: the columns of the levels before, its key and its value.
  private func bindLevel(_ index: Int, _ nest: NestedLevels) -> Relation? {
    let level = nest.levels[index]
    let source = use(nest.shared)
    let keys = nestedKeys(index + 1, nest, source)
    let (groups, columns, values) = nestedGroups(keys, of: [index], nest, source)
    guard !keys.contains(where: \.isInvalid), let value = values.first, !value.isInvalid,
      value.type != .dynamic
    else {
      if values.first?.type == .dynamic, values.first?.isInvalid == false {
        report(.dynamicNotAllowed, "a dynamic value has no order", level.value.value.span)
      }
      return nil
    }
    let name = nest.names[index]
    var result = compute(groups, columns.map { ($0.name, $0.scalar) } + [(name.value, value)])
    var prefix: [Scalar] = []
    if let before = nest.kept.last.map({ use($0) }) {
      result = joined(result, to: before, count: index)
      prefix = (0..<index).map { result.columns[2 * $0].scalar }
    }
    guard let count = level.count else { return result }
    guard let number = rowCount(count, nest.environment), let last = result.columns.last else {
      return nil
    }
    let isAscending = level.value.isAscending ?? false
    let order = SortKey.keys(
      last.scalar, isAscending: isAscending, nullsFirst: level.value.nullsFirst ?? isAscending)
    let sorted = Relation(.sort(result, order), result.columns)
    let kept = first(number, of: sorted, in: prefix)
    return Relation(.unsorted(kept), kept.columns)
  }

  /// The columns of the levels before, then those of a relation behind its first keys.
  private func joined(_ relation: Relation, to before: Relation, count: Int) -> Relation {
    let on = (0..<count).map {
      JoinKey(left: before.columns[2 * $0].scalar, right: relation.columns[$0].scalar)
    }
    let both = join(.inner, before, relation, on)
    let rest = both.columns.dropFirst(before.columns.count + count)
    let columns =
      before.columns.map { ($0.name, $0.scalar) }
      + zip(rest, relation.columns.dropFirst(count)).map { ($1.name, $0.scalar) }
    return compute(both, columns, keepsHidden: false)
  }

  /// One row for each kept value of the level before: the rows that a level has not kept. Further
  /// levels aggregate the same rows, if they ask for others too.
  private func bindOthers(_ index: Int, _ nest: NestedLevels) -> Relation? {
    let source = use(nest.shared)
    let kept = use(nest.kept[index])
    let keys = nestedKeys(index + 1, nest, source)
    let on = keys.indices.map { JoinKey(left: keys[$0], right: kept.columns[2 * $0].scalar) }
    var rest = join(.leftAnti, source, kept, on)
    if index > 0 {
      let before = use(nest.kept[index - 1])
      let on = (0..<index).map { JoinKey(left: keys[$0], right: before.columns[2 * $0].scalar) }
      rest = join(.leftSemi, rest, before, on)
    }
    let levels = nest.levels.indices.filter { $0 >= index && nest.levels[$0].others != nil }
    let prefix = nestedKeys(index, nest, rest)
    var (groups, columns, values) = nestedGroups(prefix, of: levels, nest, rest)
    guard let types = use(nest.kept[nest.kept.count - 1]).columns.map(\.type) as [KustoType]?,
      !values.contains(where: \.isInvalid)
    else { return nil }
    var outputs = columns.map { (name: $0.name, value: $0.scalar) }
    for level in nest.levels.indices where level >= index {
      let name = nest.names[level]
      guard let position = levels.firstIndex(of: level), let others = nest.levels[level].others
      else {
        outputs.append((name.key, .null(types[2 * level])))
        outputs.append((name.value, .null(types[2 * level + 1])))
        continue
      }
      guard let title = otherValue(others, types[2 * level], nest.environment) else { return nil }
      outputs.append((name.key, title))
      outputs.append((name.value, values[position]))
    }
    if index == 0 { groups = withoutEmptyGroup(groups) }
    let result = compute(groups, outputs)
    guard index > 0 else { return result }
    columns = []
    return joined(result, to: use(nest.kept[index - 1]), count: index)
  }

  /// Aggregates without keys, unless there are no rows to aggregate.
  func withoutEmptyGroup(_ groups: Relation) -> Relation {
    guard case .aggregate(let input, let keys, let aggregates) = groups.kind else { return groups }
    let count = column("", .long, isNullable: false)
    let end = groups.columns.count
    let counter = Aggregate(
      kind: .plain { _ in SQLText(trusted: "count(*)") }, arguments: [], outputs: end..<end + 1)
    let counted = Relation(
      .aggregate(input, keys: keys, aggregates + [counter]), groups.columns + [count])
    let isFilled = Scalar.call(.bool, [count.scalar], isNullable: false) {
      "(\(operand: $0[0]) > 0)"
    }
    return Relation(.filter(counted, isFilled), counted.columns)
  }

  private func otherValue(
    _ value: ExpressionSyntax, _ type: KustoType, _ environment: Environment
  ) -> Scalar? {
    let scalar = bind(value, Scope(environment))
    guard !scalar.isInvalid else { return nil }
    guard let constant = scalar.constantValue,
      let converted = Conversions.constant(constant, scalar.type, to: type)
    else {
      report(
        .constantExpected, "the value of 'others' must be a constant of type \(type.rawValue)",
        value.span)
      return nil
    }
    return .constant(converted, type)
  }
}

/// A top-nested under construction.
private struct NestedLevels {
  var shared: SharedRelation
  var levels: [TopNestedSyntax]
  var names: [(key: String, value: String)]
  var environment: Environment
  /// By level: keys and values of it and the levels before, in turn.
  var kept: [SharedRelation] = []

  var hasOthers: Bool { levels.contains { $0.others != nil } }
}
