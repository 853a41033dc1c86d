// FortiGate's logs in its default form of `key=value` (FortiOS Log Message Reference): traffic, and the
// verdicts of its inspections (utm), of which those about DNS are DNS events.

internal import Indicators
internal import Warehouse

/// Named in TextEventFormats.
enum FortiGate {
  static let format = EventFormat(
    name: "fortigate", deviceVendor: "Fortinet", deviceProduct: "Fortigate",
    eventType: "traffic", tables: [.network, .dns],
    isOurs: { line in
      !line.isStructured && line.contains("date=") && line.contains(" time=")
        && line.contains(" type=") && line.contains(" subtype=")
        && (line.contains("logid=") || line.contains("log_id="))
    },
    makeReader: { FortiGateReader() })
}

private final class FortiGateReader: EventReader {
  private var fields = KeyValueFields()
  private let unescaped = EscapedText(quoted: true)

  /// What has no column, of traffic and of inspections alike.
  private static let further: [StaticString] = [
    "type", "subtype", "eventtype", "level", "devid", "vd", "policyid", "policyname", "srcintf",
    "dstintf", "srccountry", "dstcountry", "trandisp", "transip", "tranip", "app", "appcat",
    "group",
    "profile", "direction", "utmaction", "crlevel", "msg", "reason", "catdesc", "attack",
    "attackid",
    "severity", "virus", "filename", "filesize", "analyticscksum", "agent", "referralurl",
    "botnetdomain", "botnetip", "scertcname",
  ]

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    // The pairs begin at the date; what stands before it is syslog's.
    guard let start = line.range(of: "date=") else { return .skipped("other messages") }
    fields.read(line.part(start.lowerBound..<line.count))
    guard let type = fields["type"] else { return .rejected("it has no type") }
    let subtype = fields["subtype"] ?? FieldText.of("")
    let isDNS = type.equals("dns") || subtype.equals("dns")
    if isDNS, let name = fields["qname"] {
      readDNS(name, line, events)
      return .dns
    }
    guard !type.equals("event"), source != nil || destination != nil else {
      return .skipped("\(LogText.shown(type)) \(LogText.shown(subtype))")
    }
    readNetwork(line, events)
    return .network
  }

  private var source: FieldBytes? { (fields["srcip"] ?? fields["src"])?.orNil }
  private var destination: FieldBytes? { (fields["dstip"] ?? fields["dst"])?.orNil }
  private var user: FieldBytes? { (fields["user"] ?? fields["unauthuser"])?.orNil }

  private func readNetwork(_ line: FieldBytes, _ events: LogEvents) {
    let network = events.network
    network.time = time(events)
    network.computer = computer(line, events)
    (network.sourceIP, network.destinationIP) = (source, destination)
    network.sourcePort = fields["srcport"] ?? fields["src_port"]
    network.destinationPort = fields["dstport"] ?? fields["dst_port"]
    network.transport = fields["proto"]
    network.applicationProtocol = (fields["service"] ?? fields["app"])?.orNil
    network.sentBytes = fields["sentbyte"] ?? fields["sent"]
    network.receivedBytes = fields["rcvdbyte"] ?? fields["rcvd"]
    (network.sentPackets, network.receivedPackets) = (fields["sentpkt"], fields["rcvdpkt"])
    network.milliseconds = fields["duration"].flatMap(FieldNumber.integer).map {
      Double($0) * 1_000
    }
    network.action = fields["action"] ?? fields["status"]
    network.direction = direction
    network.sessionId = fields["sessionid"]
    network.userName = user
    network.destinationHostName = text("hostname", events)
    network.requestURL = url(events)
    for key in Self.further { network.further.append(key, text(key, events)) }
  }

  private func readDNS(_ name: FieldBytes, _ line: FieldBytes, _ events: LogEvents) {
    let dns = events.dns
    dns.time = time(events)
    dns.computer = computer(line, events)
    dns.name = name
    (dns.clientIP, dns.clientPort) = (source, fields["srcport"])
    (dns.serverIP, dns.serverPort) = (destination, fields["dstport"])
    dns.queryType = fields["qtype"]?.orNil ?? fields["qtypeval"]
    dns.queryClass = fields["qclass"]
    dns.sessionId = fields["sessionid"]
    dns.isResponse = fields["eventtype"]?.equals("dns-response") == true
    dns.result = fields["rcode"]
    if let number = fields["xid"].flatMap(FieldNumber.integer), number >= 0 {
      dns.transactionId = events.scratch.keep(String(number, radix: 16))
    }
    if let number = fields["proto"].flatMap(FieldNumber.integer) {
      dns.transport = TransportName.of(number).map(FieldText.of)
    }
    var addresses = LineCursor(fields["ipaddr"] ?? FieldText.of(""))
    while !addresses.isAtEnd {
      let address = addresses.prefix(while: { $0 != 0x2c }).trimmed
      if !address.isEmpty { dns.answers.append(DNSEvent.Answer(data: address)) }
      addresses.skip(1)
    }
    dns.further.append("action", fields["action"])
    dns.further.append("user", user)
    for key in Self.further { dns.further.append(key, text(key, events)) }
  }

  /// `eventtime`, in seconds or nanoseconds; where it is missing, `date` and `time` by the device's
  /// clock, whose zone newer firmware writes in `tz`.
  private func time(_ events: LogEvents) -> Timestamp? {
    if let time = fields["eventtime"].flatMap(events.clock.unix) { return time }
    guard let date = fields["date"], let time = fields["time"] else { return nil }
    var text = Array(date) + [0x54] + Array(time)
    if let zone = fields["tz"] { text += zone }
    return text.withUnsafeBytes { events.clock.iso8601($0) }
  }

  private func computer(_ line: FieldBytes, _ events: LogEvents) -> FieldBytes? {
    fields["devname"]
      ?? SyslogLine(line, LogClock(reference: events.clock.reference)).host
  }

  private func text(_ key: StaticString, _ events: LogEvents) -> FieldBytes? {
    fields[key]?.orNil.map { unescaped.read($0, events.scratch) }
  }

  /// A path of `hostname`, or a whole URL.
  private func url(_ events: LogEvents) -> FieldBytes? {
    guard let url = text("url", events) else { return nil }
    guard url.first == 0x2f, let host = fields["hostname"] else { return url }
    let scheme = fields["service"]?.equalsIgnoringCase("https") == true ? "https://" : "http://"
    return events.scratch.keep(Array(scheme.utf8) + Array(host) + Array(url))
  }

  /// Between the roles of the interfaces. (`direction`, of inspections, is that of the content.)
  private var direction: NetworkEvent.Direction? {
    guard let source = fields["srcintfrole"], let destination = fields["dstintfrole"] else {
      return nil
    }
    let isFromOutside = source.equals("wan")
    let isToOutside = destination.equals("wan")
    guard isFromOutside || source.equals("lan") || source.equals("dmz"),
      isToOutside || destination.equals("lan") || destination.equals("dmz")
    else { return nil }
    switch (isFromOutside, isToOutside) {
    case (true, true): return .external
    case (true, false): return .inbound
    case (false, true): return .outbound
    case (false, false): return .local
    }
  }
}
