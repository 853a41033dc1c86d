// constant-key: a join on a value that a filter has made a constant.

extension LintRule {
  static let constantKey = LintRule(
    "constant-key", title: "a key of a join that always has the same value",
    why: "A filter above the join leaves one value of the column, so that the join compares a "
      + "constant with every row: it matches all or nothing, and never the indicator's value.",
    instead: "Join on the column that holds the value, such as ObservableValue or DomainName."
  ) { query in
    query.joins.flatMap { join in
      join.keys.compactMap { key, span -> LintFinding? in
        guard key.kind == .equal else { return nil }
        for (scalar, side) in [(key.left, join.left), (key.right, join.right)] {
          let origin = KeyTrace.origin(of: scalar, in: side)
          guard let text = origin.constant, !origin.columns.isEmpty else { continue }
          let name = origin.columns[0].name
          return LintFinding(
            span: span,
            message: "the key is always \"\(text)\": it is made of \(name), of which a filter "
              + "leaves this one value",
            help: "join on the column that holds the indicator's value, not on its type")
        }
        return nil
      }
    }
  }
}
