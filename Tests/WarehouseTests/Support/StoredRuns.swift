// Runs of log rows put into a warehouse by plain SQL, with their occurrences counted from the rows
// themselves: what the readers of the books are held against, whatever fills them.

import Indicators
import SQLite
import TestSupport
import Warehouse

/// Rows of a log, by the values of their observables.
struct StoredRow {
  /// Seconds after new year.
  var time: Int64
  /// Values by role; of `.answer` any number.
  var values: [(role: ObservableRole, value: String)]
}

struct StoredRuns {
  let fixture: WarehouseFixture

  init(_ fixture: WarehouseFixture) throws {
    self.fixture = fixture
    try fixture.database.connection.execute(
      """
      INSERT INTO Import VALUES (1, 'log', 'zeek-conn', 'NetworkConnection', 'Zeek', 'Zeek', 'conn',
        0, x'', 0, x'', 0, 0, 'done', 0, 0, '')
      """)
  }

  /// Adds a run of connections.
  func addConnections(
    _ rows: [(time: Int64, source: String, destination: String, host: String)]
  )
    throws
  {
    try add(
      rows.map { row in
        StoredRow(
          time: row.time,
          values: [
            (.sourceIP, row.source), (.destinationIP, row.destination),
            (.destinationHostName, row.host),
          ])
      }, to: NetworkConnectionTable.table)
  }

  /// Adds a run of DNS queries.
  func addQueries(_ rows: [(time: Int64, client: String, name: String, answers: [String])]) throws {
    try add(
      rows.map { row in
        StoredRow(
          time: row.time,
          values: [(.clientIP, row.client), (.queryName, row.name)]
            + row.answers.map { (.answer, $0) })
      }, to: DnsEventsTable.table)
  }

  private func add(_ rows: [StoredRow], to table: LogTable) throws {
    let connection = fixture.database.connection
    var stored: [(row: StoredRow, ids: [Int64])] = []
    for row in rows {
      stored.append((row, try row.values.map { try observable($0.value, role: $0.role) }))
    }
    func id(_ role: ObservableRole, _ entry: (row: StoredRow, ids: [Int64])) -> Int64 {
      zip(entry.row.values, entry.ids).first { $0.0.role == role }?.1 ?? 0
    }
    stored.sort { id(table.leadingRole, $0) < id(table.leadingRole, $1) }
    let run =
      try
      (connection.prepare("SELECT coalesce(max(Id), 0) + 1 FROM Run").first {
        $0.int64(0)
      }) ?? 1
    let times = rows.map { newYear.ticks + $0.time * Timestamp.ticksPerSecond }
    try execute(
      "INSERT INTO Run VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      .integer(run), .text(table.name), .integer(table.leadingRole.rawValue), .integer(run << 20),
      .integer(run << 20 + Int64(rows.count) - 1), .integer(times.min() ?? 0),
      .integer(times.max() ?? 0), .integer(run))
    for (place, entry) in stored.enumerated() {
      let time = newYear.ticks + entry.row.time * Timestamp.ticksPerSecond
      let columns = table.columns.compactMap { column -> (String, Int64)? in
        guard case .observable(let role) = column.kind else { return nil }
        return (column.name, id(role, entry))
      }
      try execute(
        """
        INSERT INTO \(table.storage) (Id, TimeGenerated, ImportId,
          \(columns.map(\.0).joined(separator: ", ")))
        VALUES (?, ?, 1\(String(repeating: ", ?", count: columns.count)))
        """, [.integer(run << 20 + Int64(place)), .integer(time)] + columns.map { .integer($0.1) })
    }
    try addOccurrences(of: stored.map { ($0.row, $0.ids) }, run: run, leading: table.leadingRole)
  }

  private func addOccurrences(
    of rows: [(row: StoredRow, ids: [Int64])], run: Int64, leading: ObservableRole
  ) throws {
    struct Key: Hashable {
      let role: Int64
      let id: Int64
    }
    var places: [Key: [(place: Int64, time: Int64)]] = [:]
    for (place, entry) in rows.enumerated() {
      let time = newYear.ticks + entry.row.time * Timestamp.ticksPerSecond
      let keys = zip(entry.row.values, entry.ids).map { Key(role: $0.0.role.rawValue, id: $0.1) }
      for key in Set(keys) where key.id != 0 {
        places[key, default: []].append((Int64(place), time))
      }
    }
    for (key, found) in places {
      let numbers = found.map(\.place)
      let list = key.role == leading.rawValue ? "" : "\(numbers)"
      try execute(
        """
        INSERT INTO Occurrence (RunId, Role, ObservableId, FirstRow, LastRow, Rows, Places,
          FirstSeen, LastSeen)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, .integer(run), .integer(key.role), .integer(key.id),
        .integer(run << 20 + (numbers.first ?? 0)), .integer(run << 20 + (numbers.last ?? 0)),
        .integer(Int64(numbers.count)), .text(list), .integer(found.map(\.time).min() ?? 0),
        .integer(found.map(\.time).max() ?? 0))
    }
  }

  private func observable(_ value: String, role: ObservableRole) throws -> Int64 {
    guard !value.isEmpty else { return 0 }
    try execute(
      """
      INSERT INTO Observable (Value, Roles) VALUES (?1, ?2)
      ON CONFLICT (Value) DO UPDATE SET Roles = Roles | ?2
      """, .text(value), .integer(role.rawValue))
    let find = try fixture.database.connection.prepare("SELECT Id FROM Observable WHERE Value = ?")
    find.bind(value, at: 1)
    let id = try find.first { $0.int64(0) } ?? 0
    if let address = IPAddress(value) {
      try execute(
        "INSERT OR IGNORE INTO SeenAddress VALUES (?, ?)", .blob(address.key), .integer(id))
    } else {
      let labels = value.split(separator: ".").reversed().joined(separator: ".")
      try execute("INSERT OR IGNORE INTO SeenName VALUES (?, ?)", .text(labels), .integer(id))
    }
    return id
  }

  private func execute(_ sql: String, _ values: SQLite.SQLValue...) throws {
    try execute(sql, values)
  }

  private func execute(_ sql: String, _ values: [SQLite.SQLValue]) throws {
    let statement = try fixture.database.connection.prepare(sql)
    statement.bind(values)
    try statement.run()
  }
}
