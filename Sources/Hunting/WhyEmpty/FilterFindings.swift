// A `where` that keeps nothing: which of its conditions removes the rows, and what these are like.

internal import KQL

struct FilterFindings {
  /// Conditions that are looked at.
  static let maximumConditions = 16

  let walk: StageWalk
  private var sampler: RowSampler { RowSampler(walk: walk) }

  init(walk: StageWalk) { self.walk = walk }

  /// A condition without which there would be rows.
  struct Blamed {
    var condition: QueryStages.Condition
    var findings: [StageReport.Finding]
  }

  /// The conditions each of which alone keeps the `where` from giving rows.
  func blamed(_ step: QueryStages.Step) throws -> [Blamed] {
    var result: [Blamed] = []
    for condition in step.conditions.prefix(Self.maximumConditions) {
      let relaxed = step.cut.without([condition])
      let count = try walk.count(relaxed)
      guard count.isSome else { continue }
      var findings = [
        StageReport.Finding(
          text: "without `\(condition.expression.text)` there would be \(CountText.rows(count))",
          samples: try sampler.samples(of: relaxed, removedBy: [condition]))
      ]
      if let finding = try otherCase(condition, step.cut) { findings.append(finding) }
      result.append(Blamed(condition: condition, findings: findings))
    }
    return result
  }

  private func otherCase(
    _ condition: QueryStages.Condition, _ cut: QueryStages.Cut
  ) throws -> StageReport.Finding? {
    guard let folded = cut.foldingCase(of: condition) else { return nil }
    let count = try walk.count(folded)
    guard count.isSome else { return nil }
    let samples = try sampler.samples(of: folded, removedBy: [condition]).map {
      StageReport.Sample(fields: $0.fields, note: "same in other case")
    }
    return StageReport.Finding(
      text: "without regard to letter case `\(condition.expression.text)` would keep "
        + CountText.rows(count), samples: samples)
  }

  /// What is known where no condition alone is to blame: those that keep nothing by themselves.
  func together(_ step: QueryStages.Step) throws -> [StageReport.Finding] {
    let conditions = Array(step.conditions.prefix(Self.maximumConditions))
    let all = step.cut.without(step.conditions)
    var findings: [StageReport.Finding] = []
    for (index, condition) in conditions.enumerated() where step.conditions.count > 1 {
      var others = step.conditions
      others.remove(at: index)
      guard try walk.count(step.cut.without(others)).isZero else { continue }
      var samples: [StageReport.Sample] = []
      // Of the rows before the operator, none meets the condition.
      if findings.isEmpty { samples = try sampler.samples(of: all, removedBy: [condition]) }
      findings.append(
        StageReport.Finding(
          text: "`\(condition.expression.text)` alone keeps no row", samples: samples))
    }
    if findings.isEmpty {
      findings = [StageReport.Finding(text: "no condition alone removes all: they do together")]
    }
    return findings
  }
}
