// The cells of a documented table's row. Its texts stay as they came, but for bytes that no terminal
// should get.

internal import Indicators
internal import Warehouse

final class DocumentedCells: TableCells {
  private let table: DocumentedTable
  private let time: Int
  private var row: DocumentedRow?
  private var run: PendingRun?
  private var hasTime = false
  private var printable: [UInt8] = []

  init(_ table: DocumentedTable) {
    self.table = table
    time = table.logTable.timeColumn
  }

  func begin(_ run: PendingRun) {
    if self.run !== run {
      self.run = run
      row = DocumentedRow(of: table, in: run)
    }
    hasTime = false
    run.beginRow()
  }

  func set(_ place: Int, _ field: FieldBytes, _ form: TimeForm, _ clock: LogClock) -> Bool {
    guard let run, let row, !field.isEmpty else { return true }
    switch table.columns[place].type {
    case .datetime:
      guard let read = form.time(field, clock) else { return field.equals("null") }
      run.set(place, integer: read.ticks)
      if place == time { hasTime = true }
      return true
    case .int, .long:
      if let number = FieldNumber.integer(field) {
        run.set(place, integer: number)
        return true
      }
      return field.isNullText || setWhole(place, field)
    case .real, .bool: return field.isNullText || row.set(place, text: field)
    case .string, .dynamic, .guid:
      if LogText.isPlain(field) { return row.set(place, text: field) }
      printable.removeAll(keepingCapacity: true)
      LogText.append(field, to: &printable)
      return printable.withUnsafeBytes { row.set(place, text: $0) }
    }
  }

  // A documented table has no place for columns that are not its own.
  func keep(_ name: FieldBytes, _ field: FieldBytes) {}

  func end(file: Int64, line: Int64) -> String? {
    guard let run else { return nil }
    guard hasTime else { return "the time (TimeGenerated) cannot be read" }
    run.set(table.importId, integer: file)
    run.set(table.sourceLine, integer: line)
    run.endRow()
    return nil
  }

  /// `17.0` and `1.7E1`, as spreadsheets write whole numbers.
  private func setWhole(_ place: Int, _ field: FieldBytes) -> Bool {
    guard let number = Double(String(decoding: field.prefix(40), as: UTF8.self)),
      number.rounded() == number, abs(number) < 9e15
    else { return false }
    run?.set(place, integer: Int64(number))
    return true
  }
}
