// From the end of a query without rows to the operators that lose them: along `let` names, the sides
// of joins and the branches of unions that give none themselves.

internal import KQL

struct CauseSearch {
  /// Causes that are told: a union of many tables has one in each.
  static let maximumCauses = 8

  let walk: StageWalk
  let pipelines: [CountedPipeline]
  let emptyTables: [String]
  private(set) var causes: [StageReport.Cause] = []
  /// The places of the operators that are causes.
  private(set) var marked: Set<Range<Int>> = []

  init(walk: StageWalk, pipelines: [CountedPipeline], emptyTables: [String]) {
    self.walk = walk
    self.pipelines = pipelines
    self.emptyTables = emptyTables
  }

  /// What is to be known before any stage.
  var notes: [String] { emptyTables.map { "\($0) has never received a row" } }

  /// Finds the causes of a query without rows.
  mutating func find() throws {
    guard let query = pipelines.last else { return }
    try search(query)
  }

  private mutating func search(_ pipeline: CountedPipeline) throws {
    guard let index = pipeline.steps.firstIndex(where: { $0.report.count.isZero }) else { return }
    let step = pipeline.steps[index]
    guard causes.count < Self.maximumCauses, !marked.contains(step.stage.place.utf8) else { return }
    let before = index > 0 ? pipeline.steps[index - 1].report.count : nil
    if index == 0, let table = pipelines.first(where: { $0.isNamed(step.stage.sourceName) }) {
      return try search(table)
    }
    if step.stage.conditions.isEmpty {
      let empty = step.inputs.filter { $0.steps.last?.report.count.isZero ?? false }
      if !empty.isEmpty {
        for input in empty { try search(input) }
        return
      }
    }
    guard let before else {
      return mark(step, [StageReport.Finding(text: sourceFinding(step.stage))])
    }
    let none = StageReport.Finding(text: "it gives none of \(CountText.rows(before))")
    if !step.stage.conditions.isEmpty { return try searchFilter(step, in: pipeline, none) }
    guard let meeting = step.stage.meeting, let left = meeting.left else {
      return mark(step, [none])
    }
    let filters = upstream(of: step, in: pipeline)
    mark(
      step,
      try MeetingFindings(walk: walk, meeting: meeting, left: left).findings()
        + RemovedFindings(walk: walk, meeting: meeting, cause: step.stage.cut).findings(filters))
  }

  private mutating func mark(_ step: CountedStep, _ findings: [StageReport.Finding]) {
    marked.insert(step.stage.place.utf8)
    causes.append(
      StageReport.Cause(stage: step.report.text, line: step.report.line, findings: findings))
  }

  private mutating func searchFilter(
    _ step: CountedStep, in pipeline: CountedPipeline, _ none: StageReport.Finding
  ) throws {
    let filter = FilterFindings(walk: walk)
    let blamed = try filter.blamed(step.stage)
    if blamed.isEmpty { return mark(step, [none] + (try filter.together(step.stage))) }
    var findings: [StageReport.Finding] = []
    for blame in blamed {
      guard let meeting = blame.condition.meeting else {
        findings += blame.findings
        continue
      }
      let table = try walk.count(meeting.right)
      if table.isZero, try searchTable(meeting, of: step) { continue }
      findings += blame.findings
      if table.isZero {
        findings.append(StageReport.Finding(text: "the table of `in` has no rows"))
      } else if table.isSome {
        // Which rows the keys are of says less than which keys come near.
        for index in findings.indices.suffix(blame.findings.count) { findings[index].samples = [] }
        let left = step.stage.cut.without([blame.condition])
        findings += try MeetingFindings(walk: walk, meeting: meeting, left: left).findings()
        findings += try RemovedFindings(walk: walk, meeting: meeting, cause: step.stage.cut)
          .findings(upstream(of: step, in: pipeline))
      }
    }
    if !findings.isEmpty { mark(step, [none] + findings) }
  }

  /// Searches the table of `in`; whether its text says where its rows are lost.
  private mutating func searchTable(
    _ meeting: QueryStages.Meeting, of step: CountedStep
  ) throws -> Bool {
    let known = marked.count
    if let name = meeting.rightName, let own = pipelines.first(where: { $0.isNamed(name) }) {
      try search(own)
      return true
    }
    for input in step.inputs where input.steps.last?.report.count.isZero ?? false {
      try search(input)
    }
    return marked.count > known
  }

  /// The `where` operators whose rows come to a step, itself not among them, in the order of the text.
  private func upstream(
    of step: CountedStep, in pipeline: CountedPipeline
  ) -> [QueryStages.Step] {
    var found: [QueryStages.Step] = []
    var open = step.inputs
    var names = step.stage.conditions.compactMap { $0.meeting?.rightName }
    let end = pipeline.steps.firstIndex { $0.stage.place == step.stage.place } ?? 0
    open.append(CountedPipeline(name: pipeline.name, steps: Array(pipeline.steps[..<end])))
    var seen: Set<String> = []
    while !open.isEmpty || !names.isEmpty {
      if let name = names.popLast() {
        guard seen.insert(name).inserted else { continue }
        if let table = pipelines.first(where: { $0.isNamed(name) }) { open.append(table) }
      } else if let next = open.popLast() {
        for step in next.steps {
          if !step.stage.conditions.isEmpty { found.append(step.stage) }
          open += step.inputs
          names += [step.stage.sourceName].compactMap { $0 }
          names += step.stage.conditions.compactMap { $0.meeting?.rightName }
        }
      }
    }
    return found.sorted { $0.place.utf8.lowerBound < $1.place.utf8.lowerBound }
  }

  private func sourceFinding(_ step: QueryStages.Step) -> String {
    guard let name = step.sourceName, emptyTables.contains(name) else { return "it gives no rows" }
    return "the table \(name) has never received a row"
  }
}

extension CountedPipeline {
  /// Whether it is what a name stands for.
  fileprivate func isNamed(_ name: String?) -> Bool {
    switch self.name {
    case .table(let own), .function(let own): own == name
    case .query, .side, .branch: false
    }
  }
}
