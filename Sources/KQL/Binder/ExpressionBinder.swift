// Scalar expressions: names, literals, paths, logic. Operators with operands of many types are in
// OperatorTypes, calls in CallBinder.

extension Binder {
  func bind(_ expression: ExpressionSyntax, _ scope: Scope) -> Scalar {
    let bound = nested(expression.span) { bindKind(expression, scope) } ?? .invalid
    return isBounded(bound, expression.span) ? bound : .invalid
  }

  /// Whether walks over an expression are bounded; reports where they are not.
  func isBounded(_ scalar: Scalar, _ span: Span) -> Bool {
    if scalar.depth <= Limits.scalarDepth, scalar.weight <= Limits.scalars { return true }
    report(
      .tooLarge, "the expression is too large once its 'let' values are in place", span,
      help: "compute a part of it with 'extend' first")
    return false
  }

  private func bindKind(_ expression: ExpressionSyntax, _ scope: Scope) -> Scalar {
    switch expression.kind {
    case .name(let name): return bindName(name, expression.span, scope)
    case .literal(let literal): return bindLiteral(literal, expression.span)
    case .call(let name, let arguments): return bindCall(name, arguments, expression.span, scope)
    case .binary(.and, _, _): return bindLogic(expression, .and, scope)
    case .binary(.or, _, _): return bindLogic(expression, .or, scope)
    case .binary(let operation, let left, let right) where operation == .columnHas || left.isStar:
      return bindSearched(operation, left, right, expression.span, scope)
    case .binary(let operation, let left, let right):
      return bindChain(operation, left, right, expression, scope)
    case .negate(let operand): return bindNegation(operand, scope)
    case .list(let operation, let value, let items):
      return bindList(operation, value, items, expression.span, scope)
    case .between(let value, let low, let high, let isNegated):
      return bindBetween(value, low, high, isNegated, expression.span, scope)
    case .member(let value, let name):
      if !scope.steps.isEmpty, let state = bindState(value, name, scope) { return state }
      return bindPath(value, .string(name.text), expression.span, scope)
    case .element(let value, let index):
      return bindPath(value, bind(index, scope), expression.span, scope)
    case .star:
      return invalid(.syntax, "'*' is no expression here", expression.span)
    case .typeOf: return invalid(.syntax, "typeof() is no expression here", expression.span)
    case .pipeline:
      return invalid(
        .scalarExpected, "a scalar is expected here, and this is a table", expression.span,
        help: "toscalar(…) gives the first value of a table")
    case .invalid: return .invalid
    }
  }

  private func bindName(_ name: String, _ span: Span, _ scope: Scope) -> Scalar {
    if let column = scope.columns.first(where: { $0.name == name }) { return column.scalar }
    switch scope.environment.values[name] {
    case .scalar(let scalar): return scalar
    case .function(let function):
      let name = NameSyntax(text: name, span: span)
      return scalar(of: callBare(function, name, scope), name, span)
    case .tabular:
      return invalid(
        .scalarExpected, "a scalar is expected here, and '\(name)' is none", span,
        help: "toscalar(\(name)) gives the first value of a table")
    case nil: break
    }
    let called = NameSyntax(text: name, span: span)
    if let function = catalogFunction(called) {
      return scalar(of: callBare(function, called, scope), called, span)
    }
    if let column = scope.hidden.first(where: { $0.name == name }) { return column.scalar }
    guard !scope.isOpen else { return .invalid }
    if let collector = scope.aggregates,
      collector.scope.columns.contains(where: { $0.name == name })
    {
      return invalid(
        .aggregateExpected, "'\(name)' stands outside of an aggregate", span,
        help: "put it into 'by', or into an aggregate such as take_any(\(name))")
    }
    if AggregateFunctions.all[name] != nil || ScalarFunctions.all[name] != nil {
      return invalid(
        .argumentsRequired, "the function '\(name)' needs its arguments in parentheses", span,
        help: name == "null" ? nil : "write \(name)(…)")
    }
    let lets = scope.environment.values.keys.sorted()
    reportUnknown(
      name, span, scope.columns.map(\.name) + lets, isTextExpected: scope.isTextExpected)
    return .invalid
  }

  private func bindPath(
    _ value: ExpressionSyntax, _ key: Scalar, _ span: Span, _ scope: Scope
  ) -> Scalar {
    let base = bind(value, scope)
    guard !base.isInvalid, !key.isInvalid else { return .invalid }
    guard base.type == .dynamic else {
      return invalid(
        .operatorTypes, "a \(base.type.rawValue) value has no members", span,
        help: base.type == .string ? "parse_json(…) makes a dynamic value of JSON text" : nil)
    }
    return DynamicFunctions.path(base, key)
      ?? invalid(
        .argumentType, "a \(key.type.rawValue) value is neither a member's name nor an index", span)
  }

  /// `and` and `or`: chains are flat, so that a long one is not deep.
  private func bindLogic(
    _ expression: ExpressionSyntax, _ operation: BinaryOperator, _ scope: Scope
  ) -> Scalar {
    var operands: [ExpressionSyntax] = []
    var rest = expression
    while case .binary(operation, let left, let right) = rest.kind {
      operands.append(right)
      rest = left
    }
    operands.append(rest)
    var bound: [Scalar] = []
    for operand in operands.reversed() {
      let scalar = bind(operand, scope)
      if scalar.isInvalid { continue }
      guard scalar.type == .bool else {
        report(
          .operatorTypes,
          "'\(operation.rawValue)' needs operands of type bool, not \(scalar.type.rawValue)",
          operand.span)
        continue
      }
      bound.append(scalar)
    }
    guard bound.count == operands.count else { return .invalid }
    return Scalar(
      operation == .and ? .and(bound) : .or(bound), .bool,
      isNullable: bound.contains { $0.isNullable })
  }

  /// Left-associative chains of arithmetic loop.
  private func bindChain(
    _ operation: BinaryOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax,
    _ expression: ExpressionSyntax, _ scope: Scope
  ) -> Scalar {
    var pending: [(operation: BinaryOperator, right: ExpressionSyntax, span: Span)] = [
      (operation, right, expression.span)
    ]
    var first = left
    while case .binary(let operation, let left, let right) = first.kind,
      operation != .and, operation != .or
    {
      pending.append((operation, right, first.span))
      first = left
    }
    var result = bind(first, scope)
    for step in pending.reversed() {
      var operandScope = scope
      operandScope.isTextExpected = result.type == .string && !result.isInvalid
      let operand = bind(step.right, operandScope)
      guard !result.isInvalid, !operand.isInvalid else {
        result = .invalid
        continue
      }
      result = apply(step.operation, result, operand, step.span)
      guard isBounded(result, step.span) else { return .invalid }
    }
    return result
  }

  private func bindNegation(_ operand: ExpressionSyntax, _ scope: Scope) -> Scalar {
    let value = bind(operand, scope)
    guard !value.isInvalid else { return .invalid }
    switch value.constantValue {
    case .integer(let number)? where value.type != .bool && value.type != .datetime:
      let type = value.type == .int ? .long : value.type
      return .constant(.integer(0 &- number), type)
    case .real(let number)?: return .constant(.real(-number), .real)
    default: break
    }
    switch value.type {
    case .int, .long, .timespan:
      return Arithmetic.negated(value)
    case .real where value.mayBeNaN:
      return .call(.real, [value]) { "kql_real_subtract(-0.0, \($0[0]))" }
    case .real:
      return .call(.real, [value]) { "(-\(operand: $0[0]))" }
    case .decimal:
      return .call(.decimal, [value]) { "kql_decimal_negated(\($0[0]))" }
    default:
      return invalid(
        .operatorTypes, "the operator '-' is not defined for the type \(value.type.rawValue)",
        operand.span)
    }
  }
}
