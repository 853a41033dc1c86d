// `let` statements, user functions and the query itself.

extension Parser {
  /// - Parameter needsBody: whether a text of `let` statements alone is reported.
  mutating func readQuery(needsBody: Bool = true) -> QuerySyntax {
    var query = QuerySyntax(lets: [], body: nil)
    while !atEnd {
      if take(.semicolon) { continue }
      let start = index
      do throws(Failure) {
        var isLet = false
        if let statement = try readLet() {
          query.lets.append(statement)
          isLet = true
        } else if let failure = statementOfSQL() {
          throw failure
        } else if query.body == nil {
          query.body = try readPipeline()
        } else {
          throw fail(
            .unsupported, "a second query in one text", current.span,
            help: "one text holds 'let' statements and one query; put the second into its own file")
        }
        guard at(.semicolon) || atEnd else {
          let failure = unexpectedInStatement(isLet: isLet)
          if isLet, startsStatement { continue }
          throw failure
        }
      } catch {
        if let statement = failedLet { query.lets.append(statement) }
        failedLet = nil
        skipStatement(from: start)
      }
    }
    if needsBody, query.body == nil, diagnostics.isEmpty {
      _ = fail(
        .syntax, "the text holds no query", current.span,
        help: "end it with a tabular expression, such as a table's name")
    }
    return query
  }

  /// Skips to the `;` that ends the statement, or to the `let` of the next line where there is none.
  private mutating func skipStatement(from start: Int) {
    defer { recovery = index }
    var level = 0
    for token in tokens[start..<index] {
      if token.kind == .symbol(.leftBrace) { level += 1 }
      if token.kind == .symbol(.rightBrace) { level -= 1 }
    }
    while !atEnd {
      if index > start, atName("let"), level <= 0, startsLine { return }
      if at(.leftBrace) { level += 1 }
      if at(.rightBrace) { level -= 1 }
      if at(.semicolon), level <= 0 { return }
      advance()
    }
  }

  private mutating func readLet() throws(Failure) -> LetSyntax? {
    if case .name(let text) = current.kind, case .name = peek().kind,
      ["set", "declare", "alias", "restrict", "pattern"].contains(text)
    {
      throw fail(
        .unsupported, "'\(text)' statements are not supported", current.span,
        help: "supported: 'let' statements and one query")
    }
    guard atName("let"), peek().kind != .symbol(.pipe) else { return nil }
    advance()
    let name = try readName("after 'let'")
    do throws(Failure) {
      try expect(.assign, "after the name of a 'let'")
      return LetSyntax(name: name, value: try readLetValue())
    } catch {
      // The name is known: its uses are no further errors.
      let value = ExpressionSyntax(kind: .invalid, span: name.span)
      failedLet = LetSyntax(name: name, value: .expression(value))
      throw error
    }
  }

  /// Whether the current word is the first of its line.
  var startsLine: Bool {
    var position = current.span.lowerBound
    while position > 0, bytes[position - 1] == 0x20 || bytes[position - 1] == 0x09 { position -= 1 }
    return position == 0 || bytes[position - 1] == 0x0A || bytes[position - 1] == 0x0D
  }

  /// Whether a new statement may start here, after a `;` that is missing.
  private var startsStatement: Bool {
    guard startsLine, case .name = current.kind else { return false }
    return true
  }

  private mutating func readLetValue() throws(Failure) -> LetSyntax.Value {
    if isFunctionHead(0) || (atName("view") && isFunctionHead(1)) {
      return .function(try nested { (parser) throws(Failure) in try parser.readFunction() })
    }
    return try readBody()
  }

  /// A tabular expression or a scalar one.
  mutating func readBody() throws(Failure) -> LetSyntax.Value {
    let pipeline = try readPipeline()
    if pipeline.operators.isEmpty, case .expression(let expression) = pipeline.source.kind {
      return .expression(expression)
    }
    return .pipeline(pipeline)
  }

  /// Whether parameters open at an offset: `()`, `(x:`, `(['x']:`.
  private func isFunctionHead(_ offset: Int) -> Bool {
    guard peek(offset).kind == .symbol(.leftParenthesis) else { return false }
    switch peek(offset + 1).kind {
    case .symbol(.rightParenthesis): return peek(offset + 2).kind == .symbol(.leftBrace)
    case .name: return peek(offset + 2).kind == .symbol(.colon)
    case .symbol(.leftBracket): return peek(offset + 4).kind == .symbol(.colon)
    default: return false
    }
  }

  /// Reads the text of one function, `(x:long) { … }`, as the catalog gives it.
  static func parseFunction(_ bytes: [UInt8]) -> (FunctionSyntax?, diagnostics: [RawDiagnostic]) {
    var parser = Parser(bytes)
    do throws(Failure) {
      let value = try parser.readLetValue()
      _ = parser.take(.semicolon)
      guard parser.atEnd, case .function(let function) = value else {
        throw parser.expected("one function, (x:long) { … }", "and nothing else")
      }
      return (function, parser.diagnostics)
    } catch {
      return (nil, parser.diagnostics)
    }
  }

  private mutating func readFunction() throws(Failure) -> FunctionSyntax {
    let start = current.span
    let isView = takeName("view")
    advance()
    var parameters: [FunctionSyntax.Parameter] = []
    if !at(.rightParenthesis) {
      parameters = try list { (parser) throws(Failure) in try parser.readParameter() }
    }
    try expect(.rightParenthesis, "after the parameters")
    try expect(.leftBrace, "before the function's body")
    var lets: [LetSyntax] = []
    while let statement = try readLet() {
      lets.append(statement)
      try expect(.semicolon, "after a 'let'")
    }
    let body = try readBody()
    _ = take(.semicolon)
    try expect(.rightBrace, "after the function's body")
    return FunctionSyntax(
      isView: isView, parameters: parameters, lets: lets, body: body,
      span: span(from: start.lowerBound))
  }

  private mutating func readParameter() throws(Failure) -> FunctionSyntax.Parameter {
    let name = try readName("for a parameter")
    try expect(.colon, "after the parameter's name")
    if take(.leftParenthesis) {
      var columns: [DeclarationSyntax] = []
      if !take(.star) {
        columns = try list { (parser) throws(Failure) in try parser.readDeclaration() }
      }
      try expect(.rightParenthesis, "after the parameter's columns")
      return FunctionSyntax.Parameter(name: name, type: nil, columns: columns)
    }
    let type = try readType("after ':'")
    let value: ExpressionSyntax? = take(.assign) ? try readExpression() : nil
    return FunctionSyntax.Parameter(name: name, type: type, columns: nil, defaultValue: value)
  }
}
