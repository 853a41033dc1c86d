// Two tables whose keys must meet: the sides of a join, or the rows before `x in (table)` and the table.

extension QueryStages {
  /// Two tables and the keys by which rows of one find rows of the other.
  public struct Meeting: Sendable {
    /// A pair of keys.
    public struct Key: Sendable {
      /// Of the left side.
      public var left: Expression
      /// Of the right side; nil is its first column.
      public var right: Expression?
    }
    /// The pairs; rows meet where all are equal.
    public var keys: [Key]
    /// The left side; nil is what stands before the condition.
    public var left: Cut?
    /// The right side.
    public var right: Cut
    /// The name that the right side is, where it is nothing but that.
    public var rightName: String?
  }
}

extension StageReader {
  /// The sides of a join without whose meeting there is no row.
  func meeting(
    _ operation: OperatorSyntax, before left: @autoclosure () -> QueryStages.Cut
  ) -> QueryStages.Meeting? {
    let (options, right, on): ([OptionSyntax], PipelineSyntax, [ExpressionSyntax])
    switch operation.kind {
    case .join(let a, let b, on: let c), .lookup(let a, let b, on: let c):
      (options, right, on) = (a, b, c)
    default: return nil
    }
    let kind = options.first { $0.name.text == "kind" }?.value
    guard kind.map({ !$0.contains("anti") && !$0.contains("outer") }) ?? true else { return nil }
    let left = left()
    return QueryStages.Meeting(
      keys: on.flatMap(\.conjuncts).compactMap(key), left: left,
      right: QueryStages.Cut(
        scope: left.scope, pipeline: right, count: right.operators.count))
  }

  private func key(_ condition: ExpressionSyntax) -> QueryStages.Meeting.Key? {
    switch condition.kind {
    case .name:
      return QueryStages.Meeting.Key(left: expression(condition), right: expression(condition))
    case .binary(.equal, let first, let second):
      guard case .member(let side, let a) = first.kind, case .member(_, let b) = second.kind else {
        return nil
      }
      let (left, right) = side.name?.text == "$right" ? (b, a) : (a, b)
      return QueryStages.Meeting.Key(left: column(left), right: column(right))
    default: return nil
    }
  }

  private func column(_ name: NameSyntax) -> QueryStages.Expression {
    expression(ExpressionSyntax(kind: .name(name.text), span: name.span))
  }

  /// The sides of `x in (table)`.
  func meeting(_ condition: ExpressionSyntax, _ scope: Scope) -> QueryStages.Meeting? {
    let (value, item): (ExpressionSyntax, ExpressionSyntax)
    switch condition.kind {
    case .list(.in, let of, let items), .list(.inFolded, let of, let items):
      guard items.count == 1 else { return nil }
      (value, item) = (of, items[0])
    default: return nil
    }
    let table: PipelineSyntax
    switch item.kind {
    case .pipeline(let pipeline): table = pipeline
    case .name, .call:
      let source = SourceSyntax(kind: .expression(item), span: item.span)
      table = PipelineSyntax(source: source, operators: [], span: item.span)
    default: return nil
    }
    return QueryStages.Meeting(
      keys: [QueryStages.Meeting.Key(left: expression(value))],
      right: QueryStages.Cut(scope: scope, pipeline: table, count: table.operators.count),
      rightName: item.name?.text)
  }
}
