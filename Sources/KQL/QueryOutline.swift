// What stands in a text: the names that its `let` statements give, and where its query is. For those
// who use parts of a text, as the cases of a hunt do.

/// The statements of a text.
public struct QueryOutline: Sendable {
  /// What a `let` names.
  public enum Shape: Sendable {
    /// A value.
    case scalar
    /// A table.
    case table
    /// A function.
    case function
  }

  /// A `let` statement.
  public struct Statement: Sendable {
    /// The name that it gives.
    public var name: String
    /// What it names.
    public var shape: Shape
    /// The place of the name.
    public var place: SourcePlace
  }

  /// The `let` statements, in order.
  public var lets: [Statement]
  /// The query; nil where the text holds none.
  public var query: SourcePlace?
}

extension KQLCompiler {
  /// Reads a text of `let` statements, with a query behind them or without.
  ///
  /// - Parameters:
  ///   - text: at most 1 MiB.
  ///   - catalog: the tables that the statements may name.
  ///   - options: the time.
  /// - Returns: the statements, or the messages on them; those on the query are `compile`'s.
  public static func outline(
    _ text: String, catalog: Catalog, options: CompileOptions
  ) -> Result<QueryOutline, KQLDiagnostics> {
    let bytes = Array(text.utf8)
    let map = SourceMap(bytes)
    if let refused: Result<QueryOutline, _> = refusedAsTooLong(bytes, map) { return refused }
    var parser = Parser(bytes)
    let syntax = parser.readQuery(needsBody: false)
    let binder = Binder(catalog: catalog, now: options.now)
    let environment = binder.environment(of: syntax)
    let diagnostics = parser.diagnostics + binder.diagnostics
    guard !diagnostics.contains(where: { $0.severity == .error }) else {
      return failure(diagnostics, map)
    }
    let lets = syntax.lets.map { statement in
      let shape: QueryOutline.Shape =
        switch environment.values[statement.name.text] {
        case .tabular: .table
        case .function: .function
        case .scalar, nil: .scalar
        }
      return QueryOutline.Statement(
        name: statement.name.text, shape: shape, place: map.place(statement.name.span))
    }
    return .success(QueryOutline(lets: lets, query: (syntax.body?.span).map(map.place)))
  }
}
