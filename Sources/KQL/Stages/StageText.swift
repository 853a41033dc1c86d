// A part of a query's text as one line: its tokens, so that comments and line ends are gone.

struct StageText {
  /// Characters past which a line is cut.
  static let width = 88

  let bytes: [UInt8]
  let tokens: [Token]

  /// The text of a span, cut.
  ///
  /// - Parameter hidden: spans in it of which only the parentheses are shown.
  func line(_ span: Span, hiding hidden: [Span]) -> String {
    var result = ""
    var end = span.lowerBound
    var rest = hidden[...]
    for token in self.tokens(in: span) where token.span.lowerBound >= end {
      if token.span.lowerBound > end, !result.isEmpty { result += " " }
      if let inner = rest.first, token.span.lowerBound >= inner.lowerBound {
        result += result.hasSuffix("(") ? "…" : "(…)"
        end = inner.upperBound
        rest = rest.dropFirst()
      } else {
        result += String(decoding: bytes[token.span], as: UTF8.self)
        end = token.span.upperBound
      }
      if result.unicodeScalars.count > Self.width {
        return String(String.UnicodeScalarView(result.unicodeScalars.prefix(Self.width - 1))) + "…"
      }
    }
    return result
  }

  /// The brackets of a `datatable`, whose cells nobody wants to see in a line.
  func parenthesised(in span: Span) -> [Span] {
    guard let open = tokens(in: span).first(where: { $0.kind == .symbol(.leftBracket) }),
      open.span.lowerBound > span.lowerBound
    else { return [] }
    return [open.span.lowerBound..<span.upperBound]
  }

  private func tokens(in span: Span) -> ArraySlice<Token> {
    // The tokens lie in the order of the text.
    var low = 0
    var high = tokens.count
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].span.lowerBound < span.lowerBound {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return tokens[low...].prefix { $0.span.upperBound <= span.upperBound && $0.kind != .end }
  }
}
