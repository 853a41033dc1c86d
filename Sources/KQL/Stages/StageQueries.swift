// Queries about a stage, made of its own tree and a few operators more.

extension QueryStages {
  /// How many rows a step gives: one row with one number.
  ///
  /// - Parameters:
  ///   - limit: rows past which it does not count.
  ///   - reader: as for `KQLCompiler.compile`.
  /// - Returns: the query, or why the stage is none of its own: it may name what stands around it.
  public func count(
    _ step: Step, atMost limit: Int64, reader: DataReader? = nil
  ) -> Result<CompiledQuery, KQLDiagnostics> {
    compile(step.cut, [Self.take(limit), .count(nil)], reader)
  }

  /// A query of a cut pipeline and further operators.
  func compile(
    _ cut: Cut, _ further: [OperatorSyntax.Kind], _ reader: DataReader?
  ) -> Result<CompiledQuery, KQLDiagnostics> {
    let binder = Binder(catalog: catalog, now: options.now)
    binder.reader = reader
    let environment = environment(of: cut.scope, binder)
    let relation = binder.bind(pipeline(cut, further), environment)
    return KQLCompiler.finished(
      relation, binder, binder.diagnostics, catalog, options, map, span: cut.span)
  }

  func environment(of scope: [ArraySlice<LetSyntax>], _ binder: Binder) -> Environment {
    var environment = Environment()
    // Each level may give a name of an outer one anew.
    for lets in scope { binder.bind(Array(lets), into: &environment) }
    return environment
  }

  func pipeline(_ cut: Cut, _ further: [OperatorSyntax.Kind]) -> PipelineSyntax {
    let keyword = NameSyntax(text: "", span: cut.span)
    var pipeline = cut.pipeline
    pipeline.operators =
      pipeline.operators.prefix(cut.count)
      + further.map { OperatorSyntax(keyword: keyword, kind: $0, span: cut.span) }
    return pipeline
  }

  static func take(_ count: Int64) -> OperatorSyntax.Kind {
    .take(ExpressionSyntax(kind: .literal(.long(count)), span: 0..<0))
  }
}
