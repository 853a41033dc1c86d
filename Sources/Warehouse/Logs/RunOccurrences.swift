// The occurrences of a run, made from its rows as they stand in the database: after a run was merged
// from smaller ones or trimmed by age, and for rows of an older schema. An import makes them as it
// writes (RunWriter).

internal import SQLite

/// Rebuilds what `Occurrence` and `MatchOccurrence` hold of a run, inside the caller's transaction.
struct RunOccurrences {
  let connection: Connection
  let table: LogTable
  /// `Run.Id`.
  let runId: Int64

  /// The temporary table of the observables that rows have in any number: (Role, ObservableId, RowId).
  /// Whoever rebuilds a run of a table with `listRoles` fills it first, with the rows' final Ids.
  static func makeListPlaces(_ connection: Connection) throws {
    try connection.execute(
      """
      CREATE TEMP TABLE IF NOT EXISTS ListPlace (
        Role INTEGER, ObservableId INTEGER, RowId INTEGER,
        PRIMARY KEY (Role, ObservableId, RowId)) WITHOUT ROWID;
      DELETE FROM temp.ListPlace;
      """)
  }

  /// Replaces the run's occurrences.
  func rebuild() throws {
    try run("DELETE FROM Occurrence WHERE RunId = ?", [runId])
    try insertLeading()
    for (place, column) in table.columns.enumerated() where place != table.leadingColumn {
      guard case .observable(let role) = column.kind else { continue }
      try insertListed(
        role,
        """
        SELECT \(column.name), Id, TimeGenerated FROM \(table.storage)
        WHERE Id BETWEEN ? AND ? AND \(column.name) <> 0 ORDER BY 1, 2
        """, [firstRow, lastRow])
    }
    for role in table.listRoles {
      try insertListed(
        role,
        """
        SELECT p.ObservableId, p.RowId, r.TimeGenerated
        FROM temp.ListPlace AS p CROSS JOIN \(table.storage) AS r ON r.Id = p.RowId
        WHERE p.Role = ? AND p.RowId BETWEEN ? AND ? ORDER BY 1, 2
        """, [role.rawValue, firstRow, lastRow])
    }
    try keepMatches()
  }

  private var firstRow: Int64 { runId << 20 }
  private var lastRow: Int64 { runId << 20 + (1 << 20 - 1) }

  private func insertLeading() throws {
    guard let leadingColumn = table.leadingColumn else { return }
    let leading = table.columns[leadingColumn].name
    try run(
      """
      INSERT INTO Occurrence
        (RunId, Role, ObservableId, FirstRow, LastRow, Rows, Places, FirstSeen, LastSeen)
      SELECT ?, ?, \(leading), min(Id), max(Id), count(*), '', min(TimeGenerated),
        max(TimeGenerated)
      FROM \(table.storage) WHERE Id BETWEEN ? AND ? AND \(leading) <> 0 GROUP BY \(leading)
      """, [runId, table.leadingRole.rawValue, firstRow, lastRow])
  }

  /// One occurrence for each observable of rows (observable, row, time) in this order.
  private func insertListed(_ role: ObservableRole, _ sql: String, _ values: [Int64]) throws {
    let find = try connection.prepare(sql)
    for (index, value) in values.enumerated() { find.bind(Optional(value), at: Int32(index + 1)) }
    var open: Listed?
    try find.eachRow { row in
      let (observable, id, time) = (row.int64(0), row.int64(1), row.int64(2))
      if open?.observable == observable {
        open?.add(id, time)
      } else {
        if let open { try insert(open, role) }
        open = Listed(observable: observable, row: id, time: time)
      }
    }
    if let open { try insert(open, role) }
  }

  private func insert(_ listed: Listed, _ role: ObservableRole) throws {
    let insert = try connection.cached(
      """
      INSERT INTO Occurrence
        (RunId, Role, ObservableId, FirstRow, LastRow, Rows, FirstSeen, LastSeen, Places)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    let numbers = [
      runId, role.rawValue, listed.observable, listed.first, listed.last, listed.rows,
      listed.firstSeen, listed.lastSeen,
    ]
    for (index, number) in numbers.enumerated() {
      insert.bind(Optional(number), at: Int32(index + 1))
    }
    insert.bind("[\(listed.places.joined(separator: ","))]", at: 9)
    try insert.run()
  }

  private func keepMatches() throws {
    let matching = ObservableRole([.indicator, .related]).rawValue
    try run("DELETE FROM MatchOccurrence WHERE RunId = ?", [runId])
    try run(
      """
      INSERT INTO MatchOccurrence (ObservableId, Role, RunId, FirstRow, LastRow, Places)
      SELECT o.ObservableId, o.Role, o.RunId, o.FirstRow, o.LastRow, o.Places
      FROM Occurrence AS o CROSS JOIN Observable AS b ON b.Id = o.ObservableId
      WHERE o.RunId = ? AND (b.Roles & \(matching)) <> 0
      """, [runId])
  }

  private func run(_ sql: String, _ values: [Int64]) throws {
    let statement = try connection.cached(sql)
    for (index, value) in values.enumerated() {
      statement.bind(Optional(value), at: Int32(index + 1))
    }
    try statement.run()
  }

  /// An observable whose rows are being listed.
  private struct Listed {
    let observable: Int64
    let first: Int64
    var last: Int64
    var rows: Int64 = 1
    var firstSeen: Int64
    var lastSeen: Int64
    var places: [String]

    init(observable: Int64, row: Int64, time: Int64) {
      self.observable = observable
      (first, last) = (row, row)
      (firstSeen, lastSeen) = (time, time)
      places = [String(row & 0xfffff)]
    }

    mutating func add(_ row: Int64, _ time: Int64) {
      guard row != last else { return }
      last = row
      rows += 1
      firstSeen = min(firstSeen, time)
      lastSeen = max(lastSeen, time)
      places.append(String(row & 0xfffff))
    }
  }
}
