// The log of Windows' own firewall, pfirewall.log: fields between blanks, which a header line names
// (Microsoft Learn, "Configure Windows Firewall logging").

internal import Indicators
internal import Warehouse

/// Named in TextEventFormats.
enum WindowsFirewall {
  static let format = EventFormat(
    name: "windows-firewall", deviceVendor: "Microsoft", deviceProduct: "Windows Firewall",
    eventType: "packet", tables: [.network],
    isOurs: { line in
      line.starts(with: "#Software: Microsoft Windows Firewall")
        || line.starts(with: "#Fields: date time action protocol src-ip ")
    },
    makeReader: { WindowsFirewallReader() })
}

private final class WindowsFirewallReader: EventReader {
  private var names: [[UInt8]] = []
  private var words: [FieldBytes] = []
  /// Whether the header says that times are UTC; `Local` is the default.
  private var isUTC = false

  private static let maximumWords = 64

  func skim(_ line: FieldBytes, _ events: LogEvents) {
    if line.first == 0x23 { takeHeader(line) }
  }

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    if line.first == 0x23 {
      takeHeader(line)
      return .nothing
    }
    split(line)
    guard !names.isEmpty else {
      return .rejected("a record before the header: its fields have no names")
    }
    guard words.count >= 8, let action = value("action") else {
      return .rejected("\(words.count) fields, and the header names \(names.count)")
    }
    if action.starts(with: "INFO-") { return .skipped(LogText.shown(action)) }
    let network = events.network
    network.time = time(events)
    network.action = action
    network.transport = value("protocol")
    (network.sourceIP, network.destinationIP) = (value("src-ip"), value("dst-ip"))
    // Of ICMP, type and code stand for ports.
    network.sourcePort = value("src-port") ?? value("icmptype")
    network.destinationPort = value("dst-port") ?? value("icmpcode")
    network.history = value("tcpflags")
    if let path = value("path") {
      network.direction =
        path.equals("SEND") ? .outbound : path.equals("RECEIVE") ? .inbound : nil
      network.further.append("path", path)
    }
    network.further.append(number: "size", value("size"))
    network.further.append(number: "pid", value("pid"))
    network.further.append("info", value("info"))
    return .network
  }

  private func takeHeader(_ line: FieldBytes) {
    if line.starts(with: "#Time Format:") { isUTC = line.contains("UTC") }
    guard line.starts(with: "#Fields:") else { return }
    split(line)
    names = words.dropFirst().map { Array($0) }
  }

  private func split(_ line: FieldBytes) {
    words.removeAll(keepingCapacity: true)
    var cursor = LineCursor(line)
    while words.count < Self.maximumWords, let word = cursor.word() { words.append(word) }
  }

  private func value(_ name: StaticString) -> FieldBytes? {
    for (index, known) in names.enumerated() where index < words.count {
      if known.withUnsafeBytes({ $0.equals(name) }) { return words[index].orNil }
    }
    return nil
  }

  private func time(_ events: LogEvents) -> Timestamp? {
    guard let date = value("date"), let time = value("time") else { return nil }
    let text = Array(date) + [0x54] + Array(time)
    return text.withUnsafeBytes { isUTC ? Timestamp(iso8601: $0) : events.clock.iso8601($0) }
  }
}
