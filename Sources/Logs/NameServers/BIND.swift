// BIND's query log, of files and of syslog, and Infoblox' form of it, which has the answer as well (BIND 9
// Administrator Reference Manual, "The query log entry").

internal import Indicators
internal import Warehouse

/// Named in TextEventFormats.
enum BIND {
  static let format = EventFormat(
    name: "bind", deviceVendor: "ISC", deviceProduct: "BIND", eventType: "query", tables: [.dns],
    isOurs: { line in
      guard !line.isStructured, let client = line.range(of: "client ") else { return false }
      var cursor = LineCursor(line)
      cursor.skip(client.upperBound)
      return endpoint(&cursor) != nil && line.range(of: "query: ", from: cursor.index) != nil
    },
    makeReader: { BINDReader() })

  /// `@0x55adcc672cc0 45.231.61.2#80`, the first word in newer versions only.
  fileprivate static func endpoint(
    _ cursor: inout LineCursor
  ) -> (address: FieldBytes, port: FieldBytes)? {
    guard var word = cursor.word() else { return nil }
    if word.first == 0x40 {
      guard let next = cursor.word() else { return nil }
      word = next
    }
    if word.last == 0x3a { word = word.part(0..<word.count - 1) }
    guard let hash = word.lastIndex(of: 0x23), word.part(0..<hash).looksLikeAddress else {
      return nil
    }
    return (word.part(0..<hash), word.part(hash + 1..<word.count))
  }
}

private final class BINDReader: EventReader {
  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    let dns = events.dns
    let syslog = SyslogLine(line, events.clock)
    var cursor = LineCursor(line)
    dns.time = syslog.time ?? WrittenTime.date(&cursor, events.clock)
    dns.computer = syslog.host
    guard let client = line.range(of: "client ") else { return .skipped("no query") }
    cursor.rewind(to: client.upperBound)
    guard let from = BIND.endpoint(&cursor),
      let query = line.range(of: "query: ", from: cursor.index)
    else { return .skipped("no query") }
    (dns.clientIP, dns.clientPort) = (from.address, from.port)
    readView(line.part(cursor.index..<query.lowerBound), dns)
    cursor.rewind(to: query.upperBound)
    guard let name = cursor.word(), let queryClass = cursor.word(), let type = cursor.word() else {
      return .rejected("the query has no name, class and type")
    }
    (dns.name, dns.queryClass, dns.queryType, dns.isResponse) = (name, queryClass, type, false)
    if let response = line.range(of: "response: ", from: cursor.index) {
      cursor.rewind(to: response.upperBound)
      readResponse(&cursor, dns)
    } else if let flags = cursor.word(), let first = flags.first, first == 0x2b || first == 0x2d {
      readFlags(flags, dns)
      if let server = cursor.word(), server.first == 0x28, server.last == 0x29 {
        dns.serverIP = server.part(1..<server.count - 1)
      }
    }
    return .dns
  }

  /// What stands between the client and the query: ` (name): view NAME: `, ` UDP: `
  private func readView(_ between: FieldBytes, _ dns: DNSEvent) {
    if between.contains("UDP") { dns.transport = Self.udp }
    if between.contains("TCP") { dns.transport = Self.tcp }
    guard let view = between.range(of: "view ") else { return }
    let name = between.part(view.upperBound..<between.count)
    dns.further.append("view", name.part(0..<(name.firstIndex(of: 0x3a) ?? name.count)))
  }

  /// `+E(0)DC`: recursion desired, EDNS version, TCP, DNSSEC OK, checking disabled, cookie.
  private func readFlags(_ flags: FieldBytes, _ dns: DNSEvent) {
    let isDesired = flags.first == 0x2b
    let isUnchecked = flags.contains(0x43)
    if isDesired || isUnchecked {
      let names: StaticString = isDesired ? isUnchecked ? "RD CD" : "RD" : "CD"
      dns.flags = FieldText.of(names)
    }
    dns.transport = flags.contains(0x54) ? Self.tcp : Self.udp
    dns.further.append("flags", flags)
  }

  /// `NOERROR +ED a1.foo.com 28800 IN A 192.0.2.1; …`
  private func readResponse(_ cursor: inout LineCursor, _ dns: DNSEvent) {
    dns.isResponse = true
    dns.result = cursor.word()
    dns.further.append("flags", cursor.word())
    while let record = cursor.upTo(0x3b), dns.answers.count < 100 {
      var words = LineCursor(record)
      guard words.word() != nil, let ttl = words.word(), words.word() != nil, words.word() != nil
      else { continue }
      let data = words.rest.trimmed
      if !data.isEmpty { dns.answers.append(DNSEvent.Answer(data: data, ttl: ttl)) }
    }
  }

  private static var udp: FieldBytes { FieldText.of("UDP") }
  private static var tcp: FieldBytes { FieldText.of("TCP") }
}
