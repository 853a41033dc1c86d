// Cisco ASA and Firepower Threat Defense: connections that were built and torn down, and denials, told in
// sentences whose form the message's number gives (Cisco Secure Firewall ASA Series Syslog Messages).
// Other messages are passed over by their number.

internal import Indicators
internal import Warehouse

/// Named in TextEventFormats.
enum CiscoASA {
  static let format = EventFormat(
    name: "cisco-asa", deviceVendor: "Cisco", deviceProduct: "ASA", eventType: "syslog",
    tables: [.network, .dns, .file],
    isOurs: { line in !line.isStructured && message(line) != nil },
    makeReader: { CiscoASAReader() })

  /// The number of `%ASA-6-302013: Built …`, where it begins, and what stands behind it.
  static func message(_ line: FieldBytes) -> (number: Int, start: Int, text: FieldBytes)? {
    for product: StaticString in ["%ASA-", "%FTD-", "%NGIPS-", "%PIX-", "%FWSM-"] {
      guard let range = line.range(of: product) else { continue }
      var cursor = LineCursor(line)
      cursor.rewind(to: range.upperBound)
      let name = cursor.prefix(while: { $0 != 0x3a && $0 != 0x20 })
      guard let hyphen = name.lastIndex(of: 0x2d),
        let number = FieldNumber.integer(name.part(hyphen + 1..<name.count)), number > 99_999,
        number < 1_000_000
      else { return nil }
      _ = cursor.take(0x3a)
      cursor.skipBlanks()
      return (Int(number), range.lowerBound, cursor.rest)
    }
    return nil
  }
}

/// Reads its lines; CiscoDenials.swift has the messages that are not about connections.
final class CiscoASAReader: EventReader {
  /// Connections that were built and not torn down, by their number: whether they go out. A teardown
  /// names the ends in the same order and does not say which of them began.
  private var outbound: [Int64: Bool] = [:]
  private let threatDefense = CiscoThreatDefense()

  private static let maximumConnections = 100_000

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    guard let message = CiscoASA.message(line) else { return .skipped("other messages") }
    let syslog = SyslogLine(line, events.clock)
    if (430_001...430_005).contains(message.number) {
      return threatDefense.read(message.number, message.text, syslog, events)
    }
    let network = events.network
    network.time = syslog.time
    network.computer = syslog.host ?? syslog.program
    var cursor = LineCursor(message.text)
    let isRead: Bool
    switch message.number {
    case 302_013...302_016, 302_303, 302_304: isRead = readConnection(&cursor, events)
    case 302_020, 302_021: isRead = readICMP(&cursor, network)
    case 106_001, 106_002, 106_006, 106_007, 106_015...106_017, 106_021, 106_022, 710_002, 710_003:
      isRead = readFromTo(message.text, network)
    case 106_010, 106_014, 106_023: isRead = readSourceDestination(message.text, network)
    case 106_100, 106_102, 106_103: isRead = readAccessList(&cursor, network)
    case 338_001...338_008, 338_201...338_204: isRead = readBotnet(message.text, network)
    case 304_001: isRead = readURL(message.text, network)
    case 304_002: isRead = readDeniedURL(message.text, network)
    default: return .skipped("\(message.number)")
    }
    guard isRead else { return .rejected("message \(message.number) has not its form") }
    network.further.append("message", Self.number(line.part(message.start..<line.count)))
    return .network
  }

  func skim(_ line: FieldBytes, _ events: LogEvents) {
    guard let message = CiscoASA.message(line), (302_013...302_304).contains(message.number) else {
      return
    }
    var cursor = LineCursor(message.text)
    _ = readConnection(&cursor, events)
    events.reset()
  }

  /// `%ASA-6-302013` of `%ASA-6-302013: `.
  private static func number(_ text: FieldBytes) -> FieldBytes {
    text.part(0..<(text.firstIndex { $0 == 0x3a || $0 == 0x20 } ?? text.count))
  }

  func set(_ source: CiscoEndpoint, _ destination: CiscoEndpoint, _ network: NetworkEvent) {
    (network.sourceIP, network.sourcePort) = (source.address, source.port)
    (network.destinationIP, network.destinationPort) = (destination.address, destination.port)
    network.userName = source.user ?? destination.user
    network.destinationHostName = destination.hostName
    network.further.append("SourceHostName", source.hostName)
    network.further.append("source_interface", source.interface)
    network.further.append("destination_interface", destination.interface)
  }

  // MARK: Connections

  /// `Built outbound TCP connection 89 for outside:192.0.2.43/443 (192.0.2.43/443) to
  /// inside:10.1.1.2/4952 (…)`, `Teardown TCP connection 89 for … to … duration 0:01:08 bytes 134 TCP FINs`
  private func readConnection(_ cursor: inout LineCursor, _ events: LogEvents) -> Bool {
    let network = events.network
    guard let verb = cursor.word(), var transport = cursor.word() else { return false }
    let isBuilt = verb.equals("Built")
    var isOutbound: Bool?
    if transport.equals("inbound") || transport.equals("outbound") {
      isOutbound = transport.equals("outbound")
      guard let next = cursor.word() else { return false }
      transport = next
    }
    while let word = cursor.word(), !word.equals("connection") {}
    guard let session = cursor.word(), let number = FieldNumber.integer(session),
      let word = cursor.word(), word.equals("for") || word.equals("from"),
      let first = CiscoEndpoint(&cursor),
      let to = cursor.rest.range(of: " to ")
    else { return false }
    cursor.skip(to.upperBound)
    guard let second = CiscoEndpoint(&cursor) else { return false }
    if isBuilt, let isOutbound {
      if outbound.count >= Self.maximumConnections { outbound.removeAll() }
      outbound[number] = isOutbound
    } else {
      isOutbound = outbound.removeValue(forKey: number)
    }
    // The first end is the one outside. Where it is not known who began, the lower port was called.
    let isCalled = isOutbound ?? Self.isServer(first, of: second)
    set(isCalled ? second : first, isCalled ? first : second, network)
    network.direction = isOutbound.map { $0 ? .outbound : .inbound }
    (network.transport, network.sessionId) = (transport, session)
    network.action = FieldText.of(isBuilt ? "built" : "teardown")
    if !isBuilt { readEnd(&cursor, network) }
    return true
  }

  private static func isServer(_ first: CiscoEndpoint, of second: CiscoEndpoint) -> Bool {
    guard let port = first.port.flatMap(FieldNumber.integer),
      let other = second.port.flatMap(FieldNumber.integer)
    else { return false }
    return port < 1_024 && other >= 1_024
  }

  /// `duration 0:01:08 bytes 134 TCP FINs`: of both ways together.
  private func readEnd(_ cursor: inout LineCursor, _ network: NetworkEvent) {
    guard let duration = cursor.rest.range(of: "duration ") else { return }
    cursor.skip(duration.upperBound)
    if let hours = cursor.number(), cursor.take(0x3a),
      let minutes = cursor.number(maximumDigits: 2),
      cursor.take(0x3a), let seconds = cursor.number(maximumDigits: 2)
    {
      let length = Int64(hours * 3_600 + minutes * 60 + seconds)
      network.milliseconds = Double(length) * 1_000
      network.endTime = network.time
      network.time = network.time?.adding(ticks: -length * Timestamp.ticksPerSecond)
    }
    guard cursor.word()?.equals("bytes") == true else { return }
    network.further.append(number: "bytes", cursor.word())
    let reason = cursor.rest.trimmed
    let end = reason.firstIndex(of: 0x28) ?? reason.count
    let words = reason.part(0..<end).trimmed
    if !words.isEmpty { network.state = words }
  }

  /// `Built inbound ICMP connection for faddr 10.1.1.1/0 gaddr 192.0.2.8/0 laddr 192.168.2.2/0 type 3
  /// code 3`
  private func readICMP(_ cursor: inout LineCursor, _ network: NetworkEvent) -> Bool {
    let text = cursor.rest
    guard let verb = cursor.word(), let direction = cursor.word(),
      let far = Self.endpoint(behind: "faddr ", in: text),
      let near = Self.endpoint(behind: "laddr ", in: text)
    else { return false }
    let isOutbound = direction.equals("outbound")
    set(isOutbound ? near : far, isOutbound ? far : near, network)
    (network.sourcePort, network.destinationPort) = (nil, nil)
    readType(text, network)
    network.direction = isOutbound ? .outbound : direction.equals("inbound") ? .inbound : nil
    network.transport = FieldText.of("ICMP")
    network.action = FieldText.of(verb.equals("Built") ? "built" : "teardown")
    network.further.append("gaddr", Self.endpoint(behind: "gaddr ", in: text)?.address)
    return true
  }

  /// `type 3 code 3`, `(type 11, code 0)`: in the place of ports.
  func readType(_ text: FieldBytes, _ network: NetworkEvent) {
    guard let type = text.range(of: "type "),
      let code = text.range(of: "code ", from: type.upperBound)
    else { return }
    var cursor = LineCursor(text)
    cursor.rewind(to: type.upperBound)
    let number = cursor.prefix(while: { $0 &- 0x30 < 10 })
    cursor.rewind(to: code.upperBound)
    let second = cursor.prefix(while: { $0 &- 0x30 < 10 })
    if !number.isEmpty, !second.isEmpty {
      (network.sourcePort, network.destinationPort) = (number, second)
    }
  }

  static func endpoint(
    behind word: StaticString, in text: FieldBytes, from start: Int = 0
  ) -> CiscoEndpoint? {
    guard let range = text.range(of: word, from: start) else { return nil }
    var cursor = LineCursor(text)
    cursor.rewind(to: range.upperBound)
    return CiscoEndpoint(&cursor)
  }
}
