// dnsmasq's log-queries, with and without `extra`, and Pi-hole's words in it (dnsmasq(8); a lookup is a
// query and one line for each record that was found, or for why none was).

internal import Indicators
internal import Warehouse

/// Named in TextEventFormats.
enum Dnsmasq {
  static let format = EventFormat(
    name: "dnsmasq", deviceVendor: "dnsmasq", deviceProduct: "dnsmasq", eventType: "query",
    tables: [.dns],
    isOurs: { line in !line.isStructured && message(line) != nil }, makeReader: { DnsmasqReader() })

  /// What stands behind `dnsmasq[1234]: ` or `dnsmasq: `.
  fileprivate static func message(_ line: FieldBytes) -> FieldBytes? {
    guard let program = line.range(of: "dnsmasq") else { return nil }
    var cursor = LineCursor(line)
    cursor.skip(program.upperBound)
    if cursor.take(0x5b) { guard cursor.number() != nil, cursor.take(0x5d) else { return nil } }
    guard cursor.take(0x3a) else { return nil }
    cursor.skipBlanks()
    return cursor.rest
  }
}

private final class DnsmasqReader: EventReader {
  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    guard let message = Dnsmasq.message(line) else { return .skipped("other programs' messages") }
    let dns = events.dns
    let syslog = SyslogLine(line, events.clock)
    dns.time = syslog.time
    dns.computer = syslog.host
    var cursor = LineCursor(message)
    readExtra(&cursor, dns)
    let start = cursor.index
    guard let verb = cursor.word() else { return .skipped("messages of dnsmasq") }
    if verb.last == 0x5d, verb.starts(with: "query[") || verb.starts(with: "auth[") {
      return readQuery(verb, &cursor, dns)
    }
    return readAnswer(message.part(start..<message.count), verb, events)
  }

  /// `1234 192.168.1.10/34567 `: with log-queries=extra, a serial and who asked.
  private func readExtra(_ cursor: inout LineCursor, _ dns: DNSEvent) {
    let start = cursor.index
    if let serial = cursor.word(), serial.isNumber, let client = cursor.word(),
      let slash = client.lastIndex(of: 0x2f), client.part(0..<slash).looksLikeAddress
    {
      dns.sessionId = serial
      dns.clientIP = client.part(0..<slash)
      dns.clientPort = client.part(slash + 1..<client.count)
    } else {
      cursor.rewind(to: start)
    }
  }

  /// `query[A] example.com from 192.168.1.10`
  private func readQuery(
    _ verb: FieldBytes, _ cursor: inout LineCursor, _ dns: DNSEvent
  ) -> EventOutcome {
    let bracket = verb.firstIndex(of: 0x5b) ?? 0
    let type = verb.part(bracket + 1..<verb.count - 1)
    // `type=65` is how a type without a name is written.
    dns.queryType = type.starts(with: "type=") ? type.part(5..<type.count) : type
    dns.name = cursor.word()
    dns.isResponse = false
    guard dns.name != nil, cursor.word()?.equals("from") == true, let client = cursor.word() else {
      return .rejected("the query has no name and client")
    }
    dns.clientIP = dns.clientIP ?? client
    return .dns
  }

  /// `reply example.com is 93.184.216.34`, `gravity blocked example.com is 0.0.0.0`,
  /// `/etc/hosts router is 192.168.1.1`
  private func readAnswer(
    _ message: FieldBytes, _ verb: FieldBytes, _ events: LogEvents
  ) -> EventOutcome {
    guard let word = message.range(of: " is "), !verb.equals("validation") else {
      return .skipped(Self.shown(verb))
    }
    let subject = message.part(0..<word.lowerBound)
    guard let blank = subject.lastIndex(of: 0x20) else { return .skipped(Self.shown(verb)) }
    let dns = events.dns
    let name = subject.part(blank + 1..<subject.count)
    if verb.equals("reply"), name.equals("error") { return .skipped("reply error") }
    dns.name = name
    dns.isResponse = true
    dns.further.append("source", subject.part(0..<blank))
    readValue(message.part(word.upperBound..<message.count).trimmed, dns)
    return .dns
  }

  private func readValue(_ value: FieldBytes, _ dns: DNSEvent) {
    let first = value.part(0..<(value.firstIndex(of: 0x20) ?? value.count))
    if DNSNames.code(named: first) != nil {
      dns.result = first
      return
    }
    dns.result = FieldText.of("NOERROR")
    if first.starts(with: "NODATA") {
      if first.equals("NODATA-IPv4") { dns.queryType = FieldText.of("A") }
      if first.equals("NODATA-IPv6") { dns.queryType = FieldText.of("AAAA") }
    } else if first.first == 0x3c {
      // `<CNAME>`: a record whose data is not logged.
      dns.further.append("answer", first)
    } else if !value.isEmpty {
      dns.answers.append(DNSEvent.Answer(data: value))
      if value.looksLikeAddress {
        dns.queryType = FieldText.of(value.contains(0x3a) ? "AAAA" : "A")
      }
    }
  }

  /// The words that say what a line is; not a name or a number, of which there are many.
  private static func shown(_ verb: FieldBytes) -> String {
    for word: StaticString in ["forwarded", "validation", "reply", "cached"] where verb.equals(word)
    {
      return LogText.shown(verb)
    }
    return verb.starts(with: "dnssec-query") ? "dnssec-query" : "messages of dnsmasq"
  }
}
