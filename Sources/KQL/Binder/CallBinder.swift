// Calls: aggregates, user-defined functions, toscalar, and the table of scalar functions.

extension Binder {
  func bindCall(
    _ name: NameSyntax, _ arguments: [ArgumentSyntax], _ span: Span, _ scope: Scope
  ) -> Scalar {
    if let function = function(name, scope.environment) {
      return scalar(of: call(function, name, arguments, scope), name, span)
    }
    if case .scalar(let value)? = scope.environment.values[name.text], value.isInvalid {
      return .invalid  // a 'let' that could not be read
    }
    if WindowFunctions.all[name.text] != nil {
      return bindWindow(name, arguments, span, scope)
    }
    if name.text == "column_ifexists" || name.text == "columnifexists" {
      return bindColumnIfExists(name, arguments, span, scope)
    }
    if name.text == "toscalar" { return bindToScalar(arguments, span, scope) }
    if name.text == "column_names_of" { return bindColumnNames(arguments, span, scope) }
    if name.text == "ingestion_time" { return bindIngestionTime(arguments, span, scope) }
    if let aggregate = AggregateFunctions.all[name.text] {
      return bindAggregate(aggregate, name, arguments, span, scope)
    }
    guard let function = ScalarFunctions.all[name.text] else { return unknown(name) }
    guard function.arity.contains(arguments.count) else {
      return wrongCount(name, function.arity, span)
    }
    let bound = arguments.map { argument -> Scalar in
      // typeof() is read by the function itself.
      if case .typeOf = argument.value.kind { return .string("") }
      return bind(argument.value, scope)
    }
    guard !bound.contains(where: \.isInvalid) else { return .invalid }
    let context = CallContext(
      name: name, arguments: bound, syntax: arguments, span: span, binder: self, scope: scope)
    if let scalar = function.bind(context) {
      // Some give an argument back as it is.
      let isMade = !bound.contains { $0 === scalar }
      return isMade ? scalar.meaning(.function(name.text)).following(bound) : scalar
    }
    let types = bound.map(\.type.rawValue).joined(separator: ", ")
    return invalid(
      .argumentType, "'\(name.text)' does not take arguments of the types (\(types))", span,
      help: Self.help(forTypes: bound, of: name.text))
  }

  private func wrongCount(_ name: NameSyntax, _ arity: ClosedRange<Int>, _ span: Span) -> Scalar {
    let count =
      arity.count == 1 ? "\(arity.lowerBound)" : "\(arity.lowerBound) to \(arity.upperBound)"
    let noun = arity.upperBound == 1 ? "argument" : "arguments"
    return invalid(
      arity.count == 1 ? .argumentCount : .argumentRange, "'\(name.text)' takes \(count) \(noun)",
      span)
  }

  private static func help(forTypes bound: [Scalar], of name: String) -> String? {
    if name == "ago" { return "a timespan has a unit and no quotes: ago(1d)" }
    return bound.contains { $0.type == .dynamic } ? "convert dynamic values: tostring(…)" : nil
  }

  private func unknown(_ name: NameSyntax) -> Scalar {
    if functions.isDeclaring(name.text) {
      return invalid(
        .unknownFunction, "the function '\(name.text)' calls itself, and is not known there",
        name.span, help: "KQL has no recursion: write the steps out, or use 'range' and 'mv-apply'")
    }
    if AggregateFunctions.rowFunctions[name.text] != nil {
      return unsupported(
        "'\(name.text)' can only stand alone in a 'summarize', not inside of an expression",
        name.span)
    }
    if let refused = RefusedFunctions.reasons[name.text] {
      return unsupported(
        "'\(name.text)' is not supported: \(refused.reason)", name.span, help: refused.help)
    }
    // The nearest of hundreds of names is dear, and only the first errors are shown.
    guard diagnostics.count < Limits.diagnostics else {
      return invalid(.unknownFunction, "the function '\(name.text)' is unknown", name.span)
    }
    let known = Array(ScalarFunctions.all.keys) + Array(AggregateFunctions.all.keys)
    return invalid(
      .unknownFunction, "the function '\(name.text)' is unknown or not supported", name.span,
      help: ForeignNames.help(function: name.text)
        ?? Suggestion.help(for: name.text, among: known.sorted()))
  }

  private func bindAggregate(
    _ function: AggregateFunction, _ name: NameSyntax, _ arguments: [ArgumentSyntax],
    _ span: Span, _ scope: Scope
  ) -> Scalar {
    guard let collector = scope.aggregates else {
      return invalid(
        .aggregateNotAllowed, "the aggregate '\(name.text)' can only stand in a 'summarize'",
        name.span, help: "compute it with 'summarize' first, or use toscalar(T | summarize …)")
    }
    guard function.arity.contains(arguments.count) else {
      return wrongCount(name, function.arity, span)
    }
    // Inside of an aggregate stand the row's columns and no other aggregate.
    var row = collector.scope
    row.aggregates = nil
    row.windows = nil
    let bound = arguments.map { bind($0.value, row) }
    guard !bound.contains(where: \.isInvalid) else { return .invalid }
    guard function.takesNaN || !bound.contains(where: \.mayBeNaN) else {
      return unsupported("an aggregate of values that may be NaN is not supported", span)
    }
    guard let result = function.bind(bound, collector.keyCount > 0) else {
      let types = bound.map(\.type.rawValue).joined(separator: ", ")
      return invalid(
        .argumentType, "'\(name.text)' does not take arguments of the types (\(types))", span)
    }
    var column = column("", result.type, isNullable: result.isNullable)
    column.mayBeNaN = result.mayBeNaN
    return collector.add(result.kind, result.arguments ?? bound, column)
  }

  /// A choice at compile time: the column if there is one, else the other expression.
  private func bindColumnIfExists(
    _ name: NameSyntax, _ arguments: [ArgumentSyntax], _ span: Span, _ scope: Scope
  ) -> Scalar {
    let wanted = arguments.first.map { bind($0.value, Scope(scope.environment)) }
    if arguments.count == 2, wanted?.isInvalid == true { return .invalid }
    guard arguments.count == 2, let column = wanted?.constantText else {
      return invalid(
        .constantExpected, "'\(name.text)' takes a column's name as a string, and a default", span)
    }
    if let known = (scope.columns + scope.hidden).first(where: { $0.name == column }) {
      return known.scalar
    }
    return bind(arguments[1].value, scope)
  }

  /// The names of a table's columns, known when the query is compiled.
  private func bindColumnNames(
    _ arguments: [ArgumentSyntax], _ span: Span, _ scope: Scope
  ) -> Scalar {
    guard arguments.count == 1 else {
      return invalid(.argumentCount, "column_names_of() takes one tabular expression", span)
    }
    let relation = bindTabular(arguments[0].value, scope.environment)
    guard !relation.isOpen else { return .invalid }
    return .dynamic(.array(relation.columns.map { .string($0.name) }))
  }

  /// When a row came: a hidden column of the table, and null where there is none, as Kusto answers where
  /// it keeps no such time.
  private func bindIngestionTime(
    _ arguments: [ArgumentSyntax], _ span: Span, _ scope: Scope
  ) -> Scalar {
    guard arguments.isEmpty else {
      return invalid(.argumentCount, "ingestion_time() takes no arguments", span)
    }
    if let column = scope.hidden.first(where: { $0.name == Self.ingestionColumn }) {
      return column.scalar
    }
    guard !scope.isOpen else { return .invalid }
    report(
      .suspicious, "ingestion_time() is null here: no time of arrival is kept for these rows",
      span, help: "use TimeGenerated", severity: .warning)
    return .null(.datetime)
  }

  /// The name of the hidden column of a catalog's table that ingestion_time() reads.
  static let ingestionColumn = "_IngestionTime"

  private func bindToScalar(
    _ arguments: [ArgumentSyntax], _ span: Span, _ scope: Scope
  ) -> Scalar {
    guard arguments.count == 1 else {
      return invalid(.argumentCount, "toscalar() takes one tabular expression", span)
    }
    let argument = arguments[0].value
    guard resolve(argument, scope.environment) != nil else {
      return bind(argument, Scope(scope.environment))
    }
    let relation = bindTabular(argument, scope.environment)
    guard !relation.isOpen, let first = relation.columns.first else { return .invalid }
    let single = compute(relation, [(first.name, first.scalar)])
    return Scalar(
      .subquery(single), first.type, isNullable: true, mayBeNaN: first.mayBeNaN)
  }
}
