// Which of the expected rows did not come, and which came that were not expected. Rows are compared as
// a bag, numbers by their value whatever their type, reals but for the last digits, dynamic values as
// JSON.

public import KQL
public import SQLite

/// The difference between expected rows and those that came.
public struct RowDifference: Sendable {
  /// An expected row that did not come.
  public struct Missing: Sendable {
    /// The row.
    public var row: [SQLite.SQLValue]
    /// The row most like it among those that were not expected; nil where none has a cell of it.
    public var nearest: [SQLite.SQLValue]?
    /// The places of the cells in which the two differ.
    public var differing: [Int]
  }

  /// The columns that are compared.
  public var columns: [ResultColumn]
  /// Expected rows that did not come.
  public var missing: [Missing] = []
  /// Rows that came and were not expected, but for those that are the nearest of a missing one.
  public var unexpected: [[SQLite.SQLValue]] = []
  /// How many rows were expected.
  public var expectedCount: Int
  /// How many came.
  public var actualCount: Int
  /// Where the rows are right and their order is not: the first place, from 0, with another row.
  public var firstOutOfOrder: Int?

  /// The difference; nil where there is none.
  ///
  /// - Parameters:
  ///   - expected: the rows that must come.
  ///   - actual: those that came, with the same columns at the same places.
  ///   - isOrdered: whether their order counts.
  static func between(
    _ expected: ResultRows, _ actual: ResultRows, isOrdered: Bool
  ) -> RowDifference? {
    let types = zip(expected.columns, actual.columns).map(ComparedType.init)
    let wanted = expected.rows.map { ComparedRow($0, types) }
    let came = actual.rows.map { ComparedRow($0, types) }
    var (missing, unexpected) = unmatched(wanted, came)
    var difference = RowDifference(
      columns: expected.columns, expectedCount: wanted.count, actualCount: came.count)
    if missing.isEmpty, unexpected.isEmpty {
      guard isOrdered else { return nil }
      difference.firstOutOfOrder = wanted.indices.first { !wanted[$0].isEqual(to: came[$0]) }
      return difference.firstOutOfOrder == nil ? nil : difference
    }
    // Bounded: each missing row is held against each unexpected one.
    for (count, index) in missing.enumerated() {
      var entry = Missing(row: expected.rows[index], nearest: nil, differing: [])
      if count < 100, let place = nearest(to: wanted[index], in: unexpected.prefix(1_000), came) {
        let other = unexpected.remove(at: place)
        entry.nearest = actual.rows[other]
        entry.differing = wanted[index].differing(from: came[other])
      }
      difference.missing.append(entry)
    }
    difference.unexpected = unexpected.map { actual.rows[$0] }
    return difference
  }

  /// The places of rows that have no partner on the other side.
  private static func unmatched(
    _ wanted: [ComparedRow], _ came: [ComparedRow]
  ) -> (missing: [Int], unexpected: [Int]) {
    var places: [String: [Int]] = [:]
    for (index, row) in came.enumerated() { places[row.exact, default: []].append(index) }
    var matched = Set<Int>()
    var missing: [Int] = []
    for (index, row) in wanted.enumerated() {
      let candidates = places[row.exact] ?? []
      guard let partner = candidates.firstIndex(where: { row.isEqual(to: came[$0]) }) else {
        missing.append(index)
        continue
      }
      matched.insert(candidates[partner])
      places[row.exact]?.remove(at: partner)
    }
    return (missing, came.indices.filter { !matched.contains($0) })
  }

  private static func nearest(
    to row: ComparedRow, in candidates: ArraySlice<Int>, _ came: [ComparedRow]
  ) -> Int? {
    var best: (place: Int, differing: Int)?
    for (place, index) in candidates.enumerated() {
      let differing = row.differing(from: came[index]).count
      if differing < (best?.differing ?? row.cells.count) { best = (place, differing) }
    }
    return best?.place
  }
}

/// How the cells of a column are compared.
enum ComparedType {
  case exact
  case string
  case number
  case dynamic

  init(_ expected: ResultColumn, _ actual: ResultColumn) {
    if expected.type == .dynamic {
      self = .dynamic
    } else if expected.type == .real || actual.type == .real {
      self = .number
    } else if expected.type == .string {
      self = .string
    } else {
      self = .exact
    }
  }
}

/// A row in the form in which it is compared.
struct ComparedRow {
  /// A cell: a real is compared with a tolerance, all else by its text.
  enum Compared: Equatable {
    case exact(String)
    case real(Double)

    func isEqual(to other: Compared) -> Bool {
      guard case .real(let a) = self, case .real(let b) = other else { return self == other }
      return a == b || abs(a - b) <= 1e-9 * max(abs(a), abs(b))
    }
  }

  let cells: [Compared]
  /// The cells without the reals: equal for all rows that may be equal.
  let exact: String

  init(_ row: [SQLite.SQLValue], _ types: [ComparedType]) {
    cells = zip(row, types).map(Self.cell)
    exact = cells.map { cell in
      guard case .exact(let text) = cell else { return "" }
      return "\(text.utf8.count):\(text)"
    }.joined(separator: "\u{0}")
  }

  private static func cell(_ value: SQLite.SQLValue, _ type: ComparedType) -> Compared {
    switch (value, type) {
    case (.null, .string): .exact("t")
    case (.null, _), (.text("null"), .dynamic): .exact("null")
    case (.integer(let number), .number): .real(Double(number))
    case (.real(let number), _): .real(number)
    case (.integer(let number), _): .exact("\(number)")
    case (.text(let text), .dynamic):
      .exact("d" + (DynamicValue(json: text).map { $0.withSortedKeys.json } ?? text))
    case (.text(let text), _): .exact("t" + text)
    case (.blob(let bytes), _): .exact("b\(bytes)")
    }
  }

  func isEqual(to other: ComparedRow) -> Bool {
    zip(cells, other.cells).allSatisfy { $0.isEqual(to: $1) }
  }

  func differing(from other: ComparedRow) -> [Int] {
    cells.indices.filter { !cells[$0].isEqual(to: other.cells[$0]) }
  }
}

extension DynamicValue {
  /// The same value with the keys of its bags in order.
  var withSortedKeys: DynamicValue {
    switch self {
    case .array(let elements): .array(elements.map(\.withSortedKeys))
    case .bag(let members):
      .bag(
        members.map { (key: $0.key, value: $0.value.withSortedKeys) }
          .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    default: self
    }
  }
}
