// The tree of scalar expressions, as written. Every node has its place. Made by the parser, read by
// the binder; nothing here knows types or columns.

/// A name with its place.
struct NameSyntax: Equatable, Sendable {
  var text: String
  var span: Span
}

/// A scalar expression with its place.
struct ExpressionSyntax: Sendable {
  indirect enum Kind: Sendable {
    /// `x`, `['x']`, `$left`.
    case name(String)
    case literal(LiteralSyntax)
    /// `f(a, name = b)`.
    case call(NameSyntax, [ArgumentSyntax])
    case binary(BinaryOperator, ExpressionSyntax, ExpressionSyntax)
    case negate(ExpressionSyntax)
    /// `a.b`
    case member(ExpressionSyntax, NameSyntax)
    /// `a[i]`
    case element(ExpressionSyntax, ExpressionSyntax)
    /// `a in (b, c)`, `a has_any (…)`.
    case list(ListOperator, ExpressionSyntax, [ExpressionSyntax])
    /// `a between (b .. c)`.
    case between(ExpressionSyntax, ExpressionSyntax, ExpressionSyntax, isNegated: Bool)
    case star
    case typeOf([NameSyntax])
    /// A tabular expression where a scalar may stand: `toscalar(T | …)`, `in ((T | …))`.
    case pipeline(PipelineSyntax)
    /// What could not be read; reported already.
    case invalid
  }

  var kind: Kind
  var span: Span

  /// Whether it is `*` alone.
  var isStar: Bool {
    if case .star = kind { return true }
    return false
  }

  /// The name, where the expression is nothing but one.
  var name: NameSyntax? {
    guard case .name(let text) = kind else { return nil }
    return NameSyntax(text: text, span: span)
  }
}

/// A constant.
enum LiteralSyntax: Sendable {
  case long(Int64)
  case real(Double)
  case string(String)
  case bool(Bool)
  case timespan(Int64)
  /// `datetime(…)` and the other typed literals, raw.
  case typed(KustoType, String)
}

/// One argument of a call.
struct ArgumentSyntax: Sendable {
  var name: NameSyntax?
  var value: ExpressionSyntax
}

/// Operators between two operands.
enum BinaryOperator: String, Sendable {
  case or
  case and
  case equal = "=="
  case notEqual = "!="
  case equalFolded = "=~"
  case notEqualFolded = "!~"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case modulo = "%"
  case has
  case notHas = "!has"
  case hasCS = "has_cs"
  case notHasCS = "!has_cs"
  case hasPrefix = "hasprefix"
  case notHasPrefix = "!hasprefix"
  case hasPrefixCS = "hasprefix_cs"
  case notHasPrefixCS = "!hasprefix_cs"
  case hasSuffix = "hassuffix"
  case notHasSuffix = "!hassuffix"
  case hasSuffixCS = "hassuffix_cs"
  case notHasSuffixCS = "!hassuffix_cs"
  case contains
  case notContains = "!contains"
  case containsCS = "contains_cs"
  case notContainsCS = "!contains_cs"
  case startsWith = "startswith"
  case notStartsWith = "!startswith"
  case startsWithCS = "startswith_cs"
  case notStartsWithCS = "!startswith_cs"
  case endsWith = "endswith"
  case notEndsWith = "!endswith"
  case endsWithCS = "endswith_cs"
  case notEndsWithCS = "!endswith_cs"
  case matchesRegex = "matches regex"
  /// `column:"term"` of search and find.
  case columnHas = ":"
}

/// Operators with a list in parentheses.
enum ListOperator: String, Sendable {
  case `in`
  case notIn = "!in"
  case inFolded = "in~"
  case notInFolded = "!in~"
  case hasAny = "has_any"
  case hasAll = "has_all"
}
