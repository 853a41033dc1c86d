// What analysts write by habit and KQL does not read: each gets a message that names the remedy. Called
// where the parser stops; it only reads, so that a right query is never touched by it.

extension Parser {
  /// What is wrong where an operator should have ended.
  mutating func unexpected(after keyword: NameSyntax) -> Failure {
    let found = Self.describe(current.kind)
    switch current.kind {
    case .symbol(.assign) where keyword.text == "where" || keyword.text == "filter":
      return fail(
        .wrongType, "a condition is expected, and '=' gives a value a name", current.span,
        help: "a comparison is written '==', or '=~' where letter case does not matter")
    case .symbol(.assign):
      return fail(
        .expected, "'=' has no place here", current.span,
        help: "a comparison is written '=='; a name stands right before '=': extend x = …")
    case .symbol(.arrow):
      return fail(.expected, "'=>' has no place here", current.span, help: "write '>='")
    case .name(let word):
      if let failure = unexpectedWord(word, keyword) { return failure }
    case .long, .real, .string, .timespan, .typed:
      return fail(
        .expected, "expected '|' or the end after '\(keyword.text)', found \(found)", current.span,
        help: "an operator or a comma is missing before it")
    case .symbol(.rightBracket):
      return fail(.expected, "']' closes nothing that was opened", current.span, help: "remove it")
    default: break
    }
    return expected("'|' or the end", "after '\(keyword.text)'")
  }

  private mutating func unexpectedWord(_ word: String, _ keyword: NameSyntax) -> Failure? {
    let lower = word.lowercased()
    let previous = index > 0 ? tokens[index - 1].kind : .end
    func message(_ text: String, _ help: String) -> RawDiagnostic {
      RawDiagnostic(.expected, text, current.span, help: help)
    }
    var found: RawDiagnostic?
    if word != lower, Self.words.contains(lower) || Self.supported.contains(lower) {
      found = message(
        "'\(word)' is read as a name: KQL's words are in lower case", "write '\(lower)'")
    } else if lower == "like" || lower == "ilike" || lower == "rlike" {
      found = message(
        "'\(word)' is no operator of KQL",
        "write contains \"x\" for %x%, startswith \"x\" for x%, endswith \"x\" for %x")
    } else if lower == "is" {
      let isText = "isempty(x) or isnotempty(x) for text, isnull(x) or isnotnull(x) for the rest"
      found = message("'\(word)' is no operator of KQL", "write \(isText)")
    } else if lower == "matches" {
      found = message("'matches' is written with 'regex'", "write: x matches regex \"…\"")
    } else if previous == .name("not") {
      found = message("'not' is a function", "write not(…) around the condition")
    } else if lower == "group" || lower == "having" || lower == "offset" || lower == "from" {
      let help = ForeignNames.help(operator: lower) ?? ""
      found = message("'\(word)' is no word of KQL", help)
    } else if Self.supported.contains(lower) || (lower == "mv" || lower == "project") {
      found = message("'|' is missing before '\(word)'", "write | \(word)")
    } else if lower == "ascending" || lower == "descending" {
      let short = lower == "ascending" ? "asc" : "desc"
      found = message("'\(word)' is no order", "write '\(short)'")
    } else if let near = Suggestion.nearest(to: word, among: Self.textOperators) {
      found = message("'\(word)' is no operator of KQL", "did you mean '\(near)'?")
    }
    guard let found else { return nil }
    return fail(found.code, found.message, found.span, help: found.help)
  }

  /// The operators between operands that are words.
  static let textOperators: [String] = [
    "has", "!has", "has_cs", "!has_cs", "hasprefix", "!hasprefix", "hasprefix_cs",
    "!hasprefix_cs", "hassuffix", "!hassuffix", "hassuffix_cs", "!hassuffix_cs", "contains",
    "!contains", "contains_cs", "!contains_cs", "startswith", "!startswith", "startswith_cs",
    "!startswith_cs", "endswith", "!endswith", "endswith_cs", "!endswith_cs", "has_any",
    "has_all", "between", "!between", "in~", "!in", "!in~", "and", "or",
  ]

  /// Words of expressions, for those who write them in upper case.
  private static let words: Set<String> = Set(textOperators).union([
    "in", "not", "by", "asc", "desc", "on", "matches", "with", "to", "step", "from",
  ])

  /// What is wrong where an operator should stand.
  mutating func missingOperator() -> Failure {
    switch current.kind {
    case .end, .symbol(.semicolon), .symbol(.rightParenthesis):
      return fail(
        .operatorExpected, "the query ends in '|'", tokens[max(0, index - 1)].span,
        help: "remove it, or write an operator after it")
    case .symbol(.pipe):
      return fail(
        .operatorExpected, "an operator is missing between '|' and '|'", current.span,
        help: "remove one; the logical or is written 'or'")
    default:
      return expected("an operator", "after '|'", .operatorExpected)
    }
  }

  /// What is wrong where a statement should have ended.
  mutating func unexpectedInStatement(isLet: Bool) -> Failure {
    if isLet {
      let end = lastEnd
      return fail(
        .expected, "';' is missing after the 'let'", max(0, end - 1)..<end,
        help: "a 'let' ends in ';'; 'let' statements come first, then one query")
    }
    if case .name(let word) = current.kind {
      let source = NameSyntax(text: "the table", span: current.span)
      if let failure = unexpectedWord(word, source) { return failure }
    }
    if at(.assign) {
      return fail(
        .expected, "'=' has no place here", current.span,
        help: "a value is named with 'let x = …;', a comparison is written '=='")
    }
    if at(.rightParenthesis) || at(.rightBracket) || at(.rightBrace) {
      let sign = Self.describe(current.kind)
      return fail(
        .expected, "\(sign) closes nothing that was opened", current.span, help: "remove it")
    }
    return expected("';' or '|'", "here")
  }

  /// A text that starts as SQL does; nil for one that does not.
  mutating func statementOfSQL() -> Failure? {
    guard case .name(let word) = current.kind else { return nil }
    switch (word.lowercased(), peek().kind) {
    case ("select", .name), ("select", .symbol(.star)), ("select", .long), ("select", .string):
      return fail(
        .expected, "'\(word)' is SQL, and this is KQL", current.span,
        help: "write: Table | where condition | project columns")
    case ("from", .name):
      return fail(
        .expected, "'\(word)' is no word of KQL", current.span,
        help: "start with the table's name: Table | where …")
    case ("with", .name):
      return fail(
        .expected, "'\(word)' is SQL, and this is KQL", current.span,
        help: "name a table with: let name = Table | …;")
    default: return nil
    }
  }

  /// Where the bracket stands that the end of the text, or a wrong bracket, leaves open.
  func openBracket(for closing: Symbol) -> String? {
    let pairs: [Symbol: Symbol] = [
      .rightParenthesis: .leftParenthesis, .rightBracket: .leftBracket, .rightBrace: .leftBrace,
    ]
    guard let opening = pairs[closing] else { return nil }
    var level = 0
    for token in tokens[..<min(index, tokens.count)].reversed() {
      if token.kind == .symbol(closing) { level += 1 }
      if token.kind == .symbol(opening) {
        if level == 0 {
          let place = SourceMap(bytes).place(token.span)
          return "the '\(opening.rawValue)' of line \(place.line), column \(place.column) is open"
        }
        level -= 1
      }
    }
    return nil
  }
}
