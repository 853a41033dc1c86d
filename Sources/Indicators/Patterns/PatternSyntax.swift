// The syntax tree of a STIX pattern: observation expressions, comparisons, literals.
// Made by `PatternParser`, walked by the semantic checks and by `PatternRows`.
// It must not nest deeper than the parser's limit: chains of AND and OR are flat lists.

/// An expression over observations (STIX 2.1 section 9.5).
public indirect enum ObservationExpression: Hashable, Sendable {
  /// `[ … ]`.
  case observation(ComparisonExpression)
  /// Two or more joined by AND.
  case and([ObservationExpression])
  /// Two or more joined by OR.
  case or([ObservationExpression])
  /// Two or more joined by FOLLOWEDBY, in their order.
  case followedBy([ObservationExpression])
  /// An expression in parentheses.
  case group(ObservationExpression)
  /// An expression with its qualifiers, in the order written.
  case qualified(ObservationExpression, [PatternQualifier])
}

/// A qualifier of an observation expression (STIX 2.1 section 9.5.2).
public struct PatternQualifier: Hashable, Sendable {
  /// What the qualifier asks.
  public enum Kind: Hashable, Sendable {
    /// `WITHIN n SECONDS`.
    case within(seconds: Double)
    /// `REPEATS n TIMES`; a count that no integer holds is nil.
    case repeats(times: Int64?)
    /// `START t'…' STOP t'…'`, as written between the quotes.
    case startStop(start: String, stop: String)
  }

  /// What the qualifier asks.
  public let kind: Kind
  /// Where it stands.
  public let span: PatternSpan

  /// The word it begins with.
  public var keyword: String {
    switch kind {
    case .within: "WITHIN"
    case .repeats: "REPEATS"
    case .startStop: "START"
    }
  }
}

/// An expression over the properties of one observation (STIX 2.1 section 9.6).
public indirect enum ComparisonExpression: Hashable, Sendable {
  /// One comparison.
  case test(PropertyTest)
  /// Two or more joined by AND.
  case and([ComparisonExpression])
  /// Two or more joined by OR.
  case or([ComparisonExpression])
}

/// One comparison of a property.
public struct PropertyTest: Hashable, Sendable {
  /// The operators (STIX 2.1 section 9.6.1).
  public enum Operator: String, Sendable {
    /// `=` or `==`.
    case equal = "="
    /// `!=` or `<>`.
    case notEqual = "!="
    /// `<`.
    case less = "<"
    /// `<=`.
    case lessOrEqual = "<="
    /// `>`.
    case greater = ">"
    /// `>=`.
    case greaterOrEqual = ">="
    /// `IN (…)`.
    case inSet = "IN"
    /// `LIKE`, with `%` and `_`.
    case like = "LIKE"
    /// `MATCHES`, a regular expression.
    case matches = "MATCHES"
    /// `ISSUBSET`.
    case isSubset = "ISSUBSET"
    /// `ISSUPERSET`.
    case isSuperset = "ISSUPERSET"
    /// `EXISTS`, without a right-hand side.
    case exists = "EXISTS"
  }

  /// The left-hand side.
  public let path: ObjectPath
  /// Whether NOT stands before the operator.
  public let isNegated: Bool
  /// The operator.
  public let comparison: Operator
  /// The right-hand side: one literal; any number for IN; none for EXISTS.
  public let operands: [PatternLiteral]
  /// Where the comparison stands.
  public let span: PatternSpan
}

/// A literal of a pattern.
public struct PatternLiteral: Hashable, Sendable {
  /// The types of literals (STIX 2.1 section 9.4.1).
  public enum Value: Hashable, Sendable {
    /// `'…'`, without quotes and escapes.
    case string(String)
    /// An integer of 64 bits.
    case integer(Int64)
    /// An integer that 64 bits do not hold, as written.
    case longInteger(String)
    /// A number with a fraction.
    case float(Double)
    /// `true` or `false`.
    case boolean(Bool)
    /// `t'…'`, as written between the quotes; it may name a day that no calendar has.
    case timestamp(String)
    /// `h'…'`, as written between the quotes.
    case hex(String)
    /// `b'…'`, as written between the quotes.
    case binary(String)
  }

  /// The value.
  public let value: Value
  /// Where the literal stands.
  public let span: PatternSpan

  /// The value as plain text, without quotes.
  public var text: String {
    switch value {
    case .string(let text), .longInteger(let text), .timestamp(let text), .hex(let text),
      .binary(let text):
      text
    case .integer(let number): String(number)
    case .float(let number): String(number)
    case .boolean(let isTrue): isTrue ? "true" : "false"
    }
  }
}
