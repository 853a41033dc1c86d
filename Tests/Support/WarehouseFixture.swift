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

  /// An object of a feed that holds one address.
  public func object(
    _ id: String, address: String, modified: Timestamp = newYear, text: String = "",
    expires: Timestamp? = nil
  ) throws -> FeedObject {
    var row = Indicator()
    row.indicatorId = id
    row.networkIP = address
    row.description = text
    row.modified = modified
    row.expirationDateTime = expires
    return FeedObject(
      objectId: id, stixType: "indicator", modified: modified,
      data: Array("{\"id\":\"\(id)\",\"ip\":\"\(address)\",\"text\":\"\(text)\"}".utf8),
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
    let session = ImportSession(database: database, now: newYear.ticks)
    let content = Array("\(name) \(rows)".utf8)
    try session.beginFile(
      ImportedFile(
        path: name, format: "zeek-conn", table: NetworkConnectionTable.table, deviceVendor: "Zeek",
        deviceProduct: "Zeek", eventType: "conn",
        head: Array(content.prefix(ImportedFile.headLength))))
    let run = session.rows(of: NetworkConnectionTable.table)
    for (seconds, source, destination) in rows {
      run.beginRow()
      run.set(
        NetworkConnectionTable.timeGenerated,
        integer: newYear.ticks + seconds * Timestamp.ticksPerSecond)
      Array(source.utf8).withUnsafeBytes {
        run.set(NetworkConnectionTable.sourceIP, observable: $0)
      }
      Array(destination.utf8).withUnsafeBytes {
        run.set(NetworkConnectionTable.destinationIP, observable: $0)
      }
      run.set(NetworkConnectionTable.importId, integer: session.currentFile)
      run.endRow()
      session.addedRow()
    }
    session.endFile(
      progress: ImportProgress(
        contentLength: Int64(content.count),
        contentDigest: content.withUnsafeBytes { ContentDigest.sha256($0) }),
      outcome: .done)
    try session.commit(progress: nil)
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
