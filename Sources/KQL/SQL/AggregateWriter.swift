// summarize, distinct and union as SELECTs.

extension RelationWriter {
  func selectAggregate(
    _ input: Relation, _ keys: [Scalar], _ aggregates: [Aggregate], _ relation: Relation
  ) throws(Refusal) -> Select {
    var source = try open(input)
    var rank: SQLText?
    if !source.order.isEmpty, aggregates.contains(where: { $0.isList }) {
      let id = freshId()
      var ordered = source
      complete(&ordered, columns: source.columns)
      source.columns.append(id)
      source.values[id] = "row_number() OVER (\(orderClause(ordered)))"
      source.order = []
      source.isSealed = true
      source = sealed(source)
      rank = source.values[id]
    }
    source.order = []
    let deciding = aggregates.count { $0.decidesRow }
    // SQLite reads bare columns from the row of the one min() or max(); with more of them each row
    // is found by its rank in a window first.
    if deciding > 1, aggregates.contains(where: { $0.isRow }) {
      guard !aggregates.contains(where: { $0.isList }) else {
        throw Refusal(message: "arg_max beside other aggregates and lists is not supported")
      }
      return try selectRanked(source, keys, aggregates, relation)
    }
    var select = source
    select.isAggregate = true
    select.columns = []
    select.hidden = []
    select.values = [:]
    select.origins = [:]
    for (column, key) in zip(relation.columns, keys) {
      let text = try value(key, source)
      select.columns.append(column.id)
      select.values[column.id] = text
      // A constant in GROUP BY would be taken for a column's number, and groups nothing.
      select.groupBy.append(key.constantValue == nil ? text : "(\(text) IS NULL)")
    }
    for aggregate in aggregates {
      try put(aggregate, source, relation, rank, into: &select)
    }
    if aggregates.contains(where: { $0.isRow || $0.isAny }) { source.choosesRows() }
    if aggregates.isEmpty, keys.isEmpty { select.isAggregate = false }
    return select
  }

  private func put(
    _ aggregate: Aggregate, _ source: Select, _ relation: Relation, _ rank: SQLText?,
    into select: inout Select
  ) throws(Refusal) {
    var arguments: [SQLText] = []
    for argument in aggregate.arguments { arguments.append(try value(argument, source)) }
    let columns = Array(relation.columns[aggregate.outputs])
    select.columns += columns.map(\.id)
    switch aggregate.kind {
    case .plain(let emission), .extreme(let emission):
      select.values[columns[0].id] = try checked(emission(arguments))
    case .list(let emission):
      select.values[columns[0].id] = try checked(emission(arguments + (rank.map { [$0] } ?? [])))
    case .row(let isMaximum):
      // The extreme must stand in the SELECT though nobody reads it. Nulls lose; where all are null
      // the first row is taken, as the engine does: a bare max() of nulls would choose the last.
      let decided = decider(aggregate.arguments[0], arguments[0], isMaximum)
      let id = freshId()
      select.columns.append(id)
      select.values[id] = isMaximum ? "max(\(decided))" : "min(\(decided))"
      select.required.insert(id)
      for (column, text) in zip(columns, arguments) {
        select.values[column.id] = Self.padded(text, column)
      }
      select.isSealed = true
    case .any:
      for (column, text) in zip(columns, arguments) {
        select.values[column.id] = Self.padded(text, column)
      }
      select.isSealed = true
    }
  }

  /// The value by which arg_max and arg_min decide, with the worst there is for null.
  private func decider(_ scalar: Scalar, _ text: SQLText, _ isMaximum: Bool) -> SQLText {
    guard scalar.isNullable else { return text }
    switch scalar.type {
    case .real: return "coalesce(\(text), \(trusted: isMaximum ? "-9e999" : "9e999"))"
    case .guid: return isMaximum ? "coalesce(\(text), '')" : "coalesce(\(text), '~')"
    default:
      return "coalesce(\(text), \(SQLValue.integer(isMaximum ? Int64.min : Int64.max)))"
    }
  }

  /// Strings are never null: not in an empty group, nor on the padded side of a join.
  static func padded(_ text: SQLText, _ column: Column) -> SQLText {
    column.type == .string ? "coalesce(\(text), '')" : text
  }

  /// The form for several aggregates that each choose a row.
  private func selectRanked(
    _ input: Select, _ keys: [Scalar], _ aggregates: [Aggregate], _ relation: Relation
  ) throws(Refusal) -> Select {
    var inner = input
    inner.columns = []
    inner.hidden = []
    func add(_ scalar: Scalar) throws(Refusal) -> Int {
      let id = freshId()
      inner.columns.append(id)
      inner.values[id] = try value(scalar, input)
      return id
    }
    var keyIds: [Int] = []
    for key in keys { keyIds.append(try add(key)) }
    var argumentIds: [[Int]] = []
    var rankIds: [Int?] = []
    for aggregate in aggregates {
      var row: [Int] = []
      for argument in aggregate.arguments { row.append(try add(argument)) }
      argumentIds.append(row)
      var rank: Int?
      if aggregate.isRow || aggregate.isAny {
        let id = freshId()
        inner.columns.append(id)
        inner.values[id] = ranking(aggregate, inner, keyIds, row)
        rank = id
      }
      rankIds.append(rank)
    }
    inner.isSealed = true
    let source = sealed(inner)
    var select = source
    select.isAggregate = true
    select.columns = []
    for (column, id) in zip(relation.columns, keyIds) {
      guard let text = source.values[id] else { continue }
      select.columns.append(column.id)
      select.values[column.id] = text
      select.groupBy.append(text)
    }
    for (index, aggregate) in aggregates.enumerated() {
      let columns = Array(relation.columns[aggregate.outputs])
      let arguments = argumentIds[index].compactMap { source.values[$0] }
      select.columns += columns.map(\.id)
      if case .plain(let emission) = aggregate.kind {
        select.values[columns[0].id] = try checked(emission(arguments))
      } else if case .extreme(let emission) = aggregate.kind {
        select.values[columns[0].id] = try checked(emission(arguments))
      } else if let rank = rankIds[index].flatMap({ source.values[$0] }) {
        for (column, text) in zip(columns, arguments) {
          select.values[column.id] = Self.padded(
            "max(CASE WHEN \(rank) = 1 THEN \(text) END)", column)
        }
      }
    }
    return select
  }

  private func ranking(
    _ aggregate: Aggregate, _ inner: Select, _ keys: [Int], _ arguments: [Int]
  ) -> SQLText {
    let partition = keys.compactMap { inner.values[$0] }
    var terms = arguments.compactMap { inner.values[$0] }
    var window = SQLText(pieces: [])
    if !partition.isEmpty {
      window.append(trusted: "PARTITION BY ")
      window.append(SQLText.joined(partition, ", ", .primary))
      window.append(trusted: " ")
    }
    window.append(trusted: "ORDER BY ")
    if case .row(let isMaximum) = aggregate.kind, !terms.isEmpty {
      let first = terms.removeFirst()
      window.append(first)
      window.append(trusted: isMaximum ? " DESC" : " ASC NULLS LAST")
      if !terms.isEmpty { window.append(trusted: ", ") }
    }
    if !terms.isEmpty { window.append(SQLText.joined(terms, ", ", .primary)) }
    return "row_number() OVER (\(window))"
  }

  func selectUnion(
    _ branches: [Relation], _ map: [[Int?]], _ relation: Relation
  ) throws(Refusal) -> Select {
    var parts: [Select] = []
    for (branch, positions) in zip(branches, map) {
      var select = try select(branch)
      // A compound takes neither an order nor a limit of one part.
      if select.limit != nil || !select.required.isEmpty { select = sealed(select) }
      select.order = []
      let source = select
      select.columns = ids(relation)
      for (column, position) in zip(relation.columns, positions) {
        let text = position.flatMap { source.values[branch.columns[$0].id] }
        select.values[column.id] =
          text ?? (column.type == .string ? SQLText(trusted: "''") : SQLText(trusted: "NULL"))
      }
      parts.append(select)
    }
    guard parts.count > 1 else {
      var only = parts[0]
      only.origins = [:]
      only.hidden = []
      return only
    }
    return from(InnerSelect(.union(parts), columns: ids(relation)))
  }
}

extension Aggregate {
  /// Whether it is SQLite's min() or max().
  var decidesRow: Bool {
    switch kind {
    case .extreme, .row: true
    case .plain, .any, .list: false
    }
  }

  var isList: Bool {
    if case .list = kind { return true }
    return false
  }

  var isRow: Bool {
    if case .row = kind { return true }
    return false
  }

  var isAny: Bool {
    if case .any = kind { return true }
    return false
  }
}
