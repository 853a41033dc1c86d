// project, extend, distinct, print and the project-… family.

extension Binder {
  /// Expressions with their names: explicit, derived, or `ColumnN`.
  func bindNamed(
    _ expressions: [NamedExpressionSyntax], _ scope: Scope, print: Bool = false,
    names: inout ColumnNames
  ) -> [(name: String, value: Scalar)] {
    var result: [(name: String, value: Scalar)] = []
    for (index, expression) in expressions.enumerated() {
      let scalar = bind(expression.value, scope)
      if expression.names.count > 1 {
        report(
          .unsupported, "several names for one value are not supported here", expression.span)
        result += expression.names.map { ($0.text, .invalid) }
        continue
      }
      if let name = expression.names.first {
        if !names.take(name.text) {
          report(
            .duplicateColumn, "a column with the name '\(name.text)' is already declared",
            name.span)
        }
        result.append((name.text, scalar))
      } else if print {
        result.append((names.unique("print_\(index)"), scalar))
      } else if let name = expression.value.name,
        scope.columns.contains(where: { $0.name == name.text })
      {
        if !names.take(name.text) {
          report(
            .duplicateColumn, "a column with the name '\(name.text)' is already declared",
            name.span)
        }
        result.append((name.text, scalar))
      } else {
        result.append((names.name(for: expression.value), scalar))
      }
    }
    return result
  }

  func bindProject(
    _ input: Relation, _ expressions: [NamedExpressionSyntax], _ scope: Scope
  ) -> Relation {
    var names = ColumnNames()
    let stars = expressions.contains { if case .star = $0.value.kind { true } else { false } }
    guard !stars else {
      return invalidRelation(
        .syntax, "'*' is no expression of 'project'", expressions[0].span,
        help: "name the columns, or use 'extend'")
    }
    return compute(input, bindNamed(expressions, scope, names: &names), keepsHidden: false)
  }

  func bindExtend(
    _ input: Relation, _ expressions: [NamedExpressionSyntax], _ scope: Scope
  ) -> Relation {
    var scope = scope
    let windows = WindowCollector(input, number: column("", .long, isNullable: false))
    if scope.isSerialized { scope.windows = windows }
    var columns = input.columns.map { (name: $0.name, value: $0.scalar) }
    var taken: Set<String> = []
    var unnamed = ColumnNames(taken: input.columns.map(\.name))
    for expression in expressions {
      let scalar = bind(expression.value, scope)
      guard expression.names.count <= 1 else {
        report(
          .unsupported, "several names for one value are not supported here", expression.span)
        continue
      }
      let explicit = expression.names.first?.text ?? expression.value.name?.text
      guard let name = explicit else {
        columns.append((unnamed.name(for: expression.value), scalar))
        continue
      }
      guard taken.insert(name).inserted else {
        report(
          .duplicateColumn, "a column with the name '\(name)' is already declared",
          expression.names.first?.span ?? expression.span)
        continue
      }
      if let index = columns.firstIndex(where: { $0.name == name }) {
        columns[index].value = scalar
      } else {
        columns.append((name, scalar))
        _ = unnamed.take(name)
      }
    }
    return compute(windows.relation(), columns)
  }

  func bindDistinct(
    _ input: Relation, _ expressions: [NamedExpressionSyntax], _ scope: Scope
  ) -> Relation {
    let entries: [(name: String, value: Scalar)]
    if expressions.count == 1, case .star = expressions[0].value.kind {
      entries = input.columns.map { ($0.name, $0.scalar) }
    } else {
      var names = ColumnNames()
      entries = bindNamed(expressions, scope, names: &names)
    }
    if entries.contains(where: { $0.value.type == .dynamic && !$0.value.isInvalid }) {
      report(
        .dynamicNotAllowed, "a dynamic value cannot be told apart from others",
        expressions[0].span, help: "convert it: tostring(…)")
    }
    let columns = entries.map { column($0.name, like: $0.value) }
    return Relation(
      .aggregate(input, keys: entries.map(\.value), []), columns, isOpen: input.isOpen)
  }

  func bindPrint(
    _ expressions: [NamedExpressionSyntax], _ environment: Environment
  ) -> Relation {
    var names = ColumnNames()
    let entries = bindNamed(expressions, Scope(environment), print: true, names: &names)
    let columns = entries.map { column($0.name, like: $0.value) }
    return Relation(.row(entries.map(\.value)), columns)
  }

  // MARK: project-…

  /// The columns that patterns name, in the patterns' order.
  private func matching(_ patterns: [PatternSyntax], _ input: Relation) -> [Column] {
    var result: [Column] = []
    for pattern in patterns {
      let found = input.columns.filter { Self.matches($0.name, pattern.text) }
      if found.isEmpty, !pattern.isPattern, !input.isOpen {
        reportUnknown(pattern.text, pattern.span, input.columns.map(\.name))
      }
      if pattern.order != nil {
        report(
          .unsupported, "an order of columns is not supported", pattern.span,
          help: "name the columns in the order you want")
      }
      result += found.filter { column in !result.contains { $0.id == column.id } }
    }
    return result
  }

  /// Whether a name fits a pattern with `*`.
  static func matches(_ name: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, let last = parts.last else {
      return name == pattern
    }
    guard name.hasPrefix(first), name.count >= first.count + last.count, name.hasSuffix(last)
    else { return false }
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }

  private func keep(_ columns: [Column], of input: Relation) -> Relation {
    compute(input, columns.map { ($0.name, $0.scalar) })
  }

  func bindAway(_ input: Relation, _ patterns: [PatternSyntax]) -> Relation {
    let away = matching(patterns, input)
    return keep(input.columns.filter { column in !away.contains { $0.id == column.id } }, of: input)
  }

  func bindKeep(_ input: Relation, _ patterns: [PatternSyntax]) -> Relation {
    let kept = matching(patterns, input)
    let columns = input.columns.filter { column in kept.contains { $0.id == column.id } }
    return compute(input, columns.map { ($0.name, $0.scalar) }, keepsHidden: false)
  }

  func bindReorder(_ input: Relation, _ patterns: [PatternSyntax]) -> Relation {
    let first = matching(patterns, input)
    let rest = input.columns.filter { column in !first.contains { $0.id == column.id } }
    return keep(first + rest, of: input)
  }

  func bindRename(_ input: Relation, _ expressions: [NamedExpressionSyntax]) -> Relation {
    var names = input.columns.map(\.name)
    for expression in expressions {
      guard expression.names.count == 1, let old = expression.value.name else {
        report(.renameExpected, "'project-rename' takes NewName = OldName", expression.span)
        continue
      }
      guard let index = input.columns.firstIndex(where: { $0.name == old.text }) else {
        if !input.isOpen { reportUnknown(old.text, old.span, input.columns.map(\.name)) }
        continue
      }
      names[index] = expression.names[0].text
    }
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      report(
        .duplicateColumn, "a column with the name '\(name)' is already declared",
        expressions[0].span)
    }
    return compute(input, zip(names, input.columns).map { ($0, $1.scalar) })
  }

  /// Reports a name that is no column.
  func reportUnknown(
    _ name: String, _ span: Span, _ known: [String], isTextExpected: Bool = false
  ) {
    var listing =
      known.isEmpty ? nil : "the columns are \(known.prefix(40).joined(separator: ", "))"
    if let new = renamedByLatest[name], known.contains(new) {
      report(
        .unknownName, "the name '\(name)' does not refer to any known column", span,
        help: "\(new) = arg_max(\(name), …) took its place: write '\(new)'")
      return
    }
    if name == "null" {
      listing = "write isnull(x), or isempty(x) of text; a null value is written int(null)"
    } else if isTextExpected {
      listing = "a text is written in quotes: \"\(name)\""
    }
    report(
      .unknownName,
      "the name '\(name)' does not refer to any known column, table, variable or "
        + "function", span, help: Suggestion.help(for: name, among: known) ?? listing)
  }
}
