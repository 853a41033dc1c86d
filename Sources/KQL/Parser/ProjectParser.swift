// The columns and patterns of the project-… operators.

extension Parser {
  mutating func readPatterns() throws(Failure) -> [PatternSyntax] {
    try list { (parser) throws(Failure) in try parser.readPattern() }
  }

  /// `name`, `t*`, `*`, `['odd name']`, with an order behind it.
  private mutating func readPattern() throws(Failure) -> PatternSyntax {
    var pattern = PatternSyntax(text: "", span: current.span)
    if at(.leftBracket) {
      pattern.text = try readName("for a column").text
    } else {
      while true {
        if case .name(let text) = current.kind {
          pattern.text += text
        } else if at(.star) {
          pattern.text += "*"
        } else if case .long(let number?) = current.kind, !pattern.text.isEmpty {
          pattern.text += String(number)
        } else {
          break
        }
        let end = current.span.upperBound
        advance()
        guard current.span.lowerBound == end else { break }
      }
    }
    guard !pattern.text.isEmpty else { throw expected("a column name or pattern", "here") }
    pattern.span = span(from: pattern.span.lowerBound)
    if case .name(let order) = current.kind {
      advance()
      pattern.order = order
      if take(.minus), case .name(let rest) = current.kind {
        pattern.order = order + "-" + rest
        advance()
      }
    }
    return pattern
  }
}
