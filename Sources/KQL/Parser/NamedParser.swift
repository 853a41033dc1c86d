// Expressions with names, and the options of operators.

extension Parser {
  mutating func readNamedExpression() throws(Failure) -> NamedExpressionSyntax {
    if at(.leftParenthesis), let names = readNameList() {
      return NamedExpressionSyntax(names: names, value: try readExpression())
    }
    if case .name(let text) = current.kind, peek().kind == .symbol(.assign),
      Self.reserved.contains(text)
    {
      throw fail(
        .syntax, "'\(text)' is a keyword and no name", current.span,
        help: "a column of this name is written ['\(text)']")
    }
    if let name = readAssignedName() {
      return NamedExpressionSyntax(names: [name], value: try readExpression())
    }
    return NamedExpressionSyntax(names: [], value: try readExpression())
  }

  /// `name =`, or nil with nothing read.
  mutating func readAssignedName() -> NameSyntax? {
    let start = current.span
    if case .name(let text) = current.kind, peek().kind == .symbol(.assign) {
      index += 2
      return NameSyntax(text: text, span: start)
    }
    if at(.leftBracket), case .string(let text) = peek().kind,
      peek(2).kind == .symbol(.rightBracket), peek(3).kind == .symbol(.assign)
    {
      let span = start.joined(peek(2).span)
      index += 4
      return NameSyntax(text: text, span: span)
    }
    return nil
  }

  /// `(a, b) =`, or nil with nothing read.
  private mutating func readNameList() -> [NameSyntax]? {
    let start = index
    advance()
    var names: [NameSyntax] = []
    while case .name(let text) = current.kind {
      names.append(NameSyntax(text: text, span: current.span))
      advance()
      guard take(.comma) else { break }
    }
    if !names.isEmpty, take(.rightParenthesis), take(.assign) { return names }
    index = start
    return nil
  }

  mutating func readNamedList() throws(Failure) -> [NamedExpressionSyntax] {
    try list { (parser) throws(Failure) in try parser.readNamedExpression() }
  }

  /// A list that may be absent: `project` alone drops every column.
  mutating func readOptionalNamed() throws(Failure) -> [NamedExpressionSyntax] {
    at(.pipe) || atEnd || at(.rightParenthesis) || at(.semicolon) ? [] : try readNamedList()
  }

  /// `kind=inner`, `hint.strategy=broadcast`, `isfuzzy=true`.
  mutating func readOptions() throws(Failure) -> [OptionSyntax] {
    var options: [OptionSyntax] = []
    while case .name(let text) = current.kind {
      var name = NameSyntax(text: text, span: current.span)
      var next = 1
      while peek(next).kind == .symbol(.dot), case .name(let part) = peek(next + 1).kind {
        name = NameSyntax(text: name.text + "." + part, span: name.span.joined(peek(next + 1).span))
        next += 2
      }
      guard peek(next).kind == .symbol(.assign),
        Self.options.contains(name.text.lowercased()) || name.text.hasPrefix("hint.")
      else { break }
      index += next + 1
      let span = current.span
      switch current.kind {
      case .name(let value), .string(let value):
        options.append(OptionSyntax(name: name, value: value, valueSpan: span))
      case .long(let value?):
        options.append(OptionSyntax(name: name, value: String(value), valueSpan: span))
      default: throw expected("a value", "for '\(name.text)'")
      }
      advance()
    }
    return options
  }

  /// The options of all operators; others than these are columns.
  private static let options: Set<String> = [
    "kind", "isfuzzy", "withsource", "with_source", "flags", "bagexpansion", "with_itemindex",
    "pair_delimiter", "kv_delimiter", "quote", "escape", "greedy", "regex", "$kind",
    "with_match_id", "output",
  ]
}
