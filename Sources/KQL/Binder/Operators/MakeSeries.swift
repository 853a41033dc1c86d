// make-series: aggregates by bins of an axis, as arrays over the whole axis. First a summarize by keys
// and bin, then one by keys that puts each value at its bin's place.

extension Binder {
  func bindMakeSeries(
    _ input: Relation, _ series: MakeSeriesSyntax, _ scope: Scope, _ operation: OperatorSyntax
  ) -> Relation {
    let errors = diagnostics.count
    var names = ColumnNames()
    let keys = bindNamed(series.keys, scope, names: &names)
    if let key = keys.first(where: { $0.value.type == .dynamic && !$0.value.isInvalid }) {
      report(
        .dynamicNotAllowed, "a dynamic value cannot be a key of 'make-series': \(key.name)",
        operation.keyword.span, help: "convert it: tostring(…)")
    }
    guard !series.isRange else {
      return invalidRelation(
        .unsupported, "the form 'in range(…)' of make-series is not supported",
        series.axis.span, help: "write from … to … step …; its end is not part of the axis")
    }
    guard !series.isFilled || keys.isEmpty && series.from != nil && series.to != nil else {
      return invalidRelation(
        .unsupported, "kind=nonempty is supported with 'from' and 'to' and without 'by' only",
        series.axis.span)
    }
    guard let axis = bindAxis(series, scope, hasKeys: !keys.isEmpty), diagnostics.count == errors
    else { return Relation(.invalid, [], isOpen: true) }
    let binned = bins(of: input, axis)
    guard let place = binned.columns.last?.scalar else { return binned }
    // The bins' groups.
    let collector = AggregateCollector(
      scope: Scope(binned, scope.environment), keyCount: keys.count + 1)
    var outer = Scope(scope.environment)
    outer.aggregates = collector
    let values = bindSeriesValues(series, outer, &names)
    guard diagnostics.count == errors else { return Relation(.invalid, [], isOpen: true) }
    // Keys read the input's columns, which the bins' relation has under ids of its own.
    let places = Dictionary(
      uniqueKeysWithValues: zip(input.columns.map(\.id), binned.columns.map(\.scalar)))
    let moved = keys.map { (name: $0.name, value: $0.value.replacing { places[$0] }) }
    let (groups, columns) = grouped(binned, moved + [("", place)], collector)
    let named = columns.map { ($0.name, $0.scalar) } + values.map { ("", $0.json) }
    let rows = compute(groups, named)
    let title =
      series.axis.names.first?.text
      ?? ColumnNames.derived(series.axis.value) ?? "Column1"
    return arrays(rows, keys.count, values, (names.unique(title), axis), isFilled: series.isFilled)
  }

  private struct SeriesValue {
    var name: String
    /// The value as JSON text.
    var json: Scalar
    var other: Scalar
  }

  // MARK: Values

  private func bindSeriesValues(
    _ series: MakeSeriesSyntax, _ scope: Scope, _ names: inout ColumnNames
  ) -> [SeriesValue] {
    var values: [SeriesValue] = []
    for aggregate in series.aggregates {
      let value = bind(aggregate.value.value, scope)
      let name: String
      if let title = aggregate.value.names.first {
        if !names.take(title.text) {
          report(
            .duplicateColumn, "a column with the name '\(title.text)' is already declared",
            title.span)
        }
        name = title.text
      } else {
        name = names.name(for: aggregate.value.value)
      }
      guard !value.isInvalid else { continue }
      let isNumber = value.type.isInteger || value.type == .real || value.type == .timespan
      guard isNumber || value.type == .datetime, let json = DynamicFunctions.text(value) else {
        report(
          .unsupported, "an aggregate of this type, or one that may be NaN, cannot be a series",
          aggregate.value.span, help: "convert it to a number that is never null: coalesce(…, 0)")
        continue
      }
      guard let other = otherValue(aggregate, value.type, scope.environment) else { continue }
      values.append(SeriesValue(name: name, json: json, other: other))
    }
    return values
  }

  /// What stands in bins without rows: 0 unless told.
  private func otherValue(
    _ aggregate: MakeSeriesSyntax.Aggregate, _ type: KustoType, _ environment: Environment
  ) -> Scalar? {
    guard let syntax = aggregate.defaultValue else {
      return DynamicFunctions.text(type == .real ? .constant(.real(0), .real) : .long(0))
    }
    var value = bind(syntax, Scope(environment))
    guard !value.isInvalid else { return nil }
    if type == .real { value = Conversions.numeric(value, to: .real) }
    guard value.constantValue != nil, let json = DynamicFunctions.text(value) else {
      report(.constantExpected, "the default of a series must be a constant number", syntax.span)
      return nil
    }
    return json
  }

  // MARK: Arrays

  private func arrays(
    _ rows: Relation, _ keyCount: Int, _ values: [SeriesValue],
    _ axis: (name: String, axis: SeriesAxis), isFilled: Bool
  ) -> Relation {
    let collector = AggregateCollector(scope: Scope(rows, Environment()), keyCount: keyCount)
    let place = rows.columns[keyCount].scalar
    let count = axis.axis.count
    let ends: [Scalar] =
      axis.axis.from == nil
      ? [.null(.long)] : [.long(0)]
    let last = count.map { Arithmetic.apply(.subtract, $0, .long(1), .long) } ?? .null(.long)
    var outputs: [(name: String, value: Scalar)] = []
    for (index, value) in values.enumerated() {
      let element = rows.columns[keyCount + 1 + index].scalar
      let column = column(value.name, .dynamic)
      let array = collector.add(
        .plain { parts in
          let array: SQLText = "kql_series(\(SQLText.joined(parts, ", ", .primary)))"
          guard isFilled else { return array }
          return
            "CASE WHEN count(*) = 0 THEN kql_repeat(\(parts[4]), \(parts[3]) + 1) ELSE \(array) END"
        },
        [place, element] + ends + [last, value.other], column)
      outputs.append((value.name, array))
    }
    // The axis: from its first to its last bin.
    let first = axis.axis.from ?? .null(axis.axis.type)
    let type = Scalar.string(axis.axis.type.rawValue)
    let column = column(axis.name, .dynamic)
    let array = collector.add(
      .plain {
        """
        kql_axis(\($0[0]), \($0[1]), coalesce(\($0[2]), min(\($0[4]))), \
        coalesce(\($0[3]), max(\($0[4]))), \($0[5]))
        """
      }, [first, axis.axis.step] + ends + [last, place, type], column)
    outputs.append((axis.name, array))
    let keys = rows.columns.prefix(keyCount).map { (name: $0.name, value: $0.scalar) }
    var (groups, columns) = grouped(rows, keys, collector)
    if keyCount == 0, rows.partition == nil, !isFilled { groups = withoutEmptyGroup(groups) }
    return compute(groups, columns.map { ($0.name, $0.scalar) } + outputs)
  }
}

extension MakeSeriesSyntax {
  /// `kind=nonempty`: without rows, the defaults.
  fileprivate var isFilled: Bool {
    options.contains { $0.name.text == "kind" && $0.value == "nonempty" }
  }
}
