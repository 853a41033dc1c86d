// What the database knows of the values of an import: Observable.Id and roles by the session's number.
// The writing thread's half of ObservableInterner.
//
// Other processes may ingest, purge and merge between two transactions: what was learned in one holds
// in the next only while the file has not been changed by others (PRAGMA data_version); else each
// value is looked up anew.
//
// Values that are not known are looked up in the order of their bytes, and go into Observable in that
// order: its index is then read and written from left to right. The first 940,000 connections of an
// import beside a million indicators (147,000 values) took 0.34 CPU-s for this, unsorted 0.63.

internal import SQLite

/// Gives the values of a run their `Observable.Id`, and `Observable` their roles.
final class ObservableResolver {
  /// `ObservableRole` in four bytes: there is one for each value of an import.
  typealias RoleBits = UInt32

  private let connection: Connection
  private let rows: RowTable
  private var memory = ValueMemory()
  /// By number: where the bytes are in `memory`.
  private var places: [UInt32] = [0]
  /// `Observable.Id` by number; -1 where it is not known.
  private(set) var ids: [Int64] = [0]
  /// By number: the roles that the database has for a value.
  private var stored: [RoleBits] = [0]
  private var dataVersion: Int64 = -1
  private var book: SeenBook?

  init(connection: Connection, rows: RowTable) {
    self.connection = connection
    self.rows = rows
  }

  /// How many values there are.
  var count: Int { places.count }

  /// Whether a value matches: it stands in an indicator, or is related to one that does.
  func isMatch(_ number: Int) -> Bool {
    stored[number] & RoleBits(ObservableRole([.indicator, .related]).rawValue) != 0
  }

  /// Takes the values that are new with a batch.
  func take(_ memory: ValueMemory, _ newPlaces: [UInt32]) {
    if self.memory !== memory {
      self.memory = memory
      (places, ids, stored) = ([0], [0], [0])
    }
    places += newPlaces
    ids += repeatElement(-1, count: newPlaces.count)
    stored += repeatElement(0, count: newPlaces.count)
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
    for number in ids.indices.dropFirst() { (ids[number], stored[number]) = (-1, 0) }
  }

  /// Makes sure that `Observable` has the values, with the roles in which they are seen.
  ///
  /// - Parameter seen: roles by number.
  func resolve(_ seen: [RoleBits]) throws {
    var unknown: [Pending] = []
    var changed: [Int] = []
    for number in 1..<max(1, seen.count) where seen[number] & ~stored[number] != 0 {
      if ids[number] < 0 {
        unknown.append(Pending(places[number], in: memory, number: number))
      } else {
        changed.append(number)
      }
    }
    unknown.sort { $0.precedes($1, in: memory) }
    try find(unknown)
    try insert(unknown.filter { ids[$0.number] < 0 }, seen)
    let found = unknown.map(\.number).filter { seen[$0] & ~stored[$0] != 0 }
    try mark(changed + found, seen)
  }

  /// A value that is on its way into the database: a row for SQL.
  private struct Pending {
    /// Its first bytes, the most significant first: most values are told apart by them.
    let key: UInt64
    let place: UInt32
    private let shortNumber: UInt32
    var id: Int64 = 0
    var roles: Int64 = 0

    var number: Int { Int(shortNumber) }

    init(_ place: UInt32, in memory: ValueMemory, number: Int) {
      var key: UInt64 = 0
      let bytes = memory.bytes(at: place)
      for index in 0..<8 { key = key << 8 | (index < bytes.count ? UInt64(bytes[index]) : 0) }
      (self.key, self.place, shortNumber) = (key, place, UInt32(number))
    }

    func precedes(_ other: Pending, in memory: ValueMemory) -> Bool {
      if key != other.key { return key < other.key }
      return memory.bytes(at: place).lexicographicallyPrecedes(memory.bytes(at: other.place))
    }

    /// How SQL reads an array of these: `c0` the value, `c1` its place, `c2` Id, `c3` roles.
    static func rows(
      _ values: UnsafeBufferPointer<Pending>, in memory: ValueMemory
    ) -> PackedRows {
      PackedRows(
        base: values.baseAddress.map { UnsafeRawPointer($0) } ?? memory.texts,
        stride: MemoryLayout<Pending>.stride, count: values.count,
        columns: [
          .text(at: MemoryLayout<Pending>.offset(of: \.place) ?? 0, base: memory.texts),
          .place(from: 0), .integer(at: MemoryLayout<Pending>.offset(of: \.id) ?? 0),
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
      try rows.reading(Pending.rows(values, in: memory)) {
        try find.eachRow { row in
          let number = values[row.int(0)].number
          ids[number] = row.int64(1)
          stored[number] = RoleBits(truncatingIfNeeded: row.int64(2))
        }
      }
    }
  }

  private func insert(_ unknown: [Pending], _ seen: [RoleBits]) throws {
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
      unknown[place].roles = Int64(stored[number])
    }
    let insert = try connection.cached(
      "INSERT INTO Observable (Id, Value, Roles) SELECT c2, c0, c3 FROM import_rows")
    try unknown.withUnsafeBufferPointer { values in
      try rows.reading(Pending.rows(values, in: memory)) { try insert.run() }
    }
  }

  /// Gives values that are stored further roles.
  private func mark(_ numbers: [Int], _ seen: [RoleBits]) throws {
    let mark = try connection.cached("UPDATE Observable SET Roles = ? WHERE Id = ?")
    for number in numbers {
      try note(number, seen[number])
      mark.bind(Optional(Int64(stored[number])), at: 1)
      mark.bind(Optional(ids[number]), at: 2)
      try mark.run()
    }
  }

  /// Tells the book of values that are seen in a place of another nature than before.
  private func note(_ number: Int, _ seen: RoleBits) throws {
    let had = ObservableRole(rawValue: Int64(stored[number]))
    let added = ObservableRole(rawValue: Int64(seen & ~stored[number]))
    stored[number] |= seen
    let isNew = [ObservableRole.names, .addresses].contains { nature in
      had.isDisjoint(with: nature) && !added.isDisjoint(with: nature)
    }
    guard isNew else { return }
    let isRelated = try book?.note(
      memory.bytes(at: places[number]), id: ids[number], added: added, had: had)
    if isRelated == true { stored[number] |= RoleBits(ObservableRole.related.rawValue) }
  }
}
