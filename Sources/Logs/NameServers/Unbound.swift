// Unbound's log-queries and log-replies, of files and of syslog (unbound.conf(5)).

internal import Indicators
internal import Warehouse

/// Named in TextEventFormats.
enum Unbound {
  static let format = EventFormat(
    name: "unbound", deviceVendor: "NLnet Labs", deviceProduct: "Unbound", eventType: "query",
    tables: [.dns],
    isOurs: { line in !line.isStructured && line.contains("unbound") && message(line) != nil },
    makeReader: { UnboundReader() })

  /// What stands behind `info: ` of a query or a reply, or behind the tags that log-tag-queryreply
  /// writes for it: a client, a name, a type, a class and what follows. Nil for other messages.
  fileprivate static func message(_ line: FieldBytes) -> FieldBytes? {
    for tag: StaticString in ["] info: ", "] query: ", "] reply: "] {
      guard let range = line.range(of: tag) else { continue }
      let message = line.part(range.upperBound..<line.count)
      var cursor = LineCursor(message)
      guard let client = cursor.word(), client.looksLikeAddress, cursor.word() != nil,
        cursor.word() != nil, let recordClass = cursor.word(), isClass(recordClass)
      else { return nil }
      return message
    }
    return nil
  }

  private static func isClass(_ word: FieldBytes) -> Bool {
    word.equals("IN") || word.equals("CH") || word.equals("HS") || word.equals("ANY")
      || word.equals("-") || word.starts(with: "CLASS")
  }
}

final class UnboundReader: EventReader {
  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    guard let message = Unbound.message(line) else { return .skipped("messages of Unbound") }
    let dns = events.dns
    let syslog = SyslogLine(line, events.clock)
    dns.time = syslog.time ?? Self.bracketedTime(line, events.clock)
    dns.computer = syslog.host
    var cursor = LineCursor(message)
    dns.clientIP = cursor.word()
    dns.name = cursor.word()?.orNil
    dns.queryType = cursor.word()?.orNil
    dns.queryClass = cursor.word()?.orNil
    dns.isResponse = false
    if let result = cursor.word() {
      dns.isResponse = true
      dns.result = result
      readReply(&cursor, dns)
    }
    return .dns
  }

  /// `0.003131 0 44`: seconds, whether it came from the cache, bytes; and with log-destaddr
  /// `on udp 192.0.2.53 53`.
  private func readReply(_ cursor: inout LineCursor, _ dns: DNSEvent) {
    if let seconds = cursor.word().flatMap(FieldNumber.interval) {
      dns.milliseconds = Double(seconds) / 10_000
    }
    dns.further.append(number: "cached", cursor.word()?.orNil)
    dns.further.append(number: "size", cursor.word()?.orNil)
    guard cursor.word()?.equals("on") == true else { return }
    dns.transport = cursor.word()
    dns.serverIP = cursor.word()
    dns.serverPort = cursor.word()
  }

  /// `[1629044342] unbound[26931:0] info: …`: seconds since 1970, where the program writes its own file.
  private static func bracketedTime(_ line: FieldBytes, _ clock: LogClock) -> Timestamp? {
    var cursor = LineCursor(line)
    guard cursor.take(0x5b), let number = cursor.upTo(0x5d) else { return nil }
    return clock.unix(number)
  }
}
