// A difference for people: what is missing with what came in its place, cell by cell.

internal import KQL
internal import SQLite

extension RowDifference {
  /// Rows of each kind that are shown; the others are counted.
  private static let shownRows = 10

  /// The difference in lines.
  public var lines: [String] {
    if let place = firstOutOfOrder {
      return ["the rows are right, and their order is not: row \(place + 1) is another one"]
    }
    var lines = ["\(Self.rows(actualCount)) came, \(Self.rows(expectedCount)) expected"]
    for entry in missing.prefix(Self.shownRows) {
      lines.append("missing     \(text(entry.row))")
      guard let nearest = entry.nearest else { continue }
      lines.append("  nearest   \(text(nearest))")
      for place in entry.differing {
        let expected = Self.text(entry.row[place], columns[place].type)
        let actual = Self.text(nearest[place], columns[place].type)
        lines.append("  differs   \(columns[place].name): expected \(expected), got \(actual)")
      }
    }
    let hidden = missing.count - Self.shownRows
    if hidden > 0 { lines.append("… and \(Self.rows(hidden)) more that are missing") }
    lines += unexpected.prefix(Self.shownRows).map { "unexpected  \(text($0))" }
    let others = unexpected.count - Self.shownRows
    if others > 0 { lines.append("… and \(Self.rows(others)) more that were not expected") }
    return lines
  }

  private static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

  /// The cells by their names; of a wide row without what is empty.
  private func text(_ row: [SQLite.SQLValue]) -> String {
    let cells = zip(columns, row).filter {
      columns.count <= 12 || ($0.1 != .null && $0.1 != .text(""))
    }
    return cells.map { "\($0.0.name)=\(Self.text($0.1, $0.0.type))" }.joined(separator: ", ")
  }

  /// A value as KQL writes it.
  static func text(_ value: SQLite.SQLValue, _ type: KustoType) -> String {
    switch (value, type) {
    case (.null, .string): "\"\""
    case (.null, _): "null"
    case (.integer(let number), .bool): number == 0 ? "false" : "true"
    case (.integer(let ticks), .datetime): DatetimeText.text(ticks)
    case (.integer(let ticks), .timespan): TimespanText.text(ticks)
    case (.integer(let number), _): "\(number)"
    case (.real(let number), _): "\(number)"
    case (.text(let text), .string): DynamicValue.string(text).json
    case (.text(let text), _): text
    case (.blob(let bytes), _): "\(bytes.count) bytes"
    }
  }
}
