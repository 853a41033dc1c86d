// Names, literals, calls and parentheses.

extension Parser {
  mutating func readPrimary() throws(Failure) -> ExpressionSyntax {
    let token = current
    switch token.kind {
    case .long(let value?): return literal(.long(value), token)
    case .real(let value): return literal(.real(value), token)
    case .timespan(let value?): return literal(.timespan(value), token)
    case .typed(let type, let text): return literal(.typed(type, text), token)
    case .string: return readStrings()
    case .timespan(nil), .long(nil):
      throw fail(.syntax, "the number does not fit 64 bits", token.span)
    case .symbol(.star):
      advance()
      return ExpressionSyntax(kind: .star, span: token.span)
    case .symbol(.leftParenthesis): return try readParenthesised()
    case .symbol(.leftBracket):
      let name = try readName("in brackets")
      return try readCallOrName(name)
    case .name: return try readWord()
    default: throw expected("an expression", "here", .syntax)
    }
  }

  private mutating func literal(_ value: LiteralSyntax, _ token: Token) -> ExpressionSyntax {
    advance()
    return ExpressionSyntax(kind: .literal(value), span: token.span)
  }

  /// String literals side by side are one string.
  private mutating func readStrings() -> ExpressionSyntax {
    let start = current.span
    var text = ""
    while case .string(let part) = current.kind {
      text += part
      advance()
    }
    return ExpressionSyntax(kind: .literal(.string(text)), span: span(from: start.lowerBound))
  }

  private mutating func readWord() throws(Failure) -> ExpressionSyntax {
    let name = try readName("here")
    switch name.text {
    case "true", "True", "TRUE", "false", "False", "FALSE":
      guard !at(.leftParenthesis), name.span.isName(name.text) else { break }
      let isTrue = name.text.lowercased() == "true"
      return ExpressionSyntax(kind: .literal(.bool(isTrue)), span: name.span)
    case "typeof" where at(.leftParenthesis): return try readTypeOf(name)
    default: break
    }
    if name.text == "let" {
      index -= 1  // the statement that it starts is read all the same
      throw fail(
        .syntax, "an expression is missing before 'let'", name.span,
        help: openBracket(for: .rightParenthesis))
    }
    guard !Self.reserved.contains(name.text) else {
      throw fail(
        .syntax, "'\(name.text)' is a keyword and no expression", name.span,
        help: at(.leftParenthesis)
          ? ForeignNames.help(function: name.text)
          : "a column of this name is written ['\(name.text)']")
    }
    return try readCallOrName(name)
  }

  /// Words that start no expression and name no column, unless in brackets.
  static let reserved: Set<String> = [
    "and", "or", "by", "on", "asc", "desc", "first", "last", "nulls", "let", "between", "in",
    "contains", "startswith", "endswith", "has_any", "has_all", "has", "from", "where",
  ]

  private mutating func readTypeOf(_ word: NameSyntax) throws(Failure) -> ExpressionSyntax {
    advance()
    let types = try list { (parser) throws(Failure) -> NameSyntax in
      let name = try parser.readName("in typeof()")
      if parser.take(.colon) { return try parser.readName("in typeof()") }
      return name
    }
    try expect(.rightParenthesis, "after the type")
    return ExpressionSyntax(kind: .typeOf(types), span: span(from: word.span.lowerBound))
  }

  private mutating func readCallOrName(_ name: NameSyntax) throws(Failure) -> ExpressionSyntax {
    guard at(.leftParenthesis) else {
      return ExpressionSyntax(kind: .name(name.text), span: name.span)
    }
    advance()
    var arguments: [ArgumentSyntax] = []
    if !at(.rightParenthesis) {
      arguments = try list { (parser) throws(Failure) in try parser.readArgument() }
    }
    try expect(.rightParenthesis, "after the arguments of '\(name.text)'")
    return ExpressionSyntax(
      kind: .call(name, arguments), span: span(from: name.span.lowerBound))
  }

  private mutating func readArgument() throws(Failure) -> ArgumentSyntax {
    ArgumentSyntax(name: readAssignedName(), value: try readArgumentValue())
  }

  /// A scalar, or a tabular expression where an argument may be one.
  mutating func readArgumentValue() throws(Failure) -> ExpressionSyntax {
    guard !startsTabular else { return try readPipelineExpression() }
    let value = try readExpression()
    guard at(.pipe) else { return value }
    // What was read is the source; reading it again would double the work at each level of nesting.
    let pipeline = try readOperators(after: Self.source(value))
    return ExpressionSyntax(kind: .pipeline(pipeline), span: pipeline.span)
  }

  private mutating func readPipelineExpression() throws(Failure) -> ExpressionSyntax {
    let pipeline = try nested { (parser) throws(Failure) in try parser.readPipeline() }
    return ExpressionSyntax(kind: .pipeline(pipeline), span: pipeline.span)
  }

  /// `(expression)`, or `(T | …)` where a table may stand.
  private mutating func readParenthesised() throws(Failure) -> ExpressionSyntax {
    let start = current.span
    advance()
    var value = try nested { (parser) throws(Failure) in try parser.readArgumentValue() }
    try expect(.rightParenthesis, "to close '('")
    value.span = span(from: start.lowerBound)
    return value
  }
}
