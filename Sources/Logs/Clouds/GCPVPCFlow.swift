// VPC flow logs of Google Cloud, entries of Cloud Logging (Google Cloud: VPC, "VPC Flow Logs records").
// Where both ends are in a project, both report the flow: each report is a row, and says whose it is.

enum GCPVPCFlow {
  static let format = EventFormat(
    name: "gcp-vpcflow", deviceVendor: "Google", deviceProduct: "Cloud VPC",
    eventType: "vpc_flows", tables: [.network],
    isOurs: { line in
      guard let members = JSONMembers<Key>.look(line), members[.sourceIP] != nil else {
        return false
      }
      return members[.reporter] != nil || members[.logName]?.contains("vpc_flows") == true
    },
    makeReader: { GCPVPCFlowReader() })

  enum Key: String, CaseIterable {
    case logName, timestamp, insertId
    case start = "jsonPayload.start_time"
    case end = "jsonPayload.end_time"
    case sourceIP = "jsonPayload.connection.src_ip"
    case sourcePort = "jsonPayload.connection.src_port"
    case destinationIP = "jsonPayload.connection.dest_ip"
    case destinationPort = "jsonPayload.connection.dest_port"
    case transport = "jsonPayload.connection.protocol"
    case bytes = "jsonPayload.bytes_sent"
    case packets = "jsonPayload.packets_sent"
    case reporter = "jsonPayload.reporter"
    case roundTrip = "jsonPayload.rtt_msec"
    case sourceInstance = "jsonPayload.src_instance.vm_name"
    case destinationInstance = "jsonPayload.dest_instance.vm_name"
    case sourceNetwork = "jsonPayload.src_vpc.vpc_name"
    case destinationNetwork = "jsonPayload.dest_vpc.vpc_name"
    case sourceCountry = "jsonPayload.src_location.country"
    case destinationCountry = "jsonPayload.dest_location.country"
  }
}

private final class GCPVPCFlowReader: JSONEventReader {
  private let members = JSONMembers<GCPVPCFlow.Key>(envelope: "jsonPayload.")

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    if let reason = members.read(line) { return .rejected(reason) }
    guard members[.sourceIP] != nil || members[.destinationIP] != nil else {
      return .skipped(GCPEntry.name(members[.logName]))
    }
    let network = events.network
    network.time = members.first(.start, .timestamp).flatMap { events.clock.iso8601($0) }
    network.endTime = members[.end].flatMap { events.clock.iso8601($0) }
    network.sourceIP = members[.sourceIP]
    network.sourcePort = members[.sourcePort]
    network.destinationIP = members[.destinationIP]
    network.destinationPort = members[.destinationPort]
    network.transport = members[.transport]
    network.sentBytes = members[.bytes]
    network.sentPackets = members[.packets]
    setReporter(network)
    members.addFurther(
      [
        .reporter, .roundTrip, .sourceInstance, .destinationInstance, .sourceCountry,
        .destinationCountry, .insertId,
      ], to: &network.further)
    return .network
  }

  private func setReporter(_ network: NetworkEvent) {
    guard let reporter = members[.reporter] else { return }
    let isSource = reporter.equals("SRC")
    guard isSource || reporter.equals("DEST") else { return }
    network.computer = members[isSource ? .sourceInstance : .destinationInstance]
    let isPeerOurs = members[isSource ? .destinationNetwork : .sourceNetwork] != nil
    network.direction = isPeerOurs ? .local : isSource ? .outbound : .inbound
  }
}

/// What the entries of Cloud Logging have in common.
enum GCPEntry {
  /// The log of an entry, for a message: `audit.googleapis.com%2Factivity`.
  static func name(_ logName: FieldBytes?) -> String {
    guard let logName else { return "entry without a logName" }
    let start = logName.range(of: "/logs/")?.upperBound ?? 0
    return LogText.shown(logName.part(start..<logName.count))
  }
}
