// where, sort, take, top, count: operators that keep the columns.

extension Binder {
  func bindFilter(
    _ input: Relation, _ condition: ExpressionSyntax, _ scope: Scope
  ) -> Relation {
    var scope = scope
    scope.searched = scope.columns
    let windows = WindowCollector(input)
    if scope.isSerialized { scope.windows = windows }
    let scalar = bind(condition, scope)
    guard !scalar.isInvalid else { return input }
    warnOfConstant(condition, scope)
    guard scalar.type == .bool else {
      report(
        .wrongType, "a condition must be of type bool, not \(scalar.type.rawValue)",
        condition.span)
      return input
    }
    guard scalar.hasWindow else {
      return Relation(
        .filter(input, scalar.withoutKnown), input.columns, hidden: input.hidden,
        isOpen: input.isOpen)
    }
    // The window sees the rows before the filter: its value is a column first.
    let columns = input.columns.map { (name: $0.name, value: $0.scalar) }
    let wide = compute(windows.relation(self), columns + [("", scalar)])
    guard let flag = wide.columns.last?.scalar else { return input }
    let filtered = Relation(.filter(wide, flag), wide.columns)
    return compute(filtered, wide.columns.dropLast().map { ($0.name, $0.scalar) })
  }

  /// `isnotnull(<string>)` is true for every row: a string has no null.
  private func warnOfConstant(_ condition: ExpressionSyntax, _ scope: Scope) {
    switch condition.kind {
    case .binary(.and, let a, let b):
      warnOfConstant(a, scope)
      warnOfConstant(b, scope)
    case .call(let name, let arguments):
      guard ["isnotnull", "notnull", "isnull"].contains(name.text), arguments.count == 1,
        let column = arguments[0].value.name.flatMap({ name in
          scope.columns.first { $0.name == name.text }
        }), column.type == .string
      else { return }
      let isNull = name.text == "isnull"
      report(
        .suspicious,
        "\(name.text)() of a string is always \(isNull ? "false" : "true"): strings have no null",
        condition.span,
        help: "write \(isNull ? "isempty" : "isnotempty")(\(column.name)) to test for absent text",
        severity: .warning)
    default: return
    }
  }

  func bindSort(_ input: Relation, _ keys: [SortKeySyntax], _ scope: Scope) -> Relation {
    var bound: [SortKey] = []
    for key in keys {
      let scalar = bind(key.value.value, scope)
      guard !scalar.isInvalid else { continue }
      guard scalar.type != .dynamic else {
        report(
          .dynamicNotAllowed, "a dynamic value cannot be sorted by", key.value.span,
          help: "convert it: tostring(…), tolong(…)")
        continue
      }
      let isAscending = key.isAscending ?? false
      bound += SortKey.keys(
        scalar, isAscending: isAscending, nullsFirst: key.nullsFirst ?? isAscending)
    }
    // In a sub-pipeline the parts stay together.
    let parts = scope.partition.map {
      SortKey(value: $0, isAscending: true, nullsFirst: true)
    }
    return Relation(.sort(input, parts + bound), input.columns, isOpen: input.isOpen)
  }

  func bindTake(_ input: Relation, _ count: ExpressionSyntax, _ scope: Scope) -> Relation {
    guard let number = rowCount(count, scope.environment) else { return input }
    guard input.partition != nil else {
      return Relation(.take(input, number), input.columns, isOpen: input.isOpen)
    }
    return first(number, of: input, in: scope.partition)
  }

  /// A constant number of rows; nil, with a report, where it is none.
  func rowCount(_ count: ExpressionSyntax, _ environment: Environment) -> Int64? {
    let scalar = bind(count, Scope(environment))
    guard !scalar.isInvalid else { return nil }
    guard scalar.type.isInteger, let number = scalar.constantInteger, number >= 0 else {
      report(
        scalar.type.isInteger ? .constantExpected : .integerExpected,
        "the number of rows must be a constant of type long, 0 or more",
        count.span)
      return nil
    }
    return number
  }

  /// The first rows of each part, in the order that the relation has.
  func first(_ count: Int64, of input: Relation, in partition: [Scalar]) -> Relation {
    let columns = input.columns.map { (name: $0.name, value: $0.scalar) }
    let numbered = compute(input, columns + [("", WindowFunctions.number(partition))])
    guard let number = numbered.columns.last?.scalar else { return input }
    let isFirst = Scalar.call(.bool, [number], isNullable: false) {
      .binary($0[0], "<=", SQLText(.integer(count)), .comparison)
    }
    let filtered = Relation(
      .filter(numbered, isFirst), numbered.columns, isOpen: input.isOpen)
    return compute(filtered, numbered.columns.dropLast().map { ($0.name, $0.scalar) })
  }

  func bindCount(_ input: Relation, _ name: NameSyntax?, _ scope: Scope) -> Relation {
    let column = column(name?.text ?? "Count", .long, isNullable: false)
    let collector = AggregateCollector(scope: scope, keyCount: 0)
    let count = collector.add(.plain { _ in SQLText(trusted: "count(*)") }, [], column)
    let (relation, _) = grouped(input, [], collector)
    return relation.partition == nil ? relation : compute(relation, [(column.name, count)])
  }
}
