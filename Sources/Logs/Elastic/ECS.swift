// Documents of the Elastic Common Schema, one a line (Elastic: ECS field reference, 8.x): what Beats, Elastic's
// agent and exports of an index hold. A document goes where its fields lead: to DNS, to a connection, or to
// a file with a hash.

enum ECS {
  static let format = EventFormat(
    name: "ecs", deviceVendor: "Elastic", deviceProduct: "ECS", eventType: "ecs",
    tables: [.network, .dns, .file],
    isOurs: { line in
      guard let members = JSONMembers<Key>.look(line), members[.timestamp] != nil else {
        return false
      }
      return members.first(.version, .kind, .category, .dataset, .module) != nil
    },
    makeReader: { ECSReader() })
}

private final class ECSReader: JSONEventReader {
  private let members = JSONMembers<ECS.Key>()
  private let wrapped = WrappedLines()
  private let records = JSONRecords(data: "data", ttl: "ttl", type: "type")

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    if let reason = members.read(line) { return .rejected(reason) }
    if members.first(.questionName, .zeekQuery, .suricataQuery, .dnsType) != nil {
      readQuery(events)
      return .dns
    }
    if hasEnds {
      readConnection(events)
      return .network
    }
    if members.first(.md5, .sha1, .sha256) != nil {
      readFile(events)
      return .file
    }
    if let line = members.first(.message, .original),
      let outcome = wrapped.read(line, events, members[.timestamp])
    {
      // What the shipper could not read either is a document without an address.
      guard case .rejected = outcome else { return outcome }
    }
    let what = members.first(.dataset, .module) ?? firstElement(.category)
    return .skipped(
      (what.map { "\(LogText.shown($0)) event" } ?? "document") + " without an address")
  }

  // MARK: Inside

  /// Whether it tells of a connection: a login has a source too, but no destination.
  private var hasEnds: Bool {
    let source = members.first(.sourceIP, .clientIP) != nil
    let destination = members.first(.destinationIP, .serverIP, .destinationDomain) != nil
    return source && destination
      || (source || destination) && has(.category, "network") && members[.transport] != nil
  }

  private func readConnection(_ events: LogEvents) {
    let network = events.network
    network.time = members.first(.start, .timestamp).flatMap { events.clock.iso8601($0) }
    network.endTime = members[.end].flatMap { events.clock.iso8601($0) }
    network.milliseconds = members[.duration].flatMap(Self.milliseconds)
    network.sourceIP = members.first(.sourceIP, .clientIP, .sourceAddress)
    network.sourcePort = members.first(.sourcePort, .clientPort)
    network.destinationIP = members.first(.destinationIP, .serverIP, .destinationAddress)
    network.destinationPort = members.first(.destinationPort, .serverPort)
    network.destinationHostName = members.first(.serverName, .urlDomain, .destinationDomain)
    network.requestURL = members.first(.urlFull, .urlOriginal)
    network.transport = members.first(.transport, .protocolNumber)
    network.applicationProtocol = members[.application]
    network.sentBytes = members[.sourceBytes]
    network.receivedBytes = members[.destinationBytes]
    network.sentPackets = members[.sourcePackets]
    network.receivedPackets = members[.destinationPackets]
    network.action = verdict ?? members.first(.vpcAction, .action, .outcome)
    network.direction = members[.direction].flatMap { NetworkEvent.Direction($0) }
    network.state = members[.zeekState]
    network.history = members[.zeekHistory]
    network.sessionId = sessionId
    network.communityId = members[.communityId]
    network.userName = members.first(.sourceUser, .user)
    network.processName = members.first(.executable, .process)
    network.computer = computer
    members.addFurther(
      [.dataset, .module, .rule, .method, .status, .agent, .fingerprint, .sourceDomain],
      to: &network.further)
    if members[.kind]?.equals("alert") == true { members.addFurther([.kind], to: &network.further) }
  }

  private func readQuery(_ events: LogEvents) {
    let dns = events.dns
    dns.time = members[.timestamp].flatMap { events.clock.iso8601($0) }
    dns.milliseconds = members[.duration].flatMap(Self.milliseconds)
    dns.name = members.first(.questionName, .zeekQuery, .suricataQuery)
    dns.queryType = members.first(.questionType, .zeekType, .suricataType)
    dns.queryClass = members[.questionClass]
    dns.result = members[.responseCode]
    dns.clientIP = members.first(.clientIP, .sourceIP)
    dns.clientPort = members.first(.clientPort, .sourcePort)
    dns.serverIP = members.first(.serverIP, .destinationIP)
    dns.serverPort = members.first(.serverPort, .destinationPort)
    if dns.clientPort?.equals("53") == true, dns.serverPort?.equals("53") == false {
      // Suricata's module has the sender of the answer as its source.
      swap(&dns.clientIP, &dns.serverIP)
      swap(&dns.clientPort, &dns.serverPort)
    }
    dns.transport = members.first(.transport, .protocolNumber)
    dns.transactionId = DNSRecord.hexadecimal(members[.dnsId], events.scratch)
    dns.isResponse =
      members[.dnsType].map { !$0.equals("query") } ?? (members[.responseCode] != nil)
    var flags: [UInt8] = []
    members.eachElement(.headerFlags) { flags += Array($0) + [0x20] }
    dns.flags = flags.withUnsafeBytes { DNSRecord.flags($0, events.scratch) }
    members.eachObject(.answers) { records.add($0, to: events) }
    if dns.answers.isEmpty {
      members.eachElement(.resolved) { DNSRecord.add($0, ttl: nil, type: nil, to: events) }
    }
    dns.sessionId = sessionId
    dns.processName = members.first(.executable, .process)
    dns.computer = computer
    members.addFurther([.dataset, .module, .dnsAction, .communityId], to: &dns.further)
  }

  private func readFile(_ events: LogEvents) {
    let file = events.file
    file.time = members[.timestamp].flatMap { events.clock.iso8601($0) }
    (file.md5, file.sha1, file.sha256) = (members[.md5], members[.sha1], members[.sha256])
    file.fileName = members[.fileName]
    file.filePath = members[.filePath]
    file.size = members[.fileSize]
    file.contentType = members[.mimeType]
    file.sourceIP = members[.sourceIP]
    file.destinationIP = members[.destinationIP]
    file.action = FieldText.of(
      has(.type, "deletion")
        ? "FileDeleted" : has(.type, "creation") ? "FileCreated" : "FileObserved")
    file.userName = members[.user]
    file.processName = members.first(.executable, .process)
    file.computer = computer
    members.addFurther([.dataset, .module, .action, .rule], to: &file.further)
  }

  private var computer: FieldBytes? {
    members.first(.host, .hostname, .observer, .observerHost)
  }

  private var sessionId: FieldBytes? { members.first(.zeekSession, .suricataFlow, .eventId) }

  /// What a firewall decided: ECS has it among the types.
  private var verdict: FieldBytes? {
    var verdict: FieldBytes?
    members.eachElement(.type) { if $0.equals("denied") || $0.equals("allowed") { verdict = $0 } }
    return verdict
  }

  private func has(_ key: ECS.Key, _ value: StaticString) -> Bool {
    var has = false
    members.eachElement(key) { if $0.equals(value) { has = true } }
    return has
  }

  private func firstElement(_ key: ECS.Key) -> FieldBytes? {
    var first: FieldBytes?
    members.eachElement(key) { first = first ?? $0 }
    return first
  }

  /// Nanoseconds, which JavaScript may have given a fraction or an exponent.
  private static func milliseconds(_ nanoseconds: FieldBytes) -> Double? {
    var decimal: [UInt8] = []
    JSONDecimal.append(nanoseconds, isSeconds: false, isTime: false, to: &decimal)
    return decimal.prefix { $0 != 0x2e }.withUnsafeBytes { FieldNumber.integer($0) }
      .map { Double($0) / 1_000_000 }
  }
}
