// The sentences of Azure Firewall's legacy logs:
//   TCP request from 10.0.0.1:49680 to 203.0.113.9:1688. Action: Deny. Policy: p. Rule: r
//   ICMP Type=8 request from 10.0.0.1 to 203.0.113.9. Action: Deny.
//   TCP request from 10.0.0.1:50306 to 203.0.113.9:3389 was DNAT'ed to 10.0.0.2:3389
//   DNS Request: 10.0.2.4:61248 - 6513 A IN a.example. udp 43 false 512 NXDOMAIN qr,rd,ra 145 0.002s
// Called by AzureFirewall, which has set the time.

internal import Indicators

enum AzureFirewallMessage {
  /// Reads one into the network or the DNS event; skipped without a name where it is another.
  static func read(_ message: FieldBytes, _ events: LogEvents) -> EventOutcome {
    var cursor = LineCursor(message)
    if cursor.take("DNS Request:") { return readQuery(&cursor, events) }
    guard let from = message.range(of: " request from ") else { return .skipped("message") }
    setProtocol(message.part(0..<from.lowerBound), of: events)
    cursor.skip(from.upperBound)
    guard let source = cursor.word() else { return .skipped("message") }
    let network = events.network
    (network.sourceIP, network.sourcePort) = endpoint(source, or: network.sourcePort)
    let isAlone = source.last == 0x2e
    if !isAlone, cursor.take(" to "), let destination = cursor.word() {
      (network.destinationIP, network.destinationPort) = endpoint(destination, or: nil)
    }
    cursor.skipBlanks()
    if cursor.take("was DNAT'ed to "), let translated = cursor.word() {
      network.action = events.scratch.keep("DNAT")
      network.further.append("DNAT'ed to", translated)
    }
    readStatements(cursor.rest, message, network)
    return .network
  }

  /// Takes `TCP`, `ICMP Type=8`, `HTTPS`: what is above TCP is the application's.
  static func setProtocol(_ words: FieldBytes, of events: LogEvents) {
    let network = events.network
    var cursor = LineCursor(words)
    guard let name = cursor.word() else { return }
    cursor.skipBlanks()
    if cursor.take("Type=") { network.sourcePort = cursor.word() }
    let isTransport = ["TCP", "UDP", "ICMP", "ICMPV6", "Any"].contains {
      name.equalsIgnoringCase($0)
    }
    if isTransport {
      network.transport = name
    } else {
      network.transport = events.scratch.keep("TCP")
      network.applicationProtocol = name
    }
  }

  /// Some rows have `A:` for a type.
  static func withoutColon(_ type: FieldBytes) -> FieldBytes {
    type.last == 0x3a ? type.part(0..<type.count - 1) : type
  }

  // MARK: Inside

  private static func readQuery(_ cursor: inout LineCursor, _ events: LogEvents) -> EventOutcome {
    let dns = events.dns
    guard let client = cursor.word(), let dash = cursor.word(), dash.equals("-"),
      let id = cursor.word(), let type = cursor.word(), let queryClass = cursor.word(),
      let name = cursor.word()
    else { return .skipped("message") }
    (dns.clientIP, dns.clientPort) = endpoint(client, or: nil)
    dns.transactionId = DNSRecord.hexadecimal(id, events.scratch)
    dns.queryType = withoutColon(type)
    dns.queryClass = queryClass
    dns.name = name
    dns.transport = cursor.word()
    // The request's size, its DO bit, and the size that EDNS offers.
    for _ in 0..<3 { _ = cursor.word() }
    dns.result = cursor.word()
    dns.isResponse = dns.result != nil
    dns.flags = cursor.word().flatMap { DNSRecord.flags($0, events.scratch) }
    _ = cursor.word()
    if let seconds = cursor.word(), seconds.last == 0x73 {
      dns.milliseconds = DNSRecord.milliseconds(seconds.part(0..<seconds.count - 1))
    }
    return .dns
  }

  /// An address or a name with a port, and maybe the sentence's full stop.
  private static func endpoint(
    _ word: FieldBytes, or port: FieldBytes?
  ) -> (FieldBytes, FieldBytes?) {
    let word = DNSRecord.withoutDot(word)
    guard let colon = word.lastIndex(of: 0x3a),
      word.first == 0x5b || word.firstIndex(of: 0x3a) == colon
    else { return (word, port) }
    let digits = word.part(colon + 1..<word.count)
    return (URLHost.hostBytes(word), digits.isEmpty ? port : digits)
  }

  /// Reads `. Action: Deny. No rule matched. Rule: r`; what has no name is kept with the whole message.
  private static func readStatements(
    _ statements: FieldBytes, _ message: FieldBytes, _ network: NetworkEvent
  ) {
    var isWhole = true
    var start = 0
    while start < statements.count {
      let stop = statements.range(of: ". ", from: start)
      var statement = statements.part(start..<(stop?.lowerBound ?? statements.count)).trimmed
      start = stop?.upperBound ?? statements.count
      statement = DNSRecord.withoutDot(statement)
      guard !statement.isEmpty else { continue }
      guard let colon = statement.range(of: ": "), isName(statement.part(0..<colon.lowerBound))
      else {
        isWhole = false
        continue
      }
      let value = statement.part(colon.upperBound..<statement.count)
      let name = statement.part(0..<colon.lowerBound)
      if name.equals("Action") {
        network.action = value
      } else if name.equalsIgnoringCase("Url") {
        network.requestURL = value
      } else {
        network.further.append(name, value)
      }
    }
    if !isWhole { network.further.append("msg", message) }
  }

  private static func isName(_ name: FieldBytes) -> Bool {
    name.count <= 40 && name.allSatisfy { $0 == 0x20 || ($0 | 0x20) &- 0x61 < 26 }
  }
}
