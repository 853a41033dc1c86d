// Events of Sysmon as JSON (Sysinternals: Sysmon, "Events"): connections (3) and DNS queries (22), and the
// hashes of processes (1) and files (15, 23, 26, 29). SysmonFields tells how the shippers write them.

enum Sysmon {
  static let format = EventFormat(
    name: "sysmon", deviceVendor: "Microsoft", deviceProduct: "Sysmon", eventType: "sysmon",
    tables: [.network, .dns, .file],
    isOurs: { line in
      guard line.trimmed.first == 0x7b else { return false }
      let fields = SysmonFields()
      _ = fields.read(line)
      return fields.isSysmon || fields.inferredEvent != nil
    },
    makeReader: { SysmonReader() })
}

private final class SysmonReader: JSONEventReader {
  private let fields = SysmonFields()
  private let answers = JSONRecords(data: "data", ttl: "ttl", type: "type")

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    if let reason = fields.read(line) { return .rejected(reason) }
    guard let event = fields.event.map({ FieldNumber.integer($0) }) ?? fields.inferredEvent else {
      return .skipped("Sysmon event without an id")
    }
    guard fields.isSysmon || fields.provider == nil else {
      let provider = fields.provider.map { LogText.shown($0) } ?? ""
      return .skipped("\(provider) event \(event)")
    }
    switch event {
    case 3: return readConnection(events)
    case 22: return readQuery(events)
    case 1: return readFile(events, "ProcessCreated", of: .process)
    case 15, 29: return readFile(events, "FileCreated", of: .target)
    case 23, 26: return readFile(events, "FileDeleted", of: .target)
    default: return .skipped("Sysmon event \(event)")
    }
  }

  // MARK: Inside

  private func readConnection(_ events: LogEvents) -> EventOutcome {
    let network = events.network
    network.time = fields.time(events.clock, &network.further)
    network.sourceIP = fields[.sourceIP]
    network.sourcePort = fields[.sourcePort]
    network.destinationIP = fields[.destinationIP]
    network.destinationPort = fields[.destinationPort]
    network.destinationHostName = fields[.destinationHost]
    network.transport = fields[.transport]
    network.userName = fields.user(events.scratch)
    network.processName = fields[.image]
    network.computer = fields.computer
    if let initiated = fields[.initiated] {
      network.direction = initiated.equalsIgnoringCase("true") ? .outbound : .inbound
    } else if let direction = fields[.direction] {
      network.direction = NetworkEvent.Direction(direction)
    }
    network.further.append("SourceHostname", fields[.sourceHost])
    network.further.append("SourcePortName", fields[.sourcePortName])
    network.further.append("DestinationPortName", fields[.destinationPortName])
    addProcess(to: &network.further)
    return .network
  }

  private func readQuery(_ events: LogEvents) -> EventOutcome {
    let dns = events.dns
    dns.time = fields.time(events.clock, &dns.further)
    dns.name = fields[.queryName]
    dns.processName = fields[.image]
    dns.computer = fields.computer
    dns.isResponse = true
    if let status = fields[.queryStatus] {
      dns.result = Self.result(status).map { events.scratch.keep($0) }
      if !status.equals("0"), !status.equals("SUCCESS") {
        dns.further.append("QueryStatus", status)
      }
    }
    if let results = fields[.queryResults] { Self.addAnswers(results, to: events) }
    fields.eachAnswer { answers.add($0, to: events) }
    dns.further.append("User", fields.user(events.scratch))
    addProcess(to: &dns.further)
    return .dns
  }

  private enum FileKind {
    /// The program that was started.
    case process
    /// The file that a program wrote or deleted.
    case target
  }

  private func readFile(
    _ events: LogEvents, _ action: StaticString, of kind: FileKind
  ) -> EventOutcome {
    let file = events.file
    file.time = fields.time(events.clock, &file.further)
    file.action = FieldText.of(action)
    let path = fields[kind == .process ? .image : .target]
    file.filePath = path
    file.fileName = path.map(Self.lastComponent)
    file.processName = fields[kind == .process ? .parentImage : .image]
    file.userName = fields.user(events.scratch)
    file.computer = fields.computer
    fields.eachHash { name, value in
      if name.equalsIgnoringCase("MD5") {
        file.md5 = value
      } else if name.equalsIgnoringCase("SHA1") {
        file.sha1 = value
      } else if name.equalsIgnoringCase("SHA256") {
        file.sha256 = value
      } else {
        file.further.append(name, value)
      }
    }
    guard path != nil || file.md5 != nil || file.sha1 != nil || file.sha256 != nil else {
      return .skipped("Sysmon event without a file")
    }
    if kind == .process { file.further.append("CommandLine", fields[.commandLine]) }
    addProcess(to: &file.further)
    return .file
  }

  private func addProcess(to further: inout FurtherFields) {
    further.append("ProcessId", fields[.processId])
    further.append("ProcessGuid", fields[.processGuid])
    further.append("RuleName", fields[.ruleName])
  }

  private static func lastComponent(_ path: FieldBytes) -> FieldBytes {
    let start = path.lastIndex { $0 == 0x5c || $0 == 0x2f }.map { $0 + 1 } ?? 0
    return path.part(start..<path.count)
  }

  /// The rcode of a QueryStatus, which is an error of Windows (System Error Codes 9000-11999) by its number
  /// or, from Winlogbeat, by its name; nil where no answer came (1460, a timeout) or it is another.
  private static func result(_ status: FieldBytes) -> String? {
    switch FieldNumber.integer(status) {
    case .some(0), .some(9501), .some(9701): return "0"
    case .some(let code) where (9001...9010).contains(code): return String(code - 9_000)
    case .some: return nil
    case nil: break
    }
    let names: [(StaticString, String)] = [
      ("SUCCESS", "0"), ("DNS_INFO_NO_RECORDS", "0"), ("DNS_ERROR_RECORD_DOES_NOT_EXIST", "0"),
      ("DNS_ERROR_RCODE_FORMAT_ERROR", "1"), ("DNS_ERROR_RCODE_SERVER_FAILURE", "2"),
      ("DNS_ERROR_RCODE_NAME_ERROR", "3"), ("DNS_ERROR_RCODE_NOT_IMPLEMENTED", "4"),
      ("DNS_ERROR_RCODE_REFUSED", "5"),
    ]
    return names.first { status.equals($0.0) }?.1
  }

  /// Reads `type:  5 a.example;::ffff:192.0.2.1;`: names with their type, addresses without.
  private static func addAnswers(_ results: FieldBytes, to events: LogEvents) {
    for part in results.split(separator: 0x3b) {
      var cursor = LineCursor(FieldBytes(rebasing: part).trimmed)
      if cursor.take("type:") {
        cursor.skipBlanks()
        _ = cursor.number()
      }
      let data = cursor.rest.trimmed
      if !data.isEmpty { DNSRecord.add(data, ttl: nil, type: nil, to: events) }
    }
  }
}
