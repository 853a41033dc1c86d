// A warehouse in a temporary folder, with the shortest ways to put indicators and rows into it.

public import Indicators
internal import SQLite
public import Warehouse

/// 2026-01-01T00:00:00Z.
public let newYear = Timestamp(iso8601: "2026-01-01T00:00:00Z") ?? .min

/// A warehouse that is removed with the value.
public struct WarehouseFixture {
  /// The folder of the database.
  public let directory: TemporaryDirectory
  /// The warehouse, open for writing.
  public let database: WarehouseDatabase

  /// Makes an empty warehouse.
  public init() throws {
    directory = try TemporaryDirectory()
    database = try WarehouseDatabase(path: directory.path("picket.db"), access: .write)
  }

  /// Opens a warehouse that stands in a folder, and upgrades it.
  public init(opening path: String, in directory: TemporaryDirectory) throws {
    self.directory = directory
    database = try WarehouseDatabase(path: path, access: .write)
  }

  /// An object of a feed that holds one address; `version` makes its bytes those of another version.
  public func object(
    _ id: String, address: String, modified: Timestamp = newYear, text: String = "",
    expires: Timestamp? = nil, version: String = ""
  ) throws -> FeedObject {
    var row = Indicator()
    row.indicatorId = id
    row.networkIP = address
    row.description = text
    row.modified = modified
    row.expirationDateTime = expires
    return FeedObject(
      objectId: id, stixType: "indicator", modified: modified,
      data: Array("{\"id\":\"\(id)\",\"ip\":\"\(address)\",\"text\":\"\(text)\"}\(version)".utf8),
      mapping: "1", isIndicator: true, indicators: [row])
  }

  /// Ingests objects as one page.
  @discardableResult
  public func ingest(
    _ objects: [FeedObject], source: String = "Feed", watermark: String? = nil
  ) throws -> IngestCounts {
    let session = IngestSession(
      database: database,
      source: SourceDescription(sourceSystem: source, kind: "file", address: "test"),
      collection: "", now: newYear)
    try session.commit(objects, watermark: watermark)
    try session.finish()
    return session.counts
  }

  /// Imports rows of (seconds after new year, source, destination) as one file of its own content.
  public func importConnections(_ rows: [(Int64, String, String)], name: String) throws {
    try importLog(
      rows.map { .connection($0.0, source: $0.1, destination: $0.2) }, name: name)
  }

  /// Imports rows of any table as one file.
  ///
  /// - Parameters:
  ///   - content: what, beside the name, tells the file from others.
  ///   - now: when the import begins.
  ///   - seconds: the time of a row, after new year; without it a second for each row.
  ///   - fill: sets the cells of a row but for its time and its file.
  public func importRows(
    of table: LogTable, name: String, count: Int, content: String = "",
    now: Timestamp = newYear, seconds: (Int) -> Int64 = { Int64($0) },
    fill: (Int, PendingRun) -> Void
  ) throws {
    let session = ImportSession(database: database, now: now.ticks)
    try Self.add(
      to: session, table, name: name, count: count, content: content, seconds: seconds, fill: fill)
    try session.commit(progress: nil)
  }

  /// The same in a session that goes on.
  static func add(
    to session: ImportSession, _ table: LogTable, name: String, count: Int, content: String,
    seconds: (Int) -> Int64, fill: (Int, PendingRun) -> Void
  ) throws {
    let content = Array("\(name) \(content)".utf8)
    let eventTypes = ["NetworkConnection": "conn", "DnsEvents": "dns", "FileEvents": "files"]
    let eventType = eventTypes[table.name] ?? ""
    try session.beginFile(
      ImportedFile(
        path: name, format: "zeek-\(eventType)", table: table, deviceVendor: "Zeek",
        deviceProduct: "Zeek", eventType: eventType,
        head: Array(content.prefix(ImportedFile.headLength))))
    let run = session.rows(of: table)
    let importId = table.columns.firstIndex { $0.kind == .importId } ?? 0
    for place in 0..<count {
      run.beginRow()
      run.set(
        table.timeColumn, integer: newYear.ticks + seconds(place) * Timestamp.ticksPerSecond)
      fill(place, run)
      run.set(importId, integer: session.currentFile)
      run.endRow()
      session.addedRow()
    }
    session.endFile(
      progress: ImportProgress(
        contentLength: Int64(content.count),
        contentDigest: content.withUnsafeBytes { ContentDigest.sha256($0) }),
      outcome: .done)
  }

  /// The rows of a query, each value as text, joined by `|`.
  public func rows(_ sql: String) throws -> [String] {
    var rows: [String] = []
    try database.connection.prepare(sql).eachRow { row in
      rows.append((0..<row.count).map { row.text(Int32($0)) }.joined(separator: "|"))
    }
    return rows
  }
}
