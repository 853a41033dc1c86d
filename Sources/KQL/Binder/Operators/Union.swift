// union: columns matched by name, in the order in which they are first seen.

extension Binder {
  func bindUnion(
    _ input: Relation?, _ options: [OptionSyntax], _ tables: [PipelineSyntax],
    _ operation: OperatorSyntax, _ environment: Environment
  ) -> Relation {
    let isFuzzy = options.contains { $0.name.text == "isfuzzy" && $0.value == "true" }
    var kind = "outer"
    var sourceColumn: String?
    for option in options {
      switch option.name.text {
      case "kind": kind = option.value
      case "withsource", "with_source": sourceColumn = option.value
      default: break
      }
    }
    guard kind == "outer" || kind == "inner" else {
      return invalidRelation(
        .syntax, "'\(kind)' is no kind of union", operation.keyword.span,
        help: "the kinds are inner and outer")
    }
    var branches = input.map { [(name: "union_arg0", relation: $0)] } ?? []
    for table in tables {
      if isFuzzy, isMissing(table, environment) { continue }
      let name = sourceName(table, environment) ?? "union_arg\(branches.count)"
      branches.append((name, bind(table, environment)))
    }
    guard !branches.isEmpty else {
      return invalidRelation(
        .unknownTable, "none of the tables exists", operation.keyword.span)
    }
    if branches.contains(where: { $0.relation.isOpen }) {
      return Relation(.invalid, branches.flatMap(\.relation.columns), isOpen: true)
    }
    // Of other columns Kusto's binder keeps all, its documentation the common ones.
    let shapes = Set(
      branches.map { branch in
        branch.relation.columns.map { "\($0.name):\($0.type.rawValue)" }.sorted()
      })
    guard kind == "outer" || shapes.count == 1 else {
      return invalidRelation(
        .unsupported, "union of kind 'inner' is supported for tables of the same columns only",
        operation.keyword.span, help: "leave the kind out and 'project' the columns")
    }
    if let sourceColumn {
      branches = branches.map { branch in
        let rest = branch.relation.columns.map { ($0.name, $0.scalar) }
        return (
          branch.name,
          compute(branch.relation, [(sourceColumn, Scalar.string(branch.name))] + rest)
        )
      }
    }
    return union(branches.map(\.relation))
  }

  /// Whether a branch of a fuzzy union names a table that does not exist.
  private func isMissing(_ table: PipelineSyntax, _ environment: Environment) -> Bool {
    guard case .expression(let source) = table.source.kind else { return false }
    switch source.kind {
    case .name(let name):
      return environment.values[name] == nil && catalog.table(name) == nil
        && catalog.functions[name] == nil
    case .call(let name, let arguments):
      guard environment.values[name.text] == nil else { return false }
      if name.text == "table", case .literal(.string(let text))? = arguments.first?.value.kind {
        return catalog.table(text) == nil
      }
      return name.text != "materialize" && catalog.functions[name.text] == nil
    default: return false
    }
  }

  /// The name of a branch in the column of `withsource`: a table's own, or what `as` gives; the
  /// name of a `let` is none.
  func sourceName(_ table: PipelineSyntax, _ environment: Environment) -> String? {
    if case .asName(let name)? = table.operators.last?.kind { return name.text }
    guard table.operators.isEmpty, case .expression(let source) = table.source.kind,
      let name = source.name?.text, environment.values[name] == nil
    else { return nil }
    return name
  }

  /// The union of relations whose columns are known.
  func union(_ relations: [Relation]) -> Relation {
    var order: [String] = []
    var types: [String: [KustoType]] = [:]
    for column in relations.flatMap(\.columns) {
      if types[column.name] == nil { order.append(column.name) }
      if !(types[column.name] ?? []).contains(column.type) {
        types[column.name, default: []].append(column.type)
      }
    }
    var columns: [Column] = []
    var map = relations.map { _ in [Int?]() }
    for name in order {
      let variants = types[name] ?? []
      for type in variants {
        // Columns of one name and several types stand side by side: a_int, a_string.
        let title = variants.count > 1 ? "\(name)_\(type.rawValue)" : name
        var column = column(title, type)
        let positions = relations.map { relation in
          relation.columns.firstIndex { $0.name == name && $0.type == type }
        }
        let parts = zip(relations, positions).map { relation, position in
          position.map { relation.columns[$0] }
        }
        column.isNullable = type.admitsNull && parts.contains { $0?.isNullable ?? true }
        column.mayBeNaN = parts.contains { $0?.mayBeNaN ?? false }
        columns.append(column)
        for index in map.indices { map[index].append(positions[index]) }
      }
    }
    return Relation(.union(relations, map: map), columns)
  }
}
