// Operators with two operands, lists and ranges: which types they take, and what they mean.

extension Binder {
  func apply(
    _ operation: BinaryOperator, _ a: Scalar, _ b: Scalar, _ span: Span
  ) -> Scalar {
    switch operation {
    case .add, .subtract, .multiply, .divide, .modulo:
      guard let type = Arithmetic.type(operation, a.type, b.type) else {
        return undefined(operation, a, b, span)
      }
      return Arithmetic.apply(operation, a, b, type)
    case .equal, .notEqual: return equality(a, b, operation, span)
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return comparison(a, b, operation, span)
    case .and, .or: return .invalid
    default: return StringOperators.apply(operation, a, b) ?? undefined(operation, a, b, span)
    }
  }

  private func undefined(
    _ operation: BinaryOperator, _ a: Scalar, _ b: Scalar, _ span: Span
  ) -> Scalar {
    var help: String?
    let types = [a.type, b.type]
    if types.contains(.datetime), types.contains(.string) {
      help = "write the time as datetime(2020-01-31), or convert it with todatetime(…)"
    } else if types.contains(.datetime), types.contains(where: \.isInteger) {
      help = "a time is written datetime(2020-01-31), a time before now ago(1d)"
    } else if types.contains(.timespan), types.contains(where: \.isInteger) {
      help = "a timespan has a unit: 1d, 2h, 30m, 10s"
    } else if operation == .add, types == [.string, .string] {
      help = "texts are joined by strcat(a, b)"
    } else if types.contains(.dynamic) {
      help = "convert the dynamic value first: tostring(…), tolong(…)"
    } else if types.contains(.string) {
      help = "convert one side: tostring(…), tolong(…)"
    }
    return invalid(
      .operatorTypes,
      "the operator '\(operation.rawValue)' is not defined for the operand types "
        + "\(a.type.rawValue) and \(b.type.rawValue)", span, help: help)
  }

  /// Both sides as values that SQLite compares as Kusto does; nil where they have no common type.
  private func comparable(_ a: Scalar, _ b: Scalar) -> (Scalar, Scalar)? {
    if a.type == b.type, a.type != .dynamic { return (a, b) }
    if a.type.isNumeric, b.type.isNumeric {
      guard a.type == .decimal || b.type == .decimal else { return (a, b) }
      return (Conversions.decimal(a), Conversions.decimal(b))
    }
    // An integer and the text of one: as numbers or as texts, they are equal alike.
    if a.type.isInteger, let number = Self.canonicalInteger(b) { return (a, .long(number)) }
    if b.type.isInteger, let number = Self.canonicalInteger(a) { return (.long(number), b) }
    if a.type == .dynamic, let x = cast(a, for: b) { return (x, b) }
    if b.type == .dynamic, let y = cast(b, for: a) { return (a, y) }
    if a.isNullConstant, b.type != .dynamic { return (.null(b.type), b) }
    if b.isNullConstant, a.type != .dynamic { return (a, .null(a.type)) }
    return nil
  }

  private static func canonicalInteger(_ scalar: Scalar) -> Int64? {
    guard let text = scalar.constantText, let number = Int64(text), String(number) == text else {
      return nil
    }
    return number
  }

  /// A dynamic value as something that compares with another type: null where it holds no such value.
  private func cast(_ value: Scalar, for other: Scalar) -> Scalar? {
    switch other.type {
    case .string:
      .call(.guid, [value], isNullable: true) { "kql_dynamic_string(\($0[0]))" }
    case .int, .long, .real:
      .call(.real, [value], isNullable: true) { "kql_dynamic_number(\($0[0]))" }
    case .bool: .call(.bool, [value], isNullable: true) { "kql_dynamic_bool(\($0[0]))" }
    default: nil
    }
  }

  func equality(
    _ a: Scalar, _ b: Scalar, _ operation: BinaryOperator, _ span: Span
  ) -> Scalar {
    guard let (x, y) = comparable(a, b) else { return undefined(operation, a, b, span) }
    // NaN equals nothing, itself included: on one side it is another text.
    let other =
      x.mayBeNaN && y.mayBeNaN
      ? Scalar.call(.real, [y]) { "iif(\(operand: $0[0]) = 'NaN', 'nan', \($0[0]))" } : y
    return Scalar(
      .equal(x, other, isNegated: operation == .notEqual), .bool,
      isNullable: x.isNullable && y.isNullable)
  }

  func comparison(
    _ a: Scalar, _ b: Scalar, _ operation: BinaryOperator, _ span: Span
  ) -> Scalar {
    guard let (x, y) = comparable(a, b), x.type != .guid, x.type != .bool,
      a.type != .string || b.type == .string || b.type == .dynamic,
      b.type != .string || a.type == .string || a.type == .dynamic
    else {
      return undefined(operation, a, b, span)
    }
    let (sign, meaning): (StaticString, Scalar.Meaning) =
      switch operation {
      case .less: ("<", .less)
      case .lessOrEqual: ("<=", .lessOrEqual)
      case .greater: (">", .greater)
      default: (">=", .greaterOrEqual)
      }
    if x.type == .decimal {
      return .call(.bool, [x, y]) {
        let order: SQLText = "kql_decimal_compare(\($0[0]), \($0[1]))"
        return .binary(order, sign, "0", .comparison)
      }.meaning(meaning)
    }
    // A comparison with NaN is false; as a text it is greater than every number.
    let isLess = operation == .less || operation == .lessOrEqual
    guard isLess ? y.mayBeNaN : x.mayBeNaN else {
      return .call(.bool, [x, y]) { .binary($0[0], sign, $0[1], .comparison) }.meaning(meaning)
    }
    return .call(.bool, [x, y]) {
      let compared = SQLText.binary($0[0], sign, $0[1], .comparison)
      return "(\(compared) AND \(operand: isLess ? $0[1] : $0[0]) <> 'NaN')"
    }
  }

  func bindBetween(
    _ value: ExpressionSyntax, _ low: ExpressionSyntax, _ high: ExpressionSyntax,
    _ isNegated: Bool, _ span: Span, _ scope: Scope
  ) -> Scalar {
    let x = bind(value, scope)
    let a = bind(low, scope)
    var b = bind(high, scope)
    guard !x.isInvalid, !a.isInvalid, !b.isInvalid else { return .invalid }
    if x.type == .datetime, a.type == .datetime, b.type == .timespan {
      b = Arithmetic.apply(.add, a, b, .datetime)
    }
    let lower = comparison(x, a, .greaterOrEqual, span)
    let upper = comparison(x, b, .lessOrEqual, span)
    guard !lower.isInvalid, !upper.isInvalid else { return .invalid }
    let both = Scalar(
      .and([lower, upper]), .bool, isNullable: lower.isNullable || upper.isNullable)
    return isNegated ? Scalar(.not(both), .bool, isNullable: both.isNullable) : both
  }

  // MARK: Lists

  func bindList(
    _ operation: ListOperator, _ value: ExpressionSyntax, _ items: [ExpressionSyntax],
    _ span: Span, _ scope: Scope
  ) -> Scalar {
    let x = bind(value, scope)
    guard operation != .hasAny, operation != .hasAll else {
      if items.count == 1, isTabular(items[0], scope) {
        return bindTermTable(operation, x, items[0], span, scope)
      }
      let bound = items.map { bind($0, scope) }
      guard !x.isInvalid, !bound.contains(where: \.isInvalid) else { return .invalid }
      return StringOperators.hasTerms(operation, x, bound)
        ?? unsupported("this form of '\(operation.rawValue)' is not supported", span)
    }
    let isNegated = operation == .notIn || operation == .notInFolded
    let isFolded = operation == .inFolded || operation == .notInFolded
    if items.count == 1, isTabular(items[0], scope) {
      return bindMembership(x, items[0], isNegated, isFolded, span, scope)
    }
    var bound: [Scalar] = []
    for item in items {
      let scalar = bind(item, scope)
      if scalar.isInvalid || x.isInvalid { return .invalid }
      if scalar.type == .dynamic, items.count == 1, x.type != .dynamic {
        return bindDynamicList(x, scalar, isNegated, isFolded, item.span)
      }
      guard let (_, y) = comparable(x, scalar) else {
        return undefined(isFolded ? .equalFolded : .equal, x, scalar, item.span)
      }
      guard !y.isNullable, !y.mayBeNaN else {
        return unsupported("a null or NaN in a list is not supported", item.span)
      }
      bound.append(y)
    }
    guard !x.isInvalid else { return .invalid }
    guard !bound.isEmpty else { return .bool(isNegated) }
    if isFolded {
      guard x.type == .string else { return undefined(.equalFolded, x, bound[0], span) }
      return Scalar(
        .isAmong(
          StringOperators.folded(x), bound.map(StringOperators.folded), isNegated: isNegated),
        .bool, isNullable: false)
    }
    return Scalar(.isAmong(x, bound, isNegated: isNegated), .bool, isNullable: false)
  }

  /// `x in (array)`: the elements of an array of strings or of numbers.
  private func bindDynamicList(
    _ x: Scalar, _ array: Scalar, _ isNegated: Bool, _ isFolded: Bool, _ span: Span
  ) -> Scalar {
    guard x.type == .string || (x.type.isInteger && !isFolded) else {
      return unsupported("a \(x.type.rawValue) in a dynamic list is not supported", span)
    }
    let isText = x.type == .string
    let found = Scalar.call(.bool, [x, array], isNullable: false) {
      isFolded
        ? "kql_in_array_folded(\($0[0]), \($0[1]))"
        : isText ? "kql_in_array(\($0[0]), \($0[1]))" : "kql_in_numbers(\($0[0]), \($0[1]))"
    }
    return isNegated ? Scalar(.not(found), .bool, isNullable: false) : found
  }

  /// The aggregate of which a relation is made by projection alone: it has one row.
  private func aggregate(of relation: Relation) -> Relation? {
    switch relation.kind {
    case .aggregate: relation
    case .compute(let input, _), .sort(let input, _): aggregate(of: input)
    case .shared(let shared): aggregate(of: shared.relation)
    default: nil
    }
  }

  /// `has_any (T)`: terms of the first column of a table.
  private func bindTermTable(
    _ operation: ListOperator, _ x: Scalar, _ item: ExpressionSyntax, _ span: Span, _ scope: Scope
  ) -> Scalar {
    let relation = bindTabular(item, scope.environment)
    guard let first = relation.columns.first, !relation.isOpen, !x.isInvalid else {
      return .invalid
    }
    guard operation == .hasAny, x.type == .string, first.type == .string else {
      return unsupported("this form of '\(operation.rawValue)' is not supported", span)
    }
    let column = column("list", .dynamic)
    let list = Aggregate(
      kind: .list { "kql_make_list(kql_json_string(\($0[0])))" }, arguments: [first.scalar],
      outputs: 0..<1)
    let terms = Relation(.aggregate(relation, keys: [], [list]), [column])
    let array = Scalar(.subquery(terms), .dynamic, isNullable: true)
    return StringOperators.hasTerms(operation, x, [array]) ?? .invalid
  }

  private func isTabular(_ item: ExpressionSyntax, _ scope: Scope) -> Bool {
    switch item.kind {
    case .pipeline: return true
    case .name(let name):
      guard !scope.columns.contains(where: { $0.name == name }) else { return false }
      switch scope.environment.values[name] {
      case .tabular: return true
      case .scalar: return false
      case .function(let function): return function.givesTable
      case nil:
        return catalog.table(name) != nil
          || catalogFunction(NameSyntax(text: name, span: item.span))?.givesTable == true
      }
    case .call(let name, _):
      if let function = function(name, scope.environment) { return function.givesTable }
      return name.text == "materialize" || name.text == "table"
    default: return false
    }
  }

  private func bindMembership(
    _ x: Scalar, _ item: ExpressionSyntax, _ isNegated: Bool, _ isFolded: Bool, _ span: Span,
    _ scope: Scope
  ) -> Scalar {
    let relation = bindTabular(item, scope.environment)
    guard let first = relation.columns.first, !relation.isOpen, !x.isInvalid else {
      return .invalid
    }
    if first.type == .dynamic {
      // One cell with an array stands for its elements, as make_list() gives it.
      let cell = compute(relation, [(first.name, first.scalar)])
      let array = Scalar(.subquery(cell), .dynamic, isNullable: true)
      let text = x.type == .dynamic ? DynamicFunctions.convert(x, to: .string) ?? x : x
      guard case .aggregate(_, let keys, _) = aggregate(of: relation)?.kind, keys.isEmpty else {
        return unsupported("a table of dynamic values as a list is not supported", span)
      }
      return bindDynamicList(text, array, isNegated, isFolded, span)
    }
    guard comparable(x, first.scalar) != nil else {
      return undefined(.equal, x, first.scalar, span)
    }
    if x.mayBeNaN, first.mayBeNaN {
      return unsupported("a value that may be NaN in a table of such values is not supported", span)
    }
    var list = compute(relation, [(first.name, first.scalar)])
    var value = x
    if isFolded {
      guard x.type == .string else { return undefined(.equalFolded, x, first.scalar, span) }
      list = compute(relation, [(first.name, StringOperators.folded(first.scalar))])
      value = StringOperators.folded(x)
    }
    return Scalar(.isMember(value, list, isNegated: isNegated), .bool, isNullable: false)
  }
}
