// mv-expand, mv-apply, partition and parse.

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
    let operators = try readSubPipeline("mv-apply")
    return .mvApply(options, parts, limit: limit, operators)
  }

  /// Operators in parentheses, without a source.
  private mutating func readSubPipeline(_ name: String) throws(Failure) -> [OperatorSyntax] {
    try expect(.leftParenthesis, "before the operators of '\(name)'")
    var operators: [OperatorSyntax] = []
    repeat {
      operatorCount += 1
      operators.append(try readOperator())
    } while take(.pipe)
    try expect(.rightParenthesis, "after the operators of '\(name)'")
    return operators
  }

  mutating func readPartition() throws(Failure) -> OperatorSyntax.Kind {
    let options = try readOptions()
    try expectName("by", "after 'partition'")
    let key = try readName("after 'by'")
    guard !at(.leftBrace) else {
      throw fail(
        .unsupported, "a 'partition' with a source in braces is not supported", current.span,
        help: "write operators in parentheses: partition by \(key.text) (top 1 by …)")
    }
    return .partition(options, by: key, try readSubPipeline("partition"))
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
        guard !Self.reserved.contains(name.text) || !span.isName(name.text) else {
          throw fail(
            .syntax, "'\(name.text)' is a keyword and no name", span,
            help: "a column of this name is written ['\(name.text)']")
        }
        if case .column? = pieces.last {
          throw fail(
            .syntax, "two columns side by side leave open where one ends", span,
            help: "put a text or '*' between them")
        }
        let type: KustoType? = take(.colon) ? try readType("after ':'") : nil
        pieces.append(.column(name, type))
      default:
        guard !pieces.isEmpty else { throw expected("a pattern", "after 'with'") }
        return .parse(options, value, pieces, isFilter: isFilter)
      }
    }
  }
}
