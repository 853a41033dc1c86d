// The parts of a sub-pipeline, and which operators keep them.

/// The parts of a table over which a sub-pipeline runs, each by itself: mv-apply, partition.
struct Partition {
  /// Equal in the rows of one part.
  var keys: [Column]
  /// What is the same in all rows of a part, and given again at its end.
  var carried: [Column] = []

  var columns: [Column] { keys + carried }
}

extension Relation.Kind {
  /// The parts that the rows of the input have, where the operator keeps them.
  var partition: Partition? {
    switch self {
    case .filter(let input, _), .compute(let input, _), .sort(let input, _), .take(let input, _),
      .expand(let input, _, _), .unsorted(let input), .scan(let input, _):
      input.partition
    case .join(_, let left, _, _): left.partition
    case .table, .row, .values, .range, .aggregate, .union, .shared, .invalid: nil
    }
  }
}
