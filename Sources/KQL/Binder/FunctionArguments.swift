// Parameters of user-defined functions, and how the arguments of a call reach them (Kusto's page
// user-defined-functions; places and codes are those of Kusto.Language 12.4.1).

extension Binder {
  // MARK: Parameters

  func checkParameters(_ function: FunctionSyntax) {
    var names: Set<String> = []
    var hasScalar = false
    for parameter in function.parameters {
      if !names.insert(parameter.name.text).inserted {
        report(
          .duplicateName,
          "a parameter with the name '\(parameter.name.text)' has already been declared",
          parameter.name.span)
      }
      if parameter.type == nil, hasScalar {
        report(
          .tabularFirst, "tabular parameters must be declared first", parameter.name.span,
          help: "move '\(parameter.name.text)' before the scalar parameters")
      }
      if let type = parameter.type {
        hasScalar = true
        checkDefault(parameter, type)
      }
    }
  }

  private func checkDefault(_ parameter: FunctionSyntax.Parameter, _ type: KustoType) {
    guard let value = parameter.defaultValue else { return }
    var literal = value
    if case .negate(let operand) = value.kind { literal = operand }
    guard case .literal = literal.kind else {
      report(
        .literalExpected, "a default must be a literal scalar value", value.span,
        help: "leave the default out, and test for it in the body")
      return
    }
    let scalar = bind(value, Scope(Environment()))
    guard !scalar.isInvalid, converted(scalar, to: type) == nil else { return }
    report(.wrongType, "the default must have the type \(type.rawValue)", value.span)
  }

  /// What stands for an argument while a body is checked: any scalar, or a table with the declared
  /// columns, which are all that the body may name.
  func placeholder(_ parameter: FunctionSyntax.Parameter) -> LetValue {
    guard parameter.type == nil else { return .scalar(.invalid) }
    let columns = (parameter.columns ?? []).map { column($0.name.text, $0.type) }
    return .tabular(SharedRelation(Relation(.invalid, columns), isMaterialized: false))
  }

  // MARK: Arguments

  /// The values of the parameters in a call; nil, with a report, where one has none.
  func bind(
    _ arguments: [ArgumentSyntax], to function: UserFunction, _ name: NameSyntax, _ scope: Scope,
    piped: Relation?
  ) -> [String: LetValue]? {
    let parameters = function.syntax.parameters
    guard let given = place(arguments, parameters, name, offset: piped == nil ? 0 : 1) else {
      return nil
    }
    var values: [String: LetValue] = [:]
    for (index, parameter) in parameters.enumerated() {
      if index == 0, let piped {
        guard hasColumns(piped, parameter, name.span) else { return nil }
        values[parameter.name.text] = .tabular(SharedRelation(piped, isMaterialized: false))
      } else if let expression = given[index] {
        guard let value = value(expression, of: parameter, name, scope) else { return nil }
        values[parameter.name.text] = value
      } else if let expression = parameter.defaultValue, let type = parameter.type {
        let scalar = bind(expression, Scope(Environment()))
        values[parameter.name.text] = .scalar(converted(scalar, to: type) ?? .invalid)
      } else {
        report(
          .missingArgument,
          "the argument for parameter '\(parameter.name.text)' of '\(name.text)' is missing",
          name.span)
        return nil
      }
    }
    return values
  }

  /// Which argument each parameter is given, by the parameter's position. A named one may stand
  /// anywhere; once it stands out of order, all behind it must be named.
  private func place(
    _ arguments: [ArgumentSyntax], _ parameters: [FunctionSyntax.Parameter], _ name: NameSyntax,
    offset: Int
  ) -> [Int: ExpressionSyntax]? {
    let least = parameters.count { $0.defaultValue == nil }
    guard (least...parameters.count).contains(arguments.count + offset) else {
      let count = least == parameters.count ? "\(least)" : "\(least) to \(parameters.count)"
      report(
        .argumentCount,
        "'\(name.text)' takes \(count) arguments, and is given \(arguments.count + offset)",
        name.span)
      return nil
    }
    var given: [Int: ExpressionSyntax] = [:]
    var isUnordered = false
    for (position, argument) in arguments.enumerated() {
      var index = position + offset
      if let wanted = argument.name {
        guard let found = parameters.firstIndex(where: { $0.name.text == wanted.text }) else {
          report(
            .unknownArgument,
            "'\(wanted.text)' does not refer to a parameter of '\(name.text)'", wanted.span,
            help: Suggestion.help(for: wanted.text, among: parameters.map(\.name.text)))
          return nil
        }
        if found != index { isUnordered = true }
        index = found
      } else if isUnordered {
        report(
          .argumentOrder, "all arguments after an unordered named one must be named",
          argument.value.span, help: "write \(parameters[index].name.text)=…, or move it forward")
        return nil
      }
      guard index >= offset, given.updateValue(argument.value, forKey: index) == nil else {
        report(
          .argumentCount,
          "the parameter '\(parameters[index].name.text)' of '\(name.text)' is given twice",
          argument.value.span)
        return nil
      }
    }
    return given
  }

  private func value(
    _ argument: ExpressionSyntax, of parameter: FunctionSyntax.Parameter, _ name: NameSyntax,
    _ scope: Scope
  ) -> LetValue? {
    guard let type = parameter.type else {
      return table(argument, of: parameter, scope).map {
        .tabular(SharedRelation($0, isMaterialized: false))
      }
    }
    let scalar = bind(argument, scope)
    if scalar.isInvalid { return .scalar(.invalid) }
    guard let value = converted(scalar, to: type) else {
      report(
        .argumentType,
        "the argument '\(parameter.name.text)' of '\(name.text)' must be of type \(type.rawValue), "
          + "not \(scalar.type.rawValue)", argument.span, help: "convert it: to\(type.rawValue)(…)")
      return nil
    }
    return .scalar(value)
  }

  /// A scalar as a parameter's value; nil where Kusto's conversion is not known to be this one.
  private func converted(_ scalar: Scalar, to type: KustoType) -> Scalar? {
    if scalar.type == type { return scalar }
    switch (scalar.type, type) {
    case (.int, .long), (.int, .real), (.long, .real):
      return Conversions.numeric(scalar, to: type)
    case (.long, .int):
      guard let number = scalar.constantInteger, Int32(exactly: number) != nil else { return nil }
      return .constant(.integer(number), .int)
    default: return nil
    }
  }

  private func table(
    _ argument: ExpressionSyntax, of parameter: FunctionSyntax.Parameter, _ scope: Scope
  ) -> Relation? {
    if case .pipeline(let pipeline) = argument.kind, argument.span == pipeline.span {
      let isTable = if case .datatable = pipeline.source.kind { true } else { false }
      guard isTable, pipeline.operators.isEmpty else {
        report(
          .syntax, "a tabular expression as an argument must stand in parentheses", argument.span,
          help: "write f((T | …))")
        return nil
      }
    }
    let relation = bindTabular(argument, scope.environment)
    return hasColumns(relation, parameter, argument.span) ? relation : nil
  }

  /// Whether a table has the columns that a parameter declares.
  private func hasColumns(
    _ relation: Relation, _ parameter: FunctionSyntax.Parameter, _ span: Span
  ) -> Bool {
    guard parameter.type == nil else {
      report(
        .tabularExpected, "'\(parameter.name.text)' is a scalar parameter, and is given a table",
        span)
      return false
    }
    guard !relation.isOpen else { return true }
    for wanted in parameter.columns ?? [] {
      let column = relation.column(wanted.name.text)
      if column?.type == wanted.type || column?.isUnknown == true { continue }
      let found = column.map { "is of type \($0.type.rawValue)" } ?? "is missing"
      report(
        .missingColumns,
        "the table for '\(parameter.name.text)' does not have the required columns: "
          + "\(wanted.name.text):\(wanted.type.rawValue) \(found)", span,
        help: "convert or add it: extend \(wanted.name.text) = …")
      return false
    }
    return true
  }
}
