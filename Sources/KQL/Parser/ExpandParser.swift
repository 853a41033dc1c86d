// mv-expand, mv-apply, parse and parse-kv.

extension Parser {
  mutating func readExpand(isLegacy: Bool) throws(Failure) -> OperatorSyntax.Kind {
    let options = try readOptions()
    let parts = try list { (parser) throws(Failure) in try parser.readExpansion() }
    let limit: ExpressionSyntax? = takeName("limit") ? try readExpression() : nil
    return .mvExpand(options, parts, limit: limit, isLegacy: isLegacy)
  }

  private mutating func readExpansion() throws(Failure) -> ExpansionSyntax {
    var part = ExpansionSyntax(value: try readNamedExpression())
    if takeName("to") {
      try expectName("typeof", "after 'to'")
      try expect(.leftParenthesis, "after 'typeof'")
      part.type = try readType("in typeof()")
      try expect(.rightParenthesis, "after the type")
    }
    return part
  }

  mutating func readApply() throws(Failure) -> OperatorSyntax.Kind {
    let options = try readOptions()
    let parts = try list { (parser) throws(Failure) in try parser.readExpansion() }
    let limit: ExpressionSyntax? = takeName("limit") ? try readExpression() : nil
    try expectName("on", "after the arrays of 'mv-apply'")
    try expect(.leftParenthesis, "before the operators of 'mv-apply'")
    var operators: [OperatorSyntax] = []
    repeat {
      operatorCount += 1
      operators.append(try readOperator())
    } while take(.pipe)
    try expect(.rightParenthesis, "after the operators of 'mv-apply'")
    return .mvApply(options, parts, limit: limit, operators)
  }

  mutating func readParse(isFilter: Bool) throws(Failure) -> OperatorSyntax.Kind {
    let options = try readOptions()
    let value = try readExpression()
    try expectName("with", "after the text of 'parse'")
    var pieces: [ParsePieceSyntax] = []
    while true {
      let span = current.span
      switch current.kind {
      case .string(let text):
        advance()
        pieces.append(.text(text, span))
      case .symbol(.star):
        advance()
        pieces.append(.star(span))
      case .name, .symbol(.leftBracket):
        let name = try readName("in the pattern")
        let type: KustoType? = take(.colon) ? try readType("after ':'") : nil
        pieces.append(.column(name, type))
      default:
        guard !pieces.isEmpty else { throw expected("a pattern", "after 'with'") }
        return .parse(options, value, pieces, isFilter: isFilter)
      }
    }
  }

  mutating func readParseKeyValue() throws(Failure) -> OperatorSyntax.Kind {
    let value = try readExpression()
    try expectName("as", "after the text of 'parse-kv'")
    try expect(.leftParenthesis, "before the keys")
    let keys = try list { (parser) throws(Failure) in try parser.readDeclaration() }
    try expect(.rightParenthesis, "after the keys")
    var options: [OptionSyntax] = []
    if takeName("with") {
      try expect(.leftParenthesis, "after 'with'")
      repeat { options += try readOptions() } while take(.comma)
      try expect(.rightParenthesis, "after the options")
    }
    return .parseKeyValue(value, keys, options)
  }
}
