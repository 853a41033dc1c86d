// What the database knows of the values of an import: Observable.Id and roles by the session's number.
// The writing thread's half of ObservableInterner.
//
// Other processes may ingest, purge and merge between two transactions: what was learned in one holds
// in the next only while the file has not been changed by others (PRAGMA data_version); else each
// value is looked up anew.
//
// Values that are not known are looked up in the order of their bytes, and go into Observable in that
// order: its index is then read and written from left to right. Measured on the first million
// connections of an import beside a million indicators (104,000 values): see Sources/README.md.

internal import SQLite

/// Gives the values of a run their `Observable.Id`, and `Observable` their roles.
final class ObservableResolver {
  private let connection: Connection
  private let rows: RowTable
  private var memory: ValueMemory?
  /// The bytes by number, as `CountedText`; at 0 a stand-in for ''.
  private var values: [UnsafeRawPointer] = []
  /// `Observable.Id` by number; -1 where it is not known.
  private(set) var ids: [Int64] = []
  /// The roles that the database has for a value.
  private(set) var stored: [ObservableRole] = []
  private var dataVersion: Int64 = -1
  private var book: SeenBook?

  init(connection: Connection, rows: RowTable) {
    self.connection = connection
    self.rows = rows
  }

  /// How many values there are.
  var count: Int { values.count }

  /// Takes the values that are new with a batch.
  func take(_ memory: ValueMemory, _ newValues: [UnsafeRawPointer]) {
    if self.memory !== memory {
      self.memory = memory
      values = [ValueMemory.nowhere]
      ids = [0]
      stored = [[]]
    }
    values += newValues
    ids += repeatElement(-1, count: newValues.count)
    stored += repeatElement([], count: newValues.count)
  }

  /// Begins a transaction: forgets what others may have changed.
  func begin() throws {
    let version = try connection.cached("PRAGMA data_version").first { $0.int64(0) } ?? 0
    if version != dataVersion { forgetDatabase() }
    dataVersion = version
    book = try SeenBook(connection: connection)
  }

  /// Forgets what the database knows of the values.
  func forgetDatabase() {
    dataVersion = -1
    for number in ids.indices.dropFirst() { (ids[number], stored[number]) = (-1, []) }
  }

  /// Makes sure that `Observable` has the values, with the roles in which they are seen.
  ///
  /// - Parameter seen: roles by number.
  func resolve(_ seen: [ObservableRole]) throws {
    var unknown: [Pending] = []
    var changed: [Int] = []
    for number in seen.indices.dropFirst() where !stored[number].isSuperset(of: seen[number]) {
      if ids[number] < 0 {
        unknown.append(Pending(value: values[number], number: number))
      } else {
        changed.append(number)
      }
    }
    unknown.sort { $0.precedes($1) }
    try find(unknown)
    try insert(unknown.filter { ids[$0.number] < 0 }, seen)
    let found = unknown.map(\.number).filter { !stored[$0].isSuperset(of: seen[$0]) }
    try mark(changed + found, seen)
  }

  /// A value that is on its way into the database: a row for SQL.
  private struct Pending {
    /// Its first bytes, the most significant first: most values are told apart by them.
    let key: UInt64
    let value: UnsafeRawPointer
    let number: Int
    var id: Int64 = 0
    var roles: Int64 = 0

    init(value: UnsafeRawPointer, number: Int) {
      var key: UInt64 = 0
      let bytes = CountedText.bytes(at: value)
      for place in 0..<8 { key = key << 8 | (place < bytes.count ? UInt64(bytes[place]) : 0) }
      (self.key, self.value, self.number) = (key, value, number)
    }

    func precedes(_ other: Pending) -> Bool {
      if key != other.key { return key < other.key }
      return CountedText.bytes(at: value)
        .lexicographicallyPrecedes(CountedText.bytes(at: other.value))
    }

    /// How SQL reads an array of these: `c0` the value, `c1` its place, `c2` Id, `c3` roles.
    static func rows(_ values: UnsafeBufferPointer<Pending>) -> PackedRows {
      PackedRows(
        base: values.baseAddress.map { UnsafeRawPointer($0) } ?? ValueMemory.nowhere,
        stride: MemoryLayout<Pending>.stride, count: values.count,
        columns: [
          .textAddress(at: MemoryLayout<Pending>.offset(of: \.value) ?? 0), .place(from: 0),
          .integer(at: MemoryLayout<Pending>.offset(of: \.id) ?? 0),
          .integer(at: MemoryLayout<Pending>.offset(of: \.roles) ?? 0),
        ])
    }
  }

  private func find(_ unknown: [Pending]) throws {
    let find = try connection.cached(
      """
      SELECT r.c1, o.Id, o.Roles FROM import_rows AS r CROSS JOIN Observable AS o ON o.Value = r.c0
      """)
    try unknown.withUnsafeBufferPointer { values in
      try rows.reading(Pending.rows(values)) {
        try find.eachRow { row in
          let number = values[row.int(0)].number
          ids[number] = row.int64(1)
          stored[number] = ObservableRole(rawValue: row.int64(2))
        }
      }
    }
  }

  private func insert(_ unknown: [Pending], _ seen: [ObservableRole]) throws {
    guard !unknown.isEmpty else { return }
    var unknown = unknown
    // The Ids are given here, because SeenBook is told of a value before it is stored.
    var next = try connection.cached("SELECT max(Id) FROM Observable").first { $0.int64(0) } ?? 0
    for place in unknown.indices {
      next += 1
      let number = unknown[place].number
      ids[number] = next
      try note(number, seen[number])
      unknown[place].id = next
      unknown[place].roles = stored[number].rawValue
    }
    let insert = try connection.cached(
      "INSERT INTO Observable (Id, Value, Roles) SELECT c2, c0, c3 FROM import_rows")
    try unknown.withUnsafeBufferPointer { values in
      try rows.reading(Pending.rows(values)) { try insert.run() }
    }
  }

  /// Gives values that are stored further roles.
  private func mark(_ numbers: [Int], _ seen: [ObservableRole]) throws {
    let mark = try connection.cached("UPDATE Observable SET Roles = ? WHERE Id = ?")
    for number in numbers {
      try note(number, seen[number])
      mark.bind(Optional(stored[number].rawValue), at: 1)
      mark.bind(Optional(ids[number]), at: 2)
      try mark.run()
    }
  }

  /// Tells the book of values that are seen in a place of another nature than before.
  private func note(_ number: Int, _ seen: ObservableRole) throws {
    let had = stored[number]
    let added = seen.subtracting(had)
    stored[number].formUnion(added)
    for nature in [ObservableRole.names, .addresses]
    where had.isDisjoint(with: nature) && !added.isDisjoint(with: nature) {
      let isRelated = try book?.note(
        CountedText.bytes(at: values[number]), id: ids[number], added: added, had: had)
      if isRelated == true { stored[number].insert(.related) }
      return
    }
  }
}
