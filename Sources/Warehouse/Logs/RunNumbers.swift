// The observables of a run as arrays of numbers, by role: taken out of the rows once, because sorting
// and counting go over them again and again, and a row fills two cache lines.

internal import SQLite

/// What the rows of a run hold of times and observables.
struct RunNumbers {
  /// The observables of one role, by the session's numbers.
  struct Role {
    let role: ObservableRole
    /// One for each row as it came; empty for a role that rows have in any number.
    let numbers: [UInt32]
    /// For a role that rows have in any number: its place in `LogTable.listRoles`.
    let list: Int?
    /// The numbers that occur, ascending, each with how many rows or entries of the list have it.
    let counted: [CountedNumber]
  }

  struct CountedNumber {
    let number: UInt32
    let count: UInt32
  }

  /// The observable by which the run is sorted; nil where it is sorted by time.
  let leading: Role?
  /// The others, by role.
  let others: [Role]
  /// Ticks, one for each row as it came.
  let times: [Int64]
  /// The earliest and the latest.
  let timeRange: ClosedRange<Int64>
  /// By number: the roles in which a value is seen.
  let seen: [ObservableResolver.RoleBits]

  init(_ run: FilledRun, valueCount: Int) {
    let table = run.table
    times = Self.cells(run, at: run.layout.offsets[table.timeColumn])
    timeRange = (times.min() ?? 0)...(times.max() ?? 0)
    var roles: [Role] = []
    for (column, role) in run.observableColumns {
      let numbers: [UInt32] = Self.cells(run, at: run.layout.offsets[column])
      let counted = Self.count(valueCount) { counts in
        for number in numbers { counts[Int(number)] += 1 }
      }
      roles.append(Role(role: role, numbers: numbers, list: nil, counted: counted))
    }
    for (index, role) in table.listRoles.enumerated() {
      let counted = Self.count(valueCount) { counts in
        for entry in run.list(index) { counts[Int(entry.number)] += 1 }
      }
      roles.append(Role(role: role, numbers: [], list: index, counted: counted))
    }
    seen = Self.seen(roles, valueCount: valueCount)
    leading = roles.first { $0.role == table.leadingRole }
    others = roles.filter { $0.role != table.leadingRole }
      .sorted { $0.role.rawValue < $1.role.rawValue }
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

  private static func count(
    _ valueCount: Int, _ body: (UnsafeMutableBufferPointer<UInt32>) -> Void
  ) -> [CountedNumber] {
    var counts = [UInt32](repeating: 0, count: valueCount)
    counts.withUnsafeMutableBufferPointer { body($0) }
    var counted: [CountedNumber] = []
    for (number, count) in counts.enumerated() where count > 0 {
      counted.append(CountedNumber(number: UInt32(number), count: count))
    }
    return counted
  }

  private static func seen(_ roles: [Role], valueCount: Int) -> [ObservableResolver.RoleBits] {
    var seen = [ObservableResolver.RoleBits](repeating: 0, count: valueCount)
    for role in roles {
      let bit = ObservableResolver.RoleBits(role.role.rawValue)
      for counted in role.counted { seen[Int(counted.number)] |= bit }
    }
    // '' is nowhere.
    seen[0] = 0
    return seen
  }
}

/// The order of a run's rows: by leading `Observable.Id` or by time, then as they came.
struct RunOrder {
  /// Which row is at a place.
  let rows: [Int32]
  /// Ticks, by place.
  let times: [Int64]
  /// The leading observables in their order.
  let leading: [Group]

  /// An observable, and how many places it takes at most.
  struct Group {
    let id: Int64
    let number: UInt32
    let count: UInt32
  }

  /// The order of rows without a leading observable.
  init(times: [Int64]) {
    rows = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }.map { Int32($0) }
    self.times = times.sorted()
    leading = []
  }

  /// A counting sort, because the distinct observables are few beside the rows.
  init(_ role: RunNumbers.Role, times: [Int64], ids: [Int64]) {
    leading = Self.groups(role, ids: ids)
    var next = [UInt32](repeating: 0, count: ids.count)
    var total: UInt32 = 0
    for group in leading {
      next[Int(group.number)] = total
      total += group.count
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
  static func groups(_ role: RunNumbers.Role, ids: [Int64]) -> [Group] {
    role.counted.map { Group(id: ids[Int($0.number)], number: $0.number, count: $0.count) }
      .sorted { $0.id < $1.id }
  }
}
