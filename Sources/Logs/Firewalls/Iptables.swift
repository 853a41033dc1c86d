// What Linux' netfilter logs of a packet (iptables-extensions(8), LOG), and UFW and Ubiquiti's gateways
// with a prefix of their own in front.

internal import Indicators
internal import Warehouse

/// Named in TextEventFormats.
enum Iptables {
  static let format = EventFormat(
    name: "iptables", deviceVendor: "Linux", deviceProduct: "netfilter", eventType: "packet",
    tables: [.network],
    isOurs: { line in
      guard !line.isStructured, let input = line.range(of: "IN="),
        let output = line.range(of: " OUT=", from: input.upperBound),
        let source = line.range(of: " SRC=", from: output.upperBound)
      else { return false }
      return line.range(of: " DST=", from: source.upperBound) != nil
    },
    makeReader: { IptablesReader() })
}

private final class IptablesReader: EventReader {
  private var fields = KeyValueFields()

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    let syslog = SyslogLine(line, events.clock)
    guard let start = syslog.message.range(of: "IN=") else {
      return syslog.message.contains(" PROTO=")
        ? .rejected("the beginning of the packet's line is missing")
        : .skipped("other messages")
    }
    // In brackets stands the packet that an ICMP error is about.
    var end = syslog.message.count
    if let inner = syslog.message.range(of: " [SRC=", from: start.upperBound) {
      end = inner.lowerBound
    }
    let packet = syslog.message.part(start.lowerBound..<end)
    fields.read(packet)
    let network = events.network
    network.time = syslog.time
    network.computer = syslog.host
    (network.sourceIP, network.destinationIP) = (fields["SRC"], fields["DST"])
    network.transport = fields["PROTO"]
    // Of ICMP, type and code stand for ports.
    network.sourcePort = fields["SPT"] ?? fields["TYPE"]
    network.destinationPort = fields["DPT"] ?? fields["CODE"]
    network.direction = direction
    network.history = flags(packet)
    readPrefix(syslog.message.part(0..<start.lowerBound), syslog, network)
    let further: [(StaticString, StaticString)] = [
      ("in", "IN"), ("out", "OUT"), ("mac", "MAC"), ("mark", "MARK"),
    ]
    for (key, name) in further { network.further.append(key, fields[name]) }
    network.further.append(number: "length", fields["LEN"])
    return .network
  }

  /// A packet that came to this host, left it, or was forwarded.
  private var direction: NetworkEvent.Direction? {
    switch (fields["IN"] != nil, fields["OUT"] != nil) {
    case (true, false): .inbound
    case (false, true): .outbound
    default: nil
    }
  }

  private static let flagNames: [StaticString] = [
    "CWR", "ECE", "URG", "ACK", "PSH", "RST", "SYN", "FIN",
  ]

  /// `ACK PSH`: TCP's flags stand between `RES=` and `URGP=`, as words without a value.
  private func flags(_ packet: FieldBytes) -> FieldBytes? {
    guard let reserved = packet.range(of: " RES=") else { return nil }
    var cursor = LineCursor(packet)
    cursor.rewind(to: reserved.upperBound)
    guard cursor.word() != nil else { return nil }
    cursor.skipBlanks()
    let start = cursor.index
    var end = start
    while let word = cursor.word(), Self.flagNames.contains(where: { word.equals($0) }) {
      end = cursor.index
    }
    return end > start ? packet.part(start..<end) : nil
  }

  /// What the rule says: `[UFW BLOCK] `, `iptables DROP_INPUT: `, `[WAN_OUT-2000-A]`.
  private func readPrefix(_ text: FieldBytes, _ syslog: SyslogLine, _ network: NetworkEvent) {
    var prefix = text.trimmed
    // The seconds since the start: `[16571.459614]`.
    if prefix.first == 0x5b, let end = prefix.firstIndex(of: 0x5d),
      prefix[1..<end].allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x2e || $0 == 0x20 })
    {
      prefix = prefix.part(end + 1..<prefix.count).trimmed
    }
    if prefix.last == 0x3a { prefix = prefix.part(0..<prefix.count - 1) }
    // Where syslog took the rule's prefix for a program: `DENY: IN=…`.
    if prefix.isEmpty, let program = syslog.program, !program.equals("kernel") { prefix = program }
    guard !prefix.isEmpty else { return }
    network.further.append("prefix", prefix)
    network.action = Self.action(prefix)
  }

  /// The verdict, where the prefix names it in a usual way.
  private static func action(_ prefix: FieldBytes) -> FieldBytes? {
    // Ubiquiti's rules end with their verdict: `[WAN_OUT-2000-A]`.
    if prefix.first == 0x5b, prefix.last == 0x5d, prefix.count > 4, prefix[prefix.count - 3] == 0x2d
    {
      switch prefix[prefix.count - 2] {
      case 0x41: return FieldText.of("accept")
      case 0x44: return FieldText.of("drop")
      case 0x52: return FieldText.of("reject")
      default: break
      }
    }
    for word: StaticString in ["BLOCK", "ALLOW", "DROP", "ACCEPT", "REJECT", "DENY", "LIMIT"]
    where prefix.contains(word) {
      return FieldText.of(word)
    }
    return nil
  }
}
