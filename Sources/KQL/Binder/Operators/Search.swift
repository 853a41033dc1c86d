// search, and the conditions over any column that where and find have too.

extension Binder {
  /// `T | search "term"`: rows where any column holds the term, with the table's name before them.
  func bindSearch(
    _ input: Relation, _ options: [OptionSyntax], _ tables: [PipelineSyntax],
    _ condition: ExpressionSyntax, _ operation: OperatorSyntax, _ scope: Scope
  ) -> Relation {
    guard tables.isEmpty else {
      return invalidRelation(
        .syntax, "'search in (…)' starts a query", operation.keyword.span,
        help: "leave out what stands before it, or the tables")
    }
    var name = "search_arg0"
    if case .table(let table) = base(of: input).kind { name = table.name }
    let named = compute(
      input, [("$table", Scalar.string(name))] + input.columns.map { ($0.name, $0.scalar) })
    let searched = Array(named.columns.dropFirst())
    return searchedRows(named, searched, options, condition, scope.environment)
  }

  /// `search in (T, U) condition`, and over all tables where none is named.
  func bindSearchStart(
    _ options: [OptionSyntax], _ tables: [PipelineSyntax], _ condition: ExpressionSyntax,
    _ operation: OperatorSyntax, _ environment: Environment
  ) -> Relation {
    guard let sources = searchedTables(tables, operation, environment) else {
      return Relation(.invalid, [], isOpen: true)
    }
    let named = sources.map { name, relation in
      compute(
        relation,
        [("$table", Scalar.string(name))] + relation.columns.map { ($0.name, $0.scalar) },
        keepsHidden: false)
    }
    let all = union(named)
    return searchedRows(all, Array(all.columns.dropFirst()), options, condition, environment)
  }

  /// The tables that are named, or all; nil, with a report, where one cannot be read.
  func searchedTables(
    _ tables: [PipelineSyntax], _ operation: OperatorSyntax, _ environment: Environment
  ) -> [(name: String, relation: Relation)]? {
    var tables = tables
    if tables.isEmpty {
      tables = catalog.names.map { name in
        let span = operation.keyword.span
        let name = ExpressionSyntax(kind: .name(name), span: span)
        return PipelineSyntax(
          source: SourceSyntax(kind: .expression(name), span: span), operators: [], span: span)
      }
    }
    guard !tables.isEmpty, tables.count <= Limits.searchedTables else {
      report(
        .unsupported,
        tables.isEmpty
          ? "there are no tables" : "all \(tables.count) tables cannot be searched at once",
        operation.keyword.span, help: "name the tables: \(operation.keyword.text) in (T, U) …")
      return nil
    }
    let sources = tables.enumerated().map { index, table in
      (
        sourceName(table, environment) ?? "\(operation.keyword.text)_arg\(index)",
        bind(table, environment)
      )
    }
    return sources.contains { $0.1.isOpen } ? nil : sources
  }

  private func searchedRows(
    _ input: Relation, _ columns: [Column], _ options: [OptionSyntax],
    _ condition: ExpressionSyntax, _ environment: Environment
  ) -> Relation {
    var isSensitive = false
    for option in options {
      switch (option.name.text, option.value) {
      case ("kind", "case_sensitive"): isSensitive = true
      case ("kind", "default"), ("kind", "case_insensitive"): break
      default:
        report(
          .syntax, "there is no option '\(option.name.text)=\(option.value)' of search",
          option.valueSpan, help: "the kinds are default, case_insensitive and case_sensitive")
      }
    }
    guard !input.isOpen else { return Relation(.invalid, input.columns, isOpen: true) }
    let found = bindTerms(condition, columns, isSensitive, Scope(input, environment))
    guard !found.isInvalid else { return Relation(.invalid, input.columns, isOpen: true) }
    guard found.type == .bool else {
      return invalidRelation(.wrongType, "a condition must be of type bool", condition.span)
    }
    return Relation(
      .filter(input, found), input.columns, hidden: input.hidden, isOpen: input.isOpen)
  }

  private func base(of relation: Relation) -> Relation {
    if case .shared(let shared) = relation.kind { return base(of: shared.relation) }
    return relation
  }

  /// A condition in which a string alone is a term of any column.
  func bindTerms(
    _ condition: ExpressionSyntax, _ columns: [Column], _ isSensitive: Bool, _ scope: Scope
  ) -> Scalar {
    switch condition.kind {
    case .binary(let operation, let left, let right) where operation == .and || operation == .or:
      return nested(condition.span) { () -> Scalar in
        let a = bindTerms(left, columns, isSensitive, scope)
        let b = bindTerms(right, columns, isSensitive, scope)
        guard !a.isInvalid, !b.isInvalid else { return .invalid }
        guard a.type == .bool, b.type == .bool else {
          return invalid(
            .wrongType, "'\(operation.rawValue)' needs operands of type bool", condition.span)
        }
        return Scalar(
          operation == .and ? .and([a, b]) : .or([a, b]), .bool,
          isNullable: a.isNullable || b.isNullable)
      } ?? .invalid
    case .literal(.string(let text)):
      return term(text, columns, isSensitive, condition.span)
    default:
      var inner = scope
      inner.searched = columns
      return bind(condition, inner)
    }
  }

  /// A term in any of some columns; `a*` starts one, `*a` ends one.
  func term(
    _ text: String, _ columns: [Column], _ isSensitive: Bool, _ span: Span
  ) -> Scalar {
    var needle = text
    let isPrefix = needle.hasSuffix("*")
    let isSuffix = needle.hasPrefix("*")
    if isPrefix { needle.removeLast() }
    if isSuffix, !needle.isEmpty { needle.removeFirst() }
    guard !needle.contains("*"), !needle.isEmpty else {
      return unsupported("this pattern of a term is not supported", span)
    }
    let operation: BinaryOperator
    switch (isPrefix, isSuffix, isSensitive) {
    case (false, false, false): operation = .has
    case (false, false, true): operation = .hasCS
    case (true, false, false): operation = .hasPrefix
    case (true, false, true): operation = .hasPrefixCS
    case (false, true, false): operation = .hasSuffix
    case (false, true, true): operation = .hasSuffixCS
    case (true, true, false): operation = .contains
    case (true, true, true): operation = .containsCS
    }
    return anyColumn(operation, .string(needle), columns, span)
  }

  /// `* has "term"`: the test on the text of any column.
  private func anyColumn(
    _ operation: BinaryOperator, _ operand: Scalar, _ columns: [Column], _ span: Span
  ) -> Scalar {
    let tests = columns.compactMap { column -> Scalar? in
      Conversions.text(column.scalar).flatMap { StringOperators.apply(operation, $0, operand) }
    }
    guard tests.count == columns.count, !tests.isEmpty else {
      return unsupported("a column of this table cannot be searched", span)
    }
    return Scalar(.or(tests), .bool, isNullable: false)
  }

  /// Operators that `*` may stand before: true of a row where they are true of any column.
  private static let anyOperators: Set<BinaryOperator> = [
    .has, .hasCS, .hasPrefix, .hasPrefixCS, .hasSuffix, .hasSuffixCS, .contains, .containsCS,
    .startsWith, .startsWithCS, .endsWith, .endsWithCS, .matchesRegex, .columnHas,
  ]

  /// `* has "x"` and `column:"x"`.
  func bindSearched(
    _ operation: BinaryOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax, _ span: Span,
    _ scope: Scope
  ) -> Scalar {
    guard let searched = scope.searched else {
      return invalid(
        .syntax, "'\(operation == .columnHas ? ":" : "*")' is no expression here", span,
        help: "it stands in the conditions of where, search and find")
    }
    let operand = bind(right, scope)
    guard !operand.isInvalid, !scope.isOpen else { return .invalid }
    guard operand.type == .string, Self.anyOperators.contains(operation) else {
      return unsupported(
        "'\(operation.rawValue)' of any column is not supported with this value", span,
        help: "name the columns")
    }
    if case .star = left.kind {
      guard operation == .columnHas else {
        return anyColumn(operation, operand, searched, span)
      }
      return operand.constantText.map { term($0, searched, false, span) }
        ?? unsupported("a term must be a constant", span)
    }
    let value = bind(left, scope)
    guard !value.isInvalid else { return .invalid }
    guard value.type == .string || value.type == .dynamic, let text = operand.constantText else {
      return undefinedMatch(value, operand, span)
    }
    guard let name = left.name, let column = scope.columns.first(where: { $0.name == name.text })
    else { return unsupported("':' needs a column before it", span) }
    return term(text, [column], false, span)
  }

  private func undefinedMatch(_ a: Scalar, _ b: Scalar, _ span: Span) -> Scalar {
    invalid(
      .operatorTypes,
      "the operator ':' is not defined for the types \(a.type.rawValue) and \(b.type.rawValue)",
      span, help: "write ==")
  }
}
