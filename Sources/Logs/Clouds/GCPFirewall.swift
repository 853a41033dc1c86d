// Firewall rules logging of Google Cloud, entries of Cloud Logging (Google Cloud: VPC, "Firewall Rules
// Logging", log format): one connection that a rule allowed or denied.

enum GCPFirewall {
  static let format = EventFormat(
    name: "gcp-firewall", deviceVendor: "Google", deviceProduct: "Cloud Firewall",
    eventType: "firewall", tables: [.network],
    isOurs: { line in
      guard let members = JSONMembers<Key>.look(line), members[.sourceIP] != nil else {
        return false
      }
      return members[.disposition] != nil || members[.logName]?.contains("firewall") == true
    },
    makeReader: { GCPFirewallReader() })

  enum Key: String, CaseIterable {
    case logName, timestamp, insertId
    case sourceIP = "jsonPayload.connection.src_ip"
    case sourcePort = "jsonPayload.connection.src_port"
    case destinationIP = "jsonPayload.connection.dest_ip"
    case destinationPort = "jsonPayload.connection.dest_port"
    case transport = "jsonPayload.connection.protocol"
    case disposition = "jsonPayload.disposition"
    case direction = "jsonPayload.rule_details.direction"
    case rule = "jsonPayload.rule_details.reference"
    case priority = "jsonPayload.rule_details.priority"
    case instance = "jsonPayload.instance.vm_name"
    case remoteInstance = "jsonPayload.remote_instance.vm_name"
    case remoteCountry = "jsonPayload.remote_location.country"
  }
}

private final class GCPFirewallReader: JSONEventReader {
  private let members = JSONMembers<GCPFirewall.Key>(envelope: "jsonPayload.")

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    if let reason = members.read(line) { return .rejected(reason) }
    guard members[.sourceIP] != nil || members[.destinationIP] != nil else {
      return .skipped(GCPEntry.name(members[.logName]))
    }
    let network = events.network
    network.time = members[.timestamp].flatMap { events.clock.iso8601($0) }
    network.sourceIP = members[.sourceIP]
    network.sourcePort = members[.sourcePort]
    network.destinationIP = members[.destinationIP]
    network.destinationPort = members[.destinationPort]
    network.transport = members[.transport]
    network.action = members[.disposition]
    network.computer = members[.instance]
    if let direction = members[.direction] {
      network.direction =
        direction.equals("INGRESS") ? .inbound : direction.equals("EGRESS") ? .outbound : nil
    }
    members.addFurther(
      [.rule, .priority, .remoteInstance, .remoteCountry, .insertId],
      to: &network.further)
    return .network
  }
}
