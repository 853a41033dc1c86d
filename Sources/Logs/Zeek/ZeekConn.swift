// Zeek's conn.log as rows of NetworkConnection (zeek: scripts/base/protocols/conn/main.zeek).
//
// A line is rejected where its time or an address cannot be read. Another field that cannot be read
// (a port, a count, a duration) is absent from its row: NULL. An unset address is ''.
// orig_ip_bytes and resp_ip_bytes have no column: the payload's bytes are those that ASIM counts.

internal import Indicators
internal import Warehouse

struct ZeekConn: ZeekLog {
  static let path = "conn"
  static var table: LogTable { Table.table }
  static let signature = ["ts", "conn_state", "history"]
  static let importIdColumn = Table.importId
  static let sourceLineColumn = Table.sourceLine
  private typealias Table = NetworkConnectionTable

  private var places = Places()
  private var extensions = ExtensionFields()
  private let cell = CellWriter()

  /// Places of the columns in the header; -1 where it has none.
  private struct Places {
    var ts = -1
    var uid = -1
    var origH = -1
    var origP = -1
    var respH = -1
    var respP = -1
    var proto = -1
    var ipProto = -1
    var service = -1
    var duration = -1
    var origBytes = -1
    var respBytes = -1
    var connState = -1
    var localOrig = -1
    var localResp = -1
    var history = -1
    var origPkts = -1
    var respPkts = -1
    var communityId = -1
    var computer = -1

    /// Notes a column; false where it is none of these. The other spellings are those of
    /// `Log::default_scope_sep`, of `field_name_map` in the field, and of cluster logs.
    mutating func take(_ name: String, at place: Int) -> Bool {
      switch name {
      case "ts": ts = place
      case "uid": uid = place
      case "id.orig_h", "id_orig_h", "src", "src_ip", "orig_h": origH = place
      case "id.orig_p", "id_orig_p", "src_port", "orig_p": origP = place
      case "id.resp_h", "id_resp_h", "dst", "dst_ip", "dest", "dest_ip", "resp_h": respH = place
      case "id.resp_p", "id_resp_p", "dst_port", "dest_port", "resp_p": respP = place
      case "proto": proto = place
      case "ip_proto": ipProto = place
      case "service": service = place
      case "duration": duration = place
      case "orig_bytes": origBytes = place
      case "resp_bytes": respBytes = place
      case "conn_state": connState = place
      case "local_orig": localOrig = place
      case "local_resp": localResp = place
      case "history": history = place
      case "orig_pkts": origPkts = place
      case "resp_pkts": respPkts = place
      case "community_id": communityId = place
      case "_node_name", "_system_name": computer = place
      case "orig_ip_bytes", "resp_ip_bytes", "_path", "_stream": break
      default: return false
      }
      return true
    }
  }

  var timePlace: Int { places.ts }
  var observableFields: [ZeekObservableField]? {
    [.address(places.origH), .address(places.respH)]
  }

  mutating func take(_ header: ZeekHeader) {
    places = Places()
    extensions.removeAll()
    for (place, name) in header.fields.enumerated() where !places.take(name, at: place) {
      let type = place < header.types.count ? header.types[place] : nil
      switch name {
      case "missed_bytes": extensions.append(name, at: place, type: type, ordinary: "0")
      default: extensions.append(name, at: place, type: type)
      }
    }
  }

  mutating func add(_ record: ZeekRecord, to rows: PendingRun) -> String? {
    guard let time = record.field(places.ts), let start = cell.time(time) else {
      return "the time (ts) cannot be read"
    }
    rows.beginRow()
    rows.set(Table.timeGenerated, integer: start)
    // Addresses go in last: a value of a rejected line must not be remembered as seen.
    guard cell.source.take(record.field(places.origH)) else {
      return "the address in id.orig_h cannot be read"
    }
    guard cell.destination.take(record.field(places.respH)) else {
      return "the address in id.resp_h cannot be read"
    }
    rows.set(Table.sourceIP, observable: cell.source.bytes)
    rows.set(Table.destinationIP, observable: cell.destination.bytes)
    addNumbers(record, start: start, to: rows)
    addTexts(record, to: rows)
    extensions.object(record) { rows.set(Table.additionalExtensions, text: $0) }
    return nil
  }

  private func addNumbers(_ record: ZeekRecord, start: Int64, to rows: PendingRun) {
    cell.setInteger(rows, Table.sourcePort, record.field(places.origP))
    cell.setInteger(rows, Table.destinationPort, record.field(places.respP))
    cell.setInteger(rows, Table.sentBytes, record.field(places.origBytes))
    cell.setInteger(rows, Table.receivedBytes, record.field(places.respBytes))
    cell.setInteger(rows, Table.srcPackets, record.field(places.origPkts))
    cell.setInteger(rows, Table.dstPackets, record.field(places.respPkts))
    if let field = record.field(places.duration), let ticks = FieldNumber.interval(field) {
      rows.set(Table.networkDuration, real: Double(ticks) / 10_000)
      let (end, overflow) = start.addingReportingOverflow(ticks)
      if !overflow, end <= Timestamp.max.ticks { rows.set(Table.endTime, integer: end) }
    }
  }

  private mutating func addTexts(_ record: ZeekRecord, to rows: PendingRun) {
    cell.setUpperCased(rows, Table.networkProtocol, networkProtocol(record))
    cell.setText(rows, Table.applicationProtocol, record.field(places.service))
    cell.setText(rows, Table.connectionState, record.field(places.connState))
    cell.setText(rows, Table.networkConnectionHistory, record.field(places.history))
    cell.setText(rows, Table.networkSessionId, record.field(places.uid))
    cell.setText(rows, Table.communityId, record.field(places.communityId))
    cell.setText(rows, Table.computer, record.field(places.computer))
    if let origin = cell.boolean(record.field(places.localOrig)),
      let response = cell.boolean(record.field(places.localResp))
    {
      rows.set(Table.communicationDirection, text: Self.direction(origin, response))
    }
  }

  /// The transport's name; for one that Zeek has no name for, its IP protocol number.
  private func networkProtocol(_ record: ZeekRecord) -> UnsafeRawBufferPointer? {
    let name = record.field(places.proto)
    guard places.ipProto >= 0 else { return name }
    if let name, !name.elementsEqual("unknown_transport".utf8) { return name }
    return record.field(places.ipProto) ?? name
  }

  /// ASIM's NetworkDirection for which ends are in `Site::local_nets`.
  private static func direction(_ origin: Bool, _ response: Bool) -> UnsafeRawBufferPointer {
    let name: StaticString =
      switch (origin, response) {
      case (true, true): "Local"
      case (true, false): "Outbound"
      case (false, true): "Inbound"
      case (false, false): "External"
      }
    return UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
  }
}
