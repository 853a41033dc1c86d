// ArcSight's Common Event Format, in which many products write to syslog (CEF Implementation Standard,
// version 25): a header between bars, and an extension of `key=value` with blanks in the values.

internal import Indicators
internal import Warehouse

/// Named in TextEventFormats.
enum CEF {
  static let format = EventFormat(
    name: "cef", deviceVendor: "CEF", deviceProduct: "CEF", eventType: "event",
    tables: [.network, .file],
    isOurs: { line in !line.isStructured && (line.contains("CEF:0|") || line.contains("CEF:1|")) },
    makeReader: { CEFReader() })
}

private final class CEFReader: EventReader {
  private var header: [FieldBytes] = []
  private var fields = KeyValueFields()
  private let unescaped = EscapedText(quoted: false)

  /// Vendor, product, version, signature, name, severity.
  private static let headerFields = 6

  /// Keys that have a column; all others are further fields.
  private static let columns: [StaticString] = [
    "rt", "start", "end", "src", "spt", "dst", "dpt", "proto", "app", "in", "out", "act", "request",
    "dhost", "deviceDirection", "externalId", "suser", "dvchost", "dvc", "sproc",
  ]

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    guard let start = line.range(of: "CEF:") else { return .skipped("other messages") }
    var cursor = LineCursor(line)
    cursor.rewind(to: start.upperBound)
    guard cursor.number(maximumDigits: 1) != nil, cursor.take(0x7c), readHeader(&cursor) else {
      return .rejected("the header of CEF has not its seven fields")
    }
    readExtension(cursor.rest)
    let prefix = line.part(0..<start.lowerBound)
    let began = fields["start"].flatMap { Self.time($0, events.clock) }
    let received = fields["rt"].flatMap { Self.time($0, events.clock) }
    let end = fields["end"].flatMap { Self.time($0, events.clock) }
    guard
      let time = began ?? received ?? end ?? SyslogLine(prefix, events.clock).time
    else {
      return .rejected("it has no time: neither rt, start nor end, and no stamp of syslog")
    }
    let computer =
      (fields["dvchost"] ?? fields["dvc"])?.orNil
      ?? SyslogLine(prefix, LogClock(reference: events.clock.reference)).host
    let (source, destination) = (source, destination)
    let url = fields["request"]?.orNil
    let host = fields["dhost"]?.orNil ?? url.map { unescaped.read($0, events.scratch) }?.urlHost
    if source == nil, destination == nil, host == nil {
      guard let hash = fields["fileHash"]?.orNil else {
        return .skipped(LogText.shown(header[4]))
      }
      readFile(hash, time, computer, events)
      return .file
    }
    let network = events.network
    (network.time, network.endTime, network.computer) = (time, end, computer)
    (network.sourceIP, network.destinationIP) = (source, destination)
    network.destinationHostName = host
    network.requestURL = url.map { unescaped.read($0, events.scratch) }
    readNetwork(events)
    return .network
  }

  // MARK: Fields

  private var source: FieldBytes? { fields["src"]?.orNil ?? labelled("Source IPv6 Address") }
  private var destination: FieldBytes? {
    fields["dst"]?.orNil ?? labelled("Destination IPv6 Address")
  }

  /// The value of `c6a2` where `c6a2Label` says what it is.
  private func labelled(_ label: StaticString) -> FieldBytes? {
    var name: FieldBytes?
    fields.each { key, value in
      if name == nil, value.equals(label), key.count == 9, key.starts(with: "c6a") {
        name = key.part(0..<4)
      }
    }
    guard let name else { return nil }
    var address: FieldBytes?
    fields.each { key, value in
      if address == nil, key.elementsEqual(name) { address = value.orNil }
    }
    return address
  }

  private func readNetwork(_ events: LogEvents) {
    let network = events.network
    (network.sourcePort, network.destinationPort) = (fields["spt"], fields["dpt"])
    network.transport = fields["proto"]?.orNil
    network.applicationProtocol = fields["app"]?.orNil
    // As the device sees it: what came in, and what it sent out.
    (network.sentBytes, network.receivedBytes) = (fields["out"], fields["in"])
    network.action = fields["act"]?.orNil
    if let direction = fields["deviceDirection"] {
      network.direction = direction.equals("0") ? .inbound : direction.equals("1") ? .outbound : nil
    }
    network.sessionId = fields["externalId"]
    network.userName = fields["suser"].map { unescaped.read($0, events.scratch) }
    network.processName = fields["sproc"].map { unescaped.read($0, events.scratch) }
    addFurther(to: &network.further, events, except: Self.columns)
  }

  private func readFile(
    _ hash: FieldBytes, _ time: Timestamp, _ computer: FieldBytes?, _ events: LogEvents
  ) {
    let file = events.file
    (file.time, file.computer, file.action) = (time, computer, FieldText.of("FileSeen"))
    switch hash.count {
    case 32: file.md5 = hash
    case 40: file.sha1 = hash
    default: file.sha256 = hash
    }
    file.fileName = fields["fname"].map { unescaped.read($0, events.scratch) }
    file.filePath = fields["filePath"].map { unescaped.read($0, events.scratch) }
    file.size = fields["fsize"]
    file.applicationProtocol = fields["app"]?.orNil
    file.sessionId = fields["externalId"]
    file.userName = fields["suser"].map { unescaped.read($0, events.scratch) }
    file.processName = fields["sproc"].map { unescaped.read($0, events.scratch) }
    addFurther(
      to: &file.further, events,
      except: [
        "rt", "start", "end", "fileHash", "fname", "filePath", "fsize", "app", "externalId",
        "suser",
        "dvchost", "dvc", "sproc",
      ])
  }

  private func addFurther(
    to further: inout FurtherFields, _ events: LogEvents, except columns: [StaticString]
  ) {
    let names: [StaticString] = [
      "DeviceVendor", "DeviceProduct", "DeviceVersion", "DeviceEventClassID", "Activity",
      "LogSeverity",
    ]
    for (name, field) in zip(names, header) {
      further.append(name, unescaped.read(field, events.scratch))
    }
    fields.each { key, value in
      if !columns.contains(where: { key.equals($0) }) {
        further.append(key, unescaped.read(value, events.scratch))
      }
    }
  }

  // MARK: Reading

  /// The fields up to the extension; a bar in a field stands behind a backslash.
  private func readHeader(_ cursor: inout LineCursor) -> Bool {
    header.removeAll(keepingCapacity: true)
    while header.count < Self.headerFields {
      let start = cursor.index
      while let byte = cursor.next, byte != 0x7c { cursor.skip(byte == 0x5c ? 2 : 1) }
      let field = cursor.bytes.part(start..<cursor.index)
      guard cursor.take(0x7c) else { return false }
      header.append(field)
    }
    return true
  }

  /// A key ends at a `=` without a backslash before it, and begins at a blank; the value goes up to
  /// the blank before the next key.
  private func readExtension(_ text: FieldBytes) {
    fields.removeAll()
    var (key, valueStart, wordStart, isKey) = (0..<0, 0, 0, true)
    func end(at place: Int) {
      guard !key.isEmpty else { return }
      fields.append(text.part(key), text.part(valueStart..<max(valueStart, place)).trimmed)
    }
    var index = 0
    while index < text.count {
      let byte = text[index]
      switch byte {
      case 0x20, 0x09: (wordStart, isKey) = (index + 1, true)
      case 0x3d where isKey && index > wordStart:
        end(at: wordStart)
        (key, valueStart, isKey) = (wordStart..<index, index + 1, false)
      case 0x5c:
        // What is behind it is escaped.
        isKey = false
        index += 1
      default:
        if !Self.isKeyByte(byte) { isKey = false }
      }
      index += 1
    }
    end(at: text.count)
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5f || byte == 0x2e || byte == 0x2d
      || byte == 0x5b || byte == 0x5d
  }

  /// Milliseconds since 1970, or `Jan 17 2020 08:52:10` with or without a zone, or ISO 8601.
  private static func time(_ field: FieldBytes, _ clock: LogClock) -> Timestamp? {
    if field.isNumber { return clock.unix(field) }
    var cursor = LineCursor(field)
    return WrittenTime.syslog(&cursor, clock) ?? clock.iso8601(field)
  }
}
