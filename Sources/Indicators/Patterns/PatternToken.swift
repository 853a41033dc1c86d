// The tokens of the STIX patterning language.
// Made by `PatternLexer`, read by `PatternParser`. It must not hold text: a token is a span.

/// A token: its kind and where it stands.
struct PatternToken {
  /// What a token is.
  enum Kind: Equatable {
    case identifier
    case identifierWithHyphen
    case keyword(Keyword)
    case string
    case integer
    case float
    case hex
    case binary
    case timestamp
    case boolean
    case equal
    case notEqual
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
    case colon
    case dot
    case comma
    case leftParenthesis
    case rightParenthesis
    case leftBracket
    case rightBracket
    case asterisk
    case end
  }

  /// The reserved words (STIX 2.1 section 9.4); upper case only. `LAST` is reserved without a use.
  enum Keyword: String, CaseIterable {
    case and = "AND"
    case or = "OR"
    case not = "NOT"
    case followedBy = "FOLLOWEDBY"
    case like = "LIKE"
    case matches = "MATCHES"
    case isSuperset = "ISSUPERSET"
    case isSubset = "ISSUBSET"
    case exists = "EXISTS"
    case last = "LAST"
    case `in` = "IN"
    case start = "START"
    case stop = "STOP"
    case seconds = "SECONDS"
    case within = "WITHIN"
    case repeats = "REPEATS"
    case times = "TIMES"
  }

  let kind: Kind
  let span: PatternSpan

  /// Whether a number token has a minus sign; the grammar forbids it in qualifiers and indices.
  var isNegative = false
}
