// The cells of the own tables' rows, through the events: so that a column of an export is as canonical as
// the field of a log.

internal import Indicators
internal import Warehouse

/// An event whose fields are set by the columns of its table.
protocol ColumnEvent: AnyObject {
  init()
  var further: FurtherFields { get set }
  func reset()
  /// Sets a field, which is neither empty nor `-`.
  ///
  /// - Returns: false where the text is no value of the column.
  func set(_ place: Int, _ field: FieldBytes, _ form: TimeForm, _ clock: LogClock) -> Bool
  /// What can be told once all columns are set.
  func complete()
  func write(to rows: PendingRun, _ cell: CellWriter, file: Int64, line: Int64) -> String?
}

extension ColumnEvent {
  func complete() {}
}

/// A row of one of the own tables.
final class EventCells<Event: ColumnEvent>: TableCells {
  private let event = Event()
  private let cell = CellWriter()
  private var run: PendingRun?

  func begin(_ run: PendingRun) {
    self.run = run
    event.reset()
  }

  func set(_ place: Int, _ field: FieldBytes, _ form: TimeForm, _ clock: LogClock) -> Bool {
    let field = field.trimmed
    return field.isEmpty || field.equals("-") || event.set(place, field, form, clock)
  }

  func keep(_ name: FieldBytes, _ field: FieldBytes) { event.further.append(name, field) }

  func end(file: Int64, line: Int64) -> String? {
    guard let run else { return nil }
    event.complete()
    if let reason = event.write(to: run, cell, file: file, line: line) { return reason }
    run.endRow()
    return nil
  }
}

extension NetworkEvent: ColumnEvent {
  private typealias Table = NetworkConnectionTable

  func set(_ place: Int, _ field: FieldBytes, _ form: TimeForm, _ clock: LogClock) -> Bool {
    switch place {
    case Table.timeGenerated:
      time = form.time(field, clock)
      return time != nil
    case Table.endTime:
      endTime = form.time(field, clock)
      return endTime != nil
    case Table.sourceIP: sourceIP = field
    case Table.sourcePort: return field.takeNumber(into: &sourcePort)
    case Table.destinationIP: destinationIP = field
    case Table.destinationPort: return field.takeNumber(into: &destinationPort)
    case Table.destinationHostName: destinationHostName = field
    case Table.requestURL: requestURL = field
    case Table.networkProtocol: transport = field
    case Table.applicationProtocol: applicationProtocol = field
    case Table.sentBytes: return field.takeNumber(into: &sentBytes)
    case Table.receivedBytes: return field.takeNumber(into: &receivedBytes)
    case Table.srcPackets: return field.takeNumber(into: &sentPackets)
    case Table.dstPackets: return field.takeNumber(into: &receivedPackets)
    case Table.networkDuration:
      milliseconds = FieldReal.read(field).map { form == .seconds ? $0 * 1_000 : $0 }
      return milliseconds != nil || field.isNullText
    case Table.communicationDirection: direction = NetworkEvent.Direction(field)
    default: return setText(place, field)
    }
    return true
  }

  private func setText(_ place: Int, _ field: FieldBytes) -> Bool {
    switch place {
    case Table.deviceAction: action = field
    case Table.connectionState: state = field
    case Table.networkConnectionHistory: history = field
    case Table.networkSessionId: sessionId = field
    case Table.communityId: communityId = field
    case Table.sourceUserName: userName = field
    case Table.processName: processName = field
    case Table.computer: computer = field
    case Table.additionalExtensions: further.append("AdditionalExtensions", field)
    case Table.eventType: type = field
    default: return false
    }
    return true
  }
}

extension DNSEvent: ColumnEvent {
  private typealias Table = DnsEventsTable

  func set(_ place: Int, _ field: FieldBytes, _ form: TimeForm, _ clock: LogClock) -> Bool {
    switch place {
    case Table.timeGenerated:
      time = form.time(field, clock)
      return time != nil
    case Table.clientIP: clientIP = field
    case Table.srcPortNumber: return field.takeNumber(into: &clientPort)
    case Table.name: name = field
    case Table.dstIpAddr: serverIP = field
    case Table.dstPortNumber: return field.takeNumber(into: &serverPort)
    case Table.queryType: queryType = field
    // The number decides where an export has both.
    case Table.result: result = result ?? field
    case Table.resultCode:
      if FieldNumber.integer(field) != nil { result = field }
    case Table.ipAddresses: addAnswers(field)
    case Table.networkProtocol: transport = field
    case Table.transactionIdHex: transactionId = field
    case Table.dnsQueryClassName: queryClass = field
    case Table.dnsFlags: flags = field
    case Table.dnsNetworkDuration:
      milliseconds = FieldReal.read(field).map { form == .seconds ? $0 * 1_000 : $0 }
      return milliseconds != nil || field.isNullText
    case Table.eventSubType: isResponse = field.equalsIgnoringCase("response")
    case Table.dnsSessionId: sessionId = field
    case Table.srcProcessName: processName = field
    case Table.computer: computer = field
    case Table.dnsResponseName: further.append("DnsResponseName", field)
    case Table.additionalFields: further.append("AdditionalFields", field)
    default: return false
    }
    return true
  }

  /// Several values in one cell, between commas, semicolons or blanks.
  private func addAnswers(_ field: FieldBytes) {
    var cursor = LineCursor(field)
    while !cursor.isAtEnd {
      let answer = cursor.prefix(while: { $0 != 0x2c && $0 != 0x3b && $0 != 0x20 })
      if !answer.isEmpty { answers.append(DNSEvent.Answer(data: answer)) }
      cursor.skip(1)
    }
  }

  func complete() {
    // What a name server's port has sent is an answer: who asked is who got it.
    if let port = clientPort, port.equals("53"), serverPort?.equals("53") != true {
      swap(&clientIP, &serverIP)
      swap(&clientPort, &serverPort)
      isResponse = isResponse ?? true
    }
  }
}

extension FileEvent: ColumnEvent {
  private typealias Table = FileEventsTable

  func set(_ place: Int, _ field: FieldBytes, _ form: TimeForm, _ clock: LogClock) -> Bool {
    switch place {
    case Table.timeGenerated:
      time = form.time(field, clock)
      return time != nil
    case Table.sha256: sha256 = field
    case Table.sha1: sha1 = field
    case Table.md5: md5 = field
    case Table.fileName: fileName = field
    case Table.filePath: filePath = field
    case Table.fileSize: return field.takeNumber(into: &size)
    case Table.fileContentType: contentType = field
    case Table.actionType: action = field
    case Table.sourceIP: sourceIP = field
    case Table.destinationIP: destinationIP = field
    case Table.applicationProtocol: applicationProtocol = field
    case Table.networkSessionId: sessionId = field
    case Table.computer: computer = field
    case Table.actorUsername: userName = field
    case Table.actingProcessName: processName = field
    case Table.additionalFields: further.append("AdditionalFields", field)
    default: return false
    }
    return true
  }
}

extension FieldBytes {
  /// Takes a whole number, `80` or `80.0`, as spreadsheets and data frames write it.
  ///
  /// - Returns: false where it is none; then nothing is taken.
  fileprivate func takeNumber(into cell: inout FieldBytes?) -> Bool {
    let dot = firstIndex(of: 0x2e) ?? count
    let whole = part(0..<dot)
    guard FieldNumber.integer(whole) != nil, self[dot...].dropFirst().allSatisfy({ $0 == 0x30 })
    else { return isNullText }
    cell = whole
    return true
  }
}

/// Decimal fractions.
enum FieldReal {
  static func read(_ field: FieldBytes) -> Double? {
    Double(String(decoding: field.prefix(40), as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
  }
}
