// scan: names of steps and their states. How the steps run is in SQL/ScanWriter.

extension Binder {
  func bindScan(
    _ input: Relation, _ scan: ScanSyntax, _ scope: Scope, _ operation: OperatorSyntax
  ) -> Relation {
    guard scope.isSerialized || scope.isOpen else {
      return invalidRelation(
        .syntax, "'scan' needs rows in an order", operation.keyword.span,
        help: "put 'sort by …' or 'serialize' before it")
    }
    guard (1...Limits.scanSteps).contains(scan.steps.count) else {
      return invalidRelation(
        .tooLarge, "more than \(Limits.scanSteps) steps in a scan", operation.keyword.span)
    }
    let errors = diagnostics.count
    let declared = declarations(scan, input, scope)
    // A state without nulls stays so while nothing nullable is assigned: what is turns nullable, and
    // the steps are bound again.
    var nullable = declared.map { $0.value.isNullable }
    var plan = bindSteps(scan, input, declared, nullable, scope)
    while let bound = plan, diagnostics.count == errors {
      let found = declared.indices.map { index in
        nullable[index] || bound.steps.contains { $0.values[index].isNullable }
      }
      guard found != nullable else { break }
      nullable = found
      plan = bindSteps(scan, input, declared, nullable, scope)
    }
    guard let plan, diagnostics.count == errors else {
      return Relation(.invalid, input.columns, isOpen: true)
    }
    return scanned(input, plan, declared.map(\.column), nullable, scan.matchId)
  }

  private func bindSteps(
    _ scan: ScanSyntax, _ input: Relation, _ declared: [(column: Column, value: Scalar)],
    _ nullable: [Bool], _ scope: Scope
  ) -> ScanPlan? {
    let states = scan.steps.map { _ in
      input.columns.map { column($0.name, $0.type) }
        + zip(declared, nullable).map { column($0.column.name, $0.column.type, isNullable: $1) }
    }
    var plan = ScanPlan(steps: [], states: states, defaults: declared.map(\.value))
    var inner = scope
    inner.windows = nil
    inner.isSerialized = false
    // Alone, a declared column is its default: only a step's name before it asks for the state.
    for entry in declared { inner.environment.values[entry.column.name] = .scalar(entry.value) }
    for (index, step) in scan.steps.enumerated() {
      if inner.steps[step.name.text] != nil {
        report(.duplicateColumn, "a step '\(step.name.text)' is already there", step.name.span)
      }
      inner.steps[step.name.text] = states[index]
      if let bound = bindStep(step, declared.map(\.column), plan.defaults, inner) {
        plan.steps.append(bound)
      }
    }
    return plan.steps.count == scan.steps.count ? plan : nil
  }

  private func scanned(
    _ input: Relation, _ plan: ScanPlan, _ declared: [Column], _ nullable: [Bool],
    _ matchId: NameSyntax?
  ) -> Relation {
    let outputs = zip(declared, nullable).map { column($0.name, $0.type, isNullable: $1) }
    let id = column(matchId?.text ?? "", .long, isNullable: false)
    let kept = input.columns.map { original in
      var copy = column(original.name, like: original.scalar)
      copy.source = original.source
      return copy
    }
    let relation = Relation(.scan(input, plan), kept + outputs + [id], isOpen: input.isOpen)
    let listed = matchId == nil ? relation.columns.dropLast() : relation.columns[...]
    return compute(relation, listed.map { ($0.name, $0.scalar) })
  }

  private func declarations(
    _ scan: ScanSyntax, _ input: Relation, _ scope: Scope
  ) -> [(column: Column, value: Scalar)] {
    var names = ColumnNames(taken: input.columns.map(\.name))
    if let id = scan.matchId, !names.take(id.text) {
      report(
        .duplicateColumn, "a column with the name '\(id.text)' is already declared", id.span)
    }
    return scan.declarations.map { declaration in
      let (name, type) = (declaration.column.name, declaration.column.type)
      if !names.take(name.text) {
        report(
          .duplicateColumn, "a column with the name '\(name.text)' is already declared", name.span)
      }
      if type == .decimal {
        report(.unsupported, "the type decimal is not supported here", name.span, help: "use real")
      }
      var value = Scalar.null(type)
      if let syntax = declaration.defaultValue {
        let bound = bind(syntax, Scope(scope.environment))
        if let constant = bound.constantValue,
          let converted = Conversions.constant(constant, bound.type, to: type)
        {
          value = .constant(converted, type)
        } else if !bound.isInvalid {
          report(
            .constantExpected, "a default must be a constant of type \(type.rawValue)", syntax.span)
        }
      }
      return (column(name.text, type), value)
    }
  }

  private func bindStep(
    _ step: ScanSyntax.Step, _ declared: [Column], _ defaults: [Scalar], _ scope: Scope
  ) -> ScanPlan.Step? {
    var isOutput = true
    switch step.output?.value {
    case nil, "all": break
    case "none": isOutput = false
    default:
      report(
        .unsupported, "only output=all and output=none are supported",
        step.output?.valueSpan ?? step.name.span,
        help: "keep the last row of each match behind the scan, with arg_max")
    }
    let condition = bind(step.condition, scope)
    guard !condition.isInvalid else { return nil }
    guard condition.type == .bool else {
      report(.wrongType, "a step's condition must be of type bool", step.condition.span)
      return nil
    }
    var values = defaults
    for assignment in step.assignments {
      guard let name = assignment.names.first,
        let position = declared.firstIndex(where: { $0.name == name.text })
      else {
        report(
          .unknownName, "a step assigns declared columns only", assignment.span,
          help: "declare it: scan declare (name:long) with (…)")
        continue
      }
      let value = Conversions.finite(bind(assignment.value, scope))
      guard !value.isInvalid else { continue }
      let type = declared[position].type
      let isFitting =
        value.type == type || value.isNullConstant
        || (type == .long && value.type == .int) || (type == .real && value.type.isInteger)
      guard isFitting else {
        report(
          .argumentType,
          "'\(name.text)' is of type \(type.rawValue), and cannot be assigned this "
            + value.type.rawValue, assignment.span, help: "convert it: to\(type.rawValue)(…)")
        continue
      }
      values[position] =
        value.isNullConstant ? .null(type) : Conversions.numeric(value, to: type)
    }
    return ScanPlan.Step(isOutput: isOutput, condition: condition, values: values)
  }

  /// `step.column`: a value of a scan's state; nil where the name is no step's.
  func bindState(_ value: ExpressionSyntax, _ name: NameSyntax, _ scope: Scope) -> Scalar? {
    guard let step = value.name, let state = scope.steps[step.text] else { return nil }
    guard let column = state.first(where: { $0.name == name.text }) else {
      reportUnknown(name.text, name.span, state.map(\.name))
      return .invalid
    }
    return column.scalar
  }
}
