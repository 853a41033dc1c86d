// datatable and range.

extension Binder {
  func bindDatatable(
    _ declarations: [DeclarationSyntax], _ cells: [ExpressionSyntax], _ environment: Environment
  ) -> Relation {
    var names = ColumnNames()
    for declaration in declarations where !names.take(declaration.name.text) {
      report(
        .duplicateColumn, "a column with the name '\(declaration.name.text)' is already declared",
        declaration.name.span)
    }
    var columns = declarations.map { column($0.name.text, $0.type, isNullable: false) }
    var rows: [[SQLValue]] = []
    let scope = Scope(environment)
    for start in stride(from: 0, to: cells.count, by: max(1, columns.count)) {
      var row: [SQLValue] = []
      for offset in columns.indices {
        let cell = cells[start + offset]
        let scalar = bind(cell, scope)
        let value = scalar.isInvalid ? .null : self.cell(scalar, columns[offset].type, cell.span)
        if value == .null { columns[offset].isNullable = true }
        if scalar.mayBeNaN { columns[offset].mayBeNaN = true }
        row.append(value)
      }
      rows.append(row)
    }
    return Relation(.values(rows), columns)
  }

  /// A constant as a value of a column's type.
  private func cell(_ scalar: Scalar, _ type: KustoType, _ span: Span) -> SQLValue {
    guard let value = scalar.constantValue else {
      report(.constantExpected, "a cell of a datatable must be a constant", span)
      return .null
    }
    if let converted = Conversions.constant(value, scalar.type, to: type) { return converted }
    report(
      .argumentType, "a \(scalar.type.rawValue) value is no \(type.rawValue)", span,
      help: "write \(type.rawValue)(…)")
    return .null
  }

  func bindRange(
    _ name: NameSyntax, _ low: ExpressionSyntax, _ high: ExpressionSyntax,
    _ step: ExpressionSyntax, _ environment: Environment
  ) -> Relation {
    let scope = Scope(environment)
    var scalars = [low, high, step].map { bind($0, scope) }
    guard !scalars.contains(where: \.isInvalid) else {
      return Relation(.invalid, [column(name.text, .long)], isOpen: true)
    }
    let types = scalars.map(\.type)
    let type: KustoType
    switch (types[0], types[1], types[2]) {
    case (.datetime, .datetime, .timespan): type = .datetime
    case (.timespan, .timespan, .timespan): type = .timespan
    case _ where types.allSatisfy(\.isInteger): type = .long
    case _ where types.allSatisfy(\.isNumeric) && !types.contains(.decimal):
      type = .real
      scalars = scalars.map { Conversions.numeric($0, to: .real) }
    default:
      return invalidRelation(
        .argumentType,
        "'range' cannot go from \(types[0].rawValue) to \(types[1].rawValue) by "
          + types[2].rawValue, low.span.joined(step.span))
    }
    let isPositive: Bool
    switch scalars[2].constantValue {
    case .integer(let number)? where number != 0: isPositive = number > 0
    case .real(let number)? where number != 0: isPositive = number > 0
    default:
      return invalidRelation(
        .constantExpected, "the step of 'range' must be a constant other than 0", step.span)
    }
    return Relation(
      .range(from: scalars[0], to: scalars[1], step: scalars[2], isAscending: isPositive),
      [column(name.text, type, isNullable: false)])
  }
}
