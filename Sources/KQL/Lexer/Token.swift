// The words of KQL, as the lexer gives them to the parser.

/// A place in the source: UTF-8 offsets.
typealias Span = Range<Int>

extension Range<Int> {
  /// The smallest span that holds both.
  func joined(_ other: Span) -> Span {
    Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
  }
}

/// One word with its place.
struct Token: Equatable, Sendable {
  var kind: TokenKind
  var span: Span
}

/// What a word is.
enum TokenKind: Equatable, Sendable {
  /// A name or keyword; KQL has no reserved spelling at this stage. `in~`, `!has` are names here.
  case name(String)
  /// A string literal, unescaped.
  case string(String)
  /// A whole number, decimal or hexadecimal; nil where it does not fit 64 bits.
  case long(Int64?)
  /// A number with a fraction or an exponent.
  case real(Double)
  /// A timespan literal such as `1.5h`, in ticks; nil where it does not fit.
  case timespan(Int64?)
  /// `type(raw text)`: `datetime(2020-01-01)`, `guid(…)`, `dynamic({…})`.
  case typed(KustoType, String)
  /// Punctuation and operators made of signs.
  case symbol(Symbol)
  /// The end of the text.
  case end
}

/// Punctuation and operators made of signs.
enum Symbol: String, Sendable, CaseIterable {
  case pipe = "|"
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBracket = "["
  case rightBracket = "]"
  case leftBrace = "{"
  case rightBrace = "}"
  case comma = ","
  case semicolon = ";"
  case colon = ":"
  case dot = "."
  case range = ".."
  case assign = "="
  case equal = "=="
  case notEqual = "!="
  case lessGreater = "<>"
  case equalFolded = "=~"
  case notEqualFolded = "!~"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case plus = "+"
  case minus = "-"
  case star = "*"
  case slash = "/"
  case percent = "%"
  case arrow = "=>"
  case question = "?"
  case at = "@"
}
