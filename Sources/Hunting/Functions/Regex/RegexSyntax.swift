// A regular expression as a tree: RE2's syntax (github.com/google/re2/wiki/Syntax), without
// lookaround and backreferences, so that matching is linear in the text. Hostile patterns are bounded:
// length, nesting, and the size of what repetition unrolls to.

/// A tree of a regular expression.
indirect enum RegexNode {
  case empty
  case set(ScalarSet)
  case assertion(RegexAssertion)
  case sequence([RegexNode])
  case alternatives([RegexNode])
  case group(RegexNode, Int?)
  case repeated(RegexNode, least: Int, most: Int?, isGreedy: Bool)
}

/// A condition on a place of the text.
enum RegexAssertion {
  case textStart
  case textEnd
  case lineStart
  case lineEnd
  case wordBoundary
  case notWordBoundary
}

/// Why a pattern is none.
struct RegexError: Error {
  var message: String
}
