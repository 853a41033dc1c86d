// bare-join, take-without-order, retired-table, not-in-sentinel.

extension LintRule {
  static let bareJoin = LintRule(
    "bare-join", title: "a join without its kind",
    why: "A join without kind= is an innerunique: of left rows with the same key one is kept, and "
      + "which one is not said.",
    instead: "kind=innerunique where one match is enough, kind=inner where every match counts."
  ) { query in
    query.trace.distinct.compactMap { traced in
      guard case .join(let options, _, _) = traced.syntax.kind,
        !options.contains(where: { $0.name.text == "kind" })
      else { return nil }
      return LintFinding(
        span: traced.syntax.keyword.span,
        message: "this join is an innerunique: of left rows with the same key one is kept",
        help: "write join kind=innerunique if that is meant, kind=inner if every row counts")
    }
  }

  static let takeWithoutOrder = LintRule(
    "take-without-order", title: "take of rows that have no order",
    why: "Which rows come is not said, and may change from run to run.",
    instead: "top n by column, or sort before it.", isNote: true
  ) { query in
    query.trace.distinct.compactMap { traced in
      guard case .take = traced.syntax.kind, !traced.input.isSerialized,
        !traced.input.isBareTable, !traced.input.isOpen
      else { return nil }
      return LintFinding(
        span: traced.syntax.keyword.span,
        message: "the rows have no order: which of them come is not said",
        help: "write top n by TimeGenerated, or sort before it")
    }
  }

  static let retiredTable = LintRule(
    "retired-table", title: "a table that Microsoft has retired",
    why: "ThreatIntelligenceIndicator received no data in Sentinel after 31 August 2025, and was "
      + "retired on 31 May 2026.",
    instead: "ThreatIntelIndicators, with ObservableKey, ObservableValue, IsActive, ValidUntil.",
    isNote: true
  ) { query in
    tables(query, query.context.retiredTables) { name, successor in
      ("Microsoft has retired \(name)", "in Sentinel write \(successor)")
    }
  }

  static let tableOfOurs = LintRule(
    "not-in-sentinel", title: "a table that Sentinel does not have",
    why: "The hunt runs here, and not in Sentinel.",
    instead: "A documented table, such as DeviceNetworkEvents or CommonSecurityLog.", isNote: true
  ) { query in
    tables(query, query.context.tablesOfOurs) { name, instead in
      ("Sentinel has no table \(name)", "there write \(instead)")
    }
  }

  /// The places that name a table, each table once: the first.
  private static func tables(
    _ query: LintedQuery, _ wanted: [String: String], _ say: (String, String) -> (String, String)
  ) -> [LintFinding] {
    var names: [NameSyntax] = []
    let lets = Set(query.syntax.lets.map(\.name.text))
    query.syntax.visitTables { name in
      guard wanted[name.text] != nil, !lets.contains(name.text),
        !names.contains(where: { $0.text == name.text })
      else { return }
      names.append(name)
    }
    return names.map { name in
      let (message, help) = say(name.text, wanted[name.text] ?? "")
      return LintFinding(span: name.span, message: message, help: help)
    }
  }
}

extension Relation {
  /// Whether it is a table as it is: a look at some of its rows.
  fileprivate var isBareTable: Bool {
    if case .shared(let shared) = kind { return shared.relation.catalogTable != nil }
    return catalogTable != nil
  }
}

extension QuerySyntax {
  /// The names that stand where a table may stand, in the order of the text.
  func visitTables(_ body: (NameSyntax) -> Void) {
    for statement in lets { Self.visit(statement.value, body) }
    if let pipeline = self.body { Self.visit(pipeline, body) }
  }

  private static func visit(_ value: LetSyntax.Value, _ body: (NameSyntax) -> Void) {
    switch value {
    case .expression(let expression): visit(expression, body)
    case .pipeline(let pipeline): visit(pipeline, body)
    case .function(let function):
      for statement in function.lets { visit(statement.value, body) }
      visit(function.body, body)
    }
  }

  private static func visit(_ expression: ExpressionSyntax, _ body: (NameSyntax) -> Void) {
    expression.visit { part in
      if let name = part.name { body(name) }
      if case .pipeline(let pipeline) = part.kind { visit(pipeline, body) }
    }
  }

  private static func visit(_ pipeline: PipelineSyntax, _ body: (NameSyntax) -> Void) {
    switch pipeline.source.kind {
    case .expression(let expression): visit(expression, body)
    case .pipeline(let inner): visit(inner, body)
    case .operation(let operation): visit(operation, body)
    default: break
    }
    for operation in pipeline.operators { visit(operation, body) }
  }

  private static func visit(_ operation: OperatorSyntax, _ body: (NameSyntax) -> Void) {
    switch operation.kind {
    case .join(_, let right, _), .lookup(_, let right, _): visit(right, body)
    case .union(_, let tables), .search(_, let tables, _):
      for table in tables { visit(table, body) }
    case .filter(let condition):
      // A table stands in a list, as in `x in (T)`.
      condition.visit { part in
        guard case .list(_, _, let items) = part.kind else { return }
        for item in items where item.name != nil || item.isPipeline { visit(item, body) }
      }
    case .find(let find): for table in find.tables ?? [] { visit(table, body) }
    case .mvApply(_, _, _, let operators), .partition(_, _, let operators):
      for operation in operators { visit(operation, body) }
    case .evaluate(_, let arguments, _):
      for argument in arguments { visit(argument.value, body) }
    default: break
    }
  }
}

extension ExpressionSyntax {
  fileprivate var isPipeline: Bool {
    if case .pipeline = kind { return true }
    return false
  }
}
