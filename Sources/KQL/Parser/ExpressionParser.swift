// Scalar expressions. Levels, loosest first: or; and; == != and the string operators and lists;
// < <= > >=; + -; * / %; unary minus; path access. Chains of one level loop.

extension Parser {
  mutating func readExpression() throws(Failure) -> ExpressionSyntax {
    try nested { (parser) throws(Failure) in try parser.readOr() }
  }

  private mutating func readOr() throws(Failure) -> ExpressionSyntax {
    var left = try readAnd()
    while takeName("or") { left = binary(.or, left, try readAnd()) }
    return left
  }

  private mutating func readAnd() throws(Failure) -> ExpressionSyntax {
    var left = try readEquality()
    while takeName("and") { left = binary(.and, left, try readEquality()) }
    return left
  }

  private func binary(
    _ operation: BinaryOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax
  ) -> ExpressionSyntax {
    ExpressionSyntax(
      kind: .binary(operation, left, right), span: left.span.joined(right.span))
  }

  private mutating func readEquality() throws(Failure) -> ExpressionSyntax {
    var left = try readRelational()
    while true {
      if let operation = equalityOperator {
        advance()
        if operation == .matchesRegex { advance() }
        left = binary(operation, left, try readRelational())
      } else if let operation = listOperator {
        advance()
        let items = try readItems(of: operation)
        let span = span(from: left.span.lowerBound)
        left = ExpressionSyntax(kind: .list(operation, left, items), span: span)
      } else if atName("between") || atName("!between") {
        left = try readBetween(left)
      } else {
        return left
      }
    }
  }

  private var equalityOperator: BinaryOperator? {
    switch current.kind {
    case .symbol(.equal): return .equal
    case .symbol(.notEqual), .symbol(.lessGreater): return .notEqual
    case .symbol(.equalFolded): return .equalFolded
    case .symbol(.notEqualFolded): return .notEqualFolded
    case .symbol(.colon) where readsTerms: return .columnHas
    case .name("matches") where peek().kind == .name("regex"): return .matchesRegex
    case .name(let text):
      guard text != "and", text != "or" else { return nil }
      return BinaryOperator(rawValue: text)
    default: return nil
    }
  }

  private var listOperator: ListOperator? {
    guard case .name(let text) = current.kind else { return nil }
    return ListOperator(rawValue: text)
  }

  /// `(a, b)`, `(T | project x)`, and for has_any also a bare expression.
  private mutating func readItems(
    of operation: ListOperator
  ) throws(Failure) -> [ExpressionSyntax] {
    guard take(.leftParenthesis) else {
      throw fail(
        .expected,
        "expected '(' after '\(operation.rawValue)', found "
          + Self.describe(current.kind), current.span,
        help: "the values stand in parentheses: x \(operation.rawValue) (a, b)")
    }
    if take(.rightParenthesis) { return [] }
    let items = try list { (parser) throws(Failure) in try parser.readArgumentValue() }
    try expect(.rightParenthesis, "after the list")
    return items
  }

  private mutating func readBetween(_ left: ExpressionSyntax) throws(Failure) -> ExpressionSyntax {
    let isNegated = atName("!between")
    advance()
    try expect(.leftParenthesis, "after 'between'")
    let low = try readExpression()
    try expect(.range, "between the ends of the range")
    let high = try readExpression()
    try expect(.rightParenthesis, "after the range")
    return ExpressionSyntax(
      kind: .between(left, low, high, isNegated: isNegated), span: span(from: left.span.lowerBound))
  }

  private mutating func readRelational() throws(Failure) -> ExpressionSyntax {
    var left = try readSum()
    while true {
      let operation: BinaryOperator
      switch current.kind {
      case .symbol(.less): operation = .less
      case .symbol(.lessOrEqual): operation = .lessOrEqual
      case .symbol(.greater): operation = .greater
      case .symbol(.greaterOrEqual): operation = .greaterOrEqual
      default: return left
      }
      advance()
      left = binary(operation, left, try readSum())
    }
  }

  mutating func readSum() throws(Failure) -> ExpressionSyntax {
    var left = try readProduct()
    while at(.plus) || at(.minus) {
      let operation: BinaryOperator = at(.plus) ? .add : .subtract
      advance()
      left = binary(operation, left, try readProduct())
    }
    return left
  }

  private mutating func readProduct() throws(Failure) -> ExpressionSyntax {
    var left = try readUnary()
    while true {
      let operation: BinaryOperator
      switch current.kind {
      case .symbol(.star): operation = .multiply
      case .symbol(.slash): operation = .divide
      case .symbol(.percent): operation = .modulo
      default: return left
      }
      advance()
      left = binary(operation, left, try readUnary())
    }
  }

  private mutating func readUnary() throws(Failure) -> ExpressionSyntax {
    let start = current.span
    if take(.minus) {
      let operand = try nested { (parser) throws(Failure) in try parser.readUnary() }
      return ExpressionSyntax(kind: .negate(operand), span: start.joined(operand.span))
    }
    if take(.plus) { return try nested { (parser) throws(Failure) in try parser.readUnary() } }
    return try readPath()
  }

  /// `a.b`, `a[0]`, `a.["b"]`.
  private mutating func readPath() throws(Failure) -> ExpressionSyntax {
    var value = try readPrimary()
    while true {
      if take(.dot) {
        if at(.leftBracket) { continue }
        let name = try readName("after '.'")
        value = ExpressionSyntax(kind: .member(value, name), span: value.span.joined(name.span))
      } else if at(.leftBracket) {
        advance()
        let element = try readExpression()
        try expect(.rightBracket, "after the element")
        value = ExpressionSyntax(
          kind: .element(value, element), span: span(from: value.span.lowerBound))
      } else {
        return value
      }
    }
  }
}
