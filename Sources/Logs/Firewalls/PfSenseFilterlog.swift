// The packet filter's log of pfSense and OPNsense (pfSense documentation, "Raw Filter Log Format"), and
// of the same syslog what their resolver, Unbound, was asked.

internal import Indicators
internal import Warehouse

/// Named in TextEventFormats.
enum PfSenseFilterlog {
  static let format = EventFormat(
    name: "pfsense-filterlog", deviceVendor: "Netgate", deviceProduct: "pfSense",
    eventType: "filterlog", tables: [.network, .dns],
    isOurs: { line in
      guard !line.isStructured, let program = line.range(of: "filterlog") else { return false }
      let rest = line.part(program.upperBound..<line.count)
      return rest.contains(",match,") || rest.contains(",ip-option,")
        || rest.contains(",pass,") || rest.contains(",block,")
    },
    makeReader: { PfSenseFilterlogReader() })
}

private final class PfSenseFilterlogReader: EventReader {
  private var fields = CommaFields()
  private let unbound = UnboundReader()

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    let syslog = SyslogLine(line, events.clock)
    guard let program = syslog.program, program.equals("filterlog") else {
      if syslog.program?.equals("unbound") == true { return unbound.read(line, events) }
      return .skipped(syslog.program.map { LogText.shown($0) } ?? "other messages")
    }
    fields.read(syslog.message)
    let network = events.network
    (network.time, network.computer) = (syslog.time, syslog.host)
    network.action = fields[6]
    // The direction is the interface's: what a client of the LAN sends outside comes in there.
    let further: [(StaticString, Int)] = [
      ("rule", 0), ("tracker", 3), ("interface", 4), ("reason", 5), ("direction", 7),
    ]
    for (key, place) in further { network.further.append(key, fields[place]) }
    switch fields[8] {
    case let version? where version.equals("4"):
      network.further.append(number: "length", fields[17])
      return readEnds(at: 18, transport: fields[16] ?? fields[15], network)
    case let version? where version.equals("6"):
      network.further.append(number: "length", fields[14])
      return readEnds(at: 15, transport: fields[12] ?? fields[13], network)
    default: return .rejected("the IP version of filterlog is neither 4 nor 6")
    }
  }

  /// Source and destination, and behind them what the transport has.
  private func readEnds(
    at place: Int, transport: FieldBytes?, _ network: NetworkEvent
  ) -> EventOutcome {
    guard fields[place] != nil, fields[place + 1] != nil else {
      return .rejected("a record of filterlog of \(fields.count) fields, without its addresses")
    }
    (network.sourceIP, network.destinationIP) = (fields[place], fields[place + 1])
    network.transport = transport
    if transport?.equalsIgnoringCase("tcp") == true || transport?.equalsIgnoringCase("udp") == true
    {
      (network.sourcePort, network.destinationPort) = (fields[place + 2], fields[place + 3])
      if transport?.equalsIgnoringCase("tcp") == true { network.history = fields[place + 5] }
    } else if transport?.equalsIgnoringCase("icmp") == true {
      network.further.append("icmp", fields[place + 2])
    }
    return .network
  }
}
