// join, lookup, union and evaluate: the operators that take other tables.

extension Parser {
  mutating func readJoin(
    _ make: ([OptionSyntax], PipelineSyntax, [ExpressionSyntax]) -> OperatorSyntax.Kind
  ) throws(Failure) -> OperatorSyntax.Kind {
    let options = try readOptions()
    let right = try readTable()
    guard takeName("on") else {
      throw fail(
        .expected, "expected 'on' after the right side, found " + Self.describe(current.kind),
        current.span, help: "write on Key, or on $left.Key == $right.Key")
    }
    let conditions = try list { (parser) throws(Failure) in try parser.readExpression() }
    return make(options, right, conditions)
  }

  /// A name, a call, or a pipeline in parentheses.
  mutating func readTable() throws(Failure) -> PipelineSyntax {
    let start = current.span
    if at(.leftParenthesis) {
      advance()
      var inner = try nested { (parser) throws(Failure) in try parser.readPipeline() }
      try expect(.rightParenthesis, "to close '('")
      inner.span = span(from: start.lowerBound)
      return inner
    }
    if startsTabular { return try readPipeline() }
    let value = try readPrimary()
    let source = SourceSyntax(kind: .expression(value), span: value.span)
    return PipelineSyntax(source: source, operators: [], span: value.span)
  }

  mutating func readTables() throws(Failure) -> [PipelineSyntax] {
    try list(limit: Limits.operators) { (parser) throws(Failure) in
      if case .name = parser.current.kind, parser.peek().kind == .symbol(.star),
        parser.current.span.upperBound == parser.peek().span.lowerBound
      {
        throw parser.fail(
          .unsupported, "a pattern of table names is not supported", parser.current.span,
          help: "name each table")
      }
      return try parser.readTable()
    }
  }

  /// `evaluate plugin(arguments) : (schema)`.
  mutating func readEvaluate() throws(Failure) -> OperatorSyntax.Kind {
    _ = try readOptions()
    let call = try readPrimary()
    guard case .call(let name, let arguments) = call.kind else {
      throw fail(.syntax, "'evaluate' needs a plugin with its arguments", call.span)
    }
    return .evaluate(name, arguments, take(.colon) ? try readSchema() : nil)
  }

  /// `(*, name:type, …)`.
  mutating func readSchema() throws(Failure) -> SchemaSyntax {
    try expect(.leftParenthesis, "before the columns")
    let keepsInput = take(.star)
    var columns: [DeclarationSyntax] = []
    if !keepsInput || take(.comma) {
      columns = try list { (parser) throws(Failure) in try parser.readDeclaration() }
    }
    try expect(.rightParenthesis, "after the columns")
    return SchemaSyntax(keepsInput: keepsInput, columns: columns)
  }

  /// `invoke function(arguments)`.
  mutating func readInvoke() throws(Failure) -> OperatorSyntax.Kind {
    let call = try readPrimary()
    guard case .call(let name, let arguments) = call.kind else {
      throw fail(
        .syntax, "'invoke' needs a function with its arguments", call.span,
        help: "write invoke f(), and the arguments behind the table between the parentheses")
    }
    return .invoke(name, arguments)
  }

  mutating func skipRender() {
    var level = 0
    while !atEnd {
      if at(.leftParenthesis) { level += 1 }
      if at(.rightParenthesis) {
        if level == 0 { return }
        level -= 1
      }
      if level == 0, at(.pipe) || at(.semicolon) { return }
      advance()
    }
  }
}
