// top-hitters and sample-distinct.

extension Binder {
  /// `top-hitters 3 of key [by weight]`: the keys with the most rows, or the greatest sum. Kusto
  /// estimates, and is exact over few values; of equal ones it was seen to keep the greatest key.
  func bindTopHitters(
    _ input: Relation, _ count: ExpressionSyntax, _ key: ExpressionSyntax,
    _ weight: ExpressionSyntax?, _ scope: Scope
  ) -> Relation {
    guard let number = rowCount(count, scope.environment), let key = hitterColumn(key, scope)
    else { return Relation(.invalid, [], isOpen: true) }
    let collector = AggregateCollector(scope: scope, keyCount: 1)
    let value: Scalar
    let name: String
    if let weight {
      guard let column = hitterColumn(weight, scope) else {
        return Relation(.invalid, [], isOpen: true)
      }
      guard column.type.isInteger || column.type == .real,
        let sum = AggregateFunctions.all["sum"]?.bind([column.scalar], true)
      else {
        return invalidRelation(
          .argumentType, "the weight must be a number, not \(column.type.rawValue)", weight.span)
      }
      name = "approximate_sum_\(column.name)"
      value = collector.add(
        sum.kind, [column.scalar], self.column("", sum.type, isNullable: false))
    } else {
      name = "approximate_count_\(key.name)"
      value = collector.add(
        .plain { _ in SQLText(trusted: "count(*)") }, [],
        column("", .long, isNullable: false))
    }
    let (groups, keys) = grouped(input, [(key.name, key.scalar)], collector)
    let result = compute(groups, [(key.name, keys[0].scalar), (name, value)])
    let order = [result.columns[1], result.columns[0]].map {
      SortKey(value: $0.scalar, isAscending: false, nullsFirst: false)
    }
    return Relation(
      .take(Relation(.sort(result, order), result.columns), number), result.columns)
  }

  private func hitterColumn(_ expression: ExpressionSyntax, _ scope: Scope) -> Column? {
    guard let column = namedColumn(expression, scope.columns, isOpen: scope.isOpen) else {
      return nil
    }
    guard column.type != .dynamic else {
      report(
        .dynamicNotAllowed, "a dynamic value cannot be told apart from others", expression.span,
        help: "convert it: tostring(…)")
      return nil
    }
    return column.isUnknown ? nil : column
  }

  /// `sample-distinct 3 of column`: some of its values, whichever they are.
  func bindSampleDistinct(
    _ input: Relation, _ count: ExpressionSyntax, _ key: NamedExpressionSyntax, _ scope: Scope
  ) -> Relation {
    guard key.names.isEmpty, hitterColumn(key.value, scope) != nil else {
      if !key.names.isEmpty {
        report(.columnExpected, "a column's name is expected here", key.span)
      }
      return Relation(.invalid, [], isOpen: true)
    }
    let distinct = bindDistinct(input, [key], scope)
    return bindTake(distinct, count, Scope(distinct, scope.environment))
  }
}
