// find: rows of several tables that fit a condition, in one table of the columns that matter.

extension Binder {
  func bindFind(
    _ find: FindSyntax, _ operation: OperatorSyntax, _ environment: Environment
  ) -> Relation {
    guard var sources = searchedTables(find.tables ?? [], operation, environment) else {
      return Relation(.invalid, [], isOpen: true)
    }
    let known = Set(sources.flatMap { $0.relation.columns.map(\.name) })
    var named: Set<String> = []
    find.condition.visit { if let name = $0.name { named.insert(name.text) } }
    let used = named.intersection(known)
    // A table with none of the condition's columns has nothing to say to it.
    if !used.isEmpty {
      sources = sources.filter { source in
        source.relation.columns.contains { used.contains($0.name) }
      }
    }
    guard let types = columnTypes(sources, operation) else {
      return Relation(.invalid, [], isOpen: true)
    }
    var columns = smartColumns(sources, used).map { FindSyntax.Column(name: $0, type: nil) }
    var packs = true
    if let listed = find.columns {
      columns = listed
      packs = find.packsAll
      for column in listed where types[column.name.text] == nil {
        reportUnknown(column.name.text, column.name.span, types.keys.sorted())
        return Relation(.invalid, [], isOpen: true)
      }
    }
    var shape = FindShape(columns: columns, types: types, packsAll: find.packsAll)
    shape.packs =
      packs && (find.packsAll || sources.contains { shape.hasRest($0.relation) })
    shape.sourceName =
      find.options.first { $0.name.text.hasPrefix("with") }?.value ?? "source_"
    var branches: [Relation] = []
    for source in sources {
      guard let branch = bindBranch(source, find.condition, used, shape, environment) else {
        return Relation(.invalid, [], isOpen: true)
      }
      branches.append(branch)
    }
    return union(branches)
  }

  /// The type of each column; nil, with a report, where tables disagree.
  private func columnTypes(
    _ sources: [(name: String, relation: Relation)], _ operation: OperatorSyntax
  ) -> [String: KustoType]? {
    var types: [String: KustoType] = [:]
    for column in sources.flatMap(\.relation.columns) {
      guard let known = types[column.name], known != column.type else {
        types[column.name] = column.type
        continue
      }
      report(
        .unsupported,
        "the column '\(column.name)' is of type \(known.rawValue) in one table and "
          + "\(column.type.rawValue) in another", operation.keyword.span,
        help: "name fewer tables: find in (T, U) where …")
      return nil
    }
    return types
  }

  /// project-smart: the condition's columns and those of all tables, as they are first seen.
  private func smartColumns(
    _ sources: [(name: String, relation: Relation)], _ used: Set<String>
  ) -> [NameSyntax] {
    var seen: Set<String> = []
    return sources.flatMap(\.relation.columns).map(\.name).filter { name in
      guard seen.insert(name).inserted else { return false }
      return used.contains(name)
        || sources.allSatisfy { $0.relation.columns.contains { $0.name == name } }
    }.map { NameSyntax(text: $0, span: 0..<0) }
  }

  private func bindBranch(
    _ source: (name: String, relation: Relation), _ condition: ExpressionSyntax,
    _ used: Set<String>, _ shape: FindShape, _ environment: Environment
  ) -> Relation? {
    let own = source.relation.columns
    let missing = Set(used).union(shape.columns.map(\.name.text)).filter { name in
      !own.contains { $0.name == name }
    }
    let nulls = missing.sorted().compactMap { name in
      shape.types[name].map { (name: name, value: Scalar.null($0)) }
    }
    let wide = compute(
      source.relation, own.map { ($0.name, $0.scalar) } + nulls, keepsHidden: false)
    let mine = Array(wide.columns.prefix(own.count))
    let found = bindTerms(condition, mine, false, Scope(wide, environment))
    guard !found.isInvalid else { return nil }
    guard found.type == .bool else {
      report(.wrongType, "a condition must be of type bool", condition.span)
      return nil
    }
    let filtered = Relation(.filter(wide, found), wide.columns)
    var outputs: [(name: String, value: Scalar)] = [
      (shape.sourceName, .string(source.name))
    ]
    for column in shape.columns {
      guard let value = wide.columns.first(where: { $0.name == column.name.text })?.scalar,
        let converted = Conversions.convert(value, to: column.type ?? value.type)
      else {
        report(.unsupported, "a column of this type is not supported here", column.name.span)
        return nil
      }
      outputs.append((column.name.text, converted))
    }
    if shape.packs {
      let packed = mine.filter { shape.packsAll || !shape.names.contains($0.name) }
      guard let bag = DynamicFunctions.bag(packed.map { ($0.name, $0.scalar) }) else {
        report(.unsupported, "a column of '\(source.name)' cannot be packed", condition.span)
        return nil
      }
      outputs.append(("pack_", bag))
    }
    return compute(filtered, outputs, keepsHidden: false)
  }
}

/// The columns of a find.
private struct FindShape {
  var columns: [FindSyntax.Column]
  var types: [String: KustoType]
  var packsAll: Bool
  var packs = false
  var sourceName = "source_"

  var names: Set<String> { Set(columns.map(\.name.text)) }

  /// Whether a table has columns that are not listed.
  func hasRest(_ relation: Relation) -> Bool {
    relation.columns.contains { !names.contains($0.name) }
  }
}
