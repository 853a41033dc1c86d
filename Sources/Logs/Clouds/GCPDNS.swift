// Query logs of Google Cloud DNS, entries of Cloud Logging (Google Cloud: Cloud DNS, "Use logging and
// monitoring"). The answer's records come as lines of a zone file with tabs, or as objects.

enum GCPDNS {
  static let format = EventFormat(
    name: "gcp-dns", deviceVendor: "Google", deviceProduct: "Cloud DNS",
    eventType: "dns_queries", tables: [.dns],
    isOurs: { line in
      guard let members = JSONMembers<Key>.look(line), members[.name] != nil else { return false }
      return members[.type] != nil || members[.logName]?.contains("dns_queries") == true
    },
    makeReader: { GCPDNSReader() })

  enum Key: String, CaseIterable {
    case logName, timestamp, insertId
    case name = "jsonPayload.queryName"
    case type = "jsonPayload.queryType"
    case result = "jsonPayload.responseCode"
    case records = "jsonPayload.rdata"
    case objects = "jsonPayload.structuredRdata"
    case sourceIP = "jsonPayload.sourceIP"
    case destinationIP = "jsonPayload.destinationIP"
    case transport = "jsonPayload.protocol"
    case isAuthoritative = "jsonPayload.authAnswer"
    case latency = "jsonPayload.serverLatency"
    case machine = "jsonPayload.vmInstanceName"
    case zone = "jsonPayload.vmZoneName"
    case network = "jsonPayload.sourceNetwork"
    case target = "resource.labels.target_type"
  }
}

private final class GCPDNSReader: JSONEventReader {
  private let members = JSONMembers<GCPDNS.Key>(envelope: "jsonPayload.")
  private let records = JSONRecords(data: "rvalue", ttl: "ttl", type: "type")

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    if let reason = members.read(line) { return .rejected(reason) }
    guard members[.name] != nil else { return .skipped(GCPEntry.name(members[.logName])) }
    let dns = events.dns
    dns.time = members[.timestamp].flatMap { events.clock.iso8601($0) }
    dns.name = members[.name]
    dns.queryType = members[.type]
    dns.result = members[.result]
    dns.clientIP = members[.sourceIP]
    dns.serverIP = members[.destinationIP]
    dns.transport = members[.transport]
    dns.isResponse = members[.result] != nil
    dns.computer = members[.machine]
    if members[.isAuthoritative]?.equals("true") == true { dns.flags = events.scratch.keep("AA") }
    if let lines = members[.records] { Self.addRecords(lines, to: events) }
    members.eachObject(.objects) { records.add($0, to: events) }
    members.addFurther(
      [.latency, .zone, .network, .target, .insertId], to: &dns.further)
    return .dns
  }

  /// Reads `name TAB ttl TAB class TAB type TAB data` a line; the last may be cut by Google.
  private static func addRecords(_ lines: FieldBytes, to events: LogEvents) {
    for line in lines.split(separator: 0x0a) {
      let fields = line.split(separator: 0x09, maxSplits: 4, omittingEmptySubsequences: false)
      guard fields.count == 5, !fields[4].isEmpty else { continue }
      DNSRecord.add(
        FieldBytes(rebasing: fields[4]), ttl: FieldBytes(rebasing: fields[1]),
        type: FieldBytes(rebasing: fields[3]), to: events)
    }
  }
}
