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

    fileprivate var seconds: Int64 {
      switch self {
      case .connection(let seconds, _, _, _), .query(let seconds, _, _, _),
        .file(let seconds, _, _, _):
        seconds
      }
    }

    fileprivate func fill(_ run: PendingRun) {
      switch self {
      case .connection(_, let source, let destination, let host):
        run.set(NetworkConnectionTable.sourceIP, value: source)
        run.set(NetworkConnectionTable.destinationIP, value: destination)
        run.set(NetworkConnectionTable.destinationHostName, value: host)
      case .query(_, let client, let name, let answers):
        run.set(DnsEventsTable.clientIP, value: client)
        run.set(DnsEventsTable.name, value: name)
        for answer in answers {
          Array(answer.utf8).withUnsafeBytes { run.add(.answer, observable: $0) }
        }
        Array(answers.joined(separator: ", ").utf8).withUnsafeBytes {
          run.set(DnsEventsTable.ipAddresses, text: $0)
        }
      case .file(_, let sha256, let sha1, let md5):
        run.set(FileEventsTable.sha256, value: sha256)
        run.set(FileEventsTable.sha1, value: sha1)
        run.set(FileEventsTable.md5, value: md5)
      }
    }
  }

  /// Imports rows of any tables in one session, a content for each table.
  public func importLog(_ rows: [LogRow], name: String) throws {
    let session = ImportSession(database: database, now: newYear.ticks)
    for table in LogTable.all {
      let mine = rows.filter { $0.table.name == table.name }
      guard !mine.isEmpty else { continue }
      try Self.add(
        to: session, table, name: name, count: mine.count, content: "\(table.name) \(mine)",
        seconds: { mine[$0].seconds }, fill: { mine[$0].fill($1) })
    }
    try session.commit(progress: nil)
  }
}

extension PendingRun {
  fileprivate func set(_ column: Int, value: String) {
    Array(value.utf8).withUnsafeBytes { set(column, observable: $0) }
  }
}
