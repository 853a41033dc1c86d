// scan.

extension Parser {
  mutating func readScan() throws(Failure) -> OperatorSyntax.Kind {
    var scan = ScanSyntax(matchId: nil, declarations: [], steps: [])
    for option in try readOptions() where option.name.text == "with_match_id" {
      scan.matchId = NameSyntax(text: option.value, span: option.valueSpan)
    }
    if takeName("declare") {
      try expect(.leftParenthesis, "after 'declare'")
      scan.declarations = try list { (parser) throws(Failure) in
        let column = try parser.readDeclaration()
        let value: ExpressionSyntax? =
          parser.take(.assign) ? try parser.readExpression() : nil
        return ScanSyntax.Declaration(column: column, defaultValue: value)
      }
      try expect(.rightParenthesis, "after the declarations")
    }
    guard !atName("partition"), !atName("order") else {
      throw fail(
        .unsupported, "'\(Self.word(current))' inside of 'scan' is not supported", current.span,
        help: "write partition by … (sort by … | scan …)")
    }
    try expectName("with", "after the declarations of 'scan'")
    try expect(.leftParenthesis, "before the steps")
    repeat { scan.steps.append(try readStep()) } while take(.semicolon) && atName("step")
    try expect(.rightParenthesis, "after the steps")
    return .scan(scan)
  }

  private static func word(_ token: Token) -> String {
    if case .name(let text) = token.kind { return text }
    return ""
  }

  private mutating func readStep() throws(Failure) -> ScanSyntax.Step {
    try expectName("step", "before a step")
    let name = try readName("for the step")
    let output = try readOptions().first { $0.name.text == "output" }
    try expect(.colon, "after the step's name")
    var step = ScanSyntax.Step(
      name: name, output: output, condition: try readExpression(), assignments: [])
    if take(.arrow) { step.assignments = try readNamedList() }
    return step
  }
}
