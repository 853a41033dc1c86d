// EXPLAIN QUERY PLAN as text, for `--explain` and for the golden plans of the tests.

/// How SQLite means to run a statement (sqlite.org/eqp.html).
public struct QueryPlan: Sendable, CustomStringConvertible {
  /// One step of the plan.
  public struct Node: Sendable, Equatable {
    /// How deep the step stands below the plan's root; 0 at the top.
    public let depth: Int
    /// SQLite's words, such as `SEARCH i USING INTEGER PRIMARY KEY (rowid=?)`.
    public let detail: String
  }

  /// The steps in the order in which SQLite lists them.
  public let nodes: [Node]

  /// One step a line, two spaces for each level.
  public var description: String {
    nodes.map { String(repeating: "  ", count: $0.depth) + $0.detail }.joined(separator: "\n")
  }
}

extension Connection {
  /// The plan for a statement; parameters need not be bound.
  public func queryPlan(_ sql: String) throws -> QueryPlan {
    let statement = try prepare("EXPLAIN QUERY PLAN " + sql)
    var depths: [Int64: Int] = [:]
    var nodes: [QueryPlan.Node] = []
    try statement.eachRow { row in
      let depth = depths[row.int64(1)].map { $0 + 1 } ?? 0
      depths[row.int64(0)] = depth
      nodes.append(QueryPlan.Node(depth: depth, detail: row.text(3)))
    }
    return QueryPlan(nodes: nodes)
  }
}
