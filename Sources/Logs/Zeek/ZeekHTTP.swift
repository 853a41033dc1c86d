// Zeek's http.log as rows of NetworkConnection (zeek: scripts/base/protocols/http/main.zeek), one for
// each request. The host is the request's Host header without its port; the URL is put together from it
// and the request's target, as a proxy would be asked for it.

internal import Indicators
internal import Warehouse

struct ZeekHTTP: ZeekLog {
  static let path = "http"
  static var table: LogTable { Table.table }
  static let signature = ["ts", "method", "uri"]
  static let importIdColumn = Table.importId
  static let sourceLineColumn = Table.sourceLine
  private typealias Table = NetworkConnectionTable

  private var session = ZeekSession()
  private var places = Places()
  private let cell = CellWriter()
  private var url: [UInt8] = []

  private struct Places {
    var host = -1
    var uri = -1
    var requestLength = -1
    var responseLength = -1
    var username = -1

    mutating func take(_ name: String, at place: Int) -> Bool {
      switch name {
      case "host": host = place
      case "uri": uri = place
      case "request_body_len": requestLength = place
      case "response_body_len": responseLength = place
      case "username": username = place
      default: return false
      }
      return true
    }
  }

  var timePlace: Int { session.ts }
  var observableFields: [ZeekObservableField]? { nil }

  mutating func take(_ header: ZeekHeader) {
    var places = Places()
    session.take(header) { name, place in places.take(name, at: place) }
    self.places = places
  }

  mutating func add(_ record: ZeekRecord, to rows: PendingRun) -> String? {
    let host = record.field(places.host)
    let name = host.map(URLHost.hostBytes)
    if let reason = session.add(record, host: name, cell, to: rows) { return reason }
    cell.setText(rows, Table.applicationProtocol, "http")
    cell.setInteger(rows, Table.sentBytes, record.field(places.requestLength))
    cell.setInteger(rows, Table.receivedBytes, record.field(places.responseLength))
    cell.setText(rows, Table.sourceUserName, record.field(places.username))
    if let target = record.field(places.uri) { addURL(target, host: host, to: rows) }
    return nil
  }

  private mutating func addURL(
    _ target: UnsafeRawBufferPointer, host: UnsafeRawBufferPointer?, to rows: PendingRun
  ) {
    guard RequestURL.write(host: host, target: target, into: &url) else {
      return cell.setText(rows, Table.requestURL, target)
    }
    url.withUnsafeBytes { cell.setText(rows, Table.requestURL, $0) }
  }
}
