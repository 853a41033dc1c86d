// scan as a recursive walk: one row of state for each row of the input, made of the one before. The
// rules are those of the documentation's scan logic: a row is held against the steps from the last to
// the first; where the step before has a sequence, that is promoted, else the step's own goes on.

extension RelationWriter {
  func selectScan(
    _ input: Relation, _ plan: ScanPlan, _ relation: Relation
  ) throws(Refusal) -> Select {
    let rows = try numberedRows(input)
    var walk = ScanWalk(rows: rows, plan: plan, input: input, firstId: { self.freshId() })
    try walk.build(self)
    let states = InnerSelect(
      .walk(rows.item, number: rows.number, slots: walk.slots), columns: walk.slots.map(\.id))
    var parts: [Select] = []
    let order = (freshId(), freshId())
    let outputs = plan.steps.indices.filter { plan.steps[$0].isOutput }
    for step in outputs {
      var part = from(states)
      let rowItem = FromItem(.inner(rows.inner), alias: "n")
      rowItem.on = [
        .binary(
          SQLText(column: rowItem, rows.number), "=",
          SQLText(column: part.items[0], walk.numberId), .equality)
      ]
      part.items.append(rowItem)
      part.filters = [SQLText(column: part.items[0], walk.matchedIds[step])]
      put(step, walk, part.items[0], rowItem, input, relation, into: &part)
      part.values[order.0] = SQLText(column: part.items[0], walk.numberId)
      part.values[order.1] = SQLText(trusted: String(plan.steps.count - step))
      part.columns = ids(relation) + (relation.partition?.columns ?? []).map(\.id)
      parts.append(part)
    }
    guard !parts.isEmpty else {
      return from(InnerSelect(.values([]), columns: ids(relation)))
    }
    if parts.count == 1 {
      var only = parts[0]
      only.hidden = only.columns.filter { !ids(relation).contains($0) }
      only.columns = ids(relation)
      only.order = [OrderTerm(text: only.values[order.0] ?? "", isAscending: true)]
      return sealed(only)
    }
    for index in parts.indices { parts[index].columns += [order.0, order.1] }
    var both = from(InnerSelect(.union(parts), columns: parts[0].columns))
    both.order = [order.0, order.1].compactMap { id in
      both.values[id].map { OrderTerm(text: $0, isAscending: true) }
    }
    both.columns = ids(relation)
    both.hidden = (relation.partition?.columns ?? []).map(\.id)
    return both
  }

  private func put(
    _ step: Int, _ walk: ScanWalk, _ states: FromItem, _ rows: FromItem, _ input: Relation,
    _ relation: Relation, into select: inout Select
  ) {
    let count = input.columns.count
    for (column, original) in zip(relation.columns, input.columns) {
      select.values[column.id] = SQLText(column: rows, original.id)
    }
    for (index, column) in relation.columns.dropFirst(count).dropLast().enumerated() {
      select.values[column.id] = SQLText(
        column: states, walk.stateIds[step][step][count + index] ?? 0)
    }
    if let id = relation.columns.last?.id {
      select.values[id] = SQLText(column: states, walk.sequenceIds[step])
    }
    for column in relation.partition?.columns ?? [] {
      select.values[column.id] = SQLText(column: rows, column.id)
    }
  }

  /// The input's rows with their numbers, from 1, and whether they are the first of their part.
  private func numberedRows(_ input: Relation) throws(Refusal) -> NumberedRows {
    var source = try select(input)
    if !source.takesFilters { source = sealed(source) }
    var keys: [SQLText] = []
    for key in input.partition?.keys ?? [] { keys.append(try value(key.scalar, source)) }
    var ordered = source
    ordered.order = keys.map { OrderTerm(text: $0, isAscending: true) } + source.order
    if !ordered.order.isEmpty { complete(&ordered, columns: source.columns) }
    let number = freshId()
    let first = freshId()
    var body = source
    body.order = []
    body.values[number] = "row_number() OVER (\(orderClause(ordered)))"
    body.columns += body.hidden.filter { body.values[$0] != nil && !body.columns.contains($0) }
    body.columns.append(number)
    if !keys.isEmpty {
      let parts = SQLText.joined(keys, ", ", .primary)
      body.values[first] = "(row_number() OVER (PARTITION BY \(parts) \(orderClause(ordered))) = 1)"
      body.columns.append(first)
    }
    let inner = InnerSelect(.select(body), columns: body.columns)
    inner.materialization = .always
    return NumberedRows(
      inner: inner, item: FromItem(.inner(inner), alias: "n"), number: number,
      first: keys.isEmpty ? nil : first)
  }
}

/// The rows of a scan.
struct NumberedRows {
  var inner: InnerSelect
  /// The rows as the walk reads them.
  var item: FromItem
  var number: Int
  var first: Int?
}

/// A column of a walk's state: its value before the first row, and after each from that before.
struct WalkSlot {
  var id: Int
  var first: SQLText
  var next: SQLText

  /// The value before the row.
  static func before(_ id: Int) -> SQLText { SQLText(trusted: "s.c\(id)") }
}
