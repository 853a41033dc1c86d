// Joins of every kind. Keys are null-safe (`IS`) where their type has a null, `=` for strings: both
// use an index. An empty observable matches nothing (a rule of Picket: absent is not a value).

extension RelationWriter {
  func selectJoin(
    _ kind: JoinKind, _ left: Relation, _ right: Relation, _ on: [JoinKey], _ relation: Relation
  ) throws(Refusal) -> Select {
    let observables = on.map {
      Self.isObservable($0.left, left) && Self.isObservable($0.right, right)
    }
    if var driven = try textDrivenJoin(kind, left, right, on, observables) {
      driven.columns = ids(relation)
      return driven
    }
    let flipped = on.map(\.flipped)
    var l = try open(left)
    var r = try open(right)
    // The order of a join's sides is nobody's.
    l.order = []
    r.order = []
    var select: Select
    switch kind {
    case .inner:
      if let driven = try drivenJoin(l, r, on, observables) {
        select = driven
      } else {
        select = try innerJoin(l, r, on, observables)
      }
    case .innerUnique:
      if let driven = try drivenUniqueJoin(l, r, on) {
        select = driven
      } else {
        select = try innerJoin(try distinctKeys(l, on.map(\.left)), r, on, observables)
      }
    case .leftSemi:
      if let driven = try drivenUniqueJoin(r, l, flipped) {
        select = driven
      } else {
        select = try innerJoin(l, try keysOnly(r, on.map(\.right)), on, observables)
      }
    case .rightSemi:
      if let driven = try drivenUniqueJoin(l, r, on) {
        select = driven
      } else {
        select = try innerJoin(r, try keysOnly(l, on.map(\.left)), flipped, observables)
      }
    case .leftAnti: select = try antiJoin(l, r, on, observables)
    case .rightAnti: select = try antiJoin(r, l, flipped, observables)
    case .leftOuter:
      select = try outerJoin(l, r, on, observables, padded: right.columns + right.hidden)
    case .rightOuter:
      select = try outerJoin(r, l, flipped, observables, padded: left.columns + left.hidden)
    case .fullOuter:
      select = try outerJoin(
        sealed(l), r, on, observables,
        padded: left.columns + left.hidden + right.columns + right.hidden, .full)
      select.isSealed = true
    }
    select.columns = ids(relation)
    return select
  }

  private static func isObservable(_ scalar: Scalar, _ relation: Relation) -> Bool {
    guard case .column(let id) = scalar.kind else { return false }
    return relation.columns.contains { $0.id == id && $0.isObservable }
      || ObservableTrace(scalar, in: relation) != nil
  }

  /// What must hold between two keys.
  func condition(
    _ key: JoinKey, _ left: Select, _ right: Select
  ) throws(Refusal) -> SQLText {
    let a = try value(key.left, left)
    let b = try value(key.right, right)
    switch key.condition {
    case .equal:
      let isNullSafe = key.left.isNullable && key.right.isNullable
      return .binary(a, isNullSafe ? "IS" : "=", b, .equality)
    case .related(_, let emission): return try checked(emission([a, b]))
    }
  }

  /// The conditions of the keys.
  func conditions(
    _ on: [JoinKey], _ left: Select, _ right: Select, _ observables: [Bool]
  ) throws(Refusal) -> [SQLText] {
    var result: [SQLText] = []
    for (key, isObservable) in zip(on, observables) {
      result.append(try condition(key, left, right))
      guard isObservable, key.kind == .equal else { continue }
      let value = try value(key.left, left)
      result.append(.binary(value, "<>", SQLText(trusted: "''"), .equality))
    }
    return result
  }

  /// Both sides in one SELECT.
  private func innerJoin(
    _ left: Select, _ right: Select, _ on: [JoinKey], _ observables: [Bool]
  ) throws(Refusal) -> Select {
    var l = left
    var r = right
    if l.width + r.width > Limits.joinedItems {
      l = sealed(l)
      r = sealed(r)
    }
    let conditions = try conditions(on, l, r, observables)
    var select = merged(l, r)
    if r.items.count == 1, !l.items.isEmpty {
      r.items[0].on += conditions
    } else {
      select.filters += conditions
    }
    return select
  }

  func merged(_ left: Select, _ right: Select) -> Select {
    var select = left
    select.items += right.items
    select.filters += right.filters
    select.hidden += right.hidden
    select.values.merge(right.values) { mine, _ in mine }
    select.origins.merge(right.origins) { mine, _ in mine }
    return select
  }

  /// The left side of innerunique: one row for each key. Which one is left to us, and is always the same.
  func distinctKeys(_ select: Select, _ keys: [Scalar]) throws(Refusal) -> Select {
    select.choosesRows()
    var result = select
    for key in keys { result.groupBy.append(try value(key, select)) }
    result.isAggregate = true
    result.isSealed = true
    return sealed(result)
  }

  /// The keys of one side, each once.
  func keysOnly(_ select: Select, _ keys: [Scalar]) throws(Refusal) -> Select {
    try distinctKeys(select, keys)
  }

  private func antiJoin(
    _ left: Select, _ right: Select, _ on: [JoinKey], _ observables: [Bool]
  ) throws(Refusal) -> Select {
    var marked = right
    let marker = freshId()
    marked.columns.append(marker)
    marked.values[marker] = SQLText(trusted: "1")
    let r = try distinctKeys(marked, on.map(\.right))
    let conditions = try conditions(on, left, r, observables)
    let l = left.items.isEmpty ? sealed(left) : left
    var select = merged(l, r)
    r.items[0].join = .left
    r.items[0].on = conditions
    if let present = r.values[marker] { select.filters.append("\(present) IS NULL") }
    return select
  }

  private func outerJoin(
    _ left: Select, _ right: Select, _ on: [JoinKey], _ observables: [Bool], padded: [Column],
    _ join: FromItem.Join = .left
  ) throws(Refusal) -> Select {
    let r = sealed(right)
    let l = left.items.isEmpty || left.width >= Limits.joinedItems ? sealed(left) : left
    let conditions = try conditions(on, l, r, observables)
    r.items[0].join = join
    r.items[0].on = conditions
    var select = merged(l, r)
    for column in padded {
      guard let text = select.values[column.id] else { continue }
      select.values[column.id] = Self.padded(text, column)
      select.origins[column.id] = nil
    }
    return select
  }
}
