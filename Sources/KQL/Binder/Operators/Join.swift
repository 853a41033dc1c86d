// join and lookup.

extension Binder {
  private static let kinds: [String: JoinKind] = [
    "innerunique": .innerUnique, "inner": .inner, "leftouter": .leftOuter,
    "rightouter": .rightOuter, "fullouter": .fullOuter, "leftsemi": .leftSemi,
    "rightsemi": .rightSemi, "leftanti": .leftAnti, "anti": .leftAnti, "leftantisemi": .leftAnti,
    "rightanti": .rightAnti, "rightantisemi": .rightAnti,
  ]

  func bindJoin(
    _ left: Relation, _ options: [OptionSyntax], _ right: PipelineSyntax,
    _ on: [ExpressionSyntax], _ operation: OperatorSyntax, _ environment: Environment
  ) -> Relation {
    let right = bind(right, environment)
    let kind = kind(of: options, among: Self.kinds, default: .innerUnique)
    let keys = bindKeys(on, left, right, operation.keyword.span, environment)
    guard let kind, let keys, !left.isOpen, !right.isOpen else {
      // The columns are those of the join that was meant, so that later mistakes are found as well.
      let meant = join(kind ?? .inner, left, right, [])
      return Relation(
        .invalid, meant.columns, isOpen: left.isOpen || right.isOpen || kind == nil)
    }
    return join(kind, left, right, keys)
  }

  func join(
    _ kind: JoinKind, _ left: Relation, _ right: Relation, _ keys: [JoinKey]
  ) -> Relation {
    if kind.keepsLeftOnly { return Relation(.join(kind, left, right, on: keys), left.columns) }
    if kind.keepsRightOnly { return Relation(.join(kind, left, right, on: keys), right.columns) }
    // All left, then all right columns; a right name that is taken gets 1, 2…, the first free.
    var names = ColumnNames(taken: (left.columns + right.columns).map(\.name))
    let leftNames = Set(left.columns.map(\.name))
    var columns = left.columns.map { padded($0, kind.padsLeft) }
    for column in right.columns {
      var copy = padded(column, kind.padsRight)
      if leftNames.contains(column.name) { copy.name = names.unique(column.name) }
      columns.append(copy)
    }
    return Relation(.join(kind, left, right, on: keys), columns)
  }

  /// A column of a side whose rows may be absent: null, but of a string ''.
  private func padded(_ column: Column, _ isPadded: Bool) -> Column {
    var copy = column
    if isPadded { copy.isNullable = column.type.admitsNull }
    return copy
  }

  func bindLookup(
    _ left: Relation, _ options: [OptionSyntax], _ right: PipelineSyntax,
    _ on: [ExpressionSyntax], _ operation: OperatorSyntax, _ environment: Environment
  ) -> Relation {
    let right = bind(right, environment)
    let kind = kind(
      of: options, among: ["leftouter": .leftOuter, "inner": .inner], default: .leftOuter)
    let keys = bindKeys(on, left, right, operation.keyword.span, environment)
    guard let kind, let keys, !left.isOpen, !right.isOpen else {
      return Relation(.invalid, left.columns + right.columns, isOpen: true)
    }
    return withoutKeys(keys, join(kind, left, right, keys), left, right)
  }

  /// A join without the right side's keys.
  func withoutKeys(
    _ keys: [JoinKey], _ joined: Relation, _ left: Relation, _ right: Relation
  ) -> Relation {
    let dropped = Set(
      keys.compactMap { pair -> Int? in
        if case .column(let id) = pair.right.kind { return id }
        return nil
      })
    // Names are given as if the dropped keys had not been there.
    var names = ColumnNames(
      taken: (left.columns + right.columns.filter { !dropped.contains($0.id) }).map(\.name))
    let leftNames = Set(left.columns.map(\.name))
    var entries = joined.columns.prefix(left.columns.count).map { ($0.name, $0.scalar) }
    for (column, source) in zip(joined.columns.dropFirst(left.columns.count), right.columns)
    where !dropped.contains(source.id) {
      let isTaken = leftNames.contains(source.name)
      entries.append((isTaken ? names.unique(source.name) : source.name, column.scalar))
    }
    return compute(joined, entries)
  }

  private func kind(
    of options: [OptionSyntax], among kinds: [String: JoinKind], default: JoinKind
  ) -> JoinKind? {
    guard let option = options.first(where: { $0.name.text == "kind" }) else { return `default` }
    guard let kind = kinds[option.value] else {
      report(
        .expected, "'\(option.value)' is no kind of this operator", option.valueSpan,
        help: Suggestion.help(for: option.value, among: kinds.keys.sorted())
          ?? "the kinds are \(kinds.keys.sorted().joined(separator: ", "))")
      return nil
    }
    return kind
  }

  // MARK: Keys

  /// The pairs of keys of `on`; nil where one cannot be bound.
  private func bindKeys(
    _ on: [ExpressionSyntax], _ left: Relation, _ right: Relation, _ span: Span,
    _ environment: Environment
  ) -> [JoinKey]? {
    var keys: [JoinKey] = []
    var isValid = true
    for condition in on {
      guard let bound = bindKey(condition, left, right) else {
        isValid = false
        continue
      }
      keys += bound
    }
    return isValid ? keys : nil
  }

  private func bindKey(
    _ condition: ExpressionSyntax, _ left: Relation, _ right: Relation
  ) -> [JoinKey]? {
    switch condition.kind {
    case .name(let name):
      guard let a = key(name, condition.span, left, "left"),
        let b = key(name, condition.span, right, "right")
      else { return nil }
      return pair(a, b, condition, common: name)
    case .binary(.and, let first, let second):
      guard let a = bindKey(first, left, right), let b = bindKey(second, left, right) else {
        return nil
      }
      return a + b
    case .binary(.equal, let first, let second):
      return bindEquality(first, second, condition, left, right)
    default:
      return refuseKey(condition)
    }
  }

  private func refuseKey(_ condition: ExpressionSyntax) -> [JoinKey]? {
    var help = "write $left.A == $right.B, and other conditions in a 'where' after it"
    if case .binary(.equal, let a, let b) = condition.kind,
      let x = Self.joinName(a, "$left"), let y = Self.joinName(b, "$right")
    {
      help = "write \(x) == \(y)"
    }
    report(
      .joinOperand, "a join's condition is a column's name or an equality of two columns",
      condition.span, help: help)
    return nil
  }

  /// A name as the operand of a condition: `Name` as `$left.Name`.
  private static func joinName(_ operand: ExpressionSyntax, _ side: String) -> String? {
    switch operand.kind {
    case .name(let name): "\(side).\(name)"
    case .member(let base, let name): base.name.map { "\($0.text).\(name.text)" }
    default: nil
    }
  }

  private func bindEquality(
    _ first: ExpressionSyntax, _ second: ExpressionSyntax, _ condition: ExpressionSyntax,
    _ left: Relation, _ right: Relation
  ) -> [JoinKey]? {
    guard case .member(let firstSide, let firstName) = first.kind,
      case .member(let secondSide, let secondName) = second.kind,
      let firstTable = firstSide.name?.text, let secondTable = secondSide.name?.text,
      Set([firstTable, secondTable]) == ["$left", "$right"]
    else { return refuseKey(condition) }
    let isSwapped = firstTable == "$right"
    let leftName = isSwapped ? secondName : firstName
    let rightName = isSwapped ? firstName : secondName
    guard let a = key(leftName.text, leftName.span, left, "left"),
      let b = key(rightName.text, rightName.span, right, "right")
    else { return nil }
    return pair(a, b, condition, common: nil)
  }

  private func key(
    _ name: String, _ span: Span, _ relation: Relation, _ side: String
  ) -> Scalar? {
    if let column = relation.column(name) { return column.scalar }
    if !relation.isOpen {
      report(
        .unknownName, "the name '\(name)' does not refer to any column of the \(side) side", span,
        help: Suggestion.help(for: name, among: relation.columns.map(\.name))
          ?? "its columns are \(relation.columns.prefix(40).map(\.name).joined(separator: ", "))")
    }
    return nil
  }

  private func pair(
    _ a: Scalar, _ b: Scalar, _ condition: ExpressionSyntax, common: String?
  ) -> [JoinKey]? {
    guard !a.isInvalid, !b.isInvalid else { return nil }
    let areIntegers = a.type.isInteger && b.type.isInteger
    guard a.type == b.type || areIntegers, a.type != .dynamic else {
      if a.type == .dynamic || b.type == .dynamic {
        report(
          .dynamicNotAllowed, "a dynamic value cannot be a key of a join", condition.span,
          help: "convert it first: extend key = tostring(…)")
      } else {
        let name = common.map { "the common column '\($0)'" } ?? "the key"
        report(
          common == nil ? .conditionTypes : .joinKeyTypes,
          "\(name) must have the same type on both sides of the join, not \(a.type.rawValue) and "
            + b.type.rawValue, condition.span,
          help: "convert one side in an 'extend' before the join: tostring(…), tolong(…)")
      }
      return nil
    }
    if a.mayBeNaN, b.mayBeNaN {
      report(.unsupported, "a value that may be NaN is no key of a join", condition.span)
      return nil
    }
    return [JoinKey(left: a, right: b)]
  }
}
