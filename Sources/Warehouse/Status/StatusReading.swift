// The parts of a status, each read from its book.

internal import SQLite

extension WarehouseStatus {
  static func readSources(_ connection: Connection, now: Int64) throws -> [Source] {
    let find = try connection.prepare(
      """
      SELECT s.Id, s.SourceSystem, s.Kind, s.Address, count(i.Id),
        coalesce(sum(i.Revoked = 0 AND coalesce(i.ExpirationDateTime > ?, 1)), 0),
        (SELECT count(*) FROM QuarantinedIndicator AS q WHERE q.SourceId = s.Id)
      FROM Source AS s LEFT JOIN Indicator AS i ON i.SourceId = s.Id
      GROUP BY s.Id ORDER BY s.SourceSystem
      """)
    find.bind(Optional(now), at: 1)
    var sources: [Source] = []
    try find.eachRow { row in
      let id = row.int64(0)
      let poll = try lastPoll(connection, sourceId: id)
      sources.append(
        Source(
          name: row.text(1), kind: row.text(2), address: row.text(3), indicators: row.int(4),
          active: row.isNull(5) ? 0 : row.int(5),
          watermarks: try SourceBook(connection: connection).watermarks(sourceId: id),
          lastPoll: poll?.start, lastOutcome: poll?.outcome ?? "", lastError: poll?.error ?? "",
          lastCounts: poll?.counts ?? "", lastGap: poll?.gap ?? "",
          lastWarning: poll?.warning ?? "",
          quarantined: row.int(6)))
    }
    return sources
  }

  private struct Poll {
    let start: Int64
    let outcome: String
    let error: String
    let counts: String
    let gap: String
    let warning: String
  }

  private static func lastPoll(_ connection: Connection, sourceId: Int64) throws -> Poll? {
    let find = try connection.cached(
      """
      SELECT StartedAt, Outcome, Error, Gap, New, Updated, Unchanged, Revoked, Expired, Quarantined,
        Rejected, Requests, Warning
      FROM IngestRun WHERE SourceId = ? ORDER BY Id DESC LIMIT 1
      """)
    find.bind(Optional(sourceId), at: 1)
    return try find.first { row in
      let words = [
        "new", "updated", "unchanged", "revoked", "expired", "quarantined", "rejected", "requests",
      ]
      var counts: [String] = []
      for (place, word) in words.enumerated() where row.int(Int32(place + 4)) > 0 {
        counts.append("\(row.int(Int32(place + 4))) \(word)")
      }
      return Poll(
        start: row.int64(0), outcome: row.text(1), error: row.text(2),
        counts: counts.joined(separator: ", "), gap: row.text(3), warning: row.text(12))
    }
  }

  static func readTables(_ database: WarehouseDatabase) throws -> [Table] {
    let find = try database.connection.prepare(
      "SELECT LastRow - FirstRow + 1, MinTime, MaxTime FROM Run WHERE TableName = ? ORDER BY 1")
    return try database.logTables.map { table in
      find.bind(table.name, at: 1)
      var sizes: [Int] = []
      var times: (first: Int64, last: Int64)?
      try find.eachRow { row in
        sizes.append(row.int(0))
        times = (
          min(times?.first ?? .max, row.int64(1)), max(times?.last ?? .min, row.int64(2))
        )
      }
      guard let smallest = sizes.first, let largest = sizes.last else {
        return Table(name: table.name, rows: 0, runs: 0, runSizes: nil, times: nil)
      }
      return Table(
        name: table.name, rows: sizes.reduce(0, +), runs: sizes.count,
        runSizes: (smallest, sizes[sizes.count / 2], largest), times: times)
    }
  }

  static func readHunts(_ connection: Connection) throws -> [Hunt] {
    let find = try connection.prepare(
      """
      SELECT Name, Turn, Returned, UpdatedAt,
        (SELECT count(*) FROM Run AS r WHERE r.Sequence > h.Sequence),
        (SELECT count(*) FROM Indicator AS i WHERE i.Version > h.Version)
      FROM HuntState AS h ORDER BY Name
      """)
    var hunts: [Hunt] = []
    try find.eachRow { row in
      hunts.append(
        Hunt(
          name: row.text(0), turns: row.int(1), returned: row.int(2), lastRun: row.int64(3),
          unseenRuns: row.int(4), unseenIndicators: row.int(5)))
    }
    return hunts
  }

  static func readFiles(_ connection: Connection) throws -> [File] {
    let find = try connection.prepare(
      """
      SELECT Path, Format, Inserted, Rejected, Outcome, StartedAt FROM Import
      ORDER BY Id DESC LIMIT \(listed)
      """)
    var files: [File] = []
    try find.eachRow { row in
      files.append(
        File(
          path: row.text(0), format: row.text(1), inserted: row.int(2), rejected: row.int(3),
          outcome: row.text(4), startedAt: row.int64(5)))
    }
    return files
  }

  static func readRejections(_ connection: Connection) throws -> [RejectionCount] {
    let find = try connection.prepare(
      """
      SELECT Origin, Reason, count(*) FROM Rejection GROUP BY Origin, Reason
      ORDER BY count(*) DESC, Origin, Reason LIMIT \(listed)
      """)
    var counts: [RejectionCount] = []
    try find.eachRow {
      counts.append(RejectionCount(origin: $0.text(0), reason: $0.text(1), count: $0.int(2)))
    }
    return counts
  }
}
