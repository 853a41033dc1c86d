// Events of the Open Cybersecurity Schema Framework, one a line (schema.ocsf.io, 1.0 to 1.5): network
// activity (4001 and the classes of single protocols), HTTP (4002), DNS (4003) and files (1001). What is
// absent comes as `-` from Amazon Security Lake, times in milliseconds, and in practice also in seconds or
// as text.

internal import Indicators

enum OCSF {
  static let format = EventFormat(
    name: "ocsf", deviceVendor: "OCSF", deviceProduct: "OCSF", eventType: "ocsf",
    tables: [.network, .dns, .file],
    isOurs: { line in
      guard let members = JSONMembers<Key>.look(line), members[.classId] != nil else {
        return false
      }
      return members.first(.version, .product, .category) != nil
    },
    makeReader: { OCSFReader() })
}

private final class OCSFReader: JSONEventReader {
  private let members = JSONMembers<OCSF.Key>()
  private let records = JSONRecords(data: "rdata", ttl: "ttl", type: "type")
  private let hash = JSONLine(["algorithm_id", "algorithm", "value"])

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    if let reason = members.read(line) { return .rejected(reason) }
    guard let number = members[.classId].flatMap({ FieldNumber.integer($0) }) else {
      return .rejected("no class_uid")
    }
    switch number {
    // RDP, SMB, SSH, FTP and tunnels are connections as well.
    case 4001, 4002, 4005...4008, 4014:
      guard members.first(.sourceIP, .destinationIP) != nil else {
        return .skipped("OCSF class \(number) without an address")
      }
      readConnection(events, isHTTP: number == 4002)
      return .network
    case 4003:
      readQuery(events)
      return .dns
    case 1001:
      readFile(events)
      return .file
    default:
      let name = members[.className].map { " (\(LogText.shown($0)))" } ?? ""
      return .skipped("OCSF class \(number)\(name)")
    }
  }

  // MARK: Inside

  private func time(
    _ clock: LogClock, _ candidates: OCSF.Key...
  ) -> Timestamp? {
    for key in candidates {
      guard let text = members[key] else { continue }
      let time =
        members.kind(key) == .number
        ? clock.unix(text) : clock.iso8601(text) ?? WrittenTime.date(text, clock)
      if let time { return time }
    }
    return nil
  }

  private func readConnection(_ events: LogEvents, isHTTP: Bool) {
    let network = events.network
    network.time = time(events.clock, .start, .startText, .time, .timeText)
    network.endTime = time(events.clock, .end, .endText)
    if network.endTime == nil {
      network.milliseconds = members[.duration].flatMap(DNSRecord.milliseconds).map { $0 / 1_000 }
    }
    network.sourceIP = members[.sourceIP]
    network.sourcePort = members[.sourcePort]
    network.destinationIP = members[.destinationIP]
    network.destinationPort = members[.destinationPort]
    network.destinationHostName = members.first(
      .serverName, .urlHost, .destinationHost, .destinationDomain)
    network.requestURL = url(events.scratch)
    network.transport = members.first(.transport, .protocolNumber)
    network.applicationProtocol =
      members[.application] ?? (isHTTP ? events.scratch.keep("http") : nil)
    network.sentBytes = members[.bytesOut]
    network.receivedBytes = members[.bytesIn]
    network.sentPackets = members[.packetsOut]
    network.receivedPackets = members[.packetsIn]
    network.action = members.first(.disposition, .action)
    network.direction = direction
    network.state = members.first(.status, .statusCode)
    network.history = members.first(.zeekHistory, .tcpFlags)
    network.sessionId = members.first(.connectionId, .logId)
    network.communityId = members.first(.communityId, .zeekCommunityId)
    network.userName = members[.user]
    network.processName = members.first(.process, .processName)
    network.computer = members[.device]
    if members[.product]?.contains("VPC") == true {
      // Amazon's flows have one way only.
      network.sentBytes = network.sentBytes ?? members[.bytes]
      network.sentPackets = network.sentPackets ?? members[.packets]
    } else if members.first(.bytesOut, .bytesIn) == nil {
      // A total of both ways, or all of one: the schema does not say.
      members.addFurther([.bytes, .packets], to: &network.further)
    }
    members.addFurther(
      [
        .className, .product, .activity, .sourceHost, .statusDetail, .rule, .method, .httpStatus,
        .agent,
      ], to: &network.further)
  }

  private func readQuery(_ events: LogEvents) {
    let dns = events.dns
    dns.time = time(events.clock, .time, .timeText, .start, .startText)
    dns.name = members[.queryName]
    dns.queryType = members[.queryType]
    dns.queryClass = members[.queryClass]
    dns.result = members.first(.result, .resultId)
    dns.clientIP = members[.sourceIP]
    dns.clientPort = members[.sourcePort]
    dns.serverIP = members[.destinationIP]
    dns.serverPort = members[.destinationPort]
    dns.transport = members.first(.transport, .protocolNumber)
    dns.transactionId = DNSRecord.hexadecimal(members[.queryId], events.scratch)
    dns.isResponse = members[.activityId]?.equals("1") == true ? false : dns.result != nil
    members.eachObject(.answers) { records.add($0, to: events) }
    dns.sessionId = members.first(.connectionId, .logId)
    dns.processName = members.first(.process, .processName)
    dns.computer = members[.device]
    members.addFurther([.product, .disposition, .action, .rule], to: &dns.further)
  }

  private func readFile(_ events: LogEvents) {
    let file = events.file
    file.time = time(events.clock, .time, .timeText)
    file.fileName = members[.fileName]
    file.filePath = members[.filePath]
    file.size = members[.fileSize]
    file.contentType = members[.fileType]
    file.userName = members[.user]
    file.processName = members.first(.process, .processName)
    file.computer = members[.device]
    switch members[.activityId].flatMap({ FieldNumber.integer($0) }) {
    case 1: file.action = FieldText.of("FileCreated")
    case 3: file.action = FieldText.of("FileModified")
    case 4: file.action = FieldText.of("FileDeleted")
    case 5: file.action = FieldText.of("FileRenamed")
    default: file.action = FieldText.of("FileObserved")
    }
    members.eachObject(.hashes) { addHash($0, to: events) }
    members.addFurther([.product, .activity, .disposition, .action], to: &file.further)
  }

  /// Takes a hash by its length: the algorithm's number and name are optional, and often wrong.
  private func addHash(_ object: FieldBytes, to events: LogEvents) {
    guard hash.read(object) == nil, let value = hash[2].map({ events.scratch.keep($0) }) else {
      return
    }
    switch value.count {
    case 32: events.file.md5 = value
    case 40: events.file.sha1 = value
    case 64: events.file.sha256 = value
    default: break
    }
  }

  private var direction: NetworkEvent.Direction? {
    switch members[.directionId].flatMap({ FieldNumber.integer($0) }) {
    case 1: .inbound
    case 2: .outbound
    case 3: .local
    default: nil
    }
  }

  /// The URL, put together where only its parts are there.
  private func url(_ scratch: LineScratch) -> FieldBytes? {
    if let text = members[.urlText] { return text }
    guard let path = members[.urlPath] else { return nil }
    guard let host = members[.urlHost] else { return path }
    let scheme = members[.urlScheme].map { Array($0) } ?? Array("http".utf8)
    return scratch.keep(scheme + Array("://".utf8) + Array(host) + Array(path))
  }
}
