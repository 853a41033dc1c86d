// The conditions of a `where`: each with what may be asked of a row that it removes.

extension QueryStages {
  /// A condition of a `where`, one of those that `and` joins.
  public struct Condition: Sendable {
    /// The condition.
    public var expression: Expression
    /// What can be told of a row that it removes; a row that it keeps may hold any of them.
    public var checks: [Check]
    /// The tables whose keys must meet, where it is `x in (table)`; whether the name is a table's is
    /// known when it is compiled.
    public var meeting: Meeting?
    /// Whether it asks for nothing but that a value is there.
    public var asksPresence: Bool
    /// The same without regard to letter case, where that is another condition.
    var folded: ExpressionSyntax?

    /// Whether letter case matters to it.
    public var isCaseSensitive: Bool { folded != nil }
    var span: Span { expression.syntax.span }
  }

  /// Something that a condition asks of a row.
  public enum Check: Sendable {
    /// A comparison, of times perhaps: what its operands are is known when it is compiled.
    case comparison(Expression, Order, Expression)
    /// An indicator's flag, which must be set.
    case active(Expression)
    /// Until when an indicator is valid. No condition of its own: what has expired is inactive as well.
    case validUntil(Expression)
    /// Whether an address is private, which must not hold.
    case isPrivate(Expression)
  }

  /// How the first operand of a comparison must lie to the second.
  public enum Order: Sendable {
    /// Before it, or at it.
    case below
    /// Behind it, or at it.
    case above
  }
}

extension StageReader {
  func condition(_ syntax: ExpressionSyntax, _ scope: Scope) -> QueryStages.Condition {
    QueryStages.Condition(
      expression: expression(syntax), checks: syntax.disjuncts.flatMap(checks),
      meeting: meeting(syntax, scope), asksPresence: syntax.asksPresence,
      folded: syntax.foldingCase)
  }

  func expression(_ syntax: ExpressionSyntax) -> QueryStages.Expression {
    var names: [String] = []
    syntax.visit { part in
      if let name = part.name?.text, !names.contains(name) { names.append(name) }
    }
    return QueryStages.Expression(
      text: text.line(syntax.span, hiding: [syntax.writtenTable?.span].compactMap { $0 }),
      names: names, syntax: syntax)
  }

  private func checks(_ syntax: ExpressionSyntax) -> [QueryStages.Check] {
    switch syntax.kind {
    case .name("Active"), .name("IsActive"): [.active(expression(syntax))]
    case .binary(.equal, let value, let other):
      switch (value.kind, other.kind) {
      case (.name("Active"), .literal(.bool(true))), (.name("IsActive"), .literal(.bool(true))):
        [.active(expression(value))]
      case (.call, .literal(.bool(false))): privateAddress(value)
      default: []
      }
    case .binary(.less, let a, let b), .binary(.lessOrEqual, let a, let b):
      [.comparison(expression(a), .below, expression(b))]
    case .binary(.greater, let a, let b), .binary(.greaterOrEqual, let a, let b):
      [.comparison(expression(a), .above, expression(b))]
    case .between(let value, let low, let high, isNegated: false):
      [
        .comparison(expression(value), .above, expression(low)),
        .comparison(expression(value), .below, expression(high)),
      ]
    default:
      if let call = syntax.call, call.name.text == "not", let inner = call.arguments.first {
        privateAddress(inner)
      } else {
        []
      }
    }
  }

  private func privateAddress(_ syntax: ExpressionSyntax) -> [QueryStages.Check] {
    syntax.call?.name.text == "ipv4_is_private" ? [.isPrivate(expression(syntax))] : []
  }
}

extension ExpressionSyntax {
  /// The pipeline in `x in (pipeline)`.
  var writtenTable: PipelineSyntax? {
    if case .list(_, _, let items) = kind, items.count == 1,
      case .pipeline(let table) = items[0].kind
    {
      return table
    }
    return nil
  }

  fileprivate var asksPresence: Bool {
    if case .binary(.notEqual, _, let other) = kind { return other.text == "" }
    return ["isnotempty", "isnotnull", "notempty", "notnull"].contains(call?.name.text ?? "")
  }

  /// The same with operators that do not see letter case; nil where none does.
  fileprivate var foldingCase: ExpressionSyntax? {
    var result = self
    switch kind {
    case .binary(.or, let a, let b):
      let (first, second) = (a.foldingCase, b.foldingCase)
      guard first != nil || second != nil else { return nil }
      result.kind = .binary(.or, first ?? a, second ?? b)
    case .binary(let operation, let a, let b):
      guard let folded = Self.folded[operation] else { return nil }
      result.kind = .binary(folded, a, b)
    case .list(.in, let value, let items): result.kind = .list(.inFolded, value, items)
    default: return nil
    }
    return result
  }

  private static let folded: [BinaryOperator: BinaryOperator] = [
    .equal: .equalFolded, .hasCS: .has, .hasPrefixCS: .hasPrefix, .hasSuffixCS: .hasSuffix,
    .containsCS: .contains, .startsWithCS: .startsWith, .endsWithCS: .endsWith,
  ]
}
