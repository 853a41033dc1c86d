// The cells of the own tables' rows, through the events: so that a column of an export is as canonical as
// the field of a log.

internal import Indicators
internal import Warehouse

/// A row of NetworkConnection.
final class NetworkCells: TableCells {
  private let event = NetworkEvent()
  private let cell = CellWriter()
  private var run: PendingRun?

  private typealias Table = NetworkConnectionTable

  func begin(_ run: PendingRun) {
    self.run = run
    event.reset()
  }

  func set(_ place: Int, _ field: FieldBytes, _ form: TimeForm, _ clock: LogClock) -> Bool {
    let field = field.trimmed
    guard !field.isEmpty, !field.equals("-") else { return true }
    switch place {
    case Table.timeGenerated:
      event.time = form.time(field, clock)
      return event.time != nil
    case Table.endTime:
      event.endTime = form.time(field, clock)
      return event.endTime != nil
    case Table.sourceIP: event.sourceIP = field
    case Table.sourcePort: return field.takeNumber(into: &event.sourcePort)
    case Table.destinationIP: event.destinationIP = field
    case Table.destinationPort: return field.takeNumber(into: &event.destinationPort)
    case Table.destinationHostName: event.destinationHostName = field
    case Table.requestURL: event.requestURL = field
    case Table.networkProtocol: event.transport = field
    case Table.applicationProtocol: event.applicationProtocol = field
    case Table.sentBytes: return field.takeNumber(into: &event.sentBytes)
    case Table.receivedBytes: return field.takeNumber(into: &event.receivedBytes)
    case Table.srcPackets: return field.takeNumber(into: &event.sentPackets)
    case Table.dstPackets: return field.takeNumber(into: &event.receivedPackets)
    case Table.networkDuration:
      event.milliseconds = FieldReal.read(field).map { form == .seconds ? $0 * 1_000 : $0 }
      return event.milliseconds != nil || field.isNullText
    case Table.communicationDirection: event.direction = NetworkEvent.Direction(field)
    default: return setText(place, field)
    }
    return true
  }

  private func setText(_ place: Int, _ field: FieldBytes) -> Bool {
    switch place {
    case Table.deviceAction: event.action = field
    case Table.connectionState: event.state = field
    case Table.networkConnectionHistory: event.history = field
    case Table.networkSessionId: event.sessionId = field
    case Table.communityId: event.communityId = field
    case Table.sourceUserName: event.userName = field
    case Table.processName: event.processName = field
    case Table.computer: event.computer = field
    case Table.additionalExtensions: event.further.append("AdditionalExtensions", field)
    case Table.eventType: event.type = field
    default: return false
    }
    return true
  }

  func keep(_ name: FieldBytes, _ field: FieldBytes) { event.further.append(name, field) }

  func end(file: Int64, line: Int64) -> String? {
    guard let run else { return nil }
    if let reason = event.write(to: run, cell, file: file, line: line) { return reason }
    run.endRow()
    return nil
  }
}

/// A row of DnsEvents.
final class DNSCells: TableCells {
  private let event = DNSEvent()
  private let cell = CellWriter()
  private var run: PendingRun?

  private typealias Table = DnsEventsTable

  func begin(_ run: PendingRun) {
    self.run = run
    event.reset()
  }

  func set(_ place: Int, _ field: FieldBytes, _ form: TimeForm, _ clock: LogClock) -> Bool {
    let field = field.trimmed
    guard !field.isEmpty, !field.equals("-") else { return true }
    switch place {
    case Table.timeGenerated:
      event.time = form.time(field, clock)
      return event.time != nil
    case Table.clientIP: event.clientIP = field
    case Table.srcPortNumber: return field.takeNumber(into: &event.clientPort)
    case Table.name: event.name = field
    case Table.dstIpAddr: event.serverIP = field
    case Table.dstPortNumber: return field.takeNumber(into: &event.serverPort)
    case Table.queryType: event.queryType = field
    // The number decides where an export has both.
    case Table.result: event.result = event.result ?? field
    case Table.resultCode:
      if FieldNumber.integer(field) != nil { event.result = field }
    case Table.ipAddresses: addAnswers(field)
    case Table.networkProtocol: event.transport = field
    case Table.transactionIdHex: event.transactionId = field
    case Table.dnsQueryClassName: event.queryClass = field
    case Table.dnsFlags: event.flags = field
    case Table.dnsNetworkDuration:
      event.milliseconds = FieldReal.read(field).map { form == .seconds ? $0 * 1_000 : $0 }
      return event.milliseconds != nil || field.isNullText
    case Table.eventSubType: event.isResponse = field.equalsIgnoringCase("response")
    case Table.dnsSessionId: event.sessionId = field
    case Table.srcProcessName: event.processName = field
    case Table.computer: event.computer = field
    case Table.dnsResponseName: event.further.append("DnsResponseName", field)
    case Table.additionalFields: event.further.append("AdditionalFields", field)
    default: return false
    }
    return true
  }

  /// Several values in one cell, between commas, semicolons or blanks.
  private func addAnswers(_ field: FieldBytes) {
    var cursor = LineCursor(field)
    while !cursor.isAtEnd {
      let answer = cursor.prefix(while: { $0 != 0x2c && $0 != 0x3b && $0 != 0x20 })
      if !answer.isEmpty { event.answers.append(DNSEvent.Answer(data: answer)) }
      cursor.skip(1)
    }
  }

  func keep(_ name: FieldBytes, _ field: FieldBytes) { event.further.append(name, field) }

  func end(file: Int64, line: Int64) -> String? {
    guard let run else { return nil }
    // What a name server's port has sent is an answer: who asked is who got it.
    if let port = event.clientPort, port.equals("53"), event.serverPort?.equals("53") != true {
      swap(&event.clientIP, &event.serverIP)
      swap(&event.clientPort, &event.serverPort)
      event.isResponse = event.isResponse ?? true
    }
    if let reason = event.write(to: run, cell, file: file, line: line) { return reason }
    run.endRow()
    return nil
  }
}

/// A row of FileEvents.
final class FileCells: TableCells {
  private let event = FileEvent()
  private let cell = CellWriter()
  private var run: PendingRun?

  private typealias Table = FileEventsTable

  func begin(_ run: PendingRun) {
    self.run = run
    event.reset()
  }

  func set(_ place: Int, _ field: FieldBytes, _ form: TimeForm, _ clock: LogClock) -> Bool {
    let field = field.trimmed
    guard !field.isEmpty, !field.equals("-") else { return true }
    switch place {
    case Table.timeGenerated:
      event.time = form.time(field, clock)
      return event.time != nil
    case Table.sha256: event.sha256 = field
    case Table.sha1: event.sha1 = field
    case Table.md5: event.md5 = field
    case Table.fileName: event.fileName = field
    case Table.filePath: event.filePath = field
    case Table.fileSize: return field.takeNumber(into: &event.size)
    case Table.fileContentType: event.contentType = field
    case Table.actionType: event.writtenAction = field
    case Table.sourceIP: event.sourceIP = field
    case Table.destinationIP: event.destinationIP = field
    case Table.applicationProtocol: event.applicationProtocol = field
    case Table.networkSessionId: event.sessionId = field
    case Table.computer: event.computer = field
    case Table.actorUsername: event.userName = field
    case Table.actingProcessName: event.processName = field
    case Table.additionalFields: event.further.append("AdditionalFields", field)
    default: return false
    }
    return true
  }

  func keep(_ name: FieldBytes, _ field: FieldBytes) { event.further.append(name, field) }

  func end(file: Int64, line: Int64) -> String? {
    guard let run else { return nil }
    if let reason = event.write(to: run, cell, file: file, line: line) { return reason }
    run.endRow()
    return nil
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
