// The observables of a run as arrays of numbers, by role: taken out of the rows once, because sorting
// and counting go over them again and again, and a row fills two cache lines.

internal import SQLite

/// What the rows of a run hold of times and observables.
struct RunNumbers {
  /// The observables of one role, by the session's numbers.
  struct Role {
    let role: ObservableRole
    /// One for each row as it came; empty for a role that rows have in any number.
    var numbers: [UInt32]
    /// For a role that rows have in any number: its place in `LogTable.listRoles`.
    var list: Int?
    /// How many rows, or entries of the list, have a number.
    var counts: [UInt32]
  }

  /// The observable by which the run is sorted.
  let leading: Role
  /// The others, by role.
  let others: [Role]
  /// Ticks, one for each row as it came.
  let times: [Int64]
  /// The earliest and the latest.
  let timeRange: ClosedRange<Int64>
  /// By number: the roles in which a value is seen.
  let seen: [ObservableRole]

  init(_ run: FilledRun, valueCount: Int) {
    let table = run.table
    times = Self.times(run)
    timeRange = (times.min() ?? 0)...(times.max() ?? 0)
    var seen = [ObservableRole](repeating: [], count: valueCount)
    var columns: [Role] = []
    for (column, role) in run.observableColumns {
      let numbers = Self.numbers(run, column)
      let counts = Self.counts(numbers, valueCount: valueCount)
      columns.append(Role(role: role, numbers: numbers, counts: counts))
    }
    for (index, role) in table.listRoles.enumerated() {
      var counts = [UInt32](repeating: 0, count: valueCount)
      for entry in run.list(index) { counts[Int(entry.number)] += 1 }
      columns.append(Role(role: role, numbers: [], list: index, counts: counts))
    }
    for column in columns {
      for number in 1..<max(1, valueCount) where column.counts[number] > 0 {
        seen[number].insert(column.role)
      }
    }
    self.seen = seen
    leading = columns.first { $0.role == table.leadingRole } ?? columns[0]
    others = columns.filter { $0.role != table.leadingRole }
      .sorted { $0.role.rawValue < $1.role.rawValue }
  }

  private static func times(_ run: FilledRun) -> [Int64] {
    let offset = run.layout.offsets[run.table.timeColumn]
    return cells(run, at: offset)
  }

  private static func numbers(_ run: FilledRun, _ column: Int) -> [UInt32] {
    cells(run, at: run.layout.offsets[column])
  }

  private static func cells<Cell: BitwiseCopyable>(_ run: FilledRun, at offset: Int) -> [Cell] {
    let (stride, count) = (run.layout.stride, run.count)
    return [Cell](unsafeUninitializedCapacity: count) { cells, filled in
      var cell = run.rows + offset
      for row in 0..<count {
        cells.initializeElement(at: row, to: cell.loadUnaligned(as: Cell.self))
        cell += stride
      }
      filled = count
    }
  }

  private static func counts(_ numbers: [UInt32], valueCount: Int) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: valueCount)
    counts.withUnsafeMutableBufferPointer { counts in
      for number in numbers { counts[Int(number)] += 1 }
    }
    return counts
  }
}

/// The order of a run's rows: by leading `Observable.Id`, then as they came.
struct RunOrder {
  /// Which row is at a place.
  let rows: [Int32]
  /// Ticks, by place.
  let times: [Int64]
  /// The leading observables in their order.
  let leading: [RunOrder.Group]

  /// An observable, and how many places it takes.
  struct Group {
    let id: Int64
    let number: Int
    let count: Int
  }

  /// A counting sort, because the distinct observables are few beside the rows.
  init(_ role: RunNumbers.Role, times: [Int64], ids: [Int64], valueCount: Int) {
    leading = Self.groups(role.counts, ids: ids)
    var next = [UInt32](repeating: 0, count: valueCount)
    var total: UInt32 = 0
    for group in leading {
      next[group.number] = total
      total += UInt32(group.count)
    }
    let count = role.numbers.count
    var placedTimes: [Int64] = []
    rows = [Int32](unsafeUninitializedCapacity: count) { rows, filled in
      placedTimes = [Int64](unsafeUninitializedCapacity: count) { placed, timesFilled in
        next.withUnsafeMutableBufferPointer { next in
          for (row, number) in role.numbers.enumerated() {
            let place = Int(next[Int(number)])
            next[Int(number)] += 1
            rows.initializeElement(at: place, to: Int32(truncatingIfNeeded: row))
            placed.initializeElement(at: place, to: times[row])
          }
        }
        timesFilled = count
      }
      filled = count
    }
    self.times = placedTimes
  }

  /// The numbers that occur, by `Observable.Id`.
  static func groups(_ counts: [UInt32], ids: [Int64]) -> [Group] {
    var groups: [Group] = []
    for (number, count) in counts.enumerated() where count > 0 {
      groups.append(Group(id: ids[number], number: number, count: Int(count)))
    }
    groups.sort { $0.id < $1.id }
    return groups
  }
}
