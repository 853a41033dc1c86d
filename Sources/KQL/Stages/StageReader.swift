// The syntax tree to the stages.

struct StageReader {
  let text: StageText
  let map: SourceMap

  typealias Scope = [ArraySlice<LetSyntax>]

  /// The pipelines of `let` statements, each of which may name those before it.
  func pipelines(of lets: [LetSyntax], in outer: Scope) -> [QueryStages.Pipeline] {
    lets.enumerated().flatMap { index, statement -> [QueryStages.Pipeline] in
      let scope = outer + [lets[..<index]]
      let name = statement.name.text
      switch statement.value {
      case .pipeline(let pipeline): return [self.pipeline(pipeline, .table(name), in: scope)]
      case .expression(let expression):
        guard let pipeline = Self.materialized(expression) else { return [] }
        return [self.pipeline(pipeline, .table(name), in: scope)]
      case .function(let function):
        // The rows of a function with parameters hang on its call.
        guard function.parameters.isEmpty else { return [] }
        var result = pipelines(of: function.lets, in: scope)
        if case .pipeline(let body) = function.body {
          result.append(pipeline(body, .function(name), in: scope + [function.lets[...]]))
        }
        return result
      }
    }
  }

  func pipeline(
    _ pipeline: PipelineSyntax, _ name: QueryStages.Pipeline.Name, in scope: Scope
  ) -> QueryStages.Pipeline {
    var steps: [QueryStages.Step] = []
    switch pipeline.source.kind {
    case .pipeline(let inner): steps = self.pipeline(inner, name, in: scope).steps
    case .operation(let operation): steps.append(step(operation, pipeline, 0, scope))
    default:
      let source = pipeline.source
      let inner = text.parenthesised(in: source.span)
      var step = step(source.span, text.line(source.span, hiding: inner), pipeline, 0, scope)
      if case .expression(let expression) = source.kind {
        step.sourceName = Self.name(of: expression)
        if let materialized = Self.materialized(expression) {
          steps = self.pipeline(materialized, name, in: scope).steps
          break
        }
      }
      steps.append(step)
    }
    for (index, operation) in pipeline.operators.enumerated() {
      steps.append(step(operation, pipeline, index + 1, scope))
    }
    return QueryStages.Pipeline(name: name, steps: steps)
  }

  private func step(
    _ operation: OperatorSyntax, _ pipeline: PipelineSyntax, _ count: Int, _ scope: Scope
  ) -> QueryStages.Step {
    let tables = operation.tables
    let hidden = tables.filter { !$0.operators.isEmpty }.map(\.span)
    let line = (count > 0 ? "| " : "") + text.line(operation.span, hiding: hidden)
    var step = step(operation.span, line, pipeline, count, scope)
    step.inputs = tables.enumerated().map { index, table in
      self.pipeline(table, operation.isUnion ? .branch(index + 1) : .side, in: scope)
    }
    step.keepsRows = operation.keepsRows
    step.meeting = meeting(operation, before: step.cut.before)
    if case .filter(let condition) = operation.kind {
      step.conditions = condition.conjuncts.map { self.condition($0, scope) }
    }
    return step
  }

  private func step(
    _ span: Span, _ line: String, _ pipeline: PipelineSyntax, _ count: Int, _ scope: Scope
  ) -> QueryStages.Step {
    QueryStages.Step(
      text: line, place: map.place(span), inputs: [], keepsRows: false, conditions: [],
      cut: QueryStages.Cut(scope: scope, pipeline: pipeline, count: count))
  }

  /// The pipeline in `materialize(…)`.
  private static func materialized(_ expression: ExpressionSyntax) -> PipelineSyntax? {
    guard let call = expression.call, call.name.text == "materialize", call.arguments.count == 1,
      case .pipeline(let pipeline) = call.arguments[0].kind
    else { return nil }
    return pipeline
  }

  /// The name of a table, or of a function that is called without arguments.
  private static func name(of expression: ExpressionSyntax) -> String? {
    if let call = expression.call {
      return call.arguments.isEmpty ? call.name.text : nil
    }
    return expression.name?.text
  }
}

extension OperatorSyntax {
  /// The tables that it reads beside the rows before it.
  fileprivate var tables: [PipelineSyntax] {
    switch kind {
    case .join(_, let right, on: _), .lookup(_, let right, on: _): [right]
    case .union(_, let tables): tables
    case .evaluate(_, let arguments, _):
      // The tables of ipv4_lookup and ipv6_lookup; other plugins have no third argument.
      arguments.count > 2 ? [Self.table(arguments[0].value)] : []
    case .filter(let condition): condition.conjuncts.compactMap(\.writtenTable)
    default: []
    }
  }

  private static func table(_ value: ExpressionSyntax) -> PipelineSyntax {
    if case .pipeline(let pipeline) = value.kind { return pipeline }
    let source = SourceSyntax(kind: .expression(value), span: value.span)
    return PipelineSyntax(source: source, operators: [], span: value.span)
  }

  fileprivate var isUnion: Bool {
    if case .union = kind { return true }
    return false
  }

  /// Whether each row before it gives one row.
  fileprivate var keepsRows: Bool {
    switch kind {
    case .project, .extend, .serialize, .projectAway, .projectKeep, .projectReorder, .projectRename,
      .projectByNames, .sort, .asName, .render, .parseKeyValue, .assertSchema:
      true
    case .parse(_, _, _, let isFilter): !isFilter
    default: false
    }
  }
}
