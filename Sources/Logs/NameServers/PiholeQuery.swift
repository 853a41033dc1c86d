// A query in a Pi-hole's database, as PiholeDatabase writes it in a line, into a row of DnsEvents: what its
// numbers mean (Pi-hole: "Query database", supported query, status and reply types).

/// Reads the lines of PiholeDatabase.
final class PiholeQueryReader: EventReader {
  /// The columns' places in a line.
  private enum Column {
    static let (id, time, type, status, domain) = (0, 1, 2, 3, 4)
    static let (client, forward, replyType, replyTime, clientName) = (5, 6, 7, 8, 9)
    static let count = 10
  }

  private static let types: [StaticString] = [
    "A", "AAAA", "ANY", "SRV", "SOA", "PTR", "TXT", "NAPTR", "MX", "DS", "RRSIG", "DNSKEY", "NS",
    "OTHER", "SVCB", "HTTPS",
  ]
  /// Numbers of other types begin here.
  private static let otherTypes: Int64 = 100
  private static let statuses: [StaticString] = [
    "unknown", "blocked by gravity", "forwarded", "answered from cache", "blocked by regex",
    "blocked by denylist", "blocked upstream by address", "blocked upstream by null address",
    "blocked upstream by NXDOMAIN", "blocked by gravity, CNAME", "blocked by regex, CNAME",
    "blocked by denylist, CNAME", "retried", "retried, ignored", "already forwarded",
    "blocked, database busy", "blocked, special domain", "answered from stale cache",
    "blocked upstream by EDE 15",
  ]

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    if line.first == 0x23 { return .nothing }
    let cells = line.split(
      separator: 0x09, maxSplits: Column.count, omittingEmptySubsequences: false)
    guard cells.count == Column.count else { return .rejected("not a row of queries") }
    func cell(_ column: Int) -> FieldBytes? {
      cells[column].isEmpty ? nil : FieldBytes(rebasing: cells[column])
    }
    let dns = events.dns
    dns.time = cell(Column.time).flatMap { events.clock.unix($0) }
    dns.name = cell(Column.domain)
    dns.clientIP = cell(Column.client)
    dns.sessionId = cell(Column.id)
    let reply = cell(Column.replyType).flatMap { FieldNumber.integer($0) }
    dns.result = reply.flatMap(Self.result).map { events.scratch.keep($0) }
    dns.isResponse = reply == nil ? nil : dns.result != nil
    dns.milliseconds = cell(Column.replyTime).flatMap(DNSRecord.milliseconds)
    if let type = cell(Column.type).flatMap({ FieldNumber.integer($0) }) {
      dns.queryType = Self.type(type, events.scratch)
    }
    if let status = cell(Column.status) {
      let number = FieldNumber.integer(status) ?? -1
      let isNamed = Self.statuses.indices.contains(Int(clamping: number))
      dns.further.append(
        "status", isNamed ? Self.bytes(Self.statuses[Int(number)]) : status)
    }
    dns.further.append("forward", cell(Column.forward))
    dns.further.append("client_name", cell(Column.clientName))
    return .dns
  }

  // MARK: Inside

  private static func type(_ number: Int64, _ scratch: LineScratch) -> FieldBytes? {
    if number >= 1, number <= Int64(types.count) { return bytes(types[Int(number) - 1]) }
    return number > otherTypes ? scratch.keep(String(number - otherTypes)) : nil
  }

  /// The rcode of a reply; nil where none came, or none that tells.
  private static func result(_ reply: Int64) -> String? {
    switch reply {
    case 1, 3, 4, 5, 6, 13: "NOERROR"
    case 2: "NXDOMAIN"
    case 7: "SERVFAIL"
    case 8: "REFUSED"
    case 9: "NOTIMP"
    default: nil
    }
  }

  private static func bytes(_ text: StaticString) -> FieldBytes {
    FieldBytes(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }
}
