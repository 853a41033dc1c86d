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
    let empty = step.inputs.filter { $0.steps.last?.report.count.isZero ?? false }
    if !empty.isEmpty {
      for input in empty { try search(input) }
      return
    }
    marked.insert(step.stage.place.utf8)
    causes.append(
      StageReport.Cause(
        stage: step.report.text, line: step.report.line,
        findings: try findings(step, before)))
  }

  private func findings(
    _ step: CountedStep, _ before: StageCount?
  ) throws -> [StageReport.Finding] {
    guard let before else { return [StageReport.Finding(text: sourceFinding(step.stage))] }
    return [StageReport.Finding(text: "it gives none of \(CountText.rows(before))")]
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
