// A column map made ready for the records of one file: places for names. Called by DelimitedParser and
// JSONTableParser, once a record.

internal import Warehouse

/// Fields to cells.
final class RecordMapping {
  private struct Cell {
    let place: Int
    let form: TimeForm
    /// Kept alive by `clocks`: counting references for each cell took an eighth of an import.
    unowned(unsafe) let clock: LogClock
  }

  private let cells: any TableCells
  private var clocks: [LogClock] = []
  private var fields: [(field: Int, cell: Cell)] = []
  private var constants: [(value: [UInt8], cell: Cell)] = []
  private var kept: [(field: Int, name: [UInt8])] = []
  /// Fields that have no column and that the table cannot keep.
  private(set) var lost: [String]
  /// Fields of a written map that are not among the names.
  private var missing: [String] = []
  /// Values that were none of their column, by the column's place.
  private var misfits: [Int: Int] = [:]
  private let map: ColumnMap

  /// - Parameters:
  ///   - names: of the fields, by place.
  ///   - lost: of fields that are known to have no column, and no place.
  init(_ map: ColumnMap, names: [String], lost: [String] = [], clock: LogClock) {
    self.map = map
    self.lost = lost
    cells = map.target.makeCells()
    var used: Set<String> = []
    for column in map.columns {
      let clock = column.zone.map { LogClock(zone: $0, reference: clock.reference) } ?? clock
      clocks.append(clock)
      let cell = Cell(place: column.place, form: column.form, clock: clock)
      switch column.source {
      case .constant(let value): constants.append((Array(value.utf8), cell))
      case .field(let name):
        used.insert(name)
        if let field = names.firstIndex(of: name) {
          fields.append((field, cell))
        } else if map.isWritten {
          missing.append(name)
        }
      }
    }
    for (place, name) in names.enumerated() where !used.contains(name) && !name.isEmpty {
      if !map.keepsRest || LogTable.own.contains(where: { $0.name == map.target.table.name }) {
        if map.keepsRest { kept.append((place, Array(name.utf8))) }
      } else {
        self.lost.append(name)
      }
    }
  }

  /// Adds a record's row.
  ///
  /// - Parameter field: the bytes of a field, by its place among the names.
  /// - Returns: why it is rejected; nil where it was added.
  @inline(__always)
  func add(
    to run: PendingRun, file: Int64, line: Int64, _ field: (Int) -> FieldBytes?
  ) -> String? {
    cells.begin(run)
    for (place, cell) in fields {
      guard let value = field(place), !value.isEmpty else { continue }
      if !cells.set(cell.place, value, cell.form, cell.clock) {
        misfits[cell.place, default: 0] += 1
      }
    }
    return constants.isEmpty && kept.isEmpty
      ? cells.end(file: file, line: line) : addRest(file: file, line: line, field)
  }

  private func addRest(
    file: Int64, line: Int64, _ field: (Int) -> FieldBytes?
  ) -> String? {
    for (place, name) in kept {
      guard let value = field(place), !value.isEmpty else { continue }
      name.withUnsafeBytes { cells.keep($0, value) }
    }
    return withConstants(constants[...]) { cells.end(file: file, line: line) }
  }

  /// Sets constants, whose bytes must live until the row ends.
  private func withConstants(
    _ rest: ArraySlice<(value: [UInt8], cell: Cell)>, _ body: () -> String?
  ) -> String? {
    guard let first = rest.first else { return body() }
    return first.value.withUnsafeBytes { value in
      let cell = first.cell
      if !cells.set(cell.place, value, cell.form, cell.clock) {
        misfits[cell.place, default: 0] += 1
      }
      return withConstants(rest.dropFirst(), body)
    }
  }

  /// What to tell of the file; '' for nothing.
  var note: String {
    var notes: [String] = []
    if !missing.isEmpty {
      notes.append("its header has not what the map names: " + Self.list(missing))
    }
    if !lost.isEmpty {
      notes.append(
        "columns that \(map.target.table.name) has not were left out: " + Self.list(lost))
    }
    let told = misfits.filter { $0.key != map.target.timePlace }
    if !told.isEmpty {
      let columns = told.sorted { $0.key < $1.key }
        .map { "\($0.value) of \(map.target.columns[$0.key])" }
      notes.append(
        "values that do not fit their column were left out: "
          + columns.prefix(10).joined(separator: ", "))
    }
    return notes.asNote
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
  }
}
