// pivot: the values of a column as columns, each with an aggregate of its rows.

extension Binder {
  /// The aggregates of which an absent cell is known: 0 of no rows.
  private static let pivotAggregates = ["count", "sum", "dcount"]

  /// `evaluate pivot(column [, aggregate [, key…]]) [: (schema)]`
  func bindPivot(
    _ input: Relation, _ name: NameSyntax, _ arguments: [ArgumentSyntax], _ schema: SchemaSyntax?,
    _ environment: Environment
  ) -> Relation {
    let scope = Scope(input, environment)
    guard let first = arguments.first?.value,
      let pivot = namedColumn(first, scope.columns, isOpen: scope.isOpen)
    else {
      if arguments.isEmpty { report(.argumentCount, "'pivot' needs a column", name.span) }
      return Relation(.invalid, input.columns, isOpen: true)
    }
    let syntax =
      arguments.count > 1
      ? arguments[1].value
      : ExpressionSyntax(
        kind: .call(NameSyntax(text: "count", span: name.span), []), span: name.span)
    guard let call = syntax.call, Self.pivotAggregates.contains(call.name.text) else {
      return invalidRelation(
        .unsupported, "pivot is supported with count(), sum() and dcount()", syntax.span,
        help: "summarize by the keys and \(pivot.name) with the aggregate, then pivot with sum()")
    }
    var keys: [Column] = []
    for argument in arguments.dropFirst(2) {
      guard let key = namedColumn(argument.value, scope.columns, isOpen: scope.isOpen) else {
        return Relation(.invalid, input.columns, isOpen: true)
      }
      keys.append(key)
    }
    if arguments.count <= 2 {
      var read: Set<String> = [pivot.name]
      syntax.visit { if let name = $0.name { read.insert(name.text) } }
      keys = input.columns.filter { !read.contains($0.name) }
    }
    guard !keys.contains(where: { $0.type == .dynamic }),
      let text = Conversions.text(pivot.scalar)
    else {
      return invalidRelation(
        .dynamicNotAllowed, "a dynamic value cannot be a key of 'pivot'", name.span,
        help: "project the columns that matter first")
    }
    guard let titles = titles(text, pivot, keys, input, name, schema) else {
      return Relation(.invalid, input.columns, isOpen: true)
    }
    return pivoted(input, text, keys, syntax, titles, scope)
  }

  /// The values that become columns. A stated schema must be that of the data, as Kusto holds it.
  private func titles(
    _ text: Scalar, _ pivot: Column, _ keys: [Column], _ input: Relation, _ name: NameSyntax,
    _ schema: SchemaSyntax?
  ) -> [String]? {
    let help = "write a column for each value: summarize A = countif(\(pivot.name) == 'a') by …"
    guard let rows = read(input, [text], name, help: help) else { return nil }
    let titles = rows.map { $0[0] }
    guard !titles.contains(""),
      !titles.contains(where: { title in keys.contains { $0.name == title } })
    else {
      report(
        .unsupported, "a value of '\(pivot.name)' is empty, or the name of a column", name.span,
        help: "filter it out, or extend another name")
      return nil
    }
    guard let schema else { return titles }
    let stated = schema.columns.map(\.name.text).filter { title in
      !keys.contains { $0.name == title }
    }
    guard Set(stated) == Set(titles) else {
      report(
        .unsupported, "the stated columns are not those of the data", name.span,
        help: "they are \(titles.prefix(40).joined(separator: ", "))")
      return nil
    }
    return stated
  }

  private func pivoted(
    _ input: Relation, _ text: Scalar, _ keys: [Column], _ syntax: ExpressionSyntax,
    _ titles: [String], _ scope: Scope
  ) -> Relation {
    // First the cells, then a row of them for each key.
    let collector = AggregateCollector(scope: scope, keyCount: keys.count + 1)
    var inner = Scope(scope.environment)
    inner.aggregates = collector
    let value = bind(syntax, inner)
    guard !value.isInvalid else { return Relation(.invalid, input.columns, isOpen: true) }
    let named = keys.map { (name: $0.name, value: $0.scalar) } + [("", text)]
    let (groups, columns) = grouped(input, named, collector)
    let cells = compute(groups, columns.map { ($0.name, $0.scalar) } + [("", value)])
    let rows = AggregateCollector(
      scope: Scope(cells, scope.environment), keyCount: keys.count)
    let title = cells.columns[keys.count].scalar
    let cell = cells.columns[keys.count + 1].scalar
    let outputs = titles.map { name -> (name: String, value: Scalar) in
      let column = column(name, value.type, isNullable: false)
      let found = rows.add(
        .plain { "coalesce(max(CASE WHEN \(operand: $0[0]) = \($0[1]) THEN \($0[2]) END), 0)" },
        [title, .string(name), cell], column)
      return (name, found)
    }
    let keyed = cells.columns.prefix(keys.count).map { (name: $0.name, value: $0.scalar) }
    let (result, kept) = grouped(cells, keyed, rows)
    return compute(result, kept.map { ($0.name, $0.scalar) } + outputs)
  }
}
