// What ssl.log and http.log have in common: a row of NetworkConnection beside the one of conn.log, for
// what was said over the connection. Its NetworkSessionId is the connection's uid. Called by ZeekSSL and
// ZeekHTTP.

internal import Indicators
internal import Warehouse

/// The ends of a session, and the fields that have no column.
struct ZeekSession {
  private typealias Table = NetworkConnectionTable

  private(set) var ts = -1
  private var uid = -1
  private(set) var origH = -1
  private var origP = -1
  private(set) var respH = -1
  private var respP = -1
  private var computer = -1
  private var extensions = ExtensionFields()

  /// Takes a new header.
  ///
  /// - Parameter takeOwn: notes a column of the log's own; false where it is none.
  mutating func take(_ header: ZeekHeader, _ takeOwn: (_ name: String, _ place: Int) -> Bool) {
    self = ZeekSession()
    for (place, name) in header.fields.enumerated()
    where !take(name, at: place) && !takeOwn(name, place) {
      let type = place < header.types.count ? header.types[place] : nil
      let ordinary = ["resumed": "F", "proxied": "(empty)"][name] ?? ""
      extensions.append(name, at: place, type: type, ordinary: ordinary)
    }
  }

  private mutating func take(_ name: String, at place: Int) -> Bool {
    switch name {
    case "ts": ts = place
    case "uid": uid = place
    case "id.orig_h", "id_orig_h", "src", "src_ip", "orig_h": origH = place
    case "id.orig_p", "id_orig_p", "src_port", "orig_p": origP = place
    case "id.resp_h", "id_resp_h", "dst", "dst_ip", "dest", "dest_ip", "resp_h": respH = place
    case "id.resp_p", "id_resp_p", "dst_port", "dest_port", "resp_p": respP = place
    case "_node_name", "_system_name": computer = place
    case "_path", "_stream": break
    default: return false
    }
    return true
  }

  /// Adds the row with its ends and host.
  ///
  /// - Returns: why the line is rejected; nil where the row was begun.
  mutating func add(
    _ record: ZeekRecord, host: UnsafeRawBufferPointer?, _ cell: CellWriter, to rows: PendingRun
  ) -> String? {
    guard let time = record.field(ts), let start = cell.time(time) else {
      return "the time (ts) cannot be read"
    }
    rows.beginRow()
    rows.set(Table.timeGenerated, integer: start)
    // Observables go in last: a value of a rejected line must not be remembered as seen.
    guard cell.source.take(record.field(origH)) else {
      return "the address in id.orig_h cannot be read"
    }
    guard cell.destination.take(record.field(respH)) else {
      return "the address in id.resp_h cannot be read"
    }
    if let host, !cell.withName(host, { rows.set(Table.destinationHostName, observable: $0) }) {
      return "the host is longer than a DNS name can be"
    }
    rows.set(Table.sourceIP, observable: cell.source.bytes)
    rows.set(Table.destinationIP, observable: cell.destination.bytes)
    cell.setInteger(rows, Table.sourcePort, record.field(origP))
    cell.setInteger(rows, Table.destinationPort, record.field(respP))
    cell.setText(rows, Table.networkProtocol, "TCP")
    cell.setText(rows, Table.networkSessionId, record.field(uid))
    cell.setText(rows, Table.computer, record.field(computer))
    extensions.object(record) { rows.set(Table.additionalExtensions, text: $0) }
    return nil
  }
}
