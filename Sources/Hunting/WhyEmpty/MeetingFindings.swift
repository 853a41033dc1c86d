// Two tables with rows, of which none finds another: what their keys are, and which come near.

internal import KQL
internal import SQLite

struct MeetingFindings {
  let walk: StageWalk
  let meeting: QueryStages.Meeting
  let left: QueryStages.Cut

  /// The different values of one side.
  private struct Values {
    var values: Set<KQL.SQLValue>
    /// Whether there may be more.
    var isCut: Bool

    var isEmpty: Bool { values.allSatisfy { $0 == .null || $0 == .text("") } }
    var texts: [String] {
      values.compactMap { value -> String? in
        if case .text(let text) = value, !text.isEmpty { text } else { nil }
      }
    }
    var count: String {
      (isCut ? "at least " : "") + CountText.grouped(Int64(values.count)) + " different value"
        + (values.count == 1 ? "" : "s")
    }
  }

  /// What is known of each pair of keys.
  func findings() throws -> [StageReport.Finding] {
    try meeting.keys.flatMap { key -> [StageReport.Finding] in
      var table = meeting.right
      var right = key.right
      if right == nil, let first = walk.columns(of: table).first {
        right = QueryStages.column(first.name)
        if first.type == .dynamic { table = walk.stages.elements(of: first.name, in: table) }
      }
      guard let right else { return [] }
      do {
        return findings(
          key.left.text, try values(of: key.left, in: left), right.text,
          try values(of: right, in: table))
      } catch let none as StageCounter.NoAnswer {
        return [StageReport.Finding(text: "the keys are not compared: \(none.reason)")]
      }
    }
  }

  private func values(
    of key: QueryStages.Expression, in cut: QueryStages.Cut
  ) throws -> Values {
    let limit = walk.counter.bounds.values
    let rows = try walk.counter.rows(
      walk.stages.values(of: key, in: cut, atMost: limit, reader: walk.counter.runner.read))
    return Values(values: Set(rows.compactMap(\.first).map(Self.value)), isCut: rows.count >= limit)
  }

  private func findings(
    _ leftName: String, _ left: Values, _ rightName: String, _ right: Values
  ) -> [StageReport.Finding] {
    for (side, name, values) in [("left", leftName, left), ("right", rightName, right)]
    where values.isEmpty && !values.values.isEmpty {
      let what = values.values == [.null] ? "null" : "empty"
      return [StageReport.Finding(text: "all keys of the \(side) side, \(name), are \(what)")]
    }
    // What is absent matches nothing, though it is absent on both sides.
    let common = left.values.intersection(right.values).subtracting([.null, .text("")]).count
    let sides = "\(leftName) has \(left.count), \(rightName) has \(right.count)"
    guard common == 0 else {
      return [
        StageReport.Finding(text: "\(sides); \(CountText.grouped(Int64(common))) on both sides")
      ]
    }
    return [StageReport.Finding(text: "\(sides); none is on both sides")]
      + near(leftName, left.texts, rightName, right.texts)
  }

  private func near(
    _ leftName: String, _ left: [String], _ rightName: String, _ right: [String]
  ) -> [StageReport.Finding] {
    let isJoin = meeting.left != nil
    return KeyComparison(left: left, right: right).pairs().map { likeness, pairs in
      StageReport.Finding(
        text: "\(CountText.grouped(Int64(pairs.count))) pair\(pairs.count == 1 ? "" : "s"): "
          + likeness.note,
        samples: pairs.prefix(walk.counter.bounds.samples).map { pair in
          StageReport.Sample(
            fields: [
              StageReport.Sample.Field(
                column: (isJoin ? "$left." : "") + leftName, value: pair.left),
              StageReport.Sample.Field(
                column: (isJoin ? "$right." : "") + rightName, value: pair.right),
            ], note: "")
        })
    }
  }

  private static func value(_ value: SQLite.SQLValue) -> KQL.SQLValue {
    switch value {
    case .integer(let number): .integer(number)
    case .real(let number): .real(number)
    case .text(let text): .text(text)
    case .null, .blob: .null
    }
  }
}
