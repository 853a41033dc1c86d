// A query with some of its conditions left out or written otherwise, wherever they stand: in its `let`
// statements, on the sides of its joins, in tables in parentheses.

extension QueryStages.Cut {
  /// The same without conditions of its `where` operators, which are known by their places.
  public func without(_ conditions: [QueryStages.Condition]) -> QueryStages.Cut {
    var edit = ConditionEdit()
    for condition in conditions { edit.changes.updateValue(nil, forKey: condition.span) }
    return edit.applied(to: self)
  }

  /// The same with a condition that does not see letter case; nil where it is none that does.
  public func foldingCase(of condition: QueryStages.Condition) -> QueryStages.Cut? {
    condition.folded.map { ConditionEdit(changes: [condition.span: $0]).applied(to: self) }
  }
}

struct ConditionEdit {
  /// What stands in a condition's place; nil is nothing.
  var changes: [Span: ExpressionSyntax?] = [:]

  func applied(to cut: QueryStages.Cut) -> QueryStages.Cut {
    QueryStages.Cut(
      scope: cut.scope.map { $0.map(statement)[...] }, pipeline: pipeline(cut.pipeline),
      count: cut.count)
  }

  private func statement(_ statement: LetSyntax) -> LetSyntax {
    var result = statement
    result.value = value(statement.value)
    return result
  }

  private func value(_ value: LetSyntax.Value) -> LetSyntax.Value {
    switch value {
    case .pipeline(let inner): return .pipeline(pipeline(inner))
    case .expression(let inner): return .expression(expression(inner))
    case .function(var function):
      function.lets = function.lets.map(statement)
      function.body = self.value(function.body)
      return .function(function)
    }
  }

  private func pipeline(_ pipeline: PipelineSyntax) -> PipelineSyntax {
    var result = pipeline
    switch pipeline.source.kind {
    case .pipeline(let inner): result.source.kind = .pipeline(self.pipeline(inner))
    case .expression(let inner): result.source.kind = .expression(expression(inner))
    case .operation(let inner): result.source.kind = .operation(operation(inner))
    default: break
    }
    result.operators = pipeline.operators.map(operation)
    return result
  }

  private func operation(_ operation: OperatorSyntax) -> OperatorSyntax {
    var result = operation
    switch operation.kind {
    case .filter(let inner): result.kind = .filter(condition(inner))
    case .join(let options, let right, on: let keys):
      result.kind = .join(options, pipeline(right), on: keys)
    case .lookup(let options, let right, on: let keys):
      result.kind = .lookup(options, pipeline(right), on: keys)
    case .union(let options, let tables): result.kind = .union(options, tables.map(pipeline))
    default: break
    }
    return result
  }

  private func condition(_ condition: ExpressionSyntax) -> ExpressionSyntax {
    let kept = condition.conjuncts.compactMap { part -> ExpressionSyntax? in
      if let change = changes[part.span] { return change }
      return expression(part)
    }
    guard let first = kept.first else {
      return ExpressionSyntax(kind: .literal(.bool(true)), span: condition.span)
    }
    return kept.dropFirst().reduce(first) {
      ExpressionSyntax(kind: .binary(.and, $0, $1), span: condition.span)
    }
  }

  /// Pipelines in `materialize(…)`, `toscalar(…)` and `in (…)`.
  private func expression(_ expression: ExpressionSyntax) -> ExpressionSyntax {
    var result = expression
    switch expression.kind {
    case .pipeline(let inner): result.kind = .pipeline(pipeline(inner))
    case .list(let operation, let value, let items) where expression.writtenTable != nil:
      result.kind = .list(operation, value, items.map(self.expression))
    case .call(let name, var arguments):
      for index in arguments.indices {
        arguments[index].value = self.expression(arguments[index].value)
      }
      result.kind = .call(name, arguments)
    default: break
    }
    return result
  }
}
