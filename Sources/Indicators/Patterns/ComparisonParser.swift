// Tokens to the syntax tree: what stands inside the brackets of an observation.
// Called by `PatternParser`. Precedence, loosest first: OR, AND, one comparison.

extension PatternParser {
  mutating func comparisonOr() throws(PatternError) -> ComparisonExpression {
    var members = [try comparisonAnd()]
    while try take(.keyword(.or)) { members.append(try comparisonAnd()) }
    return members.count == 1 ? members[0] : .or(members)
  }

  private mutating func comparisonAnd() throws(PatternError) -> ComparisonExpression {
    var members = [try comparison()]
    while try take(.keyword(.and)) { members.append(try comparison()) }
    return members.count == 1 ? members[0] : .and(members)
  }

  /// `( … )`, `[NOT] EXISTS path`, or `path [NOT] operator literal`.
  private mutating func comparison() throws(PatternError) -> ComparisonExpression {
    let start = current.span
    switch current.kind {
    case .leftParenthesis:
      try open()
      let inner = try comparisonOr()
      try close("AND, OR or ')'")
      return inner
    case .keyword(.not):
      try advance()
      guard current.kind == .keyword(.exists) else { throw unexpected("EXISTS") }
      return try existence(from: start, isNegated: true)
    case .keyword(.exists):
      return try existence(from: start, isNegated: false)
    default:
      return .test(try propertyTest())
    }
  }

  private mutating func existence(
    from start: PatternSpan, isNegated: Bool
  ) throws(PatternError) -> ComparisonExpression {
    try advance()
    let path = try objectPath()
    return .test(
      PropertyTest(
        path: path, isNegated: isNegated, comparison: .exists, operands: [],
        span: start.through(path.span)))
  }

  private mutating func propertyTest() throws(PatternError) -> PropertyTest {
    let path = try objectPath()
    let isNegated = try take(.keyword(.not))
    let comparison = try comparisonOperator()
    let operands: [PatternLiteral]
    let end: PatternSpan
    switch comparison {
    case .inSet:
      (operands, end) = try setLiteral()
    case .like, .matches, .isSubset, .isSuperset:
      guard current.kind == .string else { throw unexpected("a string") }
      operands = [try literal()]
      end = operands[0].span
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      guard current.kind != .boolean else { throw unexpected("a literal that has an order") }
      operands = [try literal()]
      end = operands[0].span
    case .equal, .notEqual, .exists:
      operands = [try literal()]
      end = operands[0].span
    }
    return PropertyTest(
      path: path, isNegated: isNegated, comparison: comparison, operands: operands,
      span: path.span.through(end))
  }

  private mutating func comparisonOperator() throws(PatternError) -> PropertyTest.Operator {
    let found: PropertyTest.Operator
    switch current.kind {
    case .equal: found = .equal
    case .notEqual: found = .notEqual
    case .less: found = .less
    case .lessOrEqual: found = .lessOrEqual
    case .greater: found = .greater
    case .greaterOrEqual: found = .greaterOrEqual
    case .keyword(.in): found = .inSet
    case .keyword(.like): found = .like
    case .keyword(.matches): found = .matches
    case .keyword(.isSubset): found = .isSubset
    case .keyword(.isSuperset): found = .isSuperset
    default:
      throw unexpected("a comparison operator")
    }
    try advance()
    return found
  }

  /// `( )` or `( literal , … )`; the end is that of the closing parenthesis.
  private mutating func setLiteral() throws(PatternError) -> ([PatternLiteral], PatternSpan) {
    try expect(.leftParenthesis, "'('")
    var members: [PatternLiteral] = []
    if current.kind != .rightParenthesis {
      members.append(try literal())
      while try take(.comma) { members.append(try literal()) }
    }
    let end = current.span
    try expect(.rightParenthesis, "',' or ')'")
    return (members, end)
  }

  private mutating func literal() throws(PatternError) -> PatternLiteral {
    let token = current
    let value: PatternLiteral.Value
    let inner = { [self] in text(from: token.span.start + 2, to: token.span.end - 1) }
    switch token.kind {
    case .string: value = .string(unescaped(token))
    case .integer:
      let written = text(of: token)
      value = Int64(written).map(PatternLiteral.Value.integer) ?? .longInteger(written)
    case .float: value = .float(Double(text(of: token)) ?? .infinity)
    case .boolean: value = .boolean(text(of: token) == "true")
    case .timestamp: value = .timestamp(inner())
    case .hex: value = .hex(inner())
    case .binary: value = .binary(inner())
    default: throw unexpected("a literal")
    }
    try advance()
    return PatternLiteral(value: value, span: token.span)
  }
}

extension PatternParser {
  /// `type:key` and its steps.
  private mutating func objectPath() throws(PatternError) -> ObjectPath {
    let start = current.span
    guard current.kind == .identifier || current.kind == .identifierWithHyphen else {
      throw unexpected("an object type, as in ipv4-addr:value")
    }
    let objectType = text(of: current)
    try advance()
    try expect(.colon, "':'")
    var end = current.span
    var steps = [try key()]
    while true {
      if try take(.dot) {
        end = current.span
        steps.append(try key())
      } else if try take(.leftBracket) {
        steps.append(try listIndex())
        end = current.span
        try expect(.rightBracket, "']'")
      } else {
        break
      }
    }
    return ObjectPath(objectType: objectType, steps: steps, span: start.through(end))
  }

  private mutating func key() throws(PatternError) -> ObjectPath.Step {
    let token = current
    switch token.kind {
    case .identifier:
      try advance()
      return .key(text(of: token))
    case .string:
      try advance()
      return .key(unescaped(token))
    case .identifierWithHyphen:
      throw unexpected("a property name; one with '-' stands in quotes")
    default:
      throw unexpected("a property name")
    }
  }

  private mutating func listIndex() throws(PatternError) -> ObjectPath.Step {
    let token = current
    if try take(.asterisk) { return .anyIndex }
    guard token.kind == .integer, !token.isNegative, let index = Int64(text(of: token)) else {
      throw unexpected("a list index or '*'")
    }
    try advance()
    return .index(index)
  }
}
