// Queries about a stage, made of its own tree and a few operators more. Each may be refused: a stage may
// name what stands around it, and a value may have no order.

extension QueryStages {
  /// What a question gives: a query, or why there is none.
  public typealias Question = Result<CompiledQuery, KQLDiagnostics>

  /// How many rows a stage gives: one row with one number.
  ///
  /// - Parameters:
  ///   - limit: rows past which it does not count.
  ///   - reader: as for `KQLCompiler.compile`.
  public func count(_ cut: Cut, atMost limit: Int64, reader: DataReader? = nil) -> Question {
    compile(cut, [Self.take(limit), .count(nil)], reader)
  }

  /// The stage itself: for the columns of its rows.
  public func rows(of cut: Cut, reader: DataReader? = nil) -> Question { compile(cut, [], reader) }

  /// The different values of an expression over a stage.
  public func values(
    of value: Expression, in cut: Cut, atMost limit: Int64, reader: DataReader? = nil
  ) -> Question {
    compile(cut, [.distinct(Self.named([value])), Self.take(limit)], reader)
  }

  /// Some different rows of values over a stage.
  ///
  /// - Parameters:
  ///   - values: what each row shows.
  ///   - order: the places of the values by which rows are sorted, and whether they ascend.
  ///   - limit: rows that are given.
  ///   - scanned: rows among which they are sought.
  public func samples(
    of values: [Expression], in cut: Cut, by order: [(place: Int, isAscending: Bool)],
    atMost limit: Int64, among scanned: Int64, reader: DataReader? = nil
  ) -> Question {
    let keys = order.map { key in
      let name = ExpressionSyntax(kind: .name(Self.name(key.place)), span: 0..<0)
      return SortKeySyntax(
        value: NamedExpressionSyntax(names: [], value: name), isAscending: key.isAscending)
    }
    return compile(
      cut, [Self.take(scanned), .distinct(Self.named(values)), .sort(keys), Self.take(limit)],
      reader)
  }

  /// The rows of a stage that hold one of the texts in one of their columns.
  public func holding(_ texts: [String], in columns: [String], of cut: Cut) -> Cut {
    let items = texts.map { ExpressionSyntax(kind: .literal(.string($0)), span: 0..<0) }
    let each = columns.map { column in
      ExpressionSyntax(kind: .list(.in, Self.column(column).syntax, items), span: 0..<0)
    }
    guard let first = each.first else { return cut }
    let condition = each.dropFirst().reduce(first) {
      ExpressionSyntax(kind: .binary(.or, $0, $1), span: 0..<0)
    }
    return extended(cut, .filter(condition))
  }

  /// A stage with a row for each element of a dynamic column, as text: `in` looks into arrays.
  public func elements(of column: String, in cut: Cut) -> Cut {
    let value = NamedExpressionSyntax(names: [], value: Self.column(column).syntax)
    let expansion = ExpansionSyntax(value: value, type: .string)
    return extended(cut, .mvExpand([], [expansion], limit: nil, isLegacy: false))
  }

  private func extended(_ cut: Cut, _ operation: OperatorSyntax.Kind) -> Cut {
    var result = cut
    result.pipeline = pipeline(cut, [operation])
    result.count += 1
    return result
  }

  /// A column as an expression.
  public static func column(_ name: String) -> Expression {
    Expression(
      text: name, names: [name], syntax: ExpressionSyntax(kind: .name(name), span: 0..<0))
  }

  // MARK: Compilation

  private func compile(
    _ cut: Cut, _ further: [OperatorSyntax.Kind], _ reader: DataReader?
  ) -> Question {
    let binder = Binder(catalog: catalog, now: options.now)
    binder.reader = reader
    var environment = Environment()
    // Each level may give a name of an outer one anew.
    for lets in cut.scope { binder.bind(Array(lets), into: &environment) }
    let relation = binder.bind(pipeline(cut, further), environment)
    return KQLCompiler.finished(
      relation, binder, binder.diagnostics, catalog, options, map, span: cut.span)
  }

  private func pipeline(_ cut: Cut, _ further: [OperatorSyntax.Kind]) -> PipelineSyntax {
    let keyword = NameSyntax(text: "", span: cut.span)
    var pipeline = cut.pipeline
    pipeline.operators =
      pipeline.operators.prefix(cut.count)
      + further.map { OperatorSyntax(keyword: keyword, kind: $0, span: cut.span) }
    return pipeline
  }

  private static func take(_ count: Int64) -> OperatorSyntax.Kind {
    .take(ExpressionSyntax(kind: .literal(.long(count)), span: 0..<0))
  }

  private static func named(_ values: [Expression]) -> [NamedExpressionSyntax] {
    values.enumerated().map { place, value in
      NamedExpressionSyntax(
        names: [NameSyntax(text: name(place), span: 0..<0)], value: value.syntax)
    }
  }

  private static func name(_ place: Int) -> String { "value\(place)" }
}
