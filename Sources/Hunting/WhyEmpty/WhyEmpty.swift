// Why a hunt gives no rows: the count behind each operator of its text, on each side of each join, and
// where they become none, what came near. All is read from the tables as they are; nothing is written.

internal import KQL

/// Explains hunts without rows.
public struct WhyEmpty {
  private let runner: HuntRunner
  private let counter: StageCounter

  /// An explanation over a runner's warehouse, at its time.
  public init(runner: HuntRunner, bounds: StageBounds = StageBounds()) {
    self.runner = runner
    counter = StageCounter(runner: runner, bounds: bounds)
  }

  /// Counts the stages of a hunt. One with rows has no causes.
  ///
  /// - Throws: `HuntRefused` where it does not compile; what the database says, an interrupt too.
  public func report(on hunt: Hunt) throws -> StageReport {
    let query = try runner.compile(hunt)
    let text = hunt.text(at: runner.now)
    let stages: QueryStages
    switch KQLCompiler.stages(of: text, catalog: runner.catalog, options: runner.options) {
    case .success(let found): stages = found
    case .failure(let diagnostics):
      throw HuntRefused(description: diagnostics.rendered(source: text, file: hunt.origin.file))
    }
    let walk = StageWalk(
      stages: stages, counter: counter, firstLine: hunt.origin.line,
      observables: observables(of: query))
    let pipelines = try stages.pipelines.map(walk.counted)
    var search = CauseSearch(
      walk: walk, pipelines: pipelines, emptyTables: try runner.emptyTables(of: query))
    let rows = pipelines.last?.steps.last?.report.count ?? .unknown("not counted")
    if rows.isZero { try search.find() }
    return StageReport(
      hunt: hunt.name, count: rows, notes: search.notes,
      pipelines: pipelines.map { $0.report(search.marked) }, causes: search.causes)
  }

  /// The columns by which a person knows a row of the query's tables.
  private func observables(of query: CompiledQuery) -> [String] {
    var names: [String] = []
    for table in query.tables.sorted().compactMap(runner.catalog.table) {
      for column in table.columns where !column.observables.isEmpty && !names.contains(column.name)
      {
        names.append(column.name)
      }
    }
    return names
  }
}

/// A pipeline with its counts.
struct CountedPipeline {
  var name: QueryStages.Pipeline.Name
  var steps: [CountedStep]

  func report(_ marked: Set<Range<Int>>) -> StageReport.Pipeline {
    StageReport.Pipeline(title: name.title, steps: steps.map { $0.reported(marked) })
  }
}

/// A step with its count.
struct CountedStep {
  var stage: QueryStages.Step
  var inputs: [CountedPipeline]
  var report: StageReport.Step

  fileprivate func reported(_ marked: Set<Range<Int>>) -> StageReport.Step {
    var result = report
    result.isCause = marked.contains(stage.place.utf8)
    result.inputs = inputs.map { $0.report(marked) }
    return result
  }
}

extension QueryStages.Pipeline.Name {
  /// What a person calls it.
  fileprivate var title: String {
    switch self {
    case .query: "query"
    case .table(let name): "let \(name)"
    case .function(let name): "let \(name)()"
    case .branch(let number): "branch \(number)"
    case .side: ""
    }
  }
}

/// Counts the stages of one hunt.
struct StageWalk {
  let stages: QueryStages
  let counter: StageCounter
  /// The line of the hunt's file on which its text starts.
  let firstLine: Int
  /// The columns of its tables that hold observables.
  let observables: [String]

  func counted(_ pipeline: QueryStages.Pipeline) throws -> CountedPipeline {
    var before: StageCount?
    let steps = try pipeline.steps.map { step in
      let inputs = try step.inputs.map(counted)
      let count = if step.keepsRows, let before { before } else { try self.count(step.cut) }
      before = count
      return CountedStep(
        stage: step, inputs: inputs,
        report: StageReport.Step(
          text: step.text, line: line(of: step), count: count, inputs: []))
    }
    return CountedPipeline(name: pipeline.name, steps: steps)
  }

  func line(of step: QueryStages.Step) -> Int { step.place.line + firstLine - 1 }

  func count(_ cut: QueryStages.Cut) throws -> StageCount {
    try counter.count(
      stages.count(cut, atMost: counter.bounds.rows, reader: counter.runner.read))
  }

  /// The columns of a stage; none where it is no query of its own.
  func columns(of cut: QueryStages.Cut) -> [KQL.ResultColumn] {
    (try? stages.rows(of: cut, reader: counter.runner.read).get())?.columns ?? []
  }
}
