// The sample conn.log: 300 connections of a small network, with hits, near misses and traps among
// them. The plan is the table `destinations`; ExpectedHits reads the same connections.

struct Connection: Sendable {
  /// The start, in microseconds of the Unix epoch.
  let time: Int64
  let source: String
  /// The responder in its canonical form, which is not always how the log spells it.
  let destination: String
  let row: [String]
  /// Zeek writes a connection when it ends, so the log is in this order.
  let end: Int64
}

extension Connection {
  static let count = 300

  private struct Destination {
    let written: String
    var canonical: String?
    var port = 443
    let rows: Int
  }

  private static let destinations: [Destination] = [
    // Known, live addresses.
    Destination(written: "192.0.2.10", port: 8443, rows: 12),
    Destination(written: "192.0.2.44", rows: 3), Destination(written: "192.0.2.99", rows: 2),
    Destination(written: "192.0.2.150", port: 80, rows: 1),
    Destination(written: "198.51.100.23", rows: 4), Destination(written: "198.51.100.77", rows: 1),
    Destination(written: "198.51.100.133", port: 22, rows: 2),
    Destination(written: "198.51.100.201", rows: 1),
    Destination(written: "203.0.113.5", port: 80, rows: 2),
    Destination(written: "203.0.113.17", rows: 3), Destination(written: "203.0.113.42", rows: 1),
    Destination(written: "203.0.113.199", port: 25, rows: 1),
    Destination(written: "198.51.100.150", rows: 2),
    // IPv6 in four spellings; the last of the feed's is one that it spells differently itself.
    Destination(written: "2001:db8::53", rows: 1),
    Destination(
      written: "2001:0db8:0000:0000:0000:0000:0000:0053", canonical: "2001:db8::53", rows: 2),
    Destination(
      written: "2001:DB8:BAD:C0DE:0:0:0:1", canonical: "2001:db8:bad:c0de::1", rows: 1),
    Destination(written: "2001:db8::8:800:200c:417a", rows: 1),
    // Found by other columns than the documented hunt's: destination only, address range.
    Destination(written: SampleIndicator.destinationOnlyAddress, rows: 3),
    Destination(written: "203.0.113.128", rows: 1), Destination(written: "203.0.113.143", rows: 2),
    // Expired, revoked.
    Destination(written: "192.0.2.200", rows: 2), Destination(written: "198.51.100.222", rows: 2),
    // One digit, one bit or one group away.
    Destination(written: "192.0.2.1", rows: 3), Destination(written: "192.0.2.100", rows: 2),
    Destination(written: "192.0.2.101", rows: 1), Destination(written: "203.0.113.127", rows: 1),
    Destination(written: "203.0.113.144", rows: 1), Destination(written: "2001:db8::530", rows: 1),
    Destination(written: "2001:db8::5", rows: 1), Destination(written: "192.0.2.254", rows: 1),
  ]

  private static let harmless = [
    Destination(written: "10.20.0.53", port: 53, rows: 0),
    Destination(written: "10.20.0.80", port: 80, rows: 0),
    Destination(written: "203.0.113.90", rows: 0), Destination(written: "203.0.113.91", rows: 0),
    Destination(written: "198.51.100.2", rows: 0), Destination(written: "198.51.100.3", rows: 0),
    Destination(written: "198.51.100.4", port: 123, rows: 0),
    Destination(written: "2001:db8:1::80", port: 80, rows: 0),
  ]

  static let fields = [
    ("ts", "time"), ("uid", "string"), ("id.orig_h", "addr"), ("id.orig_p", "port"),
    ("id.resp_h", "addr"), ("id.resp_p", "port"), ("proto", "enum"), ("service", "string"),
    ("duration", "interval"), ("orig_bytes", "count"), ("resp_bytes", "count"),
    ("conn_state", "string"), ("local_orig", "bool"), ("local_resp", "bool"),
    ("missed_bytes", "count"), ("history", "string"), ("orig_pkts", "count"),
    ("orig_ip_bytes", "count"), ("resp_pkts", "count"), ("resp_ip_bytes", "count"),
    ("tunnel_parents", "set[string]"), ("ip_proto", "count"),
  ]

  static func log(_ connections: [Connection], before end: Int64) -> String {
    ZeekLog(path: "conn", fields: fields, end: end)
      .text(connections.sorted { ($0.end, $0.time) < ($1.end, $1.time) }.map(\.row))
  }

  /// The connections of the 24 hours before a time, ascending by their start.
  static func all(before end: Int64) -> [Connection] {
    var random = SplitMix64(seed: 0x434F_4E4E)
    var plan = destinations.flatMap { [Destination](repeating: $0, count: $0.rows) }
    // A known address that calls is no destination.
    let inbound = 2
    while plan.count < count - inbound { plan.append(random.pick(harmless)) }
    random.shuffle(&plan)
    var times = ZeekLog.times(count, before: end, &random)
    let calls = [times.remove(at: 201), times.remove(at: 77)]
    let outbound = zip(plan, times).map { destination, time in
      connection(
        from: client(for: destination.written, &random), to: destination, at: time, &random)
    }
    let knockers = calls.map { time in
      connection(
        from: "192.0.2.44", to: Destination(written: "10.20.0.80", port: 22, rows: 1), at: time,
        &random)
    }
    return (outbound + knockers).sorted { $0.time < $1.time }
  }

  private static func client(for destination: String, _ random: inout SplitMix64) -> String {
    let host = 11 + random.next(below: 30)
    return destination.contains(":") ? "2001:db8:a::\(host)" : "10.20.0.\(host)"
  }

  private static func connection(
    from source: String, to destination: Destination, at time: Int64, _ random: inout SplitMix64
  ) -> Connection {
    let isUDP = [53, 123].contains(destination.port)
    let isRefused = !isUDP && random.next(below: 8) == 0
    let duration = isRefused ? nil : Int64(1000 + random.next(below: isUDP ? 90_000 : 30_000_000))
    let sent = isRefused ? 0 : 60 + random.next(below: isUDP ? 100 : 4000)
    let received = isRefused ? 0 : 80 + random.next(below: isUDP ? 400 : 90_000)
    let packets = isRefused || isUDP ? 1 : 4 + sent / 500
    let replies = isRefused ? 0 : isUDP ? 1 : 3 + received / 1400
    let isInside = { (address: String) in
      address.hasPrefix("10.") || address.hasPrefix("2001:db8:a::") ? "T" : "F"
    }
    let row = [
      ZeekLog.seconds(time), ZeekLog.uid(&random), source,
      String(49_152 + random.next(below: 16_000)),
      destination.written, String(destination.port), isUDP ? "udp" : "tcp",
      isRefused ? "-" : service(destination.port), duration.map(ZeekLog.seconds) ?? "-",
      isRefused ? "-" : String(sent), isRefused ? "-" : String(received),
      isRefused ? random.pick(["S0", "REJ"]) : "SF", isInside(source),
      isInside(destination.written), "0", isRefused ? "S" : isUDP ? "Dd" : "ShADadFf",
      String(packets), String(sent + 40 * packets), String(replies),
      String(received + 40 * replies),
      random.next(below: 5) == 0 ? "(empty)" : "-", isUDP ? "17" : "6",
    ]
    return Connection(
      time: time, source: source, destination: destination.canonical ?? destination.written,
      row: row, end: time + (duration ?? 0))
  }

  private static func service(_ port: Int) -> String {
    switch port {
    case 22: "ssh"
    case 25: "smtp"
    case 53: "dns"
    case 80: "http"
    case 123: "ntp"
    case 443: "ssl"
    default: "-"
    }
  }
}
