// Zeek's ssl.log as rows of NetworkConnection (zeek: scripts/base/protocols/ssl/main.zeek): the name that
// a client asked for (SNI) is the host. Certificates, ciphers and fingerprints are further fields.

internal import Warehouse

struct ZeekSSL: ZeekLog {
  static let path = "ssl"
  static var table: LogTable { NetworkConnectionTable.table }
  static let signature = ["ts", "server_name", "cipher"]
  static let importIdColumn = NetworkConnectionTable.importId
  static let sourceLineColumn = NetworkConnectionTable.sourceLine

  private var session = ZeekSession()
  private var serverName = -1
  private let cell = CellWriter()

  var timePlace: Int { session.ts }
  // A name may be one of many millions: each line is parsed.
  var observableFields: [ZeekObservableField]? { nil }

  mutating func take(_ header: ZeekHeader) {
    var serverName = -1
    session.take(header) { name, place in
      guard name == "server_name" else { return false }
      serverName = place
      return true
    }
    self.serverName = serverName
  }

  mutating func add(_ record: ZeekRecord, to rows: PendingRun) -> String? {
    if let reason = session.add(record, host: record.field(serverName), cell, to: rows) {
      return reason
    }
    cell.setText(rows, NetworkConnectionTable.applicationProtocol, "ssl")
    return nil
  }
}
