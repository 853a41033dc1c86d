// mv-apply and partition: operators over the parts of a table, each by itself. What tells the parts is a
// column beside the rows; the operators inside keep it, group by it and number the rows within it.

extension Binder {
  /// `mv-apply x = array to typeof(T) on (operators)`: over the elements of each row's arrays. The rows
  /// of the result are the input's, with what the operators leave; a row without elements gives none.
  func bindApply(
    _ input: Relation, _ expansion: ExpansionParts, _ operators: [OperatorSyntax],
    _ operation: OperatorSyntax, _ environment: Environment
  ) -> Relation {
    guard input.partition == nil else { return nestedParts(operation) }
    var source = input
    var partition = Partition(keys: [], carried: input.columns)
    if operators.contains(where: { !Self.isRowwise($0) }) {
      let columns = input.columns.map { (name: $0.name, value: $0.scalar) }
      source = compute(input, columns + [("", WindowFunctions.number([]))])
      partition = Partition(
        keys: Array(source.columns.suffix(1)), carried: source.columns.dropLast())
    }
    let columns = Array(source.columns.prefix(input.columns.count))
    let isOrdered = input.isSerialized
    let start = Relation(
      isOrdered ? .sort(source, []) : .unsorted(source), columns, isOpen: input.isOpen,
      partition: .some(partition), isArranged: true)
    guard let expanded = expand(start, expansion, Scope(start, environment)) else {
      return Relation(.invalid, input.columns, isOpen: true)
    }
    var relation = expanded.relation
    if !partition.keys.isEmpty {
      let keys = (partition.keys.map(\.scalar) + [expanded.place]).map {
        SortKey(value: $0, isAscending: true, nullsFirst: true)
      }
      let arranged = Relation(
        .sort(expanded.wide, keys), expanded.wide.columns, isArranged: true)
      relation = compute(arranged, expanded.columns)
    }
    relation = bind(operators, relation, environment)
    guard !relation.isOpen else { return Relation(.invalid, input.columns, isOpen: true) }
    return applied(relation, expansion.parts, input, isOrdered: isOrdered)
  }

  /// The input's columns that are not expanded, of what the operators leave if they give such a column,
  /// then the operators' further ones.
  private func applied(
    _ relation: Relation, _ parts: [ExpansionSyntax], _ input: Relation, isOrdered: Bool
  ) -> Relation {
    let expanded = parts.compactMap { part in
      part.value.names.isEmpty ? part.value.value.name?.text : nil
    }
    let carried = relation.partition?.carried ?? []
    var columns: [(name: String, value: Scalar)] = []
    for column in carried where !expanded.contains(column.name) {
      let given = relation.columns.first { $0.name == column.name }
      columns.append((column.name, (given ?? column).scalar))
    }
    for column in relation.columns where !columns.contains(where: { $0.name == column.name }) {
      columns.append((column.name, column.scalar))
    }
    let made = compute(relation, columns, keepsHidden: false)
    let ends = Relation(
      made.kind, made.columns, hidden: [], isOpen: made.isOpen, partition: .some(nil))
    guard !isOrdered else { return ends }
    return Relation(.unsorted(ends), ends.columns, partition: .some(nil))
  }

  /// `partition by key (operators)`: over the rows of each value of a column.
  func bindPartition(
    _ input: Relation, _ options: [OptionSyntax], _ key: NameSyntax, _ operators: [OperatorSyntax],
    _ operation: OperatorSyntax, _ environment: Environment
  ) -> Relation {
    guard input.partition == nil else { return nestedParts(operation) }
    for option in options where !option.name.text.hasPrefix("hint.") {
      report(.syntax, "'\(option.name.text)' is no option of partition", option.name.span)
    }
    guard let column = input.columns.first(where: { $0.name == key.text }) else {
      if !input.isOpen { reportUnknown(key.text, key.span, input.columns.map(\.name)) }
      return Relation(.invalid, input.columns, isOpen: true)
    }
    guard column.type != .dynamic else {
      return invalidRelation(
        .dynamicNotAllowed, "a dynamic value cannot be the key of 'partition'", key.span,
        help: "make a column of its text first: extend key = tostring(\(key.text))")
    }
    let start = Relation(
      .unsorted(input), input.columns, isOpen: input.isOpen,
      partition: .some(Partition(keys: [column])))
    let relation = bind(operators, start, environment)
    guard !relation.isOpen else { return relation }
    let ends = Relation(
      .unsorted(relation), relation.columns, hidden: [], partition: .some(nil))
    return ends
  }

  private func nestedParts(_ operation: OperatorSyntax) -> Relation {
    invalidRelation(
      .unsupported,
      "'\(operation.keyword.text)' inside of another sub-pipeline is not supported",
      operation.keyword.span, help: "run it before, or use mv-expand and 'summarize … by' inside")
  }

  private func bind(
    _ operators: [OperatorSyntax], _ start: Relation, _ environment: Environment
  ) -> Relation {
    var environment = environment
    var relation = start
    for operation in operators {
      guard Self.isAllowed(operation) else {
        return invalidRelation(
          .unsupported,
          "'\(operation.keyword.text)' inside of a sub-pipeline is not supported",
          operation.keyword.span, help: "run it before or after the sub-pipeline")
      }
      relation = bind(operation, relation, &environment)
    }
    return relation
  }

  /// Operators that look at one row at a time: over them no part has to be told from the others.
  private static func isRowwise(_ operation: OperatorSyntax) -> Bool {
    switch operation.kind {
    case .filter(let condition): !condition.hasWindow
    case .project(let list), .extend(let list), .projectRename(let list):
      !list.contains { $0.value.hasWindow }
    case .projectAway, .projectKeep, .projectReorder, .projectByNames, .mvExpand, .parse,
      .parseKeyValue, .render, .invalid:
      true
    default: false
    }
  }

  /// Operators that may stand in a sub-pipeline.
  private static func isAllowed(_ operation: OperatorSyntax) -> Bool {
    switch operation.kind {
    case .filter, .project, .extend, .serialize, .projectAway, .projectKeep, .projectReorder,
      .projectRename, .projectByNames, .sort, .top, .take, .count, .distinct, .summarize, .mvExpand,
      .mvApply, .partition, .parse, .parseKeyValue, .sampleDistinct, .scan, .makeSeries, .invalid:
      true
    case .search(_, let tables, _): tables.isEmpty
    case .lookup: true
    default: false
    }
  }
}

extension ExpressionSyntax {
  /// Whether a function of ordered rows is called.
  var hasWindow: Bool {
    var found = false
    visit { if let call = $0.call, WindowFunctions.all[call.name.text] != nil { found = true } }
    return found
  }
}
