// Suricata's dns events as rows of DnsEvents, in the three layouts that its versions have written
// (suricata: doc/userguide/upgrade/8.0-dns-logging-changes.rst): v1 has an event for each record of an
// answer, v2 one for the whole answer, v3 lists queries and has the answering server as source.
//
// Query and answer are events of their own, and rows of their own; EventSubType tells which. Who asked
// is src_ip in v1 and v2 by the documentation, but Suricata 4 wrote answers from the server's side: so
// of an answer from port 53 to another, dest_ip asked. Of several questions in one event the first
// gives the row; DNS servers answer no other.

internal import Indicators
internal import Warehouse

final class SuricataDNS {
  private typealias Table = DnsEventsTable

  /// What has no column, for AdditionalFields, with the value that says nothing.
  private static let further: [(key: SuricataKey, ordinary: String)] = [
    (.inIface, ""), (.vlan, ""), (.communityId, ""), (.dnsVersion, ""), (.dnsOpcode, "0"),
    (.dnsTxId, "0"),
  ]
  private static let grouped: [SuricataKey] = [
    .dnsGroupedA, .dnsGroupedAaaa, .dnsGroupedCname, .dnsGroupedTxt,
    .dnsGroupedPtr, .dnsGroupedNs, .dnsGroupedMx,
  ]
  /// The ends of an event.
  private static let from = (ip: SuricataKey.srcIp, port: SuricataKey.srcPort)
  private static let to = (ip: SuricataKey.destIp, port: SuricataKey.destPort)
  private static let flags: [(key: SuricataKey, name: StaticString)] = [
    (.dnsAa, "AA"), (.dnsTc, "TC"), (.dnsRd, "RD"), (.dnsRa, "RA"),
  ]

  private var extensions = ExtensionFields()
  private let cell = CellWriter()
  private let answers = DNSAnswers()
  private var records = Records()
  private var text: [UInt8] = []

  /// The records of an answer, as Zeek writes them: two sets that align.
  private struct Records {
    var data: [UInt8] = []
    var ttls: [UInt8] = []
  }

  /// Takes the types of the fields.
  func take(_ header: ZeekHeader) { extensions.take(Self.further, header) }

  /// Adds an event's row; gives why not, if not.
  func add(_ record: ZeekRecord, to rows: PendingRun) -> String? {
    guard let time = record.field(.timestamp), let start = cell.time(time) else {
      return "the time (timestamp) cannot be read"
    }
    guard let kind = Kind(record) else { return "the type of the dns event cannot be read" }
    rows.beginRow()
    rows.set(Table.timeGenerated, integer: start)
    let (client, server) = kind.isFromServer ? (Self.to, Self.from) : (Self.from, Self.to)
    // Observables go in last: a value of a rejected line must not be remembered as seen.
    guard cell.source.take(record.field(client.ip)) else {
      return "the address in \(client.ip.name) cannot be read"
    }
    guard cell.destination.take(record.field(server.ip)) else {
      return "the address in \(server.ip.name) cannot be read"
    }
    if let reason = addQuestion(record, to: rows) { return reason }
    rows.set(Table.clientIP, observable: cell.source.bytes)
    rows.set(Table.dstIpAddr, text: cell.destination.bytes)
    cell.setInteger(rows, Table.srcPortNumber, record.field(client.port))
    cell.setInteger(rows, Table.dstPortNumber, record.field(server.port))
    addTexts(record, to: rows)
    cell.setText(rows, Table.eventSubType, kind.isResponse ? "response" : "request")
    // v3 writes an rcode in requests too, where it says nothing.
    if kind.isResponse { addAnswer(record, to: rows) }
    extensions.object(record) { rows.set(Table.additionalFields, text: $0) }
    return nil
  }

  /// What an event is.
  private struct Kind {
    let isResponse: Bool
    /// Whether the source of the event is who answered.
    let isFromServer: Bool

    init?(_ record: ZeekRecord) {
      let (type, isNewest) = (SuricataKey.dnsType, record.has("3", in: .dnsVersion))
      if record.has("query", in: type) || record.has("request", in: type) {
        (isResponse, isFromServer) = (false, false)
      } else if record.has("answer", in: type) || record.has("response", in: type) {
        isResponse = true
        isFromServer =
          isNewest || record.has("response", in: type)
          || record.has("53", in: .srcPort) && !record.has("53", in: .destPort)
      } else {
        return nil
      }
    }
  }

  private func addQuestion(_ record: ZeekRecord, to rows: PendingRun) -> String? {
    var name: [UInt8] = []
    var type: [UInt8] = []
    name += record.field(.dnsRrname).map(Array.init) ?? []
    type += record.field(.dnsRrtype).map(Array.init) ?? []
    if let queries = record.field(.dnsQueries), name.isEmpty {
      var isFirst = true
      Self.eachObject(queries) { key, value in
        guard isFirst, let value else {
          isFirst = false
          return
        }
        if key.elementsEqual("rrname".utf8) {
          JSONEscapes.appendField(
            value, isElement: false, hasZeekEscapes: false, to: &name)
        }
        if key.elementsEqual("rrtype".utf8) {
          JSONEscapes.appendField(
            value, isElement: false, hasZeekEscapes: false, to: &type)
        }
      }
    }
    let isName = name.withUnsafeBytes { bytes in
      cell.withName(bytes) { rows.set(Table.name, observable: $0) }
    }
    guard isName else { return "the query is longer than a DNS name can be" }
    type.withUnsafeBytes { cell.setText(rows, Table.queryType, $0) }
    return nil
  }

  private func addTexts(_ record: ZeekRecord, to rows: PendingRun) {
    cell.setProtocol(rows, Table.networkProtocol, record.field(.proto))
    cell.setHexadecimal(rows, Table.transactionIdHex, record.field(.dnsId))
    cell.setText(rows, Table.dnsSessionId, record.field(.flowId))
    cell.setText(rows, Table.computer, record.field(.host))
    text.removeAll(keepingCapacity: true)
    for (key, name) in Self.flags where cell.boolean(record.field(key)) == true {
      if !text.isEmpty { text.append(0x20) }
      text += UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    }
    text.withUnsafeBytes { rows.set(Table.dnsFlags, text: $0) }
  }

  private func addAnswer(_ record: ZeekRecord, to rows: PendingRun) {
    if let code = record.field(.dnsRcode) {
      cell.setText(rows, Table.result, code)
      if let number = DNSNames.code(named: code) { rows.set(Table.resultCode, integer: number) }
    }
    readRecords(record)
    guard !records.data.isEmpty else { return }
    records.data.withUnsafeBytes { data in
      records.ttls.withUnsafeBytes { answers.read(data, ttls: $0, of: record, cell) }
    }
    answers.addresses.withUnsafeBytes { rows.set(Table.ipAddresses, text: $0) }
    answers.eachAddress { rows.add(.answer, observable: $0) }
    answers.json.withUnsafeBytes { rows.set(Table.dnsResponseName, text: $0) }
  }

  /// The records from wherever the layout has them: a list, one record (v1), or grouped by type.
  private func readRecords(_ record: ZeekRecord) {
    records.data.removeAll(keepingCapacity: true)
    records.ttls.removeAll(keepingCapacity: true)
    if let list = record.field(.dnsAnswers) {
      readList(list)
    } else if let data = record.field(.dnsRdata) {
      // A comma in it is none between elements.
      for byte in data { records.data += byte == 0x2c ? Array(#"\x2c"#.utf8) : [byte] }
      records.ttls += record.field(.dnsTtl).map(Array.init) ?? []
    } else {
      for type in Self.grouped {
        guard let set = record.field(type) else { continue }
        if !records.data.isEmpty { records.data.append(0x2c) }
        records.data += set
      }
    }
  }

  private func readList(_ list: UnsafeRawBufferPointer) {
    var data: [UInt8]?
    var ttl: [UInt8] = []
    Self.eachObject(list) { key, value in
      if let value {
        if key.elementsEqual("rdata".utf8) {
          var element: [UInt8] = []
          JSONEscapes.appendField(value, isElement: true, hasZeekEscapes: false, to: &element)
          data = element
        }
        if key.elementsEqual("ttl".utf8) { ttl = Array(value) }
        return
      }
      // The record's end. One without data (SOA, which v2 has as an object) has nothing to store.
      if let data {
        if !records.data.isEmpty {
          records.data.append(0x2c)
          records.ttls.append(0x2c)
        }
        records.data += data
        records.ttls += ttl
      }
      (data, ttl) = (nil, [])
    }
  }

  /// Calls `body` with each string and number in the objects of an array, and after each object with
  /// no value.
  private static func eachObject(
    _ array: UnsafeRawBufferPointer,
    _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) -> Void
  ) {
    var cursor = JSONCursor(array)
    _ = cursor.eachElement { cursor in
      guard cursor.peek() == 0x7b else { return cursor.skipValue() }
      let isWhole = cursor.eachMember { key, cursor in
        let value: UnsafeRawBufferPointer?
        switch cursor.peek() {
        case 0x22: value = cursor.string()
        case 0x7b, 0x5b, 0x74, 0x66, 0x6e: return cursor.skipValue()
        default: value = cursor.number()
        }
        if let value { body(key, value) }
        return value != nil
      }
      body(UnsafeRawBufferPointer(start: nil, count: 0), nil)
      return isWhole
    }
  }
}
