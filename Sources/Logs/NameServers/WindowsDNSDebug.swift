// The debug log of Windows' DNS server. A lookup is up to four packets: from the client, to a forwarder,
// and back. The first and the last of these are the client's, and become rows; of the forwarder's the
// names are the same. Answers are not in this log.

internal import Indicators
internal import Warehouse

/// Named in TextEventFormats.
enum WindowsDNSDebug {
  static let format = EventFormat(
    name: "windows-dns", deviceVendor: "Microsoft", deviceProduct: "DNS Server",
    eventType: "query", tables: [.dns],
    isOurs: { line in
      line.starts(with: "DNS Server log file creation at ")
        || line.contains(" PACKET ") && line.contains(0x5b)
          && (line.contains("UDP Rcv ") || line.contains("UDP Snd ")
            || line.contains("TCP Rcv ") || line.contains("TCP Snd "))
    },
    makeReader: { WindowsDNSDebugReader() })
}

private final class WindowsDNSDebugReader: EventReader {
  private var name: [UInt8] = []

  /// Lines of the header and of the details mode; those that are indented need no name.
  private static let furtherLines: [StaticString] = [
    "DNS Server log", "Log file wrap", "Message logging key", "UDP question", "UDP response",
    "TCP question", "TCP response", "UDP packet", "TCP packet",
  ]

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    guard let digit = line.first, digit &- 0x30 < 10 else {
      learnDateOrder(line, events)
      let isFurther =
        line.first == 0x20 || line.first == 0x09
        || Self.furtherLines.contains { line.starts(with: $0) }
      return isFurther ? .nothing : .rejected("no line of a DNS debug log")
    }
    var cursor = LineCursor(line)
    guard let time = WrittenTime.date(&cursor, events.clock) else {
      return .rejected("the time cannot be read")
    }
    events.dns.time = time
    // The thread.
    guard let thread = cursor.word(), let context = cursor.word() else {
      return .rejected("it ends behind the time")
    }
    events.dns.further.append("thread", thread)
    guard context.equals("PACKET") else {
      return .skipped(context.isNumber ? "messages of the server" : LogText.shown(context))
    }
    return readPacket(&cursor, events)
  }

  func skim(_ line: FieldBytes, _ events: LogEvents) { learnDateOrder(line, events) }

  /// A record's date may tell whether the day comes first, and so may the header's: `DNS Server log
  /// file creation at 15/06/2013 09:00:00`.
  private func learnDateOrder(_ line: FieldBytes, _ events: LogEvents) {
    var cursor = LineCursor(line)
    if let byte = line.first, byte &- 0x30 >= 10 {
      guard let at = line.range(of: " at ") else { return }
      cursor.rewind(to: at.upperBound)
    }
    _ = WrittenTime.date(&cursor, events.clock)
  }

  /// `0000000003AF57F0 UDP Snd 10.28.2.140     eba7 R Q [8085 A DR  NOERROR] PTR    (3)140…(0)`
  private func readPacket(_ cursor: inout LineCursor, _ events: LogEvents) -> EventOutcome {
    let dns = events.dns
    guard var word = cursor.word() else { return .rejected("a packet without its fields") }
    // Windows Server 2003 has no number of the packet.
    if !word.equals("UDP"), !word.equals("TCP") {
      guard let next = cursor.word() else { return .rejected("a packet without its fields") }
      word = next
    }
    dns.transport = word
    guard let way = cursor.word(), let remote = cursor.word(), let number = cursor.word(),
      let head = cursor.upTo(0x5b), let flags = cursor.upTo(0x5d), let type = cursor.word()
    else { return .rejected("a packet without its fields") }
    var kind = LineCursor(head)
    guard var operation = kind.word() else { return .rejected("a packet without its operation") }
    let isResponse = operation.equals("R")
    if isResponse {
      guard let next = kind.word() else { return .rejected("a packet without its operation") }
      operation = next
    }
    if let what = Self.skipped(operation, isReceived: way.equals("Rcv"), isResponse: isResponse) {
      return .skipped(what)
    }
    (dns.clientIP, dns.isResponse) = (remote, isResponse)
    dns.transactionId = Self.withoutZeros(number)
    dns.queryType = type.equals("ALL") ? FieldText.of("ANY") : type
    readFlags(flags, events)
    dns.name = readName(cursor.rest.trimmed, events)
    return dns.name == nil ? .rejected("the name cannot be read") : .dns
  }

  private static func skipped(
    _ operation: FieldBytes, isReceived: Bool, isResponse: Bool
  ) -> String? {
    if operation.equals("U") { return "dynamic updates" }
    if operation.equals("N") { return "notifications" }
    if !operation.equals("Q") { return "packets of an unknown operation" }
    // What was received and is an answer comes from another server, as what was sent and is none goes
    // to one.
    if isReceived { return isResponse ? "answers from other servers" : nil }
    return isResponse ? nil : "queries to other servers"
  }

  /// `8085 A DR  NOERROR`
  private func readFlags(_ field: FieldBytes, _ events: LogEvents) {
    var cursor = LineCursor(field)
    _ = cursor.word()
    var flags: [String] = []
    var last: FieldBytes?
    while let word = cursor.word() {
      last = word
      // The result is a longer word.
      guard word.count <= 4, word.allSatisfy({ [0x41, 0x54, 0x44, 0x52].contains($0) }) else {
        continue
      }
      for byte in word {
        flags.append(byte == 0x41 ? "AA" : byte == 0x54 ? "TC" : byte == 0x44 ? "RD" : "RA")
      }
    }
    if !flags.isEmpty { events.dns.flags = events.scratch.keep(flags.joined(separator: " ")) }
    if events.dns.isResponse == true { events.dns.result = last }
  }

  /// `(3)www(6)google(3)com(0)`, each label behind its length; nil where it is none.
  private func readName(_ field: FieldBytes, _ events: LogEvents) -> FieldBytes? {
    name.removeAll(keepingCapacity: true)
    var cursor = LineCursor(field)
    while cursor.take(0x28) {
      guard let length = cursor.number(maximumDigits: 3), cursor.take(0x29) else { return nil }
      if length == 0 { return events.scratch.keep(name.isEmpty ? [0x2e] : name) }
      var end = cursor.index + length
      // A byte that is not printable may take more places than one.
      if end >= field.count || field[end] != 0x28 {
        guard let next = field[cursor.index...].firstIndex(of: 0x28) else { return nil }
        end = next
      }
      if !name.isEmpty { name.append(0x2e) }
      name.append(contentsOf: field[cursor.index..<end])
      cursor.rewind(to: end)
    }
    return nil
  }

  private static func withoutZeros(_ field: FieldBytes) -> FieldBytes {
    let start = field.firstIndex { $0 != 0x30 } ?? max(0, field.count - 1)
    return field.part(start..<field.count)
  }
}
