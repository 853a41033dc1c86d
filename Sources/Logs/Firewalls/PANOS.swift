// PAN-OS' traffic and threat logs: a syslog message of comma-separated fields, whose meaning their place
// gives (PAN-OS Administrator's Guide, "Syslog Field Descriptions"; numbers here are theirs less one).

internal import Indicators
internal import Warehouse

/// Named in TextEventFormats.
enum PANOS {
  static let format = EventFormat(
    name: "panos", deviceVendor: "Palo Alto Networks", deviceProduct: "PAN-OS",
    eventType: "traffic", tables: [.network, .dns], isOurs: isOurs, makeReader: { PANOSReader() })

  private static let types: [StaticString] = [
    ",TRAFFIC,", ",THREAT,", ",SYSTEM,", ",CONFIG,", ",GLOBALPROTECT,", ",USERID,", ",HIPMATCH,",
    ",HIP-MATCH,", ",DECRYPTION,", ",AUTHENTICATION,", ",CORRELATION,", ",GTP,", ",SCTP,",
    ",TUNNEL,", ",IPTAG,", ",AUDIT,",
  ]

  /// Whether a type stands behind a time and a serial number: `1,2018/11/30 16:09:07,0128,TRAFFIC,`.
  @Sendable private static func isOurs(_ line: FieldBytes) -> Bool {
    guard !line.isStructured else { return false }
    return types.contains { type in
      guard let range = line.range(of: type) else { return false }
      let before = line.part(0..<range.lowerBound)
      guard let serial = before.lastIndex(of: 0x2c),
        let time = before.part(0..<serial).lastIndex(of: 0x2c), serial - time > 16
      else { return false }
      let stamp = before.part(time + 1..<serial)
      return stamp[4] == stamp[7] && stamp[13] == 0x3a && stamp[0] &- 0x30 < 10
    }
  }
}

private final class PANOSReader: EventReader {
  private var fields = CommaFields()

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    // Its stamp is not asked: a clock of its own, so that it does not count as read in the wrong zone.
    let syslog = SyslogLine(line, LogClock(reference: events.clock.reference))
    fields.read(syslog.message)
    guard let type = fields[3] else { return .rejected("it has no log type") }
    let isThreat = type.equals("THREAT")
    guard isThreat || type.equals("TRAFFIC") else { return .skipped(LogText.shown(type)) }
    guard fields.count >= (isThreat ? 33 : 36) else {
      return .rejected("a \(LogText.shown(type)) record of \(fields.count) fields")
    }
    let computer = fields[isThreat ? 59 : 52] ?? syslog.host
    if isThreat, fields[14]?.equals("dns") == true, fields[4]?.equals("spyware") == true,
      let name = misc
    {
      readDNS(name, computer, events)
      return .dns
    }
    readEnds(events)
    events.network.computer = computer
    if isThreat { readThreat(events) } else { readTraffic(events) }
    return .network
  }

  /// What is common to both.
  private func readEnds(_ events: LogEvents) {
    let network = events.network
    network.time = time(6, events)
    (network.sourceIP, network.sourcePort) = (fields[7], fields[24])
    (network.destinationIP, network.destinationPort) = (fields[8], fields[25])
    network.transport = fields[29]
    network.applicationProtocol = application
    network.action = fields[30]
    network.sessionId = fields[22]
    network.userName = fields[12]
    let further: [(StaticString, Int)] = [
      ("type", 3), ("subtype", 4), ("rule", 11), ("dstuser", 13), ("vsys", 15), ("from", 16),
      ("to", 17), ("inbound_if", 18), ("outbound_if", 19),
    ]
    for (key, place) in further { network.further.append(key, fields[place]) }
    addTranslation(network)
  }

  private var application: FieldBytes? {
    let name = fields[14]
    return name?.equals("not-applicable") == true || name?.equals("incomplete") == true ? nil : name
  }

  /// Where addresses were translated; `0.0.0.0` says that they were not.
  private func addTranslation(_ network: NetworkEvent) {
    let ends: [(StaticString, Int, StaticString, Int)] = [
      ("natsrc", 9, "natsport", 26), ("natdst", 10, "natdport", 27),
    ]
    for (key, place, portKey, port) in ends {
      guard let address = fields[place], !address.equals("0.0.0.0"), !address.equals("::") else {
        continue
      }
      network.further.append(key, address)
      network.further.append(number: portKey, fields[port])
    }
  }

  private func readTraffic(_ events: LogEvents) {
    let network = events.network
    let start = time(35, events)
    network.time = start ?? network.time
    if let seconds = fields[36].flatMap(FieldNumber.integer), seconds >= 0, seconds < 1 << 32 {
      network.milliseconds = Double(seconds) * 1_000
      network.endTime = start?.adding(ticks: seconds * Timestamp.ticksPerSecond)
    }
    (network.sentBytes, network.receivedBytes) = (fields[32], fields[33])
    (network.sentPackets, network.receivedPackets) = (fields[44], fields[45])
    network.state = fields[46]?.orNil ?? fields[4]
    network.further.append("category", fields[37])
  }

  private func readThreat(_ events: LogEvents) {
    let network = events.network
    let further: [(StaticString, Int)] = [
      ("threatid", 32), ("category", 33), ("severity", 34), ("direction", 35), ("contenttype", 41),
      ("filedigest", 43), ("user_agent", 46), ("filetype", 47), ("xff", 48), ("referer", 49),
      ("sender", 50), ("subject", 51), ("recipient", 52), ("thr_category", 69),
    ]
    guard let misc else {
      for (key, place) in further { network.further.append(key, fields[place]) }
      return
    }
    if fields[4]?.equals("url") == true {
      network.requestURL = misc
      network.destinationHostName = misc.urlHost
    } else {
      network.further.append("misc", misc)
    }
    for (key, place) in further { network.further.append(key, fields[place]) }
  }

  /// The URL, the file or the name; `-/` stands for a URL without a host.
  private var misc: FieldBytes? {
    guard let field = fields[31]?.orNil, !field.equals("-/") else { return nil }
    return field
  }

  /// A lookup that the DNS signatures met.
  private func readDNS(_ name: FieldBytes, _ computer: FieldBytes?, _ events: LogEvents) {
    let dns = events.dns
    dns.time = time(6, events)
    dns.name = name
    (dns.clientIP, dns.clientPort) = (fields[7], fields[24])
    (dns.serverIP, dns.serverPort) = (fields[8], fields[25])
    (dns.transport, dns.sessionId, dns.computer) = (fields[29], fields[22], computer)
    dns.isResponse = false
    let further: [(StaticString, Int)] = [
      ("type", 3), ("subtype", 4), ("rule", 11), ("user", 12), ("action", 30), ("threatid", 32),
      ("category", 33), ("severity", 34), ("thr_category", 69),
    ]
    for (key, place) in further { dns.further.append(key, fields[place]) }
  }

  /// A time by the device's clock, whose zone newer versions tell in a field near the end.
  private func time(_ place: Int, _ events: LogEvents) -> Timestamp? {
    guard let field = fields[place] else { return nil }
    if field.count > 10, field[10] == 0x54 { return events.clock.iso8601(field) }
    guard let zone else { return WrittenTime.date(field, events.clock) }
    var text = Array(field)
    for index in text.indices {
      if text[index] == 0x2f { text[index] = 0x2d }
      if text[index] == 0x20 { text[index] = 0x54 }
    }
    text += zone
    return text.withUnsafeBytes { Timestamp(iso8601: $0) }
  }

  /// `-07:00` of `2021-10-26T15:18:33.293-07:00`.
  private var zone: FieldBytes? {
    guard fields.count > 60 else { return nil }
    for place in 60..<fields.count {
      guard let field = fields[place], (25...32).contains(field.count), field.starts(with: "2"),
        field[4] == 0x2d, field[10] == 0x54, field[field.count - 3] == 0x3a
      else { continue }
      return field.part(field.count - 6..<field.count)
    }
    return nil
  }
}
