// Zeek's dns.log as rows of DnsEvents (zeek: scripts/base/protocols/dns/main.zeek).
//
// A line is rejected where its time or an address cannot be read, or its query is longer than DNS
// allows. Another field that cannot be read is absent from its row. qclass, qtype and opcode are not
// kept: their names are.

internal import Indicators
internal import Warehouse

struct ZeekDNS: ZeekLog {
  static let path = "dns"
  static var table: LogTable { Table.table }
  static let signature = ["ts", "query", "qtype"]
  static let importIdColumn = Table.importId
  static let sourceLineColumn = Table.sourceLine
  private typealias Table = DnsEventsTable

  private var places = Places()
  private var extensions = ExtensionFields()
  private let cell = CellWriter()
  private let answers = DNSAnswers()
  private var text: [UInt8] = []

  /// Places of the columns in the header; -1 where it has none.
  private struct Places {
    var ts = -1
    var uid = -1
    var origH = -1
    var origP = -1
    var respH = -1
    var respP = -1
    var proto = -1
    var transId = -1
    var rtt = -1
    var query = -1
    var qclassName = -1
    var qtypeName = -1
    var rcode = -1
    var rcodeName = -1
    var authoritative = -1
    var truncated = -1
    var recursionDesired = -1
    var recursionAvailable = -1
    var answers = -1
    var ttls = -1
    var computer = -1

    /// Notes a column; false where it is none of these.
    mutating func take(_ name: String, at place: Int) -> Bool {
      switch name {
      case "ts": ts = place
      case "uid": uid = place
      case "id.orig_h", "id_orig_h", "src", "src_ip", "orig_h": origH = place
      case "id.orig_p", "id_orig_p", "src_port", "orig_p": origP = place
      case "id.resp_h", "id_resp_h", "dst", "dst_ip", "dest", "dest_ip", "resp_h": respH = place
      case "id.resp_p", "id_resp_p", "dst_port", "dest_port", "resp_p": respP = place
      case "proto": proto = place
      case "trans_id": transId = place
      case "rtt": rtt = place
      case "query": query = place
      case "qclass_name": qclassName = place
      case "qtype_name": qtypeName = place
      case "rcode": rcode = place
      case "rcode_name": rcodeName = place
      case "AA": authoritative = place
      case "TC": truncated = place
      case "RD": recursionDesired = place
      case "RA": recursionAvailable = place
      case "answers": answers = place
      case "TTLs": ttls = place
      case "_node_name", "_system_name": computer = place
      case "qclass", "qtype", "opcode", "_path", "_stream": break
      default: return false
      }
      return true
    }
  }

  var timePlace: Int { places.ts }
  var observableFields: [ZeekObservableField]? {
    [
      .address(places.origH), .address(places.respH), .name(places.query),
      .addresses(places.answers),
    ]
  }

  mutating func take(_ header: ZeekHeader) {
    places = Places()
    extensions.removeAll()
    for (place, name) in header.fields.enumerated() where !places.take(name, at: place) {
      let type = place < header.types.count ? header.types[place] : nil
      let ordinary = ["rejected": "F", "Z": "0", "opcode_name": "query"][name] ?? ""
      extensions.append(name, at: place, type: type, ordinary: ordinary)
    }
  }

  mutating func add(_ record: ZeekRecord, to rows: PendingRun) -> String? {
    guard let time = record.field(places.ts), let start = cell.time(time) else {
      return "the time (ts) cannot be read"
    }
    rows.beginRow()
    rows.set(Table.timeGenerated, integer: start)
    // Observables go in last: a value of a rejected line must not be remembered as seen.
    guard cell.source.take(record.field(places.origH)) else {
      return "the address in id.orig_h cannot be read"
    }
    guard cell.destination.take(record.field(places.respH)) else {
      return "the address in id.resp_h cannot be read"
    }
    if let query = record.field(places.query),
      !cell.withName(query, { rows.set(Table.name, observable: $0) })
    {
      return "the query is longer than a DNS name can be"
    }
    rows.set(Table.clientIP, observable: cell.source.bytes)
    rows.set(Table.dstIpAddr, text: cell.destination.bytes)
    addNumbers(record, to: rows)
    addTexts(record, to: rows)
    if let field = record.field(places.answers) {
      answers.read(field, ttls: record.field(places.ttls), of: record, cell)
      answers.addresses.withUnsafeBytes { rows.set(Table.ipAddresses, text: $0) }
      answers.eachAddress { rows.add(.answer, observable: $0) }
      answers.json.withUnsafeBytes { rows.set(Table.dnsResponseName, text: $0) }
    }
    extensions.object(record) { rows.set(Table.additionalFields, text: $0) }
    return nil
  }

  private func addNumbers(_ record: ZeekRecord, to rows: PendingRun) {
    cell.setInteger(rows, Table.srcPortNumber, record.field(places.origP))
    cell.setInteger(rows, Table.dstPortNumber, record.field(places.respP))
    cell.setInteger(rows, Table.resultCode, record.field(places.rcode))
    if let field = record.field(places.rtt), let ticks = FieldNumber.interval(field) {
      rows.set(Table.dnsNetworkDuration, real: Double(ticks) / 10_000)
    }
  }

  private mutating func addTexts(_ record: ZeekRecord, to rows: PendingRun) {
    cell.setText(rows, Table.queryType, record.field(places.qtypeName))
    cell.setText(rows, Table.result, record.field(places.rcodeName))
    cell.setUpperCased(rows, Table.networkProtocol, record.field(places.proto))
    cell.setText(rows, Table.dnsQueryClassName, record.field(places.qclassName))
    cell.setText(rows, Table.dnsSessionId, record.field(places.uid))
    cell.setText(rows, Table.computer, record.field(places.computer))
    let isAnswered = record.field(places.rcode) != nil
    let type: StaticString = isAnswered ? "response" : "request"
    rows.set(
      Table.eventSubType,
      text: UnsafeRawBufferPointer(start: type.utf8Start, count: type.utf8CodeUnitCount))
    addFlags(record, to: rows)
    cell.setHexadecimal(rows, Table.transactionIdHex, record.field(places.transId))
  }

  private mutating func addFlags(_ record: ZeekRecord, to rows: PendingRun) {
    text.removeAll(keepingCapacity: true)
    addFlag("AA", places.authoritative, of: record)
    addFlag("TC", places.truncated, of: record)
    addFlag("RD", places.recursionDesired, of: record)
    addFlag("RA", places.recursionAvailable, of: record)
    text.withUnsafeBytes { rows.set(Table.dnsFlags, text: $0) }
  }

  @inline(__always)
  private mutating func addFlag(_ name: StaticString, _ place: Int, of record: ZeekRecord) {
    guard cell.boolean(record.field(place)) == true else { return }
    if !text.isEmpty { text.append(0x20) }
    text.append(name.utf8Start[0])
    text.append(name.utf8Start[1])
  }
}
