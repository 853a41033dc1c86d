// The shortest way to bring log rows of every table into a warehouse, through the import itself.

internal import Indicators
internal import Warehouse

extension WarehouseFixture {
  /// A row of a log; times are seconds after new year.
  public enum LogRow: Sendable {
    /// `NetworkConnection`.
    case connection(Int64, source: String, destination: String, host: String = "")
    /// `DnsEvents`.
    case query(Int64, client: String, name: String, answers: [String] = [])
    /// `FileEvents`.
    case file(Int64, sha256: String = "", sha1: String = "", md5: String = "")

    fileprivate var table: LogTable {
      switch self {
      case .connection: NetworkConnectionTable.table
      case .query: DnsEventsTable.table
      case .file: FileEventsTable.table
      }
    }

    fileprivate func fill(_ run: PendingRun, file: Int64) {
      switch self {
      case .connection(let seconds, let source, let destination, let host):
        typealias Table = NetworkConnectionTable
        run.set(Table.timeGenerated, integer: newYear.adding(seconds: seconds).ticks)
        run.set(Table.sourceIP, value: source)
        run.set(Table.destinationIP, value: destination)
        run.set(Table.destinationHostName, value: host)
        run.set(Table.importId, integer: file)
      case .query(let seconds, let client, let name, let answers):
        typealias Table = DnsEventsTable
        run.set(Table.timeGenerated, integer: newYear.adding(seconds: seconds).ticks)
        run.set(Table.clientIP, value: client)
        run.set(Table.name, value: name)
        for answer in answers {
          Array(answer.utf8).withUnsafeBytes { run.add(.answer, observable: $0) }
        }
        Array(answers.joined(separator: ",").utf8).withUnsafeBytes {
          run.set(Table.ipAddresses, text: $0)
        }
        run.set(Table.importId, integer: file)
      case .file(let seconds, let sha256, let sha1, let md5):
        typealias Table = FileEventsTable
        run.set(Table.timeGenerated, integer: newYear.adding(seconds: seconds).ticks)
        run.set(Table.sha256, value: sha256)
        run.set(Table.sha1, value: sha1)
        run.set(Table.md5, value: md5)
        run.set(Table.importId, integer: file)
      }
    }
  }

  /// Imports rows of any tables in one session, a content for each table.
  public func importLog(_ rows: [LogRow], name: String) throws {
    let session = ImportSession(database: database, now: newYear.ticks)
    for table in LogTable.all {
      let mine = rows.filter { $0.table.name == table.name }
      guard !mine.isEmpty else { continue }
      let content = Array("\(table.name) \(name) \(mine)".utf8)
      try session.beginFile(
        ImportedFile(
          path: name, format: "test", table: table, deviceVendor: "Test", deviceProduct: "Test",
          eventType: "test", head: Array(content.prefix(ImportedFile.headLength))))
      let run = session.rows(of: table)
      for row in mine {
        run.beginRow()
        row.fill(run, file: session.currentFile)
        run.endRow()
        session.addedRow()
      }
      session.endFile(
        progress: ImportProgress(
          contentLength: Int64(content.count),
          contentDigest: content.withUnsafeBytes { ContentDigest.sha256($0) }),
        outcome: .done)
    }
    try session.commit(progress: nil)
  }
}

extension PendingRun {
  fileprivate func set(_ column: Int, value: String) {
    Array(value.utf8).withUnsafeBytes { set(column, observable: $0) }
  }
}

extension Timestamp {
  fileprivate func adding(seconds: Int64) -> Timestamp {
    Timestamp(clamping: ticks + seconds * Timestamp.ticksPerSecond)
  }
}
