// parse-kv.

extension Parser {
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
