// Tabular operators: one case a keyword. To add one: a case of `OperatorSyntax.Kind`, a line in
// `readOperator` and in `supported`, and its file in Binder/Operators.

extension Parser {
  /// The operators that `readOperator` reads, for the help of a refusal.
  static let supported = [
    "where", "filter", "project", "extend", "project-away", "project-keep", "project-reorder",
    "project-rename", "join", "lookup", "union", "sort", "order", "top", "take", "limit", "count",
    "distinct", "summarize", "mv-expand", "mv-apply", "parse", "parse-where", "parse-kv", "as",
    "getschema", "search", "find", "serialize", "render", "evaluate", "project-by-names",
    "top-nested", "top-hitters", "sample-distinct", "partition", "make-series", "scan", "consume",
    "assert-schema", "invoke",
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
      return .filter(try readSearched())
    case "project": return .project(try readOptionalNamed())
    case "extend": return .extend(try readNamedList())
    case "serialize": return .serialize(try readOptionalNamed())
    case "project-away": return .projectAway(try readPatterns())
    case "project-keep": return .projectKeep(try readPatterns())
    case "project-reorder": return .projectReorder(try readPatterns())
    case "project-rename": return .projectRename(try readNamedList())
    case "project-by-names":
      return .projectByNames(try list { (parser) throws(Failure) in try parser.readExpression() })
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
    case "top-nested": return try readTopNested()
    case "top-hitters": return try readTopHitters()
    case "sample-distinct":
      let count = try readExpression()
      try expectName("of", "after the number of values")
      return .sampleDistinct(count, of: try readNamedExpression())
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
    case "find": return try readFind()
    case "evaluate": return try readEvaluate()
    case "invoke": return try readInvoke()
    case "partition": return try readPartition()
    case "make-series": return try readMakeSeries()
    case "scan": return try readScan()
    case "consume":
      _ = try readOptions()
      return .consume
    case "assert-schema": return .assertSchema(try readSchema().columns)
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
      help: (known
        ? Self.remedies[keyword.text]
        : ForeignNames.help(operator: keyword.text) ?? suggestion)
        ?? "supported: \(Self.supported.sorted().joined(separator: ", "))")
  }

  /// Operators that Kusto has and this compiler has not.
  private static let refused: Set<String> = [
    "sample", "reduce", "externaldata", "facet", "fork", "graph-match", "make-graph",
    "graph-to-table", "graph-shortest-paths", "graph-mark-components", "macro-expand",
    "execute-and-cache",
  ]

  /// What to write instead.
  private static let remedies = [
    "sample": "its rows are random; write 'take', or sample by a hash of a column",
    "reduce":
      "its patterns are a heuristic; summarize by an expression of your own, such as extract()",
    "facet": "it has several results; write one query for each",
    "fork": "it has several results; write one query for each",
    "externaldata": "import the file, or paste its rows as a 'datatable'",
  ]
}
