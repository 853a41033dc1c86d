// project, extend, distinct and print.

extension Binder {
  /// Expressions with their names: explicit, derived, or `ColumnN`.
  func bindNamed(
    _ expressions: [NamedExpressionSyntax], _ scope: Scope, print: Bool = false,
    names: inout ColumnNames
  ) -> [(name: String, value: Scalar)] {
    var result: [(name: String, value: Scalar)] = []
    for (index, expression) in ArrayFunctions.expanded(expressions).enumerated() {
      let scalar = bind(expression.value, scope)
      if expression.names.count > 1 {
        report(
          .unsupported, "several names for one value are not supported here", expression.span)
        result += expression.names.map { ($0.text, .invalid) }
        continue
      }
      if let name = expression.names.first {
        if !names.take(name.text) {
          report(
            .duplicateColumn, "a column with the name '\(name.text)' is already declared",
            name.span)
        }
        result.append((name.text, scalar))
      } else if print {
        result.append((names.unique("print_\(index)"), scalar))
      } else if let name = expression.value.name,
        scope.columns.contains(where: { $0.name == name.text })
      {
        if !names.take(name.text) {
          report(
            .duplicateColumn, "a column with the name '\(name.text)' is already declared",
            name.span)
        }
        result.append((name.text, scalar))
      } else if let name = ColumnNames.chosen(expression.value, scope.columns) {
        result.append((names.unique(name), scalar))
      } else {
        result.append((names.name(for: expression.value), scalar))
      }
    }
    return result
  }

  func bindProject(
    _ input: Relation, _ expressions: [NamedExpressionSyntax], _ scope: Scope
  ) -> Relation {
    var names = ColumnNames()
    let stars = expressions.contains { if case .star = $0.value.kind { true } else { false } }
    guard !stars else {
      return invalidRelation(
        .syntax, "'*' is no expression of 'project'", expressions[0].span,
        help: "name the columns, or use 'extend'")
    }
    var scope = scope
    let windows = WindowCollector(input)
    if scope.isSerialized { scope.windows = windows }
    let columns = bindNamed(expressions, scope, names: &names)
    return compute(windows.relation(self), columns, keepsHidden: false)
  }

  func bindExtend(
    _ input: Relation, _ expressions: [NamedExpressionSyntax], _ scope: Scope
  ) -> Relation {
    var scope = scope
    let windows = WindowCollector(input)
    if scope.isSerialized { scope.windows = windows }
    var columns = input.columns.map { (name: $0.name, value: $0.scalar) }
    var taken: Set<String> = []
    var unnamed = ColumnNames(taken: input.columns.map(\.name))
    for expression in ArrayFunctions.expanded(expressions) {
      let scalar = bind(expression.value, scope)
      guard expression.names.count <= 1 else {
        report(
          .unsupported, "several names for one value are not supported here", expression.span)
        continue
      }
      let explicit =
        expression.names.first?.text ?? expression.value.name?.text
        ?? ColumnNames.chosen(expression.value, scope.columns)
      guard let name = explicit else {
        columns.append((unnamed.name(for: expression.value), scalar))
        continue
      }
      guard taken.insert(name).inserted else {
        report(
          .duplicateColumn, "a column with the name '\(name)' is already declared",
          expression.names.first?.span ?? expression.span)
        continue
      }
      if let index = columns.firstIndex(where: { $0.name == name }) {
        columns[index].value = scalar
      } else {
        columns.append((name, scalar))
        _ = unnamed.take(name)
      }
    }
    return compute(windows.relation(self), columns)
  }

  func bindDistinct(
    _ input: Relation, _ expressions: [NamedExpressionSyntax], _ scope: Scope
  ) -> Relation {
    let entries: [(name: String, value: Scalar)]
    if expressions.count == 1, case .star = expressions[0].value.kind {
      entries = input.columns.map { ($0.name, $0.scalar) }
    } else {
      var names = ColumnNames()
      entries = bindNamed(expressions, scope, names: &names)
    }
    if entries.contains(where: { $0.value.type == .dynamic && !$0.value.isInvalid }) {
      report(
        .dynamicNotAllowed, "a dynamic value cannot be told apart from others",
        expressions[0].span, help: "convert it: tostring(…)")
    }
    let collector = AggregateCollector(scope: scope, keyCount: entries.count)
    let (relation, keys) = grouped(input, entries, collector)
    guard relation.partition != nil else { return relation }
    return compute(relation, keys.map { ($0.name, $0.scalar) })
  }

  func bindPrint(
    _ expressions: [NamedExpressionSyntax], _ environment: Environment
  ) -> Relation {
    var names = ColumnNames()
    let entries = bindNamed(expressions, Scope(environment), print: true, names: &names)
    let columns = entries.map { column($0.name, like: $0.value) }
    return Relation(.row(entries.map(\.value)), columns)
  }
}
