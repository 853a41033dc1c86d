// project-away, -keep, -reorder, -rename, -by-names: operators that choose and order columns.

extension Binder {
  /// The columns that patterns name, in the patterns' order.
  private func matching(_ patterns: [PatternSyntax], _ input: Relation) -> [Column] {
    var result: [Column] = []
    for pattern in patterns {
      let found = input.columns.filter { Self.matches($0.name, pattern.text) }
      if found.isEmpty, !pattern.isPattern, !input.isOpen {
        reportUnknown(pattern.text, pattern.span, input.columns.map(\.name))
      }
      result += ordered(found, pattern).filter { column in
        !result.contains { $0.id == column.id }
      }
    }
    return result
  }

  /// The columns of a pattern in the order that it asks for: by their names as texts, or, granny, with
  /// numbers in them by their values.
  private func ordered(_ columns: [Column], _ pattern: PatternSyntax) -> [Column] {
    switch pattern.order {
    case nil: return columns
    case "asc": return columns.sorted { Self.precedes($0.name, $1.name) }
    case "desc": return columns.sorted { Self.precedes($1.name, $0.name) }
    case "granny-asc":
      return columns.sorted { Self.precedes(Self.parts($0.name), Self.parts($1.name)) }
    case "granny-desc":
      return columns.sorted { Self.precedes(Self.parts($1.name), Self.parts($0.name)) }
    case let order?:
      report(
        .syntax, "'\(order)' is no order of columns", pattern.span,
        help: "the orders are asc, desc, granny-asc, granny-desc")
      return columns
    }
  }

  private static func precedes(_ a: String, _ b: String) -> Bool {
    a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars)
  }

  /// A name cut into numbers and what stands between them.
  private static func parts(_ name: String) -> [(text: String, number: UInt64?)] {
    var parts: [(text: String, number: UInt64?)] = []
    var rest = Substring(name)
    while let first = rest.first {
      let isDigit = first.isASCII && first.isNumber
      let part = rest.prefix { ($0.isASCII && $0.isNumber) == isDigit }
      parts.append((String(part), isDigit ? UInt64(part) : nil))
      rest = rest[part.endIndex...]
    }
    return parts
  }

  private static func precedes(
    _ a: [(text: String, number: UInt64?)], _ b: [(text: String, number: UInt64?)]
  ) -> Bool {
    for (x, y) in zip(a, b) {
      if let p = x.number, let q = y.number {
        if p != q { return p < q }
      } else if x.text != y.text {
        return precedes(x.text, y.text)
      }
    }
    return a.count < b.count
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
    // `*` stands for what no other pattern names.
    let named = matching(patterns.filter { $0.text != "*" }, input)
    var first: [Column] = []
    for pattern in patterns {
      guard pattern.text == "*" else {
        first += matching([pattern], input).filter { column in
          !first.contains { $0.id == column.id }
        }
        continue
      }
      let others = input.columns.filter { column in
        !(named + first).contains { $0.id == column.id }
      }
      first += ordered(others, pattern)
    }
    let rest = input.columns.filter { column in !first.contains { $0.id == column.id } }
    return keep(first + rest, of: input)
  }

  /// `project-by-names "a", dynamic(["b", "c*"])`: what is no column is left out.
  func bindByNames(
    _ input: Relation, _ names: [ExpressionSyntax], _ environment: Environment
  ) -> Relation {
    var patterns: [PatternSyntax] = []
    for name in names {
      let scalar = bind(name, Scope(environment))
      guard !scalar.isInvalid else { return Relation(.invalid, input.columns, isOpen: true) }
      var texts = scalar.constantText.map { [$0] }
      if scalar.type == .dynamic, case .text(let json)? = scalar.constantValue,
        case .array(let elements)? = DynamicValue(json: json)
      {
        texts = elements.map(\.text)
      }
      guard let texts else {
        return invalidRelation(
          .constantExpected, "a name must be a constant string, or a dynamic array of them",
          name.span)
      }
      patterns += texts.map { PatternSyntax(text: $0, span: name.span) }
    }
    var columns: [Column] = []
    for pattern in patterns {
      columns += input.columns.filter { column in
        Self.matches(column.name, pattern.text) && !columns.contains { $0.id == column.id }
      }
    }
    return compute(input, columns.map { ($0.name, $0.scalar) }, keepsHidden: false)
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
    // The nearest of many names is dear, and only the first errors are shown.
    guard diagnostics.count < Limits.diagnostics else {
      return report(.unknownName, "the name '\(name)' does not refer to any known column", span)
    }
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
