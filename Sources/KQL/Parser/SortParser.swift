// sort, top, top-nested and top-hitters.

extension Parser {
  mutating func readSortKey() throws(Failure) -> SortKeySyntax {
    var key = SortKeySyntax(value: try readNamedExpression())
    if takeName("asc") {
      key.isAscending = true
    } else if takeName("desc") {
      key.isAscending = false
    }
    if takeName("nulls") {
      if takeName("first") {
        key.nullsFirst = true
      } else {
        try expectName("last", "after 'nulls'")
        key.nullsFirst = false
      }
    }
    return key
  }

  mutating func readTop() throws(Failure) -> OperatorSyntax.Kind {
    let count = try readExpression()
    try expectName("by", "after the number of 'top'")
    let keys = try list { (parser) throws(Failure) in try parser.readSortKey() }
    return .top(count, by: keys)
  }

  /// `3 of State with others = "rest" by sum(x) desc, top-nested …`, after the first keyword.
  mutating func readTopNested() throws(Failure) -> OperatorSyntax.Kind {
    var levels = [try readNestedLevel()]
    while take(.comma) {
      for (index, word) in ["top", "-", "nested"].enumerated() {
        guard index == 1 ? take(.minus) : takeName(word) else {
          throw expected("'top-nested'", "after ','")
        }
      }
      levels.append(try readNestedLevel())
    }
    return .topNested(levels)
  }

  private mutating func readNestedLevel() throws(Failure) -> TopNestedSyntax {
    let count: ExpressionSyntax? = atName("of") ? nil : try readExpression()
    try expectName("of", "after the number of 'top-nested'")
    let key = try readNamedExpression()
    var others: ExpressionSyntax?
    if takeName("with") {
      try expectName("others", "after 'with'")
      try expect(.assign, "after 'others'")
      others = try readExpression()
    }
    try expectName("by", "after the key of 'top-nested'")
    let value = try readSortKey()
    return TopNestedSyntax(count: count, key: key, others: others, value: value)
  }

  mutating func readTopHitters() throws(Failure) -> OperatorSyntax.Kind {
    let count = try readExpression()
    try expectName("of", "after the number of 'top-hitters'")
    let key = try readExpression()
    let weight: ExpressionSyntax? = takeName("by") ? try readExpression() : nil
    return .topHitters(count, of: key, by: weight)
  }
}
