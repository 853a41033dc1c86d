// Matches that a `where` before a join takes away: the indicator has expired, the event is out of the
// window. The join is asked again without each condition that stands before it.

internal import KQL
internal import SQLite

struct RemovedFindings {
  /// Conditions without which a join is asked again: each may take as long as a stage.
  static let maximumConditions = 12
  /// Values for which the removed rows are sought.
  static let maximumKeys: Int64 = 1_000
  /// Columns in which they are sought where none has a key's name.
  static let maximumColumns = 40

  let walk: StageWalk
  let meeting: QueryStages.Meeting
  /// The query up to the operator that finds nothing.
  let cause: QueryStages.Cut

  /// A condition with the operator that it stands in.
  private typealias Removal = (step: QueryStages.Step, condition: QueryStages.Condition)

  /// What the operator would find without the conditions of operators before it: without each, then
  /// without all that ask whether an indicator or an event counts, since what has expired is
  /// inactive as well, and last without any.
  func findings(_ upstream: [QueryStages.Step]) throws -> [StageReport.Finding] {
    // A key that is there must not be asked for: rows without any would meet.
    let all = upstream.flatMap { step in
      step.conditions.filter { !$0.asksPresence }.map { Removal(step, $0) }
    }
    var findings: [StageReport.Finding] = []
    var most: Int64 = 0
    for removal in all.prefix(Self.maximumConditions) {
      findings += try finding([removal], &most).map { [$0] } ?? []
    }
    let validity = all.filter { !$0.condition.checks.isEmpty }
    if validity.count > 1 { findings += try finding(validity, &most).map { [$0] } ?? [] }
    if findings.isEmpty, all.count > 1, all.count > validity.count {
      findings += try finding(all, &most).map { [$0] } ?? []
    }
    return findings
  }

  /// - Parameter most: the rows of findings before it; several conditions must give more than each.
  private func finding(
    _ removals: [Removal], _ most: inout Int64
  ) throws -> StageReport.Finding? {
    guard let step = removals.first?.step else { return nil }
    let conditions = removals.map(\.condition)
    let count = try walk.count(cause.without(conditions))
    guard let rows = count.least, rows > (removals.count > 1 ? most : 0) else { return nil }
    most = max(most, rows)
    let text = removals.map {
      "`\($0.condition.expression.text)` in line \(walk.line(of: $0.step))"
    }.joined(separator: " and ")
    var finding = StageReport.Finding(
      text: "without \(text) there would be \(CountText.rows(count))")
    let keys = try keys(of: cause.without(conditions))
    if let removed = try removed(step.cut.without(conditions), matching: keys) {
      let held = try walk.count(removed)
      if held.isSome {
        let verb = removals.count > 1 ? "remove" : "removes"
        finding.text =
          "\(CountText.rows(held)) that \(text) \(verb) would match, and give "
          + CountText.rows(count)
      }
      finding.samples = try RowSampler(walk: walk).samples(of: removed, removedBy: conditions)
    }
    return finding
  }

  /// The keys that meet, of the first pair.
  private func keys(of relaxed: QueryStages.Cut) throws -> [String] {
    guard let key = meeting.keys.first else { return [] }
    for expression in [key.left, key.right].compactMap({ $0 }) {
      do {
        let rows = try walk.counter.rows(
          walk.stages.values(
            of: expression, in: relaxed, atMost: Self.maximumKeys,
            reader: walk.counter.runner.read))
        return rows.compactMap { row -> String? in
          if case .text(let text)? = row.first, !text.isEmpty { text } else { nil }
        }
      } catch is StageCounter.NoAnswer {
        // Of a semi-join only one side's columns are left.
      }
    }
    return []
  }

  /// The rows of a stage that hold one of the keys; nil where they cannot be told.
  private func removed(
    _ cut: QueryStages.Cut, matching keys: [String]
  ) throws -> QueryStages.Cut? {
    let columns = walk.columns(of: cut).filter { $0.type == .string }.map(\.name)
    guard !keys.isEmpty, !columns.isEmpty else { return nil }
    let names = meeting.keys.prefix(1).flatMap { [$0.right?.text, $0.left.text] }.compactMap { $0 }
    if let name = names.first(where: columns.contains) {
      return walk.stages.holding(keys, in: [name], of: cut)
    }
    // A statement has no more than some ten thousand values.
    return walk.stages.holding(
      Array(keys.prefix(100)), in: Array(columns.prefix(Self.maximumColumns)), of: cut)
  }
}
