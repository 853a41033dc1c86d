// The sample dns.log: 150 queries, with hits, near misses and traps among them. The plan is the
// table `names`; ExpectedHits reads the same queries.

struct Query: Sendable {
  /// In microseconds of the Unix epoch.
  let time: Int64
  let client: String
  /// The name in its canonical form, which is not always how the log spells it; empty if unset.
  let name: String
  let row: [String]
}

extension Query {
  static let count = 150

  private struct Name {
    let written: String
    var canonical: String?
    var answer: String?
    let rows: Int
  }

  private static let names: [Name] = [
    // Known, live names, in the spellings that resolvers and clients produce (0x20 mixing too).
    Name(written: "evil.example", answer: "192.0.2.10", rows: 4),
    Name(written: "EVIL.EXAMPLE", canonical: "evil.example", rows: 1),
    Name(written: "evil.example.", canonical: "evil.example", answer: "192.0.2.10", rows: 1),
    Name(written: "eViL.eXaMpLe.", canonical: "evil.example", rows: 1),
    Name(written: "c2.stealer.test", answer: "203.0.113.5", rows: 5),
    Name(written: "update.software.example", answer: "cdn.example.net,203.0.113.90", rows: 2),
    Name(written: "cdn.malvert.example", rows: 1), Name(written: "tunnel.exfil.test", rows: 6),
    Name(written: "dga-7f3k2.test", rows: 2), Name(written: "mail.bec.example", rows: 1),
    Name(written: "xn--bcher-kva.example", answer: "198.51.100.2", rows: 1),
    Name(written: "drop.zone.test.", canonical: "drop.zone.test", rows: 1),
    Name(written: "login.phish.test", answer: "198.51.100.77", rows: 2),
    Name(written: "Login.Phish.Test", canonical: "login.phish.test", rows: 1),
    Name(written: "panel.stealer.test", answer: "198.51.100.150", rows: 2),
    // Expired, revoked.
    Name(written: "expired.example", rows: 2), Name(written: "revoked.example", rows: 2),
    // Below, above or beside a known name.
    Name(written: "sub.evil.example", rows: 2), Name(written: "evil.example.org", rows: 2),
    Name(written: "notevil.example", rows: 1), Name(written: "evil-example.test", rows: 1),
    Name(written: "stealer.test", rows: 1), Name(written: "example", rows: 1),
    // A harmless name that points to a known address.
    Name(written: "parked.example.com", answer: "192.0.2.10", rows: 1),
    // Unset: a packet without a question.
    Name(written: "-", canonical: "", rows: 2),
  ]

  private static let harmless = [
    Name(written: "www.example.com", answer: "203.0.113.90", rows: 0),
    Name(written: "api.example.net", answer: "cdn.example.net,203.0.113.91", rows: 0),
    Name(written: "mail.example.org", answer: "198.51.100.2", rows: 0),
    Name(written: "ntp.example.net", answer: "198.51.100.4", rows: 0),
    Name(written: "files.intranet.example", answer: "10.20.0.80", rows: 0),
    Name(written: "wpad.intranet.example", rows: 0),
  ]

  static let fields = [
    ("ts", "time"), ("uid", "string"), ("id.orig_h", "addr"), ("id.orig_p", "port"),
    ("id.resp_h", "addr"), ("id.resp_p", "port"), ("proto", "enum"), ("trans_id", "count"),
    ("rtt", "interval"), ("query", "string"), ("qclass", "count"), ("qclass_name", "string"),
    ("qtype", "count"), ("qtype_name", "string"), ("rcode", "count"), ("rcode_name", "string"),
    ("AA", "bool"), ("TC", "bool"), ("RD", "bool"), ("RA", "bool"), ("Z", "count"),
    ("answers", "vector[string]"), ("TTLs", "vector[interval]"), ("rejected", "bool"),
  ]

  static func log(_ queries: [Query], before end: Int64) -> String {
    ZeekLog(path: "dns", fields: fields, end: end).text(queries.map(\.row))
  }

  /// The queries of the 24 hours before a time, ascending.
  static func all(before end: Int64) -> [Query] {
    var random = SplitMix64(seed: 0x444E_53)
    var plan = names.flatMap { [Name](repeating: $0, count: $0.rows) }
    while plan.count < count { plan.append(random.pick(harmless)) }
    random.shuffle(&plan)
    let times = ZeekLog.times(count, before: end, &random)
    return zip(plan, times).map { name, time in query(name, at: time, &random) }
  }

  private static func query(_ name: Name, at time: Int64, _ random: inout SplitMix64) -> Query {
    let client = "10.20.0.\(11 + random.next(below: 30))"
    let isUnset = name.canonical == ""
    let answers = name.answer?.split(separator: ",").count ?? 0
    // Without an answer, the name does not exist or nobody replied.
    let isUnanswered = name.answer == nil && random.next(below: 3) == 0
    let type =
      isUnset
      ? ["-", "-", "-", "-"]
      : ["1", "C_INTERNET"]
        + (answers > 0 ? ["1", "A"] : random.pick([["28", "AAAA"], ["16", "TXT"]]))
    let code =
      answers > 0 ? ["0", "NOERROR"] : isUnanswered || isUnset ? ["-", "-"] : ["3", "NXDOMAIN"]
    let ttls = (0..<answers).map { _ in ZeekLog.seconds(300_000_000) }.joined(separator: ",")
    let row =
      [
        ZeekLog.seconds(time), ZeekLog.uid(&random), client,
        String(49_152 + random.next(below: 16_000)), "10.20.0.53", "53", "udp",
        String(random.next(below: 65_536)),
        isUnanswered || isUnset ? "-" : ZeekLog.seconds(Int64(200 + random.next(below: 90_000))),
        name.written,
      ] + type + code + [
        "F", "F", "T", isUnanswered ? "F" : "T", "0",
        name.answer ?? (random.next(below: 4) == 0 ? "(empty)" : "-"), ttls.isEmpty ? "-" : ttls,
        "F",
      ]
    return Query(time: time, client: client, name: name.canonical ?? name.written, row: row)
  }
}
