// Tokens to the syntax tree. Called by the compiler. An operator that cannot be read is reported
// once and skipped up to the next `|` of its own pipeline, so that the rest is still checked.
// Bounded: nesting by `Limits.depth`, lists by `Limits.listElements`; chains of operators loop.

/// The parser: one pass, no backtracking but over a single token.
struct Parser {
  let bytes: [UInt8]
  let tokens: [Token]
  var index = 0
  var diagnostics: [RawDiagnostic]
  var depth = 0
  var operatorCount = 0
  /// Where reading went on after an error: what fails at the same place fails by that error.
  var recovery = -1
  /// The `let` that was being read when an error came.
  var failedLet: LetSyntax?
  /// Whether `column:"term"` may stand: in the conditions of where, search and find.
  var readsTerms = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    (tokens, diagnostics) = Lexer.tokens(of: bytes)
  }

  /// Thrown after a report: unwinds to the operator or statement that holds the error.
  struct Failure: Error {}

  static func parse(_ bytes: [UInt8]) -> (query: QuerySyntax, diagnostics: [RawDiagnostic]) {
    var parser = Parser(bytes)
    let query = parser.readQuery()
    return (query, parser.diagnostics)
  }

  // MARK: Tokens

  var current: Token { tokens[min(index, tokens.count - 1)] }

  func peek(_ offset: Int = 1) -> Token { tokens[min(index + offset, tokens.count - 1)] }

  /// The end of the last token read.
  var lastEnd: Int { index > 0 ? tokens[min(index, tokens.count) - 1].span.upperBound : 0 }

  /// From an offset to the end of the last token read, which may lie before it where none was.
  func span(from start: Int) -> Span { start..<max(start, lastEnd) }

  mutating func advance() { index = min(index + 1, tokens.count - 1) }

  func at(_ symbol: Symbol) -> Bool { current.kind == .symbol(symbol) }

  func atName(_ text: String) -> Bool { current.kind == .name(text) }

  var atEnd: Bool { current.kind == .end }

  mutating func take(_ symbol: Symbol) -> Bool {
    guard at(symbol) else { return false }
    advance()
    return true
  }

  mutating func takeName(_ text: String) -> Bool {
    guard atName(text) else { return false }
    advance()
    return true
  }

  mutating func expect(_ symbol: Symbol, _ context: String) throws(Failure) {
    guard take(symbol) else {
      let found = Self.describe(current.kind)
      throw fail(
        .expected, "expected '\(symbol.rawValue)' \(context), found \(found)", current.span,
        help: openBracket(for: symbol))
    }
  }

  mutating func expectName(_ text: String, _ context: String) throws(Failure) {
    guard takeName(text) else { throw expected("'\(text)'", context) }
  }

  /// Reports that something else was expected here.
  mutating func expected(
    _ what: String, _ context: String, _ code: DiagnosticCode = .expected
  ) -> Failure {
    fail(code, "expected \(what) \(context), found \(Self.describe(current.kind))", current.span)
  }

  mutating func fail(
    _ code: DiagnosticCode, _ message: String, _ span: Span, help: String? = nil
  ) -> Failure {
    if index != recovery || code == .tooLarge {
      diagnostics.append(RawDiagnostic(code, message, span, help: help))
    }
    return Failure()
  }

  static func describe(_ kind: TokenKind) -> String {
    switch kind {
    case .name(let text): "'\(text)'"
    case .string: "a string"
    case .long, .real: "a number"
    case .timespan: "a timespan"
    case .typed(let type, _): "a \(type.rawValue) literal"
    case .symbol(let symbol): "'\(symbol.rawValue)'"
    case .end: "the end of the query"
    }
  }

  /// Runs one nested production, bounded.
  mutating func nested<T>(
    _ body: (inout Parser) throws(Failure) -> T
  ) throws(Failure) -> T {
    guard depth < Limits.depth else {
      throw fail(
        .tooLarge, "nested more than \(Limits.depth) deep", current.span,
        help: "name a part with 'let' or 'extend'")
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  /// Reads `element, element …`, bounded.
  mutating func list<T>(
    limit: Int = Limits.listElements, _ element: (inout Parser) throws(Failure) -> T
  ) throws(Failure) -> [T] {
    var elements = [try element(&self)]
    while take(.comma) {
      guard elements.count < limit else {
        throw fail(.tooLarge, "more than \(limit) elements in a list", current.span)
      }
      elements.append(try element(&self))
    }
    return elements
  }

  // MARK: Names

  /// `x`, `['x']`, `["x"]`.
  mutating func readName(_ context: String) throws(Failure) -> NameSyntax {
    let start = current.span
    if case .name(let text) = current.kind {
      advance()
      return NameSyntax(text: text, span: start)
    }
    if at(.leftBracket), case .string(let text) = peek().kind,
      peek(2).kind == .symbol(.rightBracket)
    {
      index += 3
      return NameSyntax(text: text, span: span(from: start.lowerBound))
    }
    throw expected("a name", context, .syntax)
  }

  /// A type's name, as in `x:long` or `typeof(long)`.
  mutating func readType(_ context: String) throws(Failure) -> KustoType {
    guard case .name(let text) = current.kind else { throw expected("a type", context) }
    guard let type = KustoType(declared: text) else {
      throw fail(
        .unknownType, "'\(text)' is no scalar type", current.span,
        help: Suggestion.help(for: text, among: KustoType.allCases.map(\.rawValue)))
    }
    advance()
    return type
  }

  mutating func readDeclaration() throws(Failure) -> DeclarationSyntax {
    let name = try readName("for a column")
    try expect(.colon, "after the column's name")
    return DeclarationSyntax(name: name, type: try readType("after ':'"))
  }
}
