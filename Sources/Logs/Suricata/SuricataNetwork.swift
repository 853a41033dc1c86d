// Suricata's flow, netflow, tls, http and alert events as rows of NetworkConnection.
//
// The time is the flow's start where there is one: an event's own timestamp is when it was logged,
// which may be hours off. A line is rejected where the time or an address cannot be read, or its host is
// longer than DNS allows. For ICMP, which has no ports, they are type and code, as Zeek has it.
// A netflow event is one direction of a flow: what it counts is what its source sent.

internal import Indicators
internal import Warehouse

final class SuricataNetwork {
  /// An event that becomes a row.
  enum Event {
    case flow
    case netflow
    case tls
    case http
    case alert

    init?(_ type: UnsafeRawBufferPointer) {
      if type.equals("flow") {
        self = .flow
      } else if type.equals("alert") {
        self = .alert
      } else if type.equals("tls") {
        self = .tls
      } else if type.equals("http") {
        self = .http
      } else if type.equals("netflow") {
        self = .netflow
      } else {
        return nil
      }
    }
  }

  private typealias Table = NetworkConnectionTable

  /// What has no column, for AdditionalExtensions, with the value that says nothing.
  private static let further: [(key: SuricataKey, ordinary: String)] = [
    (.alertSignatureId, ""), (.alertSignature, ""), (.alertCategory, ""),
    (.alertSeverity, ""), (.flowReason, ""), (.flowAlerted, "F"), (.inIface, ""), (.vlan, ""),
    (.tlsSubject, ""), (.tlsIssuerdn, ""), (.tlsSerial, ""), (.tlsFingerprint, ""),
    (.tlsVersion, ""), (.tlsJa3Hash, ""), (.tlsJa3sHash, ""), (.tlsJa4, ""),
    (.httpHttpMethod, ""), (.httpHttpUserAgent, ""), (.httpStatus, ""),
    (.httpLength, ""), (.httpHttpRefer, ""), (.httpHttpContentType, ""),
    (.httpProtocol, ""),
  ]

  private var extensions = ExtensionFields()
  private let cell = CellWriter()
  private var url: [UInt8] = []

  /// Takes the types of the fields.
  func take(_ header: ZeekHeader) { extensions.take(Self.further, header) }

  /// Adds an event's row; gives why not, if not.
  func add(_ record: ZeekRecord, _ event: Event, to rows: PendingRun) -> String? {
    // An alert is an event of its own time, and what its flow has counted by then is the flow's to tell.
    let started =
      event == .alert
      ? nil : (record.field(.flowStart) ?? record.field(.netflowStart)).flatMap { cell.time($0) }
    guard let start = started ?? record.field(.timestamp).flatMap({ cell.time($0) }) else {
      return "the time (timestamp) cannot be read"
    }
    rows.beginRow()
    rows.set(Table.timeGenerated, integer: start)
    // Observables go in last: a value of a rejected line must not be remembered as seen.
    guard cell.source.take(record.field(.srcIp)) else {
      return "the address in src_ip cannot be read"
    }
    guard cell.destination.take(record.field(.destIp)) else {
      return "the address in dest_ip cannot be read"
    }
    let host = record.field(.tlsSni) ?? record.field(.httpHostname).map(URLHost.hostBytes)
    if let host, !cell.withName(host, { rows.set(Table.destinationHostName, observable: $0) }) {
      return "the host is longer than a DNS name can be"
    }
    rows.set(Table.sourceIP, observable: cell.source.bytes)
    rows.set(Table.destinationIP, observable: cell.destination.bytes)
    cell.setInteger(rows, Table.sourcePort, record.field(.srcPort) ?? record.field(.icmpType))
    cell.setInteger(
      rows, Table.destinationPort, record.field(.destPort) ?? record.field(.icmpCode))
    if event != .alert {
      addNumbers(record, to: rows)
      addDuration(record, start: start, to: rows)
    }
    addTexts(record, event, to: rows)
    addURL(record, to: rows)
    extensions.object(record) { rows.set(Table.additionalExtensions, text: $0) }
    return nil
  }

  private func addNumbers(_ record: ZeekRecord, to rows: PendingRun) {
    let (sent, packets) = (
      record.field(.flowBytesToserver), record.field(.flowPktsToserver)
    )
    cell.setInteger(rows, Table.sentBytes, sent ?? record.field(.netflowBytes))
    cell.setInteger(rows, Table.receivedBytes, record.field(.flowBytesToclient))
    cell.setInteger(rows, Table.srcPackets, packets ?? record.field(.netflowPkts))
    cell.setInteger(rows, Table.dstPackets, record.field(.flowPktsToclient))
  }

  /// From start to end; `age`, in whole seconds, where the end is missing.
  private func addDuration(_ record: ZeekRecord, start: Int64, to rows: PendingRun) {
    if let end = (record.field(.flowEnd) ?? record.field(.netflowEnd)).flatMap({
      cell.time($0)
    }),
      end >= start
    {
      rows.set(Table.endTime, integer: end)
      rows.set(Table.networkDuration, real: Double(end - start) / 10_000)
    } else if let age = (record.field(.flowAge) ?? record.field(.netflowAge)).flatMap({
      FieldNumber.integer($0)
    }) {
      rows.set(Table.networkDuration, real: Double(age) * 1_000)
    }
  }

  private func addTexts(_ record: ZeekRecord, _ event: Event, to rows: PendingRun) {
    cell.setProtocol(rows, Table.networkProtocol, record.field(.proto))
    cell.setText(rows, Table.eventType, record.field(.eventType))
    switch event {
    case .tls: cell.setText(rows, Table.applicationProtocol, "tls")
    case .http: cell.setText(rows, Table.applicationProtocol, "http")
    case .flow, .netflow, .alert:
      // Suricata's word for a protocol that it did not recognise.
      if let name = record.field(.appProto), !name.elementsEqual("failed".utf8) {
        cell.setText(rows, Table.applicationProtocol, name)
      }
    }
    cell.setText(
      rows, Table.deviceAction, record.field(event == .alert ? .alertAction : .flowAction))
    cell.setText(rows, Table.connectionState, record.field(.flowState))
    cell.setText(rows, Table.networkConnectionHistory, record.field(.tcpTcpFlags))
    cell.setText(rows, Table.networkSessionId, record.field(.flowId))
    cell.setText(rows, Table.communityId, record.field(.communityId))
    cell.setText(rows, Table.computer, record.field(.host))
  }

  /// The whole URL: Suricata logs the request's target, which is a path unless a proxy was asked.
  private func addURL(_ record: ZeekRecord, to rows: PendingRun) {
    guard let target = record.field(.httpUrl) else { return }
    let (host, port) = (record.field(.httpHostname), record.field(.httpHttpPort))
    guard RequestURL.write(host: host, port: port, target: target, into: &url) else {
      return cell.setText(rows, Table.requestURL, target)
    }
    url.withUnsafeBytes { cell.setText(rows, Table.requestURL, $0) }
  }
}
