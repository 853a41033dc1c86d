// Tokens to the syntax tree: observation expressions and their qualifiers.
// Called by `Pattern`. Precedence, loosest first: FOLLOWEDBY, OR, AND, qualifiers.
// It must not recurse but on parentheses, whose depth is bounded.

struct PatternParser {
  private var lexer: PatternLexer
  private(set) var current: PatternToken
  private var depth = 0
  private let version: PatternVersion

  init(_ bytes: [UInt8], version: PatternVersion) throws(PatternError) {
    lexer = PatternLexer(bytes, version: version)
    self.version = version
    current = try lexer.next()
  }

  /// The whole pattern.
  mutating func pattern() throws(PatternError) -> ObservationExpression {
    let expression = try followedBy()
    guard current.kind == .end else {
      throw unexpected("AND, OR, FOLLOWEDBY, a qualifier or the end")
    }
    return expression
  }

  private mutating func followedBy() throws(PatternError) -> ObservationExpression {
    var members = [try observationOr()]
    while try take(.keyword(.followedBy)) { members.append(try observationOr()) }
    return members.count == 1 ? members[0] : .followedBy(members)
  }

  private mutating func observationOr() throws(PatternError) -> ObservationExpression {
    var members = [try observationAnd()]
    while try take(.keyword(.or)) { members.append(try observationAnd()) }
    return members.count == 1 ? members[0] : .or(members)
  }

  private mutating func observationAnd() throws(PatternError) -> ObservationExpression {
    var members = [try observation()]
    while try take(.keyword(.and)) { members.append(try observation()) }
    return members.count == 1 ? members[0] : .and(members)
  }

  /// `[ … ]` or `( … )`, with any number of qualifiers.
  private mutating func observation() throws(PatternError) -> ObservationExpression {
    let expression: ObservationExpression
    if try take(.leftBracket) {
      let comparison = try comparisonOr()
      try expect(.rightBracket, "AND, OR or ']'")
      expression = .observation(comparison)
    } else if current.kind == .leftParenthesis {
      try open()
      expression = .group(try followedBy())
      try close("AND, OR, FOLLOWEDBY, a qualifier or ')'")
    } else {
      throw unexpected("'[' or '('")
    }
    var qualifiers: [PatternQualifier] = []
    while let qualifier = try qualifier() { qualifiers.append(qualifier) }
    return qualifiers.isEmpty ? expression : .qualified(expression, qualifiers)
  }

  private mutating func qualifier() throws(PatternError) -> PatternQualifier? {
    let start = current.span
    let kind: PatternQualifier.Kind
    let end: PatternSpan
    switch current.kind {
    case .keyword(.within):
      try advance()
      let number = try positiveNumber(orFloat: true, "a positive number of seconds")
      kind = .within(seconds: Double(text(of: number)) ?? .infinity)
      end = current.span
      try expect(.keyword(.seconds), "SECONDS")
    case .keyword(.repeats):
      try advance()
      let number = try positiveNumber(orFloat: false, "a positive whole number of times")
      kind = .repeats(times: Int64(text(of: number)))
      end = current.span
      try expect(.keyword(.times), "TIMES")
    case .keyword(.start):
      try advance()
      let first = try instant()
      try expect(.keyword(.stop), "STOP")
      end = current.span
      kind = .startStop(start: first, stop: try instant())
    default:
      return nil
    }
    return PatternQualifier(kind: kind, span: start.through(end))
  }

  private mutating func positiveNumber(
    orFloat: Bool, _ expected: String
  ) throws(PatternError) -> PatternToken {
    let token = current
    guard token.kind == .integer || (orFloat && token.kind == .float), !token.isNegative else {
      throw unexpected(expected)
    }
    try advance()
    return token
  }

  /// The content of a timestamp literal, or in STIX 2.0 of a plain string.
  private mutating func instant() throws(PatternError) -> String {
    let token = current
    let isAccepted = token.kind == .timestamp || (version == .v20 && token.kind == .string)
    guard isAccepted else { throw unexpected("a timestamp t'…'") }
    try advance()
    return token.kind == .string
      ? unescaped(token) : text(from: token.span.start + 2, to: token.span.end - 1)
  }
}

extension PatternParser {
  /// Steps over the current token, or fails where the next bytes are no token.
  mutating func advance() throws(PatternError) { current = try lexer.next() }

  /// Steps over a token of a kind, or stays.
  mutating func take(_ kind: PatternToken.Kind) throws(PatternError) -> Bool {
    guard current.kind == kind else { return false }
    try advance()
    return true
  }

  /// Steps over a token of a kind, or fails.
  mutating func expect(_ kind: PatternToken.Kind, _ expected: String) throws(PatternError) {
    guard try take(kind) else { throw unexpected(expected) }
  }

  /// Steps over `(`, and counts it.
  mutating func open() throws(PatternError) {
    depth += 1
    guard depth <= Pattern.maximumDepth else {
      throw PatternError(
        "more than \(Pattern.maximumDepth) open parentheses", at: current.span, in: lexer.bytes)
    }
    try expect(.leftParenthesis, "'('")
  }

  /// Steps over `)`, and counts it.
  mutating func close(_ expected: String) throws(PatternError) {
    depth -= 1
    try expect(.rightParenthesis, expected)
  }

  /// The error that the current token is not what the grammar asks for.
  func unexpected(_ expected: String) -> PatternError {
    let found =
      switch current.kind {
      case .end: "the end of the pattern"
      case .string: "the string \(quotedForMessage(unescaped(current)))"
      default: quotedForMessage(text(of: current))
      }
    return PatternError(
      "found \(found), expected \(expected)", at: current.span, in: lexer.bytes)
  }

  /// The text of a token.
  func text(of token: PatternToken) -> String { text(from: token.span.start, to: token.span.end) }

  func text(from start: Int, to end: Int) -> String {
    String(decoding: lexer.bytes[start..<end], as: UTF8.self)
  }

  /// The content of a string token, without quotes and with its two escapes undone.
  func unescaped(_ token: PatternToken) -> String {
    var output: [UInt8] = []
    var isEscaped = false
    for byte in lexer.bytes[(token.span.start + 1)..<(token.span.end - 1)] {
      if byte == ASCII.backslash, !isEscaped {
        isEscaped = true
      } else {
        output.append(byte)
        isEscaped = false
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
