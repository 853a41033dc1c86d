// search and find, and the conditions in which `column:"term"` may stand.

extension Parser {
  /// A condition with terms of columns.
  mutating func readSearched() throws(Failure) -> ExpressionSyntax {
    let before = readsTerms
    readsTerms = true
    defer { readsTerms = before }
    return try readExpression()
  }

  mutating func readSearch() throws(Failure) -> OperatorSyntax.Kind {
    let options = try readOptions()
    let tables = try readSearchedTables() ?? []
    return .search(options, tables, try readSearched())
  }

  /// `in (T, U)`; nil where there is none.
  private mutating func readSearchedTables() throws(Failure) -> [PipelineSyntax]? {
    guard atName("in"), peek().kind == .symbol(.leftParenthesis) else { return nil }
    advance()
    advance()
    let tables = try readTables()
    try expect(.rightParenthesis, "after the tables")
    return tables
  }

  mutating func readFind() throws(Failure) -> OperatorSyntax.Kind {
    var options = try readOptions()
    let tables = try readSearchedTables()
    options += try readOptions()
    if tables != nil {
      try expectName("where", "after the tables of 'find'")
    } else {
      _ = takeName("where")
    }
    var find = FindSyntax(
      options: options, tables: tables, condition: try readSearched(), packsAll: false)
    guard takeName("project") else { return .find(find) }
    if take(.minus) {
      try expectName("smart", "after 'project-'")
      return .find(find)
    }
    var columns: [FindSyntax.Column] = []
    repeat {
      if atName("pack_all"), peek().kind == .symbol(.leftParenthesis) {
        advance()
        advance()
        try expect(.rightParenthesis, "after 'pack_all('")
        find.packsAll = true
        continue
      }
      let name = try readName("for a column")
      columns.append(
        FindSyntax.Column(name: name, type: take(.colon) ? try readType("after ':'") : nil))
    } while take(.comma)
    find.columns = columns
    return .find(find)
  }
}
