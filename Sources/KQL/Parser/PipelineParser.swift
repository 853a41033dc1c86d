// Pipelines: a source, then operators behind `|`. The operators' own grammar is in OperatorParser.

extension Parser {
  /// Whether a word here starts a tabular expression that is no plain name or call.
  var startsTabular: Bool {
    guard case .name(let text) = current.kind else { return false }
    let next = peek().kind
    switch text {
    case "datatable": return next == .symbol(.leftParenthesis)
    case "print", "union", "search", "find", "evaluate", "externaldata":
      switch next {
      case .name, .string, .long, .real, .timespan, .typed, .symbol(.leftParenthesis),
        .symbol(.minus), .symbol(.leftBracket):
        return text != "externaldata" || next == .symbol(.leftParenthesis)
      case .symbol(.star): return text == "search" || text == "find"
      default: return false
      }
    case "external_data":
      // Its columns have types; a call has none.
      return next == .symbol(.leftParenthesis) && peek(3).kind == .symbol(.colon)
    case "range":
      if case .name = next { return true }
      return next == .symbol(.leftBracket)
    default: return false
    }
  }

  mutating func readPipeline() throws(Failure) -> PipelineSyntax {
    let start = current.span
    do throws(Failure) {
      return try readOperators(after: try readSource())
    } catch {
      // The operators behind a source that could not be read are still checked.
      skipOperator()
      guard at(.pipe) else { throw error }
      return try readOperators(
        after: SourceSyntax(kind: .invalid, span: start.lowerBound..<max(start.lowerBound, lastEnd))
      )
    }
  }

  mutating func readOperators(after source: SourceSyntax) throws(Failure) -> PipelineSyntax {
    var operators: [OperatorSyntax] = []
    while at(.pipe) {
      advance()
      operators.append(try readOperatorRecovering())
    }
    return PipelineSyntax(
      source: source, operators: operators, span: source.span.lowerBound..<lastEnd)
  }

  /// An expression as the source of a pipeline.
  static func source(_ value: ExpressionSyntax) -> SourceSyntax {
    guard case .pipeline(let pipeline) = value.kind else {
      return SourceSyntax(kind: .expression(value), span: value.span)
    }
    return SourceSyntax(kind: .pipeline(pipeline), span: value.span)
  }

  private mutating func readSource() throws(Failure) -> SourceSyntax {
    let start = current.span.lowerBound
    guard startsTabular, case .name(let text) = current.kind else {
      return Self.source(try readExpression())
    }
    let kind: SourceSyntax.Kind
    switch text {
    case "datatable": kind = try readDatatable()
    case "range": kind = try readRange()
    case "print":
      advance()
      kind = .print(try list { (parser) throws(Failure) in try parser.readNamedExpression() })
    case "externaldata", "external_data": kind = try refuseExternalData()
    default: kind = .operation(try readOperatorRecovering())
    }
    return SourceSyntax(kind: kind, span: start..<lastEnd)
  }

  /// `externaldata (columns) [addresses] with (options)`: read, so that the message is the right one.
  private mutating func refuseExternalData() throws(Failure) -> SourceSyntax.Kind {
    let word = current.span
    advance()
    try expect(.leftParenthesis, "before the columns")
    _ = try list { (parser) throws(Failure) in try parser.readDeclaration() }
    try expect(.rightParenthesis, "after the columns")
    try expect(.leftBracket, "before the addresses of 'externaldata'")
    _ = try list { (parser) throws(Failure) in try parser.readExpression() }
    try expect(.rightBracket, "after the addresses of 'externaldata'")
    if takeName("with") {
      try expect(.leftParenthesis, "after 'with'")
      while !at(.rightParenthesis), !atEnd { advance() }
      try expect(.rightParenthesis, "after the options")
    }
    _ = fail(
      .unsupported, "'externaldata' is not supported: a hunt reads nothing from the network", word,
      help: "import the feed, or paste its rows as a 'datatable'")
    return .invalid
  }

  private mutating func readDatatable() throws(Failure) -> SourceSyntax.Kind {
    advance()
    advance()
    // A table without columns, and so without rows, is one as well.
    let columns: [DeclarationSyntax] =
      at(.rightParenthesis)
      ? [] : try list { (parser) throws(Failure) in try parser.readDeclaration() }
    try expect(.rightParenthesis, "after the columns")
    let open = current.span
    try expect(.leftBracket, "before the cells of 'datatable'")
    var cells: [ExpressionSyntax] = []
    while !at(.rightBracket) {
      guard cells.count < Limits.tableCells else {
        throw fail(
          .tooLarge, "more than \(Limits.tableCells) cells in a datatable", current.span)
      }
      cells.append(try readExpression())
      guard take(.comma) else { break }
    }
    try expect(.rightBracket, "after the cells of 'datatable'")
    guard cells.isEmpty || (!columns.isEmpty && cells.count % columns.count == 0) else {
      throw fail(
        .syntax, "\(cells.count) cells do not fill rows of \(columns.count) columns",
        columns.first?.name.span ?? open)
    }
    return .datatable(columns, cells)
  }

  private mutating func readRange() throws(Failure) -> SourceSyntax.Kind {
    advance()
    let name = try readName("after 'range'")
    try expectName("from", "after the name")
    let low = try readExpression()
    try expectName("to", "after the start")
    let high = try readExpression()
    try expectName("step", "after the end")
    return .range(name, from: low, to: high, step: try readExpression())
  }

  /// Reads one operator; after an error, skips to the `|` that follows it.
  private mutating func readOperatorRecovering() throws(Failure) -> OperatorSyntax {
    let start = current.span
    operatorCount += 1
    guard operatorCount <= Limits.operators else {
      if operatorCount == Limits.operators + 1 {
        throw fail(.tooLarge, "more than \(Limits.operators) operators in a query", start)
      }
      throw Failure()
    }
    let level = depth
    do throws(Failure) {
      let operation = try readOperator()
      let atBoundary =
        switch current.kind {
        case .end, .symbol(.pipe), .symbol(.semicolon), .symbol(.rightParenthesis),
          .symbol(.rightBrace), .symbol(.comma), .name("on"), .name("by"):
          true
        default: false
        }
      guard atBoundary else {
        throw unexpected(after: operation.keyword)
      }
      return operation
    } catch {
      depth = level
      skipOperator()
      let keyword = NameSyntax(text: "", span: start)
      // Where nothing was read, the last token ends before the blanks that stand before `start`.
      let end = max(start.lowerBound, lastEnd)
      return OperatorSyntax(keyword: keyword, kind: .invalid, span: start.lowerBound..<end)
    }
  }

  /// Skips to the next `|` at this level, or to what closes the level.
  private mutating func skipOperator() {
    defer { recovery = index }
    var level = 0
    while !atEnd {
      switch current.kind {
      case .symbol(.leftParenthesis), .symbol(.leftBracket), .symbol(.leftBrace): level += 1
      case .symbol(.rightParenthesis), .symbol(.rightBracket), .symbol(.rightBrace):
        if level == 0 { return }
        level -= 1
      case .symbol(.pipe) where level == 0, .symbol(.semicolon) where level == 0: return
      case .name("let") where startsLine: return
      default: break
      }
      advance()
    }
  }
}
