// `let` statements, user-defined functions and names of tables.

extension Binder {
  func bind(_ statement: LetSyntax, into environment: inout Environment) {
    environment.values[statement.name.text] = bind(statement.value, environment)
  }

  /// The value of a `let` or of a function's body.
  func bind(_ value: LetSyntax.Value, _ environment: Environment) -> LetValue {
    switch value {
    case .function(let function): return .function(function, environment)
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
      if let value = environment.values[name] { return value }
      guard let table = catalog.table(name) else { return nil }
      return .tabular(SharedRelation(bind(table), isMaterialized: false))
    case .pipeline(let pipeline):
      return .tabular(SharedRelation(bind(pipeline, environment), isMaterialized: false))
    case .call(let name, let arguments):
      if case .function(let function, let closure)? = environment.values[name.text] {
        return call(function, closure, name, arguments, environment, Scope(environment))
      }
      switch name.text {
      case "materialize" where arguments.count == 1:
        let relation = bindTabular(arguments[0].value, environment)
        return .tabular(SharedRelation(relation, isMaterialized: true))
      case "table" where arguments.count == 1:
        if case .literal(.string(let text)) = arguments[0].value.kind,
          let table = catalog.table(text)
        {
          return .tabular(SharedRelation(bind(table), isMaterialized: false))
        }
        return nil
      default: return nil
      }
    default: return nil
    }
  }

  private func bind(_ table: CatalogTable) -> Relation {
    tables.insert(table.name)
    func columns(_ declared: [CatalogColumn]) -> [Column] {
      declared.map { declared in
        var column = column(declared.name, declared.type, isNullable: declared.isNullable)
        column.source = ColumnSource(column: declared)
        return column
      }
    }
    return Relation(.table(table), columns(table.columns), hidden: columns(table.hidden))
  }

  /// One use of a shared relation, with columns of its own.
  func use(_ shared: SharedRelation) -> Relation {
    shared.uses += 1
    func copies(_ columns: [Column]) -> [Column] {
      columns.map { original in
        var column = Column(
          id: freshId(), name: original.name, type: original.type, isNullable: original.isNullable)
        column.mayBeNaN = original.mayBeNaN
        column.nullIsNaN = original.nullIsNaN
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
      case .function(let function, let closure):
        // A function without parameters may be named without parentheses.
        guard function.parameters.isEmpty, let name = expression.name,
          case .tabular(let shared)? = call(
            function, closure, name, [], environment, Scope(environment))
        else {
          return invalidRelation(
            .tabularExpected, "a table is expected here, and this is a function", expression.span)
        }
        return use(shared)
      case nil: return unknownTable(expression, environment)
      }
    }
    return bound ?? Relation(.invalid, [], isOpen: true)
  }

  private func unknownTable(
    _ expression: ExpressionSyntax, _ environment: Environment
  ) -> Relation {
    let known = catalog.tables.map(\.name) + environment.values.keys.sorted()
    let listing = "the tables are \(catalog.tables.map(\.name).joined(separator: ", "))"
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

  // MARK: Functions

  /// A call of a user-defined function: its body with the arguments in place.
  func call(
    _ function: FunctionSyntax, _ closure: Environment, _ name: NameSyntax,
    _ arguments: [ArgumentSyntax], _ environment: Environment, _ scope: Scope
  ) -> LetValue? {
    nested(name.span) { () -> LetValue in
      var inner = closure
      guard bind(arguments, to: function, name, environment, scope, &inner) else {
        return .scalar(.invalid)
      }
      for statement in function.lets { bind(statement, into: &inner) }
      return bind(function.body, inner)
    }
  }

  private func bind(
    _ arguments: [ArgumentSyntax], to function: FunctionSyntax, _ name: NameSyntax,
    _ environment: Environment, _ scope: Scope, _ inner: inout Environment
  ) -> Bool {
    var given: [String: ExpressionSyntax] = [:]
    var positional = function.parameters.makeIterator()
    for argument in arguments {
      let parameter = argument.name?.text ?? positional.next()?.name.text
      guard let parameter, given[parameter] == nil,
        function.parameters.contains(where: { $0.name.text == parameter })
      else {
        report(
          .argumentCount, "'\(name.text)' takes \(function.parameters.count) arguments",
          argument.value.span)
        return false
      }
      given[parameter] = argument.value
    }
    for parameter in function.parameters {
      guard let value = given[parameter.name.text] ?? parameter.defaultValue else {
        report(
          .argumentCount, "the argument '\(parameter.name.text)' of '\(name.text)' is missing",
          name.span)
        return false
      }
      guard let type = parameter.type else {
        let relation = bindTabular(value, environment)
        inner.values[parameter.name.text] = .tabular(
          SharedRelation(relation, isMaterialized: false))
        continue
      }
      let scalar = bind(value, scope)
      guard scalar.isInvalid || scalar.type == type || (type.isNumeric && scalar.type.isNumeric)
      else {
        report(
          .argumentType,
          "the argument '\(parameter.name.text)' must be of type \(type.rawValue), not "
            + scalar.type.rawValue, value.span)
        return false
      }
      inner.values[parameter.name.text] = .scalar(Conversions.numeric(scalar, to: type))
    }
    return true
  }
}
