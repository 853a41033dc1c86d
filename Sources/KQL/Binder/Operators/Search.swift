// search and parse-kv.

extension Binder {
  /// `T | search "term"`: rows where any column holds the term, with the table's name before them.
  func bindSearch(
    _ input: Relation, _ options: [OptionSyntax], _ tables: [PipelineSyntax],
    _ condition: ExpressionSyntax, _ operation: OperatorSyntax, _ scope: Scope
  ) -> Relation {
    guard tables.isEmpty else {
      return invalidRelation(
        .unsupported, "'search in (…)' is not supported", operation.keyword.span,
        help: "write union … | search …")
    }
    var isSensitive = false
    for option in options {
      switch option.value {
      case "case_sensitive": isSensitive = true
      case "default", "case_insensitive": break
      default: report(.syntax, "'\(option.value)' is no kind of search", option.valueSpan)
      }
    }
    let found = bindTerm(condition, input, isSensitive, scope)
    guard !found.isInvalid else { return Relation(.invalid, input.columns, isOpen: true) }
    guard found.type == .bool else {
      return invalidRelation(.wrongType, "a condition must be of type bool", condition.span)
    }
    var name = "search_arg0"
    if case .table(let table) = base(of: input).kind { name = table.name }
    let filtered = Relation(.filter(input, found), input.columns, isOpen: input.isOpen)
    return compute(
      filtered, [("$table", Scalar.string(name))] + input.columns.map { ($0.name, $0.scalar) })
  }

  private func base(of relation: Relation) -> Relation {
    if case .shared(let shared) = relation.kind { return base(of: shared.relation) }
    return relation
  }

  private func bindTerm(
    _ condition: ExpressionSyntax, _ input: Relation, _ isSensitive: Bool, _ scope: Scope
  ) -> Scalar {
    switch condition.kind {
    case .binary(let operation, let left, let right) where operation == .and || operation == .or:
      return nested(condition.span) { () -> Scalar in
        let a = bindTerm(left, input, isSensitive, scope)
        let b = bindTerm(right, input, isSensitive, scope)
        guard !a.isInvalid, !b.isInvalid else { return .invalid }
        return Scalar(
          operation == .and ? .and([a, b]) : .or([a, b]), .bool,
          isNullable: a.isNullable || b.isNullable)
      } ?? .invalid
    case .literal(.string(let text)):
      return term(text, input, isSensitive, condition.span)
    default: return bind(condition, scope)
    }
  }

  /// A term in any column; `a*` starts one, `*a` ends one.
  private func term(
    _ text: String, _ input: Relation, _ isSensitive: Bool, _ span: Span
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
    let tests = input.columns.compactMap { column -> Scalar? in
      Conversions.text(column.scalar).flatMap {
        StringOperators.apply(operation, $0, .string(needle))
      }
    }
    guard tests.count == input.columns.count, !tests.isEmpty else {
      return unsupported("a column of this table cannot be searched", span)
    }
    return Scalar(.or(tests), .bool, isNullable: false)
  }

  /// `parse-kv text as (key:type, …) with (pair_delimiter=…, kv_delimiter=…, quote=…)`.
  func bindKeyValue(
    _ input: Relation, _ text: ExpressionSyntax, _ keys: [DeclarationSyntax],
    _ options: [OptionSyntax], _ operation: OperatorSyntax, _ scope: Scope
  ) -> Relation {
    let value = bind(text, scope)
    var settings: [String: String] = [:]
    for option in options { settings[option.name.text] = option.value }
    guard let pairs = settings["pair_delimiter"], let values = settings["kv_delimiter"],
      // The engine rejects a comma between pairs.
      !pairs.isEmpty, pairs != ",", !values.isEmpty, settings["escape"] == nil,
      settings["greedy"] == nil
    else {
      return invalidRelation(
        .unsupported, "this form of 'parse-kv' is not supported", operation.keyword.span,
        help: "give pair_delimiter and kv_delimiter; of the others only quote is supported")
    }
    guard !value.isInvalid, value.type == .string else {
      if !value.isInvalid {
        report(.argumentType, "'parse-kv' needs a string, not \(value.type.rawValue)", text.span)
      }
      return Relation(.invalid, input.columns, isOpen: true)
    }
    var columns = input.columns.map { (name: $0.name, value: $0.scalar) }
    for key in keys {
      let found = Scalar.call(
        .string,
        [
          value, .string(key.name.text), .string(pairs), .string(values),
          .string(settings["quote"] ?? ""),
        ], isNullable: false
      ) { "kql_parse_kv(\(SQLText.joined($0, ", ", .primary)))" }
      guard let converted = Conversions.convert(found, to: key.type) else {
        report(.unsupported, "a key of this type is not supported", key.name.span)
        continue
      }
      if let known = columns.firstIndex(where: { $0.name == key.name.text }) {
        columns[known].value = converted
      } else {
        columns.append((key.name.text, converted))
      }
    }
    return compute(input, columns)
  }
}
