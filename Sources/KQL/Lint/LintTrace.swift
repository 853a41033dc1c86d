// What the binder made of each operator of the text, for the lint: operators as written, with the plan
// below and above them. Recorded while a query is bound; operators of the catalog's functions, whose
// text is not the query's, are left out.

/// One operator as written and as bound.
struct TracedOperator {
  let syntax: OperatorSyntax
  let input: Relation
  let output: Relation
}

/// The operators of a query in the order in which they are bound.
final class LintTrace {
  private(set) var operators: [TracedOperator] = []
  private var byOutput: [ObjectIdentifier: Int] = [:]
  private var spans: Set<Span> = []

  /// Adds an operator. What is bound more than once, as a function's body is, counts once for the
  /// rules, and is known each time by its relation.
  func add(_ syntax: OperatorSyntax, _ input: Relation, _ output: Relation) {
    guard operators.count < Limits.operators * 4 else { return }
    operators.append(TracedOperator(syntax: syntax, input: input, output: output))
    if byOutput[ObjectIdentifier(output)] == nil {
      byOutput[ObjectIdentifier(output)] = operators.count - 1
    }
  }

  /// The operators of the text, each once: as it was bound last, with its arguments in place.
  var distinct: [TracedOperator] {
    var seen: Set<Span> = []
    return operators.reversed().filter { seen.insert($0.syntax.span).inserted }.reversed()
  }

  /// The operators that a relation's rows go through, from the nearest to the table: along inputs,
  /// `let` values, and the left side of joins.
  func upstream(of relation: Relation) -> [TracedOperator] {
    var result: [TracedOperator] = []
    var current: Relation? = relation
    var steps = 0
    while let relation = current, steps < Limits.operators * 4 {
      if let index = byOutput[ObjectIdentifier(relation)] { result.append(operators[index]) }
      current = relation.inputs.first
      steps += 1
    }
    return result
  }
}

extension Relation {
  /// The catalog's tables that the rows come from, by joins and unions as well; not those that only
  /// filter.
  var baseTables: [CatalogTable] {
    var found: [CatalogTable] = []
    var seen: Set<ObjectIdentifier> = []
    var open = [self]
    while let relation = open.popLast() {
      guard seen.insert(ObjectIdentifier(relation)).inserted else { continue }
      if let table = relation.catalogTable { found.append(table) }
      open += relation.inputs
    }
    return found
  }
}

extension ExpressionSyntax {
  /// The expressions that it is made of.
  var parts: [ExpressionSyntax] {
    switch kind {
    case .call(_, let arguments): arguments.map(\.value)
    case .binary(_, let a, let b), .element(let a, let b): [a, b]
    case .negate(let operand): [operand]
    case .member(let value, _): [value]
    case .list(_, let value, let items): [value] + items
    case .between(let value, let low, let high, _): [value, low, high]
    default: []
    }
  }

  /// It and all expressions in it, in the order of the text; chains of `and` are not deep here.
  func visit(_ body: (ExpressionSyntax) -> Void) {
    var open = [self]
    while let expression = open.popLast() {
      body(expression)
      open += expression.parts.reversed()
    }
  }

  /// The operands of its `and`, or itself.
  var conjuncts: [ExpressionSyntax] { operands(of: .and) }

  /// The operands of its `or`, or itself.
  var disjuncts: [ExpressionSyntax] { operands(of: .or) }

  private func operands(of operation: BinaryOperator) -> [ExpressionSyntax] {
    var result: [ExpressionSyntax] = []
    var open = [self]
    while let expression = open.popLast() {
      if case .binary(operation, let a, let b) = expression.kind {
        open.append(b)
        open.append(a)
      } else {
        result.append(expression)
      }
    }
    return result
  }

  /// The name and the arguments, where it is a call.
  var call: (name: NameSyntax, arguments: [ExpressionSyntax])? {
    if case .call(let name, let arguments) = kind { return (name, arguments.map(\.value)) }
    return nil
  }

  /// The text, where it is a string literal.
  var text: String? {
    if case .literal(.string(let text)) = kind { return text }
    return nil
  }
}

extension OperatorSyntax {
  /// Whether it joins two tables.
  var isJoin: Bool {
    switch kind {
    case .join, .lookup: true
    default: false
    }
  }

  /// The scalar expressions that stand in it, but those of pipelines in parentheses.
  var expressions: [ExpressionSyntax] {
    switch kind {
    case .filter(let condition): [condition]
    case .project(let named), .extend(let named), .serialize(let named), .distinct(let named):
      named.map(\.value)
    case .summarize(let aggregates, let keys): (aggregates + keys).map(\.value)
    default: []
    }
  }
}
