// Tabular operators: one case a keyword. To add one: a case of `OperatorSyntax.Kind`, a line in
// `readOperator` and in `supported`, and its file in Binder/Operators.

extension Parser {
  /// The operators that `readOperator` reads, for the help of a refusal.
  static let supported = [
    "where", "filter", "project", "extend", "project-away", "project-keep", "project-reorder",
    "project-rename", "join", "lookup", "union", "sort", "order", "top", "take", "limit", "count",
    "distinct", "summarize", "mv-expand", "mv-apply", "parse", "parse-where", "parse-kv", "as",
    "getschema", "search", "serialize", "render", "evaluate", "invoke",
  ]

  /// The operator's keyword: `project-away` is three tokens that touch.
  private mutating func readKeyword() throws(Failure) -> NameSyntax {
    guard case .name(var text) = current.kind else { throw missingOperator() }
    var span = current.span
    advance()
    while at(.minus), current.span.lowerBound == span.upperBound,
      case .name(let part) = peek().kind,
      peek().span.lowerBound == current.span.upperBound
    {
      text += "-" + part
      span = span.joined(peek().span)
      index += 2
    }
    return NameSyntax(text: text, span: span)
  }

  mutating func readOperator() throws(Failure) -> OperatorSyntax {
    let keyword = try readKeyword()
    let kind = try nested { (parser) throws(Failure) in try parser.readKind(keyword) }
    return OperatorSyntax(
      keyword: keyword, kind: kind, span: span(from: keyword.span.lowerBound))
  }

  private mutating func readKind(_ keyword: NameSyntax) throws(Failure) -> OperatorSyntax.Kind {
    switch keyword.text {
    case "where", "filter":
      _ = try readOptions()
      return .filter(try readExpression())
    case "project": return .project(try readOptionalNamed())
    case "extend": return .extend(try readNamedList())
    case "serialize": return .serialize(try readOptionalNamed())
    case "project-away": return .projectAway(try readPatterns())
    case "project-keep": return .projectKeep(try readPatterns())
    case "project-reorder": return .projectReorder(try readPatterns())
    case "project-rename": return .projectRename(try readNamedList())
    case "join": return try readJoin { .join($0, $1, on: $2) }
    case "lookup": return try readJoin { .lookup($0, $1, on: $2) }
    case "union": return .union(try readOptions(), try readTables())
    case "sort", "order":
      _ = try readOptions()
      guard takeName("by") else {
        throw fail(
          .expected, "expected 'by' after '\(keyword.text)', found " + Self.describe(current.kind),
          current.span, help: "write \(keyword.text) by Column desc")
      }
      return .sort(try list { (parser) throws(Failure) in try parser.readSortKey() })
    case "top": return try readTop()
    case "take", "limit": return .take(try readExpression())
    case "count": return .count(takeName("as") ? try readName("after 'as'") : nil)
    case "distinct": return .distinct(try readNamedList())
    case "summarize": return try readSummarize()
    case "mv-expand", "mvexpand": return try readExpand(isLegacy: keyword.text == "mvexpand")
    case "mv-apply": return try readApply()
    case "parse", "parse-where": return try readParse(isFilter: keyword.text == "parse-where")
    case "parse-kv": return try readParseKeyValue()
    case "as":
      _ = try readOptions()
      return .asName(try readName("after 'as'"))
    case "getschema": return .getSchema
    case "search": return try readSearch()
    case "evaluate": return try readEvaluate()
    case "invoke": return try readInvoke()
    case "render":
      skipRender()
      return .render
    default: throw refuse(keyword)
    }
  }

  private mutating func refuse(_ keyword: NameSyntax) -> Failure {
    let known = Self.refused.contains(keyword.text)
    let suggestion = Suggestion.help(for: keyword.text, among: Self.supported)
    return fail(
      known ? .unsupported : .operatorExpected,
      known
        ? "the operator '\(keyword.text)' is not supported"
        : "'\(keyword.text)' is no operator of KQL", keyword.span,
      help: (known ? nil : ForeignNames.help(operator: keyword.text) ?? suggestion)
        ?? "supported: \(Self.supported.sorted().joined(separator: ", "))")
  }

  /// Operators that Kusto has and this compiler has not.
  private static let refused: Set<String> = [
    "find", "make-series", "partition", "scan", "top-nested", "top-hitters", "sample",
    "sample-distinct", "reduce", "externaldata", "consume", "facet", "fork",
    "graph-match", "make-graph", "assert-schema", "macro-expand", "mv-apply", "execute-and-cache",
    "project-by-names", "parse-kv",
  ]

  // MARK: Parts

  mutating func readNamedExpression() throws(Failure) -> NamedExpressionSyntax {
    if at(.leftParenthesis), let names = readNameList() {
      return NamedExpressionSyntax(names: names, value: try readExpression())
    }
    if case .name(let text) = current.kind, peek().kind == .symbol(.assign),
      Self.reserved.contains(text)
    {
      throw fail(
        .syntax, "'\(text)' is a keyword and no name", current.span,
        help: "a column of this name is written ['\(text)']")
    }
    if let name = readAssignedName() {
      return NamedExpressionSyntax(names: [name], value: try readExpression())
    }
    return NamedExpressionSyntax(names: [], value: try readExpression())
  }

  /// `name =`, or nil with nothing read.
  mutating func readAssignedName() -> NameSyntax? {
    let start = current.span
    if case .name(let text) = current.kind, peek().kind == .symbol(.assign) {
      index += 2
      return NameSyntax(text: text, span: start)
    }
    if at(.leftBracket), case .string(let text) = peek().kind,
      peek(2).kind == .symbol(.rightBracket), peek(3).kind == .symbol(.assign)
    {
      let span = start.joined(peek(2).span)
      index += 4
      return NameSyntax(text: text, span: span)
    }
    return nil
  }

  /// `(a, b) =`, or nil with nothing read.
  private mutating func readNameList() -> [NameSyntax]? {
    let start = index
    advance()
    var names: [NameSyntax] = []
    while case .name(let text) = current.kind {
      names.append(NameSyntax(text: text, span: current.span))
      advance()
      guard take(.comma) else { break }
    }
    if !names.isEmpty, take(.rightParenthesis), take(.assign) { return names }
    index = start
    return nil
  }

  private mutating func readNamedList() throws(Failure) -> [NamedExpressionSyntax] {
    try list { (parser) throws(Failure) in try parser.readNamedExpression() }
  }

  /// A list that may be absent: `project` alone drops every column.
  private mutating func readOptionalNamed() throws(Failure) -> [NamedExpressionSyntax] {
    at(.pipe) || atEnd || at(.rightParenthesis) || at(.semicolon) ? [] : try readNamedList()
  }

  private mutating func readPatterns() throws(Failure) -> [PatternSyntax] {
    try list { (parser) throws(Failure) in try parser.readPattern() }
  }

  /// `name`, `t*`, `*`, `['odd name']`, with an order behind it.
  private mutating func readPattern() throws(Failure) -> PatternSyntax {
    var pattern = PatternSyntax(text: "", span: current.span)
    if at(.leftBracket) {
      pattern.text = try readName("for a column").text
    } else {
      while true {
        if case .name(let text) = current.kind {
          pattern.text += text
        } else if at(.star) {
          pattern.text += "*"
        } else if case .long(let number?) = current.kind, !pattern.text.isEmpty {
          pattern.text += String(number)
        } else {
          break
        }
        let end = current.span.upperBound
        advance()
        guard current.span.lowerBound == end else { break }
      }
    }
    guard !pattern.text.isEmpty else { throw expected("a column name or pattern", "here") }
    pattern.span = span(from: pattern.span.lowerBound)
    if case .name(let order) = current.kind {
      advance()
      pattern.order = order
      if take(.minus), case .name(let rest) = current.kind {
        pattern.order = order + "-" + rest
        advance()
      }
    }
    return pattern
  }

  /// `kind=inner`, `hint.strategy=broadcast`, `isfuzzy=true`.
  mutating func readOptions() throws(Failure) -> [OptionSyntax] {
    var options: [OptionSyntax] = []
    while case .name(let text) = current.kind {
      var name = NameSyntax(text: text, span: current.span)
      var next = 1
      while peek(next).kind == .symbol(.dot), case .name(let part) = peek(next + 1).kind {
        name = NameSyntax(text: name.text + "." + part, span: name.span.joined(peek(next + 1).span))
        next += 2
      }
      guard peek(next).kind == .symbol(.assign),
        Self.options.contains(name.text.lowercased()) || name.text.hasPrefix("hint.")
      else { break }
      index += next + 1
      let span = current.span
      switch current.kind {
      case .name(let value), .string(let value):
        options.append(OptionSyntax(name: name, value: value, valueSpan: span))
      case .long(let value?):
        options.append(OptionSyntax(name: name, value: String(value), valueSpan: span))
      default: throw expected("a value", "for '\(name.text)'")
      }
      advance()
    }
    return options
  }

  /// The options of all operators; others than these are columns.
  private static let options: Set<String> = [
    "kind", "isfuzzy", "withsource", "with_source", "flags", "bagexpansion", "with_itemindex",
    "pair_delimiter", "kv_delimiter", "quote", "escape", "greedy", "$kind",
  ]

  private mutating func readSortKey() throws(Failure) -> SortKeySyntax {
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

  private mutating func readTop() throws(Failure) -> OperatorSyntax.Kind {
    let count = try readExpression()
    try expectName("by", "after the number of 'top'")
    let keys = try list { (parser) throws(Failure) in try parser.readSortKey() }
    return .top(count, by: keys)
  }

  private mutating func readSummarize() throws(Failure) -> OperatorSyntax.Kind {
    _ = try readOptions()
    let aggregates = atName("by") ? [] : try readOptionalNamed()
    let keys = takeName("by") ? try readNamedList() : []
    return .summarize(aggregates, by: keys)
  }
}
