// The state of a scan as columns: of each step whether it has a sequence, the sequence's number, and what
// it holds of the steps up to it.

/// Builds the columns of a walk.
struct ScanWalk {
  private let rows: NumberedRows
  private let plan: ScanPlan
  private let input: Relation
  private let fresh: () -> Int
  private(set) var slots: [WalkSlot] = []
  let numberId: Int
  private let counterId: Int
  /// By step: whether there is a sequence, its number, whether the row has matched.
  private let aliveIds: [Int]
  let sequenceIds: [Int]
  let matchedIds: [Int]
  /// By step, by step up to it, by column; nil where nobody asks.
  private(set) var stateIds: [[[Int?]]] = []
  private var promotes: [SQLText?] = []
  private var repeats: [SQLText] = []
  private var lives: [SQLText] = []

  init(rows: NumberedRows, plan: ScanPlan, input: Relation, firstId: @escaping () -> Int) {
    self.rows = rows
    self.plan = plan
    self.input = input
    fresh = firstId
    numberId = fresh()
    counterId = fresh()
    aliveIds = plan.steps.map { _ in firstId() }
    sequenceIds = plan.steps.map { _ in firstId() }
    matchedIds = plan.steps.map { _ in firstId() }
    let lastReaders = plan.states.map { state in state.map { lastReader(of: $0.id) } }
    for step in plan.steps.indices {
      stateIds.append(
        (0...step).map { earlier in
          plan.states[earlier].indices.map { column in
            let isDeclared = step == earlier && column >= input.columns.count
            return isDeclared || lastReaders[earlier][column] >= step ? firstId() : nil
          }
        })
    }
  }

  /// The last step whose condition or values read a column of a state; -1 where none does.
  private func lastReader(of id: Int) -> Int {
    plan.steps.lastIndex { step in
      ([step.condition] + step.values).contains { $0.reads(id) }
    } ?? -1
  }

  // MARK: Texts

  private var isFirst: SQLText? { rows.first.map { SQLText(column: rows.item, $0) } }

  /// Whether a step had a sequence before the row.
  private func lived(_ step: Int) -> SQLText {
    let alive = WalkSlot.before(aliveIds[step])
    guard let isFirst else { return alive }
    return "(\(alive) AND NOT \(isFirst))"
  }

  private func initial(_ step: Int, _ column: Int) -> Scalar {
    let count = input.columns.count
    return column < count
      ? .null(plan.states[step][column].type) : plan.defaults[column - count]
  }

  /// The values that a step reads: those of the state of `holder` for the steps up to `last`, where
  /// `condition` holds; else the defaults.
  private func reading(
    _ holder: Int, upTo last: Int, of step: Int, if condition: SQLText?, _ writer: RelationWriter
  ) throws(RelationWriter.Refusal) -> Select {
    var select = Select()
    for column in input.columns {
      select.values[column.id] = SQLText(column: rows.item, column.id)
    }
    for column in input.unlisted {
      select.values[column.id] = SQLText(column: rows.item, column.id)
    }
    for earlier in 0...step {
      for (index, column) in plan.states[earlier].enumerated() {
        let other = try writer.value(initial(earlier, index), Select())
        guard earlier <= last, let id = stateIds[holder][earlier][index] else {
          select.values[column.id] = other
          continue
        }
        let before = WalkSlot.before(id)
        select.values[column.id] =
          condition.map { "CASE WHEN \($0) THEN \(before) ELSE \(other) END" } ?? before
      }
    }
    return select
  }

  private func holds(
    _ step: Int, _ select: Select, _ writer: RelationWriter
  ) throws(RelationWriter.Refusal) -> SQLText {
    "coalesce(\(try writer.condition(plan.steps[step].condition, isNegated: false, select)), 0)"
  }

  // MARK: Building

  mutating func build(_ writer: RelationWriter) throws(RelationWriter.Refusal) {
    let zero = SQLText(trusted: "0")
    slots.append(
      WalkSlot(id: numberId, first: zero, next: SQLText(column: rows.item, rows.number)))
    for step in plan.steps.indices {
      guard step > 0 else {
        promotes.append(nil)
        continue
      }
      let state = try reading(step - 1, upTo: step - 1, of: step, if: nil, writer)
      promotes.append(
        try writer.checked("(\(lived(step - 1)) AND \(try holds(step, state, writer)))"))
    }
    for step in plan.steps.indices {
      let promoted = step + 1 < plan.steps.count ? promotes[step + 1] : nil
      lives.append(promoted.map { "(\(lived(step)) AND NOT \($0))" } ?? lived(step))
      let state = try reading(
        step, upTo: step, of: step, if: step == 0 ? lives[0] : nil, writer)
      let condition = try holds(step, state, writer)
      guard let own = promotes[step] else {
        repeats.append(condition)
        continue
      }
      repeats.append(try writer.checked("(NOT \(own) AND \(lives[step]) AND \(condition))"))
    }
    for step in plan.steps.indices { try build(step, writer) }
    let begins: SQLText = "(\(repeats[0]) AND NOT \(lives[0]))"
    slots.append(
      WalkSlot(
        id: counterId, first: zero, next: try writer.checked("(\(counter) + \(begins))")))
  }

  private var counter: SQLText {
    let before = WalkSlot.before(counterId)
    return isFirst.map { "CASE WHEN \($0) THEN 0 ELSE \(before) END" } ?? before
  }

  private mutating func build(
    _ step: Int, _ writer: RelationWriter
  ) throws(RelationWriter.Refusal) {
    let zero = SQLText(trusted: "0")
    let null = SQLText(trusted: "NULL")
    let own = promotes[step]
    let matched: SQLText = own.map { "(\($0) OR \(repeats[step]))" } ?? repeats[step]
    slots.append(
      WalkSlot(id: matchedIds[step], first: zero, next: try writer.checked(matched)))
    slots.append(
      WalkSlot(
        id: aliveIds[step], first: zero, next: try writer.checked("(\(matched) OR \(lives[step]))"))
    )
    let before = WalkSlot.before(sequenceIds[step])
    let sequence: SQLText =
      if let own {
        "CASE WHEN \(own) THEN \(WalkSlot.before(sequenceIds[step - 1])) ELSE \(before) END"
      } else {
        "CASE WHEN \(repeats[step]) AND NOT \(lives[step]) THEN \(counter) ELSE \(before) END"
      }
    slots.append(
      WalkSlot(id: sequenceIds[step], first: null, next: try writer.checked(sequence)))
    for earlier in 0...step {
      for (index, id) in stateIds[step][earlier].enumerated() {
        guard let id else { continue }
        let next =
          earlier == step
          ? try current(step, index, matched, id, writer) : passed(step, earlier, index, id)
        slots.append(WalkSlot(id: id, first: null, next: try writer.checked(next)))
      }
    }
  }

  /// What a state holds of an earlier step: promoted with the sequence.
  private func passed(_ step: Int, _ earlier: Int, _ column: Int, _ id: Int) -> SQLText {
    guard let own = promotes[step], let from = stateIds[step - 1][earlier][column] else {
      return WalkSlot.before(id)
    }
    return "CASE WHEN \(own) THEN \(WalkSlot.before(from)) ELSE \(WalkSlot.before(id)) END"
  }

  /// What a state holds of its own step: the last row that has matched, and the values assigned then.
  private func current(
    _ step: Int, _ column: Int, _ matched: SQLText, _ id: Int, _ writer: RelationWriter
  ) throws(RelationWriter.Refusal) -> SQLText {
    let count = input.columns.count
    let before = WalkSlot.before(id)
    guard column >= count else {
      let value = SQLText(column: rows.item, input.columns[column].id)
      return "CASE WHEN \(matched) THEN \(value) ELSE \(before) END"
    }
    let assigned = plan.steps[step].values[column - count]
    let state = try reading(
      step, upTo: step, of: step, if: step == 0 ? lives[0] : nil, writer)
    let again = try writer.value(assigned, state)
    guard let own = promotes[step] else {
      return "CASE WHEN \(matched) THEN \(again) ELSE \(before) END"
    }
    let promoted = try reading(step - 1, upTo: step - 1, of: step, if: nil, writer)
    let anew = try writer.value(assigned, promoted)
    return
      "CASE WHEN \(own) THEN \(anew) WHEN \(repeats[step]) THEN \(again) ELSE \(before) END"
  }
}

extension Scalar {
  /// Whether it reads a column.
  fileprivate func reads(_ id: Int) -> Bool {
    if case .column(id) = kind { return true }
    return children.contains { $0.reads(id) }
  }
}
