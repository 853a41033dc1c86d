// summarize: keys, aggregates, and expressions over aggregates.

/// The aggregates of one summarize, in the order in which they are met.
final class AggregateCollector {
  /// The relation below.
  let scope: Scope
  /// The keys, those of the parts of a sub-pipeline included; the aggregates come behind them.
  let keyCount: Int
  var aggregates: [Aggregate] = []
  /// The columns that the aggregates fill.
  var columns: [Column] = []

  init(scope: Scope, keyCount: Int) {
    self.scope = scope
    self.keyCount = keyCount + scope.partition.count
  }

  /// Adds an aggregate of one column, and gives that column.
  func add(_ kind: Aggregate.Kind, _ arguments: [Scalar], _ column: Column) -> Scalar {
    let position = keyCount + columns.count
    aggregates.append(
      Aggregate(kind: kind, arguments: arguments, outputs: position..<position + 1))
    columns.append(column)
    return column.scalar
  }
}

extension Binder {
  func bindSummarize(
    _ input: Relation, _ expressions: [NamedExpressionSyntax], by keys: [NamedExpressionSyntax],
    _ scope: Scope, _ span: Span
  ) -> Relation {
    guard !expressions.isEmpty || !keys.isEmpty else {
      return invalidRelation(.syntax, "'summarize' needs an aggregate or a 'by'", span)
    }
    var names = ColumnNames()
    let boundKeys = bindNamed(keys, scope, names: &names)
    for (key, syntax) in zip(boundKeys, keys)
    where key.value.type == .dynamic && !key.value.isInvalid {
      report(
        .dynamicNotAllowed, "a dynamic value cannot be a key of 'summarize'", syntax.span,
        help: "convert it: tostring(…)")
    }
    let collector = AggregateCollector(scope: scope, keyCount: boundKeys.count)
    var inner = scope
    inner.aggregates = collector
    var outputs: [(name: String, value: Scalar)] = []
    for expression in expressions {
      outputs += bindAggregate(expression, input, boundKeys, inner, &names)
    }
    let (relation, keyColumns) = grouped(input, boundKeys, collector)
    return compute(relation, keyColumns.map { ($0.name, $0.scalar) } + outputs)
  }

  /// The groups of a relation, and the columns of its keys. In a sub-pipeline the groups of each part
  /// are its own, and what a part carries is carried on.
  func grouped(
    _ input: Relation, _ keys: [(name: String, value: Scalar)], _ collector: AggregateCollector,
    isOpen: Bool = false
  ) -> (relation: Relation, keys: [Column]) {
    let keyColumns = keys.map { column($0.name, like: $0.value) }
    let isOpen = isOpen || input.isOpen
    guard let partition = input.partition else {
      let relation = Relation(
        .aggregate(input, keys: keys.map(\.value), collector.aggregates),
        keyColumns + collector.columns, isOpen: isOpen)
      return (relation, keyColumns)
    }
    let parts = partition.keys.map { column($0.name, like: $0.scalar) }
    let carried = partition.carried.map { original in
      var copy = column(original.name, like: original.scalar)
      copy.source = original.source
      return copy
    }
    if !carried.isEmpty {
      let start = collector.keyCount + collector.columns.count
      collector.aggregates.append(
        Aggregate(
          kind: .any, arguments: partition.carried.map(\.scalar),
          outputs: start..<start + carried.count))
    }
    let relation = Relation(
      .aggregate(
        input, keys: partition.keys.map(\.scalar) + keys.map(\.value), collector.aggregates),
      parts + keyColumns + collector.columns + carried, isOpen: isOpen,
      partition: Partition(keys: parts, carried: carried))
    return (relation, keyColumns)
  }

  /// One expression of summarize: its columns with names.
  private func bindAggregate(
    _ expression: NamedExpressionSyntax, _ input: Relation,
    _ keys: [(name: String, value: Scalar)], _ scope: Scope, _ names: inout ColumnNames
  ) -> [(name: String, value: Scalar)] {
    if case .call(let name, let arguments) = expression.value.kind,
      let row = AggregateFunctions.rowFunctions[name.text],
      scope.environment.values[name.text] == nil
    {
      return bindRow(row, name, arguments, expression, input, keys, scope, &names)
    }
    if case .call(let name, let arguments) = expression.value.kind,
      let several = PercentileAggregates.several[name.text],
      scope.environment.values[name.text] == nil
    {
      return bindPercentiles(name, arguments, several, expression, scope, &names)
    }
    guard expression.names.count <= 1 else {
      report(.argumentCount, "one value cannot have several names", expression.span)
      return expression.names.map { ($0.text, .invalid) }
    }
    // Between aggregates the row's own columns mean nothing: only keys and constants do.
    var outer = Scope(scope.environment)
    outer.isOpen = scope.isOpen
    outer.aggregates = scope.aggregates
    let scalar = bind(expression.value, outer)
    if let name = expression.names.first {
      if !names.take(name.text) {
        report(
          .duplicateColumn, "a column with the name '\(name.text)' is already declared", name.span)
      }
      return [(name.text, scalar)]
    }
    return [(names.name(for: expression.value), scalar)]
  }

  /// percentiles(x, 5, 50): a column for each percentage.
  private func bindPercentiles(
    _ name: NameSyntax, _ arguments: [ArgumentSyntax], _ several: (leading: Int, single: String),
    _ expression: NamedExpressionSyntax, _ scope: Scope, _ names: inout ColumnNames
  ) -> [(name: String, value: Scalar)] {
    guard arguments.count > several.leading, expression.names.count <= arguments.count else {
      report(.argumentCount, "'\(name.text)' needs a value and percentages", name.span)
      return []
    }
    var outer = Scope(scope.environment)
    outer.isOpen = scope.isOpen
    outer.aggregates = scope.aggregates
    let leading = Array(arguments.prefix(several.leading))
    return arguments.dropFirst(several.leading).enumerated().map { index, percentage in
      let call = ExpressionSyntax(
        kind: .call(NameSyntax(text: several.single, span: name.span), leading + [percentage]),
        span: expression.value.span)
      let value = bind(call, outer)
      guard index < expression.names.count else { return (names.name(for: call), value) }
      let title = expression.names[index]
      if !names.take(title.text) {
        report(
          .duplicateColumn, "a column with the name '\(title.text)' is already declared",
          title.span)
      }
      return (title.text, value)
    }
  }

  /// arg_max, arg_min, take_any: several columns from one row.
  private func bindRow(
    _ function: AggregateFunctions.RowFunction, _ name: NameSyntax, _ arguments: [ArgumentSyntax],
    _ expression: NamedExpressionSyntax, _ input: Relation,
    _ keys: [(name: String, value: Scalar)], _ scope: Scope, _ names: inout ColumnNames
  ) -> [(name: String, value: Scalar)] {
    guard let collector = scope.aggregates, !arguments.isEmpty else {
      report(.argumentCount, "'\(name.text)' needs an argument", name.span)
      return []
    }
    var row = collector.scope
    row.aggregates = nil
    row.windows = nil
    var values: [Scalar] = []
    var derived: [(name: String?, isStar: Bool)] = []
    for (index, argument) in arguments.enumerated() {
      if case .star = argument.value.kind, index > 0 || function.isAny {
        // All columns but the keys and the one that decides.
        let excluded = Set(
          keys.compactMap { key -> Int? in
            if case .column(let id) = key.value.kind { return id }
            return nil
          }
            + values.compactMap { value -> Int? in
              if case .column(let id) = value.kind { return id }
              return nil
            })
        for column in input.columns where !excluded.contains(column.id) {
          values.append(column.scalar)
          derived.append((column.name, true))
        }
      } else {
        let value = bind(argument.value, row)
        if index == 0, value.type == .dynamic, !function.isAny, !value.isInvalid {
          report(
            .dynamicNotAllowed, "a dynamic value has no order", argument.value.span,
            help: "convert it: tolong(…), tostring(…)")
        }
        values.append(value)
        derived.append((ColumnNames.derived(argument.value), false))
      }
    }
    if !function.isAny, !function.isMaximum { values[0] = Conversions.finite(values[0]) }
    if !function.isAny, values[0].type == .decimal {
      report(
        .unsupported, "\(name.text) of a decimal is not supported", arguments[0].value.span,
        help: "todouble(…) gives a real")
    }
    let position = collector.keyCount + collector.columns.count
    let columns = values.map { value -> Column in
      var column = column("", like: value)
      // A group of no rows has neither.
      if keys.isEmpty { column.isNullable = value.type.admitsNull }
      return column
    }
    collector.aggregates.append(
      Aggregate(
        kind: function.isAny ? .any : .row(isMaximum: function.isMaximum), arguments: values,
        outputs: position..<position + columns.count))
    collector.columns += columns
    var outputs: [(name: String, value: Scalar)] = []
    for (index, column) in columns.enumerated() {
      let title: String
      if index < expression.names.count {
        title = expression.names[index].text
        if index == 0, let name = derived[0].name { renamedByLatest[name] = title }
        if !names.take(title) {
          report(
            .duplicateColumn, "a column with the name '\(title)' is already declared",
            expression.names[index].span)
        }
      } else {
        var base = derived[index].name.map { function.isPrefixed ? "\(name.text)_\($0)" : $0 }
        // Legacy argmax(t, x): max_t, max_t_x.
        if function.isLegacy {
          let first = derived[0].name ?? ""
          let prefix = function.isMaximum ? "max_\(first)" : "min_\(first)"
          base = index == 0 ? prefix : "\(prefix)_\(derived[index].name ?? "")"
        }
        title = names.unique(
          base ?? (index == 0 && !function.isAny ? (function.isMaximum ? "max_" : "min_") : ""))
      }
      outputs.append((title, column.scalar))
    }
    return outputs
  }
}
