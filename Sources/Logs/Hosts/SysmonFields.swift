// Where the fields of a Sysmon event stand in JSON: flat (NXLog, and bare event data), under
// `winlog.event_data` (Winlogbeat and Elastic's agent), under `Event.EventData` (evtx_dump and Chainsaw);
// and under the names of the Elastic Common Schema, into which Winlogbeat's Sysmon module moves them.
// Called by Sysmon.

internal import Indicators

/// The fields of the line that was read last.
final class SysmonFields {
  /// A field of the event's data; its raw value is Sysmon's name.
  enum Field: String, CaseIterable {
    case utcTime = "UtcTime"
    case sourceIP = "SourceIp"
    case sourcePort = "SourcePort"
    case sourceHost = "SourceHostname"
    case sourcePortName = "SourcePortName"
    case destinationIP = "DestinationIp"
    case destinationPort = "DestinationPort"
    case destinationHost = "DestinationHostname"
    case destinationPortName = "DestinationPortName"
    case transport = "Protocol"
    case initiated = "Initiated"
    case direction = "Direction"
    case queryName = "QueryName"
    case queryStatus = "QueryStatus"
    case queryResults = "QueryResults"
    case image = "Image"
    case parentImage = "ParentImage"
    case target = "TargetFilename"
    case hashes = "Hashes"
    case hash = "Hash"
    case user = "User"
    case commandLine = "CommandLine"
    case processId = "ProcessId"
    case processGuid = "ProcessGuid"
    case ruleName = "RuleName"

    /// Its name in the Elastic Common Schema; '' for none.
    var common: String {
      switch self {
      case .sourceIP: "source.ip"
      case .sourcePort: "source.port"
      case .sourceHost: "source.domain"
      case .destinationIP: "destination.ip"
      case .destinationPort: "destination.port"
      case .destinationHost: "destination.domain"
      case .destinationPortName: "network.protocol"
      case .transport: "network.transport"
      case .direction: "network.direction"
      case .queryName: "dns.question.name"
      case .queryStatus: "sysmon.dns.status"
      case .image: "process.executable"
      case .parentImage: "process.parent.executable"
      case .target: "file.path"
      case .commandLine: "process.command_line"
      case .processId: "process.pid"
      case .processGuid: "process.entity_id"
      case .ruleName: "rule.name"
      case .utcTime, .sourcePortName, .initiated, .queryResults, .hashes, .hash, .user: ""
      }
    }
  }

  private static let folders = ["", "winlog.event_data.", "Event.EventData."]
  private static let hashNames: [StaticString] = ["MD5", "SHA1", "SHA256"]

  /// Members beside the event's data, the likeliest first.
  private enum Around {
    static let events = [
      "EventID", "winlog.event_id", "Event.System.EventID.#text", "Event.System.EventID",
      "event.code",
    ]
    static let providers = [
      "SourceName", "winlog.provider_name", "Event.System.Provider.#attributes.Name",
      "event.provider", "Provider", "winlog.channel", "Channel",
    ]
    static let computers = [
      "winlog.computer_name", "Event.System.Computer", "Hostname", "Computer", "host.name",
    ]
    static let times = [
      "@timestamp", "Event.System.TimeCreated.#attributes.SystemTime", "TimeCreated",
      "event.created",
    ]
    static let hashes = ["md5", "sha1", "sha256"].flatMap {
      ["file.hash.\($0)", "process.hash.\($0)"]
    }
    static let users = ["user.domain", "user.name"]
    static let answers = ["dns.answers"]
  }

  private let line: JSONLine
  /// Where each group of `Around` begins among the keys.
  private let (events, providers, computers, times): (Int, Int, Int, Int)
  private let (hashes, users, answers): (Int, Int, Int)
  private static let fieldCount = Field.allCases.count

  init() {
    var keys = Self.folders.flatMap { folder in Field.allCases.map { folder + $0.rawValue } }
    keys += Field.allCases.map(\.common)
    func add(_ group: [String]) -> Int {
      defer { keys += group }
      return keys.count
    }
    (events, providers) = (add(Around.events), add(Around.providers))
    (computers, times) = (add(Around.computers), add(Around.times))
    (hashes, users, answers) = (add(Around.hashes), add(Around.users), add(Around.answers))
    line = JSONLine(keys)
    CasePlaces.check(Field.self)
  }

  /// Reads a line.
  ///
  /// - Returns: why it is none; nil where it was read.
  func read(_ bytes: FieldBytes) -> String? { line.read(bytes) }

  /// A field's text; nil where it is absent, empty or `-`.
  subscript(_ field: Field) -> FieldBytes? {
    let place = CasePlaces.of(field)
    for folder in 0...Self.folders.count {
      if let text = line[folder * Self.fieldCount + place], !text.equals("-") { return text }
    }
    return nil
  }

  var event: FieldBytes? {
    // evtx_dump writes an event id with attributes as an object, whose text comes first in the list.
    first(events, Around.events.count)
  }
  var provider: FieldBytes? { first(providers, Around.providers.count) }
  var computer: FieldBytes? { first(computers, Around.computers.count) }
  var isSysmon: Bool { provider?.starts(with: "Microsoft-Windows-Sysmon") == true }

  /// What bare event data is, which says so only by its fields.
  var inferredEvent: Int64? {
    guard self[.utcTime] != nil, event == nil else { return nil }
    if self[.initiated] != nil, self[.destinationIP] != nil { return 3 }
    if self[.queryName] != nil, self[.queryStatus] != nil { return 22 }
    return self[.parentImage] != nil && self[.hashes] != nil ? 1 : nil
  }

  /// When it happened: UtcTime, else when it was logged. The two may differ by hours where a clock is
  /// wrong; from a day on the other is kept too.
  func time(_ clock: LogClock, _ further: inout FurtherFields) -> Timestamp? {
    let written = first(times, Around.times.count)
    let logged = written.flatMap { clock.iso8601($0) }
    guard let time = self[.utcTime].flatMap({ Timestamp(iso8601: $0) }) else { return logged }
    if let logged, abs(logged.ticks - time.ticks) > Timestamp.ticksPerDay {
      further.append("LoggedAt", written)
    }
    return time
  }

  /// `DOMAIN\user`.
  func user(_ scratch: LineScratch) -> FieldBytes? {
    if let user = self[.user] { return user }
    guard let name = line[users + 1] else { return nil }
    guard let domain = line[users] else { return name }
    return scratch.keep([domain, scratch.keep(#"\"#), name].flatMap { $0 })
  }

  /// Calls `body` with each hash and the name of its algorithm: `SHA1=…,MD5=…`.
  func eachHash(_ body: (_ name: FieldBytes, _ value: FieldBytes) -> Void) {
    if let list = self[.hashes] ?? self[.hash] {
      for part in list.split(separator: 0x2c) {
        let pair = FieldBytes(rebasing: part)
        guard let sign = pair.firstIndex(of: 0x3d) else { continue }
        body(pair.part(0..<sign).trimmed, pair.part(sign + 1..<pair.count).trimmed)
      }
      return
    }
    for (index, name) in Self.hashNames.enumerated() {
      guard let value = line[hashes + 2 * index] ?? line[hashes + 2 * index + 1] else { continue }
      body(FieldBytes(start: name.utf8Start, count: name.utf8CodeUnitCount), value)
    }
  }

  /// Calls `body` with each record that Winlogbeat made of QueryResults.
  func eachAnswer(_ body: (FieldBytes) -> Void) { line.eachObject(answers, body) }

  private func first(_ start: Int, _ count: Int) -> FieldBytes? {
    for place in start..<start + count { if let text = line[place] { return text } }
    return nil
  }
}
