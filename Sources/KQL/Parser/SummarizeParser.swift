// summarize and make-series.

extension Parser {
  mutating func readSummarize() throws(Failure) -> OperatorSyntax.Kind {
    _ = try readOptions()
    let aggregates = atName("by") ? [] : try readOptionalNamed()
    let keys = takeName("by") ? try readNamedList() : []
    return .summarize(aggregates, by: keys)
  }

  mutating func readMakeSeries() throws(Failure) -> OperatorSyntax.Kind {
    let options = try readOptions()
    let aggregates = try list { (parser) throws(Failure) in try parser.readSeriesAggregate() }
    try expectName("on", "after the aggregates of 'make-series'")
    var series = MakeSeriesSyntax(
      options: options, aggregates: aggregates, axis: try readAxis(), isRange: false, keys: [])
    if takeName("in") {
      series.isRange = true
      try expectName("range", "after 'in'")
      try expect(.leftParenthesis, "after 'range'")
      series.from = try readExpression()
      try expect(.comma, "after the start")
      series.to = try readExpression()
      try expect(.comma, "after the end")
      series.step = try readExpression()
      try expect(.rightParenthesis, "after the step")
    } else {
      if takeName("from") { series.from = try readExpression() }
      if takeName("to") { series.to = try readExpression() }
      try expectName("step", "after the axis of 'make-series'")
      series.step = try readExpression()
    }
    if takeName("by") { series.keys = try readNamedList() }
    return .makeSeries(series)
  }

  private mutating func readSeriesAggregate() throws(Failure) -> MakeSeriesSyntax.Aggregate {
    let value = try readNamedExpression()
    guard takeName("default") else { return .init(value: value) }
    try expect(.assign, "after 'default'")
    return .init(value: value, defaultValue: try readExpression())
  }

  /// The axis: read without operators, since `in` and `from` follow it.
  private mutating func readAxis() throws(Failure) -> NamedExpressionSyntax {
    if let name = readAssignedName() {
      return NamedExpressionSyntax(names: [name], value: try readSum())
    }
    return NamedExpressionSyntax(names: [], value: try readSum())
  }
}
