// Combinations of facts to rows: one value a column, equal rows joined, nothing without a reason.
// Called by `PatternRows`, once a pattern.

/// Makes the rows of a pattern.
struct PatternRowAssembly {
  private var alternatives: PatternAlternatives
  private var rows: [ObservableSet] = []
  private var seen: Set<ObservableSet> = []
  private var produced = 0

  init(_ alternatives: PatternAlternatives) { self.alternatives = alternatives }

  /// Adds the rows of one AND, given as places in the facts.
  mutating func add(_ combination: [Int]) {
    guard produced < PatternAlternatives.maximumRows else {
      alternatives.report(
        "more than \(PatternAlternatives.maximumRows) rows: the rest is left out")
      return
    }
    let facts = combination.sorted().map { alternatives.facts[$0] }
    let withColumn = facts.filter { $0.slot != nil }
    if withColumn.isEmpty {
      if let first = facts.first { append([first]) }
      return
    }
    if withColumn.count < facts.count {
      alternatives.report(PatternAlternatives.widened)
    }
    for row in choices(among: withColumn) { append(row) }
  }

  /// The rows and reasons; never without a row, never without both an observable and a reason.
  mutating func finished() -> (rows: [ObservableSet], reasons: [String]) {
    if rows.isEmpty { rows = [ObservableSet()] }
    if !rows.contains(where: { $0.hasObservable }), alternatives.reasons.isEmpty {
      let column = rows.lazy.flatMap(\.columns).first?.column.name
      alternatives.report(
        column.map { "only \($0), which no log is joined on" } ?? alternatives.lastResort)
    }
    return (rows, alternatives.reasons)
  }

  /// Adds a row; one with the same columns as a row before adds nothing.
  private mutating func append(_ facts: [PatternFact]) {
    produced += 1
    let row = ObservableSet(facts)
    var identity = row
    if !row.columns.isEmpty {
      identity.path = ""
      identity.value = ""
    }
    if seen.insert(identity).inserted { rows.append(row) }
  }

  /// One list of facts for each choice among the values of a column that has several.
  private mutating func choices(among facts: [PatternFact]) -> [[PatternFact]] {
    var values: [IndicatorColumn: [PatternFact]] = [:]
    var order: [IndicatorColumn] = []
    var known: Set<[ObservableSet.Setting]> = []
    for fact in facts {
      guard let slot = fact.slot, known.insert(fact.columns).inserted else { continue }
      if values[slot] == nil { order.append(slot) }
      values[slot, default: []].append(fact)
    }
    var choices: [[PatternFact]] = [[]]
    for slot in order {
      let alternativesOfSlot = values[slot] ?? []
      if alternativesOfSlot.count > 1, slot != .fileHashValue {
        alternatives.report("\(slot.name) has several values in one AND: a row for each")
      }
      choices = multiplied(choices, by: alternativesOfSlot)
    }
    return choices
  }

  private mutating func multiplied(
    _ choices: [[PatternFact]], by values: [PatternFact]
  ) -> [[PatternFact]] {
    var next: [[PatternFact]] = []
    for choice in choices {
      for value in values {
        guard next.count < PatternAlternatives.maximumProduct else {
          alternatives.report(
            "more than \(PatternAlternatives.maximumProduct) combinations in an AND: "
              + "the rest is left out")
          return next
        }
        next.append(choice + [value])
      }
    }
    return next
  }
}

extension ObservableSet {
  /// The row of some facts: their columns, and the sides of the first that is an observable, or
  /// else of the first.
  init(_ facts: [PatternFact]) {
    self.init()
    columns = facts.flatMap(\.columns)
    let leader = facts.first { $0.isObservable } ?? facts.first
    path = leader?.path ?? ""
    value = leader?.value ?? ""
  }
}
