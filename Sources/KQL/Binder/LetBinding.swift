// `let` statements and names of tables. Functions are in UserFunctions.

extension Binder {
  /// The `let` statements of a query or of a function's body; each may name those before it.
  ///
  /// - Parameter taken: names that may not be given again, beside the statements' own.
  func bind(
    _ statements: [LetSyntax], into environment: inout Environment, taken: Set<String> = []
  ) {
    var taken = taken
    for statement in statements {
      let name = statement.name
      if !taken.insert(name.text).inserted {
        report(
          .duplicateName, "a variable with the name '\(name.text)' has already been declared",
          name.span, help: "give one of them another name")
      }
      environment.values[name.text] = bind(statement.value, name, environment)
    }
  }

  /// The value of a `let` or of a function's body.
  func bind(
    _ value: LetSyntax.Value, _ name: NameSyntax, _ environment: Environment
  ) -> LetValue {
    switch value {
    case .function(let function): return .function(declare(function, name, environment))
    case .pipeline(let pipeline):
      return .tabular(SharedRelation(bind(pipeline, environment), isMaterialized: false))
    case .expression(let expression):
      return bindLetExpression(expression, environment)
    }
  }

  private func bindLetExpression(
    _ expression: ExpressionSyntax, _ environment: Environment
  ) -> LetValue {
    if case .call(let name, let arguments) = expression.kind, name.text == "materialize",
      environment.values[name.text] == nil
    {
      guard arguments.count == 1 else {
        report(.argumentCount, "materialize() takes one tabular expression", expression.span)
        return .scalar(.invalid)
      }
      let relation = bindTabular(arguments[0].value, environment)
      return .tabular(SharedRelation(relation, isMaterialized: true))
    }
    if let value = resolve(expression, environment) { return value }
    return .scalar(bind(expression, Scope(environment)))
  }

  /// What a name or call means where a table may stand; nil where it is a scalar.
  func resolve(_ expression: ExpressionSyntax, _ environment: Environment) -> LetValue? {
    switch expression.kind {
    case .name(let name):
      if let value = environment.values[name] {
        guard case .function(let function) = value else { return value }
        return callBare(function, NameSyntax(text: name, span: expression.span), Scope(environment))
      }
      if let table = catalog.table(name) {
        return .tabular(SharedRelation(bind(table), isMaterialized: false))
      }
      let called = NameSyntax(text: name, span: expression.span)
      return catalogFunction(called).map { callBare($0, called, Scope(environment)) }
    case .pipeline(let pipeline):
      return .tabular(SharedRelation(bind(pipeline, environment), isMaterialized: false))
    case .call(let name, let arguments):
      if let function = function(name, environment) {
        return call(function, name, arguments, Scope(environment))
      }
      if case .scalar(let value)? = environment.values[name.text], value.isInvalid {
        return .scalar(.invalid)
      }
      switch name.text {
      case "materialize" where arguments.count == 1:
        let relation = bindTabular(arguments[0].value, environment)
        return .tabular(SharedRelation(relation, isMaterialized: true))
      case "table" where arguments.count == 1:
        let name = bind(arguments[0].value, Scope(environment))
        if name.isInvalid { return .scalar(.invalid) }
        guard let table = name.constantText.flatMap({ catalog.table($0) }) else { return nil }
        return .tabular(SharedRelation(bind(table), isMaterialized: false))
      default: return nil
      }
    default: return nil
    }
  }

  private func bind(_ table: CatalogTable) -> Relation {
    tables.insert(table.name)
    guard table.parts.isEmpty else { return bindParts(table) }
    func columns(_ declared: [CatalogColumn]) -> [Column] {
      declared.map { declared in
        var column = column(declared.name, declared.type, isNullable: declared.isNullable)
        column.source = ColumnSource(column: declared)
        return column
      }
    }
    return Relation(.table(table), columns(table.columns), hidden: columns(table.hidden))
  }

  private func bindParts(_ table: CatalogTable) -> Relation {
    let parts = table.parts.map(bind)
    let columns = table.columns.map {
      column($0.name, $0.type, isNullable: $0.isNullable)
    }
    return Relation(
      .union(parts, map: parts.map { Array($0.columns.indices) }), columns, hidden: [])
  }

  /// One use of a shared relation, with columns of its own.
  func use(_ shared: SharedRelation) -> Relation {
    // The check of a function's body leaves no use behind.
    if !functions.isChecking { shared.uses += 1 }
    func copies(_ columns: [Column]) -> [Column] {
      columns.map { original in
        var column = Column(
          id: freshId(), name: original.name, type: original.type, isNullable: original.isNullable)
        column.mayBeNaN = original.mayBeNaN
        column.isUnknown = original.isUnknown
        column.source = original.source
        return column
      }
    }
    return Relation(
      .shared(shared), copies(shared.relation.columns), hidden: copies(shared.relation.hidden),
      isOpen: shared.relation.isOpen)
  }

  /// An expression where a table must stand.
  func bindTabular(_ expression: ExpressionSyntax, _ environment: Environment) -> Relation {
    let bound = nested(expression.span) { () -> Relation in
      switch resolve(expression, environment) {
      case .tabular(let shared): return use(shared)
      case .scalar(let scalar) where scalar.isInvalid: return Relation(.invalid, [], isOpen: true)
      case .scalar:
        return invalidRelation(
          .tabularExpected, "a table is expected here, and this is a scalar", expression.span)
      case .function:
        return invalidRelation(
          .tabularExpected, "a table is expected here, and this is a function", expression.span)
      case nil: return unknownTable(expression, environment)
      }
    }
    return bound ?? Relation(.invalid, [], isOpen: true)
  }

  private func unknownTable(
    _ expression: ExpressionSyntax, _ environment: Environment
  ) -> Relation {
    let known =
      catalog.names + environment.values.keys.sorted()
      + catalog.functions.keys.sorted()
    let listing = "the tables are \(catalog.names.joined(separator: ", "))"
    switch expression.kind {
    case .name(let name):
      return invalidRelation(
        .unknownTable, "the name '\(name)' does not refer to any known table or 'let'",
        expression.span, help: Suggestion.help(for: name, among: known) ?? listing)
    case .call(let name, _):
      let isKnown = ScalarFunctions.all[name.text] != nil
      return invalidRelation(
        isKnown ? .tabularExpected : .unknownFunction,
        isKnown
          ? "a table is expected here, and '\(name.text)()' gives a scalar"
          : "the name '\(name.text)' does not refer to any known function", name.span,
        help: isKnown ? nil : "functions of a workspace are not supported; paste it as a 'let'")
    default:
      return invalidRelation(
        .tabularExpected, "a table is expected here, and this is a scalar", expression.span)
    }
  }
}
