// Bound scalars to SQL. A value is written so that null is Kusto's null; a condition only so that
// it holds where Kusto's does, which leaves comparisons bare and indexes in use.
// Rules: `==` with one null is false, with two null; `!=` with one null is true (reference: Kusto's
// null-values page and its engine's answers).

extension RelationWriter {
  /// The value of an expression over the columns of a SELECT.
  func value(_ scalar: Scalar, _ select: Select) throws(Refusal) -> SQLText {
    switch scalar.kind {
    case .column(let id):
      guard let text = select.values[id] else {
        throw Refusal(message: "a column is out of reach here")
      }
      return text
    case .constant(let value): return SQLText(value)
    case .call(let emission, let arguments):
      return try checked(emission(try values(arguments, select)))
    case .and(let operands):
      return try checked(.joined(try values(operands, select), " AND ", .and))
    case .or(let operands):
      return try checked(.joined(try values(operands, select), " OR ", .or))
    case .not(let operand):
      var text: SQLText = "NOT \(operand: try value(operand, select))"
      text.precedence = .not
      return try checked(text)
    case .equal(let a, let b, let isNegated):
      return try checked(try equality(a, b, isNegated, select))
    case .isAmong, .isMember:
      // Never null: a null is in no list, and thus `!in` every one.
      return try condition(scalar, isNegated: false, select)
    case .window(let emission, let arguments, let partition):
      var ordered = select
      if !ordered.order.isEmpty { complete(&ordered, columns: ordered.columns) }
      let call = emission(try values(arguments, select))
      // Rows that are alike are peers of one another but in a frame of rows.
      var window = orderClause(ordered)
      window.append(trusted: window.pieces.isEmpty ? "" : " ")
      window.append(trusted: "ROWS UNBOUNDED PRECEDING")
      guard !partition.isEmpty else { return try checked("\(call) OVER (\(window))") }
      let keys = SQLText.joined(try values(partition, select), ", ", .primary)
      return try checked("\(call) OVER (PARTITION BY \(keys) \(window))")
    case .subquery(let relation):
      return try subquery(relation)
    case .invalid: throw Refusal(message: "the query could not be bound")
    }
  }

  /// `ORDER BY …` of a SELECT's order; nothing where it has none.
  func orderClause(_ select: Select) -> SQLText {
    var text = SQLText(pieces: [])
    for (index, term) in select.order.enumerated() {
      text.append(trusted: index == 0 ? "ORDER BY " : ", ")
      text.append(term.text)
      if !term.isAscending { text.append(trusted: " DESC") }
      if let first = term.nullsFirst {
        text.append(trusted: first ? " NULLS FIRST" : " NULLS LAST")
      }
    }
    return text
  }

  private func values(_ scalars: [Scalar], _ select: Select) throws(Refusal) -> [SQLText] {
    var texts: [SQLText] = []
    for scalar in scalars { texts.append(try value(scalar, select)) }
    return texts
  }

  /// Refuses text that has outgrown SQLite.
  func checked(_ text: SQLText) throws(Refusal) -> SQLText {
    guard text.length <= Limits.expressionBytes else {
      throw Refusal(message: "an expression is too large once its parts stand in it")
    }
    guard text.nesting <= Limits.sqlNesting, text.height <= 900 else {
      throw Refusal(message: "an expression is nested too deeply for SQLite")
    }
    return text
  }

  /// `==` and `!=` as a value.
  private func equality(
    _ a: Scalar, _ b: Scalar, _ isNegated: Bool, _ select: Select
  ) throws(Refusal) -> SQLText {
    let x = try value(a, select)
    let y = try value(b, select)
    guard a.isNullable || b.isNullable else {
      return .binary(x, isNegated ? "<>" : "=", y, .equality)
    }
    let same: SQLText = .binary(x, isNegated ? "IS NOT" : "IS", y, .equality)
    guard a.isNullable, b.isNullable else { return same }
    return "CASE WHEN \(operand: x) IS NULL AND \(operand: y) IS NULL THEN NULL ELSE \(same) END"
  }

  // MARK: Conditions

  /// The conditions of a filter, each to stand beside the others with AND.
  func conditions(_ scalar: Scalar, _ select: Select) throws(Refusal) -> [SQLText] {
    if case .and(let operands) = scalar.kind {
      var result: [SQLText] = []
      for operand in operands { result += try conditions(operand, select) }
      return result
    }
    if case .constant(.integer(1)) = scalar.kind { return [] }
    return [try condition(scalar, isNegated: false, select)]
  }

  /// SQL that is true exactly where the expression is true, or, negated, where it is false.
  func condition(
    _ scalar: Scalar, isNegated: Bool, _ select: Select
  ) throws(Refusal) -> SQLText {
    switch scalar.kind {
    case .and(let operands): return try both(operands, isNegated, isAnd: !isNegated, select)
    case .or(let operands): return try both(operands, isNegated, isAnd: isNegated, select)
    case .not(let operand): return try condition(operand, isNegated: !isNegated, select)
    case .equal(let a, let b, let isUnequal):
      return try checked(try bareEquality(a, b, wantsEqual: isUnequal == isNegated, select))
    case .isAmong(let value, let list, let isExcluded):
      let text = try self.value(value, select)
      let items = SQLText.joined(try values(list, select), ", ", .primary)
      return try checked(
        membership(text, "(\(items))", value.isNullable, wantsIn: isExcluded == isNegated))
    case .isMember(let value, let relation, let isExcluded):
      let text = try self.value(value, select)
      let list = try subquery(relation, isScalar: false)
      let wantsIn = isExcluded == isNegated
      let test = try checked(membership(text, list, value.isNullable, wantsIn: wantsIn))
      guard wantsIn, isObservable(value, select, among: relation) else { return test }
      return "(\(test) AND \(operand: text) <> '')"
    default:
      let text = try value(scalar, select)
      guard isNegated else { return text }
      var negated: SQLText = "NOT \(operand: text)"
      negated.precedence = .not
      return try checked(negated)
    }
  }

  private func both(
    _ operands: [Scalar], _ isNegated: Bool, isAnd: Bool, _ select: Select
  ) throws(Refusal) -> SQLText {
    var texts: [SQLText] = []
    for operand in operands {
      texts.append(try condition(operand, isNegated: isNegated, select))
    }
    return try checked(.joined(texts, isAnd ? " AND " : " OR ", isAnd ? .and : .or))
  }

  /// Equality where only true counts: `=` is true for no null; IS NOT is true where one is null.
  private func bareEquality(
    _ a: Scalar, _ b: Scalar, wantsEqual: Bool, _ select: Select
  ) throws(Refusal) -> SQLText {
    let x = try value(a, select)
    let y = try value(b, select)
    if wantsEqual { return .binary(x, "=", y, .equality) }
    let isNullable = a.isNullable || b.isNullable
    return .binary(x, isNullable ? "IS NOT" : "<>", y, .equality)
  }

  /// Whether observables are looked for among observables: as in a join, an empty one matches nothing.
  private func isObservable(_ value: Scalar, _ select: Select, among list: Relation) -> Bool {
    guard case .column(let id) = value.kind, let origin = select.origins[id],
      !origin.source.accesses.isEmpty, let first = list.columns.first
    else { return false }
    return ObservableTrace(first.scalar, in: list) != nil
  }

  private func membership(
    _ value: SQLText, _ list: SQLText, _ isNullable: Bool, wantsIn: Bool
  ) -> SQLText {
    if wantsIn {
      guard isNullable else { return .binary(value, "IN", list, .equality) }
      return "(\(operand: value) IS NOT NULL AND \(operand: value) IN \(list))"
    }
    guard isNullable else { return .binary(value, "NOT IN", list, .equality) }
    return "(\(operand: value) IS NULL OR \(operand: value) NOT IN \(list))"
  }

  /// A relation of one column as a list, or its first row as a value.
  private func subquery(
    _ relation: Relation, isScalar: Bool = true
  ) throws(Refusal) -> SQLText {
    var body = try select(relation)
    guard let column = relation.columns.first else {
      throw Refusal(message: "a table without columns stands for a value")
    }
    if isScalar {
      if body.isSealed { body = sealed(body) }
      if !body.order.isEmpty { complete(&body, columns: body.columns) }
      body.limit = min(body.limit ?? 1, 1)
    } else {
      if body.limit == nil { body.order = [] }
      // A null in the list would make NOT IN true of nothing.
      if column.isNullable {
        if !body.takesFilters { body = sealed(body) }
        if let text = body.values[column.id] {
          body.filters.append("\(operand: text) IS NOT NULL")
        }
      }
    }
    let inner = InnerSelect(.select(body), columns: ids(relation))
    inner.used = [column.id]
    let text = SQLText(query: inner, column.id, isScalar: isScalar)
    return isScalar && column.type == .string ? "coalesce(\(text), '')" : text
  }
}
