// A connection, flow, or verdict of a firewall, as a format reads it: fields by their meaning, from which
// a row of NetworkConnection is written. Filled by the formats, written by EventParser.

internal import Indicators
internal import Warehouse

final class NetworkEvent {
  /// Which way it went, seen from the network that is defended (ASIM's NetworkDirection).
  enum Direction {
    case inbound
    case outbound
    case local
    case external

    /// The direction that a log names, or numbers as CEF does; nil where it is none of them.
    init?(_ name: FieldBytes) {
      func isAny(_ names: StaticString...) -> Bool {
        names.contains { name.equalsIgnoringCase($0) }
      }
      if isAny("inbound", "ingress", "in", "0") {
        self = .inbound
      } else if isAny("outbound", "egress", "out", "1") {
        self = .outbound
      } else if isAny("internal", "local", "lateral") {
        self = .local
      } else if isAny("external") {
        self = .external
      } else {
        return nil
      }
    }

    var name: StaticString {
      switch self {
      case .inbound: "Inbound"
      case .outbound: "Outbound"
      case .local: "Local"
      case .external: "External"
      }
    }
  }

  /// When it began; an event without it is rejected.
  var time: Timestamp?
  var endTime: Timestamp?
  /// An address, in any spelling; a host name is kept as such.
  var sourceIP: FieldBytes?
  var sourcePort: FieldBytes?
  var destinationIP: FieldBytes?
  var destinationPort: FieldBytes?
  /// TLS SNI or HTTP host; a port behind it is left out.
  var destinationHostName: FieldBytes?
  var requestURL: FieldBytes?
  /// The transport's name or its number.
  var transport: FieldBytes?
  var applicationProtocol: FieldBytes?
  var sentBytes: FieldBytes?
  var receivedBytes: FieldBytes?
  var sentPackets: FieldBytes?
  var receivedPackets: FieldBytes?
  /// Drawn from the two times where it is nil.
  var milliseconds: Double?
  /// allow, deny …
  var action: FieldBytes?
  var direction: Direction?
  var state: FieldBytes?
  var history: FieldBytes?
  var sessionId: FieldBytes?
  var communityId: FieldBytes?
  var userName: FieldBytes?
  var processName: FieldBytes?
  /// Sensor or reporting host.
  var computer: FieldBytes?
  /// What the event is, where a file holds several.
  var type: FieldBytes?
  /// What has no column.
  var further = FurtherFields()

  private typealias Table = NetworkConnectionTable

  func reset() {
    (time, endTime, milliseconds, direction) = (nil, nil, nil, nil)
    (sourceIP, sourcePort, destinationIP, destinationPort) = (nil, nil, nil, nil)
    (destinationHostName, requestURL, transport, applicationProtocol) = (nil, nil, nil, nil)
    (sentBytes, receivedBytes, sentPackets, receivedPackets) = (nil, nil, nil, nil)
    (action, state, history, sessionId, communityId) = (nil, nil, nil, nil, nil)
    (userName, processName, computer, type) = (nil, nil, nil, nil)
    further.removeAll()
  }

  /// Exchanges the ends, for events that are told from the side of who was called.
  func swapEnds() {
    swap(&sourceIP, &destinationIP)
    swap(&sourcePort, &destinationPort)
    swap(&sentBytes, &receivedBytes)
    swap(&sentPackets, &receivedPackets)
  }

  /// Fills a row, which the caller ends.
  ///
  /// - Returns: why it is rejected; nil where it was filled.
  func write(to rows: PendingRun, _ cell: CellWriter, file: Int64, line: Int64) -> String? {
    guard let time else { return "the time cannot be read" }
    if !take(sourceIP, cell.source) {
      further.append("SourceHostName", sourceIP)
      sourceIP = nil
    }
    if !take(destinationIP, cell.destination) {
      if destinationHostName == nil, destinationIP.map(Self.isHostName) == true {
        destinationHostName = destinationIP
      } else {
        further.append("DestinationAddress", destinationIP)
      }
      destinationIP = nil
    }
    // A target without a scheme is a path.
    let url = requestURL.flatMap { $0.contains("://") ? $0 : nil }
    let host = (destinationHostName ?? url).map(URLHost.hostBytes)
    guard !cell.source.bytes.isEmpty || !cell.destination.bytes.isEmpty || host?.isEmpty == false
    else { return "it has no address that can be read" }
    rows.beginRow()
    rows.set(Table.timeGenerated, integer: time.ticks)
    if let host, !cell.withRawName(host, { rows.set(Table.destinationHostName, observable: $0) }) {
      further.append("DestinationHostName", host)
      destinationHostName = nil
    }
    rows.set(Table.sourceIP, observable: cell.source.bytes)
    rows.set(Table.destinationIP, observable: cell.destination.bytes)
    addNumbers(time, to: rows, cell)
    addTexts(to: rows, cell)
    further.object { rows.set(Table.additionalExtensions, text: $0) }
    rows.set(Table.importId, integer: file)
    rows.set(Table.sourceLine, integer: line)
    return nil
  }

  // MARK: Inside

  /// Reads an address; false, and no address, where the field is something else.
  private func take(_ field: FieldBytes?, _ address: AddressCell) -> Bool {
    if address.take(field?.isEmpty == true ? nil : field) { return true }
    _ = address.take(nil)
    return false
  }

  /// Whether a text in place of an address can be a host's name: letters are in it, and nothing that a
  /// name has not (a hardware address has colons, a placeholder brackets).
  private static func isHostName(_ text: FieldBytes) -> Bool {
    var hasLetter = false
    for byte in text {
      let isLetter = byte | 0x20 &- 0x61 < 26
      hasLetter = hasLetter || isLetter
      guard isLetter || byte &- 0x30 < 10 || byte == 0x2d || byte == 0x2e || byte == 0x5f else {
        return false
      }
    }
    return hasLetter
  }

  private func addNumbers(_ time: Timestamp, to rows: PendingRun, _ cell: CellWriter) {
    cell.setInteger(rows, Table.sourcePort, sourcePort)
    cell.setInteger(rows, Table.destinationPort, destinationPort)
    cell.setInteger(rows, Table.sentBytes, sentBytes)
    cell.setInteger(rows, Table.receivedBytes, receivedBytes)
    cell.setInteger(rows, Table.srcPackets, sentPackets)
    cell.setInteger(rows, Table.dstPackets, receivedPackets)
    if let endTime, endTime >= time {
      rows.set(Table.endTime, integer: endTime.ticks)
      milliseconds = milliseconds ?? Double(endTime.ticks - time.ticks) / 10_000
    } else if let milliseconds, milliseconds > 0, milliseconds < 1e12 {
      let end = time.adding(ticks: Int64(milliseconds * 10_000))
      rows.set(Table.endTime, integer: end.ticks)
    }
    if let milliseconds, milliseconds >= 0 { rows.set(Table.networkDuration, real: milliseconds) }
  }

  private func addTexts(to rows: PendingRun, _ cell: CellWriter) {
    if let transport { addTransport(transport, to: rows, cell) }
    if let direction {
      cell.setText(rows, Table.communicationDirection, direction.name)
    }
    cell.setLowerCased(rows, Table.deviceAction, action)
    cell.setRaw(rows, Table.requestURL, requestURL)
    cell.setRaw(rows, Table.applicationProtocol, applicationProtocol)
    cell.setRaw(rows, Table.connectionState, state)
    cell.setRaw(rows, Table.networkConnectionHistory, history)
    cell.setRaw(rows, Table.networkSessionId, sessionId)
    cell.setRaw(rows, Table.communityId, communityId)
    cell.setRaw(rows, Table.sourceUserName, userName)
    cell.setRaw(rows, Table.processName, processName)
    cell.setRaw(rows, Table.computer, computer)
    cell.setRaw(rows, Table.eventType, type)
  }

  private func addTransport(_ field: FieldBytes, to rows: PendingRun, _ cell: CellWriter) {
    if let number = FieldNumber.integer(field) {
      if let name = TransportName.of(number) {
        cell.setText(rows, Table.networkProtocol, name)
      } else {
        cell.setRaw(rows, Table.networkProtocol, field)
      }
    } else if field.starts(with: "IPv6-ICMP") || field.equalsIgnoringCase("ICMPv6")
      || field.equalsIgnoringCase("ICMP6") || field.equalsIgnoringCase("IPv6-ICMP")
    {
      cell.setText(rows, Table.networkProtocol, "ICMP")
    } else {
      cell.setUpperCased(rows, Table.networkProtocol, field)
    }
  }
}

/// IP protocol numbers by their names (IANA, protocol-numbers); ICMP of IPv6 is ICMP, as Zeek has it.
enum TransportName {
  static func of(_ number: Int64) -> StaticString? {
    switch number {
    case 1, 58: "ICMP"
    case 2: "IGMP"
    case 6: "TCP"
    case 17: "UDP"
    case 41: "IPV6"
    case 47: "GRE"
    case 50: "ESP"
    case 51: "AH"
    case 89: "OSPF"
    case 103: "PIM"
    case 112: "VRRP"
    case 132: "SCTP"
    default: nil
    }
  }
}
