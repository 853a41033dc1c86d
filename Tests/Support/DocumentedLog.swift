// The shortest way to bring rows of a documented log table into a warehouse, through the import itself.

public import Indicators
internal import Warehouse

/// A cell of a log's row, as its text.
public struct LogCell: Sendable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral
{
  /// The text that an importer reads.
  public let text: String

  /// A cell.
  public init(_ text: String) { self.text = text }
  /// A string, a time in ISO 8601, JSON.
  public init(stringLiteral text: String) { self.text = text }
  /// A number.
  public init(integerLiteral number: Int64) { text = String(number) }
  /// A number.
  public init(floatLiteral number: Double) { text = String(number) }
  /// A bool.
  public init(booleanLiteral bool: Bool) { text = String(bool) }
}

/// A row that a test gives and its table cannot take.
public struct UnknownLogCell: Error, CustomStringConvertible {
  /// The table, the column, the value.
  public let description: String
}

extension WarehouseFixture {
  /// Imports rows of a documented table as one file.
  ///
  /// - Parameters:
  ///   - table: its documented name.
  ///   - rows: cells by column; without `TimeGenerated` the new year.
  ///   - name: the file's; what tells it from others, with the rows.
  ///   - now: when the import begins, which is when its rows came in.
  /// - Throws: `UnknownLogCell` for a table, a column or a value that is not the table's.
  public func importRows(
    of table: String, _ rows: [[String: LogCell]], name: String = "test.log",
    now: Timestamp = newYear
  ) throws {
    guard let documented = DocumentedTable.named(table) else {
      throw UnknownLogCell(description: "no documented table is called \(table)")
    }
    let times = try rows.map { row -> Int64 in
      guard let text = row["TimeGenerated"]?.text else { return newYear.ticks }
      guard let time = Timestamp(iso8601: text) else {
        throw UnknownLogCell(description: "\(table).TimeGenerated: \(text)")
      }
      return time.ticks
    }
    var failure: UnknownLogCell?
    try importRows(
      of: documented.logTable, name: name, count: rows.count, content: "\(rows)", now: now,
      fill: { place, run in
        let row = DocumentedRow(of: documented, in: run)
        for (column, cell) in rows[place].sorted(by: { $0.key < $1.key }) {
          guard let cellPlace = documented.place(of: column),
            Array(cell.text.utf8).withUnsafeBytes({ row.set(cellPlace, text: $0) })
          else {
            failure = UnknownLogCell(description: "\(table).\(column): \(cell.text)")
            continue
          }
        }
        run.set(documented.logTable.timeColumn, integer: times[place])
      })
    if let failure { throw failure }
  }
}
