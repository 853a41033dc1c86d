// How large a warehouse is: numbers that SQLite keeps, in no time; and what each table takes of the
// file, for which the whole of it is read.

internal import Glibc
internal import SQLite

/// Bytes of a warehouse.
public struct WarehouseSize: Sendable, Equatable {
  /// Bytes of the file.
  public let file: Int64
  /// Bytes of it that are free for new rows.
  public let free: Int64
  /// Bytes of the write-ahead log beside it.
  public let log: Int64
  /// Distinct values, to the highest number that was given: what was purged is counted.
  public let observables: Int
  /// Objects as they came.
  public let objects: Int

  init(of database: WarehouseDatabase) throws {
    func number(_ sql: String) throws -> Int64 {
      try database.explainingErrors {
        try database.connection.prepare(sql).first { $0.int64(0) } ?? 0
      }
    }
    let page = try number("PRAGMA page_size")
    file = try number("PRAGMA page_count") * page
    free = try number("PRAGMA freelist_count") * page
    observables = Int(try number("SELECT coalesce(max(Id), 0) FROM Observable"))
    objects = Int(try number("SELECT coalesce(max(Id), 0) FROM RawObject"))
    var status = stat()
    log = stat(database.path + "-wal", &status) == 0 ? Int64(status.st_size) : 0
  }

  /// A part of the file.
  public struct Part: Sendable, Equatable {
    /// What it holds.
    public let name: String
    /// Bytes, with indexes and what pages have free.
    public let bytes: Int64
  }

  /// What takes the space, most first. Reads every page of the file.
  public static func parts(of database: WarehouseDatabase) throws -> [Part] {
    try database.explainingErrors {
      var bytes: [String: Int64] = [:]
      let find = try database.connection.prepare(
        """
        SELECT s.tbl_name, sum(d.pgsize) FROM dbstat AS d JOIN sqlite_schema AS s ON s.name = d.name
        WHERE d.aggregate = 1 GROUP BY s.tbl_name
        """)
      try find.eachRow { bytes[part(of: $0.text(0)), default: 0] += $0.int64(1) }
      return bytes.map { Part(name: $0.key, bytes: $0.value) }
        .sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
    }
  }

  private static func part(of table: String) -> String {
    switch table {
    case _ where LogTable.all.contains { $0.storage == table }: "log rows"
    case "Occurrence", "MatchOccurrence": "occurrences"
    case "Observable", "SeenName", "SeenAddress": "observables"
    case "Indicator", "IndicatorObservable", "IndicatorBlock", "ObservableRelation": "indicators"
    case "RawObject": "raw objects"
    case "HuntState", "HuntReturnedMatch", "HuntReturnedRow": "hunts"
    default: "books"
    }
  }
}
