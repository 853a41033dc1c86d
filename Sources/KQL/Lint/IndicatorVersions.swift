// filter-before-latest, no-latest-version, no-active-check: the versions of an indicator.

extension LintRule {
  static let filterBeforeLatest = LintRule(
    "filter-before-latest",
    title: "a filter on validity before arg_max takes the newest version",
    why: "An indicator that was withdrawn or has expired has a newer version that says so. A "
      + "filter before arg_max removes that version, and an older one that was still active is "
      + "found instead: the indicator revives.",
    instead: "Filter Active and ExpirationDateTime after summarize arg_max(TimeGenerated, *)."
  ) { query in
    query.trace.distinct.flatMap { traced -> [LintFinding] in
      guard isLatest(traced) else { return [] }
      // What follows a join compares with the time of an event, and is no test of its own; what follows
      // another arg_max is tested of the newest version.
      let steps = query.trace.upstream(of: traced.input)
      let first = steps.lastIndex { $0.syntax.isJoin || isLatest($0) }
      return steps.dropFirst(first.map { $0 + 1 } ?? 0).flatMap { upstream -> [LintFinding] in
        guard case .filter(let condition) = upstream.syntax.kind else { return [] }
        return validityNames(condition).map { name in
          LintFinding(
            span: name.span,
            message: "\(name.text) is tested before arg_max: a withdrawn indicator revives through "
              + "an older version",
            help: "put this condition into a 'where' after the 'summarize'")
        }
      }
    }
  }

  static let noLatestVersion = LintRule(
    "no-latest-version", title: "indicators that are joined with all their versions",
    why: "In Sentinel each poll of a feed adds a version of each indicator, and every version is "
      + "a hit of its own. (Picket keeps one row for an indicator, so that this matters there.)",
    instead: "summarize arg_max(TimeGenerated, *) by IndicatorId, before the join.", isNote: true
  ) { query in
    indicatorSides(query) { side, _, name in
      let steps = query.trace.upstream(of: side)
      let isReduced = steps.contains { step in
        switch step.syntax.kind {
        case .summarize, .distinct: true
        default: false
        }
      }
      guard !isReduced, side.baseTables.allSatisfy({ $0.isIndicators }) else { return nil }
      return (
        "no step keeps the newest version of an indicator of \(name) before this join",
        "write summarize arg_max(TimeGenerated, *) by "
          + (name == "ThreatIntelIndicators" ? "Id, ObservableValue" : "IndicatorId")
      )
    }
  }

  static let noActiveCheck = LintRule(
    "no-active-check", title: "indicators that are joined whether they are active or not",
    why: "A feed withdraws an indicator by a version with Active == false, or it expires.",
    instead: "where Active == true and ExpirationDateTime > now(), after arg_max."
  ) { query in
    var tested: Set<String> = []
    for traced in query.trace.distinct {
      for expression in traced.syntax.expressions {
        if case .filter = traced.syntax.kind {
          tested.formUnion(validityNames(expression).map(\.text))
        }
      }
    }
    guard tested.isDisjoint(with: ["Active", "IsActive"]) else { return [] }
    return indicatorSides(query) { side, _, name in
      guard side.baseTables.contains(where: { $0.isIndicators }) else { return nil }
      let column = name == "ThreatIntelIndicators" ? "IsActive" : "Active"
      return (
        "nothing tests \(column): indicators that were withdrawn match as well",
        "write | where \(column) == true after the newest version is taken"
      )
    }
  }

  /// Whether an operator takes the newest row by time.
  private static func isLatest(_ traced: TracedOperator) -> Bool {
    guard case .summarize(let aggregates, let keys) = traced.syntax.kind, !keys.isEmpty else {
      return false
    }
    return aggregates.contains { aggregate in
      guard let call = aggregate.value.call, ["arg_max", "argmax"].contains(call.name.text) else {
        return false
      }
      // The newest hit of a log is taken by the log's own time.
      guard let column = call.arguments.first?.name.flatMap({ traced.input.column($0.text) }) else {
        return false
      }
      return KeyTrace.origin(of: column.scalar, in: traced.input).isIndicators
    }
  }

  /// The names in a condition that say whether an indicator still holds.
  private static func validityNames(_ condition: ExpressionSyntax) -> [NameSyntax] {
    var names: [NameSyntax] = []
    condition.visit { expression in
      if let name = expression.name, IndicatorColumns.validity.contains(name.text),
        !names.contains(where: { $0.text == name.text })
      {
        names.append(name)
      }
    }
    return names
  }

  /// What is found of the sides of joins that are indicators, and not of both; once for each table.
  private static func indicatorSides(
    _ query: LintedQuery, _ judge: (Relation, LintedJoin, String) -> (String, String)?
  ) -> [LintFinding] {
    var told: Set<String> = []
    return query.joins.compactMap { join in
      let sides = [join.left, join.right].map { side in
        (side: side, table: side.baseTables.first { $0.isIndicators })
      }
      guard sides.filter({ $0.table != nil }).count == 1,
        let (side, table) = sides.first(where: { $0.table != nil }), let table,
        let (message, help) = judge(side, join, table.name), told.insert(table.name).inserted
      else { return nil }
      return LintFinding(span: join.keyword.span, message: message, help: help)
    }
  }
}
