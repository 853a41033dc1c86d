// A result in memory: the rows of a fixture, of a hunt in a case, and those that are expected.

public import KQL
public import SQLite

/// Rows with their columns.
public struct ResultRows: Sendable {
  /// The columns.
  public var columns: [ResultColumn]
  /// The values of each row, as SQLite has them.
  public var rows: [[SQLite.SQLValue]]
  /// Whether their order is defined.
  public var isOrdered: Bool

  /// Rows.
  public init(
    columns: [ResultColumn], rows: [[SQLite.SQLValue]], isOrdered: Bool = false
  ) {
    self.columns = columns
    self.rows = rows
    self.isOrdered = isOrdered
  }

  /// The columns at some places.
  func columns(at places: [Int]) -> ResultRows {
    ResultRows(
      columns: places.map { columns[$0] }, rows: rows.map { row in places.map { row[$0] } },
      isOrdered: isOrdered)
  }
}
