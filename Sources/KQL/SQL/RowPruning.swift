// Ways to the rows that a condition asks for, without a scan: through the observable of a constant,
// and through the runs whose times may fit. The condition itself stays where it is: a way may lead
// to more rows than it, never to fewer.

/// What conditions say of the rows of one table.
struct RowPruning {
  /// The value of a column is one of these.
  struct Seek {
    var origin: ColumnOrigin
    var access: ObservableAccess
    var values: [SQLValue]
    /// The column's value where the condition stands.
    var text: SQLText
  }

  /// The time of a row is beyond a bound.
  struct Bound {
    /// `>` and `>=` ask the run's latest time, `<` and `<=` its earliest.
    var isLower: Bool
    var sign: StaticString
    var value: SQLText
  }

  var seek: Seek?
  var bounds: [Bound] = []

  var isEmpty: Bool { seek == nil && bounds.isEmpty }
}

extension RelationWriter {
  /// Notes what a condition of a SELECT says of the tables that it reads.
  func note(_ condition: Scalar, _ select: Select) throws(Refusal) {
    switch condition.kind {
    case .and(let operands): for operand in operands { try note(operand, select) }
    case .equal(let a, let b, isNegated: false):
      noteValues(a, [b], select)
      noteValues(b, [a], select)
      try noteBound(a, ">=", b, select)
      try noteBound(a, "<=", b, select)
      try noteBound(b, ">=", a, select)
      try noteBound(b, "<=", a, select)
    case .isAmong(let value, let list, isNegated: false): noteValues(value, list, select)
    case .call(_, let arguments) where arguments.count == 2:
      let (a, b) = (arguments[0], arguments[1])
      switch condition.meaning {
      case .greater:
        try noteBound(a, ">", b, select)
        try noteBound(b, "<", a, select)
      case .greaterOrEqual:
        try noteBound(a, ">=", b, select)
        try noteBound(b, "<=", a, select)
      case .less:
        try noteBound(a, "<", b, select)
        try noteBound(b, ">", a, select)
      case .lessOrEqual:
        try noteBound(a, "<=", b, select)
        try noteBound(b, ">=", a, select)
      default: break
      }
    default: break
    }
  }

  /// The origin of a column whose rows may still be found another way.
  private func origin(_ scalar: Scalar, _ select: Select) -> ColumnOrigin? {
    guard case .column(let id) = scalar.kind, let origin = select.origins[id],
      origin.item.isPrunable, select.items.contains(where: { $0 === origin.item }),
      !origin.item.pruning.isEmpty || select.width + 4 <= Limits.joinedItems
    else { return nil }
    return origin
  }

  private func noteValues(_ column: Scalar, _ constants: [Scalar], _ select: Select) {
    guard catalog.dictionary != nil, column.type == .string,
      let origin = origin(column, select), case .column(let id) = column.kind,
      let access = origin.source.accesses.first(where: { !$0.seek.isEmpty }),
      let text = select.values[id]
    else { return }
    var values: [SQLValue] = []
    for constant in constants {
      // The empty value stands for none, and nothing leads to its rows.
      guard constant.type == .string, let text = constant.constantText, !text.isEmpty else {
        return
      }
      values.append(.text(text))
    }
    // Fewer values lead to fewer rows.
    if let known = origin.item.pruning.seek, known.values.count <= values.count { return }
    origin.item.pruning.seek = RowPruning.Seek(
      origin: origin, access: access, values: values, text: text)
  }

  private func noteBound(
    _ column: Scalar, _ sign: StaticString, _ value: Scalar, _ select: Select
  ) throws(Refusal) {
    guard column.type == .datetime, value.type == .datetime, value.isFixed,
      let origin = origin(column, select), origin.source.derivation == .none,
      origin.item.table?.runs?.time == origin.source.column.name
    else { return }
    let text = try self.value(value, Select())
    guard !Self.isHeavy(text) else { return }
    let isLower = sign.description.hasPrefix(">")
    origin.item.pruning.bounds.append(
      RowPruning.Bound(isLower: isLower, sign: sign, value: text))
  }

  /// Gives each table the way that its conditions allow, once all of them are known.
  func settle() {
    for item in bases {
      guard let table = item.table else { continue }
      if item.isDriven {
        if !item.pruning.bounds.isEmpty { limitRuns(of: item, table) }
      } else if let seek = item.pruning.seek, let dictionary = catalog.dictionary {
        settle(item, table, seek, dictionary)
      } else if !item.pruning.bounds.isEmpty, let runs = table.runs {
        let (items, places) = path(runs.scan, to: item, nil)
        item.approach = Array(items.dropLast())
        item.approach[0].way += tests(item.pruning.bounds, runs, places)
        item.isFirst = true
      }
    }
  }

  private func settle(
    _ item: FromItem, _ table: CatalogTable, _ seek: RowPruning.Seek,
    _ dictionary: Catalog.Dictionary
  ) {
    let list = SQLText.joined(seek.values.map { SQLText($0) }, ", ", .primary)
    let test: SQLText = seek.values.count == 1 ? "= \(list)" : "IN (\(list))"
    let (found, named) = path([dictionary.step], to: nil, nil, ["test": test])
    let key = filled(dictionary.key, named)
    let (items, places) = path(seek.access.seek, to: item, key)
    item.approach = found + items.dropLast()
    if let runs = table.runs, let run = item.approach.first(where: { $0.preferredAlias == "run" }) {
      run.way += tests(item.pruning.bounds, runs, places)
    }
    if seek.access.derivation == .none {
      seek.origin.give(found[0], dictionary.text)
    } else if seek.values.count > 1 {
      // A row may be reached through several of its elements: each is to bring its own.
      item.on.append(.binary(seek.text, "=", filled(dictionary.text, named), .equality))
    }
    // The condition itself is then on the dictionary's row.
    if item.given.values.contains(where: { $0 === found[0] }) { found[0].way = [] }
    item.isFirst = true
  }

  /// Lets a driven join go only to the runs whose times may fit.
  private func limitRuns(of item: FromItem, _ table: CatalogTable) {
    guard let runs = table.runs, let place = item.place, let behind = item.behindPlace else {
      return
    }
    var places = ["place": SQLText(pieces: [.alias(place, nil)])]
    let run: FromItem
    if let known = item.run {
      run = known
      places["run"] = SQLText(pieces: [.alias(known, nil)])
    } else {
      let (items, named) = path([runs.ofPlace], to: nil, nil, places)
      run = items[0]
      places = named
      behind.approach = [run]
    }
    run.way += tests(item.pruning.bounds, runs, places)
  }

  private func tests(
    _ bounds: [RowPruning.Bound], _ runs: CatalogRuns, _ places: [String: SQLText]
  ) -> [SQLText] {
    bounds.map { bound in
      let end = filled(bound.isLower ? runs.latest : runs.earliest, places)
      return .binary(end.withPrecedence(.primary), bound.sign, bound.value, .comparison)
    }
  }
}

extension FromItem {
  /// Whether conditions may still decide how its rows are found.
  fileprivate var isPrunable: Bool { table != nil && (join == .inner || isDriven) }
}

extension Scalar {
  /// Whether it is the same for all rows.
  fileprivate var isFixed: Bool {
    switch kind {
    case .constant: true
    case .call: !children.isEmpty && children.allSatisfy { $0.isFixed }
    default: false
    }
  }
}
