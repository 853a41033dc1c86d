// The newest rows that hold a value, found through the occurrences: from the run in which it was seen
// last to the older ones, until no run can hold a newer row than those that were found.

internal import SQLite

extension PrevalenceReader {
  /// The ids of a table's newest rows that hold any of the values, newest first.
  ///
  /// - Parameter limit: at most so many; at least 1.
  public func newestRows(
    of values: [AskedValue], in table: LogTable, limit: Int
  ) throws -> [Int64] {
    try database.explainingErrors {
      var places: [Place] = []
      for value in values {
        for text in [value.text, value.host?.text].compactMap(\.self) {
          if let (id, roles) = try observable(text) {
            places += try self.places(of: id, roles: roles, in: table)
          }
        }
      }
      places.sort { $0.lastSeen > $1.lastSeen }
      var newest: [RowTime] = []
      for place in places {
        if newest.count == limit, let last = newest.last, last.time > place.lastSeen { break }
        let rows = Set(newest).union(try newestRows(at: place, in: table, limit: limit))
        newest = Array(rows.sorted().prefix(limit))
      }
      return newest.map(\.id)
    }
  }

  /// A value's rows in one run and one column.
  private struct Place {
    let run: Int64
    let role: ObservableRole
    let observable: Int64
    let lastSeen: Int64
  }

  /// A row; the newer one comes first, of two of one time the one that came first.
  private struct RowTime: Hashable, Comparable {
    let time: Int64
    let id: Int64

    static func < (left: RowTime, right: RowTime) -> Bool {
      left.time == right.time ? left.id < right.id : left.time > right.time
    }
  }

  private func places(
    of id: Int64, roles: ObservableRole, in table: LogTable
  ) throws -> [Place] {
    let find = try connection.cached(
      """
      SELECT r.Id, o.LastSeen FROM Run AS r
      CROSS JOIN Occurrence AS o ON o.RunId = r.Id AND o.Role = ? AND o.ObservableId = ?
      WHERE r.TableName = ?
      """)
    var places: [Place] = []
    for place in LogPlace.all where place.table.name == table.name && roles.contains(place.role) {
      find.bind([.integer(place.role.rawValue), .integer(id), .text(table.name)])
      try find.eachRow { row in
        places.append(
          Place(run: row.int64(0), role: place.role, observable: id, lastSeen: row.int64(1)))
      }
    }
    return places
  }

  private func newestRows(
    at place: Place, in table: LogTable, limit: Int
  ) throws -> [RowTime] {
    let occurrence = "WHERE o.RunId = ?1 AND o.Role = ?2 AND o.ObservableId = ?3"
    // Rows are sorted by the leading observable: its rows lie side by side.
    let way =
      place.role == table.leadingRole
      ? "CROSS JOIN \(table.storage) AS r ON r.Id BETWEEN o.FirstRow AND o.LastRow"
      : """
      CROSS JOIN json_each(o.Places) AS e
      CROSS JOIN \(table.storage) AS r ON r.Id = (o.RunId << 20) + e.value
      """
    let find = try connection.cached(
      """
      SELECT r.TimeGenerated, r.Id FROM Occurrence AS o \(way) \(occurrence)
      ORDER BY r.TimeGenerated DESC, r.Id LIMIT ?4
      """)
    find.bind([
      .integer(place.run), .integer(place.role.rawValue), .integer(place.observable),
      .integer(Int64(limit)),
    ])
    var rows: [RowTime] = []
    try find.eachRow { rows.append(RowTime(time: $0.int64(0), id: $0.int64(1))) }
    return rows
  }
}
