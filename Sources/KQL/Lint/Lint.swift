// Compiles without a result: every message, and what the lint finds.

extension KQLCompiler {
  /// Checks a query: the errors that `compile` gives, the warnings, and what the lint finds.
  ///
  /// - Parameters:
  ///   - text: as for `compile`.
  ///   - catalog: the tables that it may read.
  ///   - options: as for `compile`.
  ///   - lint: what the lint knows of the warehouse.
  /// - Returns: in the order of the text; `.error` refuses the query, a lint finding has its rule's
  ///   name as code.
  public static func check(
    _ text: String, catalog: Catalog, options: CompileOptions, lint: LintContext
  ) -> [KQLDiagnostic] {
    let compiled = compile(text, catalog: catalog, options: options)
    var messages: [KQLDiagnostic] = []
    switch compiled {
    case .success(let query): messages = query.warnings
    case .failure(let diagnostics): messages = diagnostics.all
    }
    let bytes = Array(text.utf8)
    guard bytes.count <= Limits.sourceBytes else { return messages }
    let found = findings(bytes, catalog, options, lint)
    // What the compiler warns of is what null-of-string finds, and says more of.
    messages.removeAll { $0.code == DiagnosticCode.suspicious.rawValue }
    return (messages + found).enumerated().sorted {
      ($0.element.place.utf8.lowerBound, $0.offset) < ($1.element.place.utf8.lowerBound, $1.offset)
    }.map(\.element)
  }

  private static func findings(
    _ bytes: [UInt8], _ catalog: Catalog, _ options: CompileOptions, _ lint: LintContext
  ) -> [KQLDiagnostic] {
    let (syntax, _) = Parser.parse(bytes)
    let binder = Binder(catalog: catalog, now: options.now)
    let trace = LintTrace()
    binder.trace = trace
    _ = binder.bind(syntax)
    let map = SourceMap(bytes)
    let query = LintedQuery(syntax: syntax, trace: trace, context: lint)
    var suppression = LintSuppression(bytes)
    var result: [KQLDiagnostic] = []
    var seen: Set<String> = []
    for rule in LintRule.all {
      for finding in rule.check(query) {
        let place = map.place(finding.span)
        guard seen.insert("\(rule.id) \(finding.span)").inserted,
          !suppression.suppresses(rule.id, line: place.line), result.count < Limits.diagnostics
        else { continue }
        result.append(
          KQLDiagnostic(
            code: rule.id, severity: rule.isNote ? .note : .warning, message: finding.message,
            place: place, help: finding.help))
      }
    }
    for finding in suppression.findings.prefix(Limits.diagnostics) {
      result.append(
        KQLDiagnostic(
          code: "ignore", severity: .warning, message: finding.message,
          place: map.place(finding.span), help: finding.help))
    }
    return result
  }
}
