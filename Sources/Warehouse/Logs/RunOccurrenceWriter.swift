// Where each observable's rows lie in a run that is being written: Occurrence for every role, and
// MatchOccurrence for what matches.
//
// Places are JSON arrays, which plain SQL reads with json_each, for these figures (the sources of 10
// million connections in 11 runs, one database, SQLite 3.40.1):
//
//                                          CPU-s of an import   MB    2,383 rows of one source
//   places in Occurrence                            1          103            4.2 ms
//   child table (RunId, SourceIPId, Place)         15.8        159            4.5 ms
//   index (RunId, SourceIPId)                      13.3        143       not used by the planner
//   index (SourceIPId)                             13.0        124            4.5 ms

internal import SQLite

/// Writes the occurrences of one run.
struct RunOccurrenceWriter {
  let connection: Connection
  let rows: RowTable
  let resolver: ObservableResolver
  /// `Run.Id`.
  let runId: Int64
  let order: RunOrder

  /// An occurrence on its way into the tables: a row for SQL.
  private struct Occurrence {
    let observable: Int64
    let first: Int64
    var last: Int64
    var rows: Int64 = 1
    var firstSeen = Int64.max
    var lastSeen = Int64.min
    /// Offset of a `CountedText`.
    var places = PlaceTexts.empty
    var isMatch = false

    init(_ observable: Int64, first: Int64) {
      self.observable = observable
      (self.first, last) = (first, first)
    }

    @inline(__always)
    mutating func see(_ time: Int64) {
      firstSeen = min(firstSeen, time)
      lastSeen = max(lastSeen, time)
    }
  }

  /// Occurrences, and bytes of their places, after which they are written, so that they do not pile
  /// up.
  private static let maximumOccurrences = 1 << 16
  private static let maximumPlaces = 4 << 20

  /// Writes the occurrences of every role, in the order of the table's key.
  func write(_ numbers: RunNumbers, of run: FilledRun) throws {
    var leading = numbers.leading?.role
    for role in numbers.others {
      if let first = leading, first.rawValue < role.role.rawValue {
        try writeLeading(first)
        leading = nil
      }
      try writeListed(role, of: run)
    }
    if let leading { try writeLeading(leading) }
  }

  private var firstRow: Int64 { runId << 20 }

  private func writeLeading(_ role: ObservableRole) throws {
    var place = 0
    try write(order.leading, role) { group, texts in
      let range = place..<place + Int(group.count)
      place = range.upperBound
      var found = Occurrence(group.id, first: firstRow + Int64(range.lowerBound))
      found.last = firstRow + Int64(range.upperBound - 1)
      found.rows = Int64(range.count)
      for time in order.times[range] { found.see(time) }
      return found
    }
  }

  private func writeListed(_ role: RunNumbers.Role, of run: FilledRun) throws {
    let groups = RunOrder.groups(role, ids: resolver.ids)
    let listed = RunPlaces(role, groups, of: run, in: order, valueCount: resolver.count)
    try listed.places.withUnsafeBufferPointer { places in
      try write(groups, role.role) { group, texts in
        let own = places[listed.range(of: group)]
        var found = Occurrence(group.id, first: firstRow + Int64(own.first ?? 0))
        found.last = firstRow + Int64(own.last ?? 0)
        found.rows = Int64(own.count)
        for place in own { found.see(order.times[Int(place)]) }
        if group.number != 0 { found.places = texts.add(own) }
        return found
      }
    }
  }

  /// Writes what `body` finds of each group, in the groups' order; of '' nothing.
  private func write(
    _ groups: [RunOrder.Group], _ role: ObservableRole,
    _ body: (RunOrder.Group, inout PlaceTexts) -> Occurrence
  ) throws {
    var texts = PlaceTexts()
    defer { texts.deallocate() }
    var found: [Occurrence] = []
    for group in groups {
      var occurrence = body(group, &texts)
      guard group.number != 0 else { continue }
      occurrence.isMatch = resolver.isMatch(Int(group.number))
      found.append(occurrence)
      if found.count >= Self.maximumOccurrences || texts.count > Self.maximumPlaces {
        try insert(found, role, &texts)
        found.removeAll(keepingCapacity: true)
      }
    }
    try insert(found, role, &texts)
  }

  private func insert(
    _ found: [Occurrence], _ role: ObservableRole, _ texts: inout PlaceTexts
  ) throws {
    guard !found.isEmpty else { return }
    let insert = try connection.cached(
      """
      INSERT INTO Occurrence
        (RunId, Role, ObservableId, FirstRow, LastRow, Rows, Places, FirstSeen, LastSeen)
      SELECT ?, ?, c0, c1, c2, c3, c6, c4, c5 FROM import_rows
      """)
    let keep = try connection.cached(
      """
      INSERT INTO MatchOccurrence (RunId, Role, ObservableId, FirstRow, LastRow, Places)
      SELECT ?, ?, c0, c1, c2, c6 FROM import_rows
      """)
    for statement in [insert, keep] {
      statement.bind(Optional(runId), at: 1)
      statement.bind(Optional(role.rawValue), at: 2)
    }
    let matches = found.indices.filter { found[$0].isMatch }.map { Int32($0) }
    try found.withUnsafeBufferPointer { occurrences in
      var packed = Self.packed(occurrences, texts.base)
      try rows.reading(packed) { try insert.run() }
      try matches.withUnsafeBufferPointer { matches in
        packed.order = matches.baseAddress
        packed.count = matches.count
        try rows.reading(packed) { try keep.run() }
      }
    }
    texts.removeAll()
  }

  private static func packed(
    _ found: UnsafeBufferPointer<Occurrence>, _ texts: UnsafeRawPointer
  ) -> PackedRows {
    let numbers: [PartialKeyPath<Occurrence>] = [
      \.observable, \.first, \.last, \.rows, \.firstSeen, \.lastSeen,
    ]
    let columns = numbers.map { PackedRows.Column.integer(at: offset($0)) }
    return PackedRows(
      base: found.baseAddress.map { UnsafeRawPointer($0) } ?? texts,
      stride: MemoryLayout<Occurrence>.stride, count: found.count,
      columns: columns + [.text(at: offset(\.places), base: texts)])
  }

  private static func offset(_ member: PartialKeyPath<Occurrence>) -> Int {
    MemoryLayout<Occurrence>.offset(of: member) ?? 0
  }
}
