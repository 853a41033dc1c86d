// A query of a name, with or without its answer, as a format reads it: fields by their meaning, from
// which a row of DnsEvents is written. Filled by the formats, written by EventParser.

internal import Indicators
internal import Warehouse

final class DNSEvent {
  /// When it was asked; an event without it is rejected.
  var time: Timestamp?
  var clientIP: FieldBytes?
  var clientPort: FieldBytes?
  var serverIP: FieldBytes?
  var serverPort: FieldBytes?
  /// The name that was asked for, in any spelling.
  var name: FieldBytes?
  /// `A` or its number.
  var queryType: FieldBytes?
  var queryClass: FieldBytes?
  /// `NXDOMAIN` or its number, in any case.
  var result: FieldBytes?
  /// Data of the answer's records, in order; addresses among them become IPAddresses.
  var answers: [Answer] = []
  var transport: FieldBytes?
  /// Hexadecimal.
  var transactionId: FieldBytes?
  /// Blank-separated.
  var flags: FieldBytes?
  var milliseconds: Double?
  /// Whether it is an answer; nil where the log does not say.
  var isResponse: Bool?
  var sessionId: FieldBytes?
  var processName: FieldBytes?
  /// Sensor or reporting host.
  var computer: FieldBytes?
  /// What has no column.
  var further = FurtherFields()

  /// A record of an answer.
  struct Answer {
    var data: FieldBytes
    /// Seconds.
    var ttl: FieldBytes?
  }

  private let records = DNSAnswers()

  private typealias Table = DnsEventsTable

  func reset() {
    (time, milliseconds, isResponse) = (nil, nil, nil)
    (clientIP, clientPort, serverIP, serverPort) = (nil, nil, nil, nil)
    (name, queryType, queryClass, result) = (nil, nil, nil, nil)
    answers.removeAll(keepingCapacity: true)
    (transport, transactionId, flags) = (nil, nil, nil)
    (sessionId, processName, computer) = (nil, nil, nil)
    further.removeAll()
  }

  /// Fills a row, which the caller ends.
  ///
  /// - Returns: why it is rejected; nil where it was filled.
  func write(to rows: PendingRun, _ cell: CellWriter, file: Int64, line: Int64) -> String? {
    guard let time else { return "the time cannot be read" }
    rows.beginRow()
    rows.set(Table.timeGenerated, integer: time.ticks)
    if !cell.source.take(clientIP?.isEmpty == true ? nil : clientIP) {
      _ = cell.source.take(nil)
      further.append("ClientHostName", clientIP)
      clientIP = nil
    }
    if !cell.destination.take(serverIP?.isEmpty == true ? nil : serverIP) {
      _ = cell.destination.take(nil)
      further.append("ServerHostName", serverIP)
      serverIP = nil
    }
    if let name, !cell.withRawName(name, { rows.set(Table.name, observable: $0) }) {
      return "the query is longer than a DNS name can be"
    }
    rows.set(Table.clientIP, observable: cell.source.bytes)
    rows.set(Table.dstIpAddr, text: cell.destination.bytes)
    cell.setInteger(rows, Table.srcPortNumber, clientPort)
    cell.setInteger(rows, Table.dstPortNumber, serverPort)
    if let milliseconds, milliseconds >= 0 {
      rows.set(Table.dnsNetworkDuration, real: milliseconds)
    }
    addTexts(to: rows, cell)
    addAnswer(to: rows, cell)
    further.object { rows.set(Table.additionalFields, text: $0) }
    rows.set(Table.importId, integer: file)
    rows.set(Table.sourceLine, integer: line)
    return nil
  }

  // MARK: Inside

  private func addTexts(to rows: PendingRun, _ cell: CellWriter) {
    if let queryType {
      if let number = FieldNumber.integer(queryType), let name = DNSNames.type(number) {
        cell.setText(rows, Table.queryType, name)
      } else {
        cell.setUpperCased(rows, Table.queryType, queryType)
      }
    }
    cell.setProtocol(rows, Table.networkProtocol, transport)
    cell.setRaw(rows, Table.transactionIdHex, transactionId)
    cell.setRaw(rows, Table.dnsQueryClassName, queryClass)
    cell.setRaw(rows, Table.dnsFlags, flags)
    cell.setRaw(rows, Table.dnsSessionId, sessionId)
    cell.setRaw(rows, Table.srcProcessName, processName)
    cell.setRaw(rows, Table.computer, computer)
    if let isResponse {
      cell.setText(rows, Table.eventSubType, isResponse ? "response" : "request")
    }
  }

  private func addAnswer(to rows: PendingRun, _ cell: CellWriter) {
    if let result, !result.isEmpty {
      let code = FieldNumber.integer(result) ?? DNSNames.code(named: result)
      if let code { rows.set(Table.resultCode, integer: code) }
      if let code, let name = DNSNames.result(code) {
        cell.setText(rows, Table.result, name)
      } else {
        cell.setUpperCased(rows, Table.result, result)
      }
    }
    guard !answers.isEmpty else { return }
    records.begin()
    for answer in answers { records.append(answer.data, ttl: answer.ttl, cell) }
    records.end()
    records.addresses.withUnsafeBytes { rows.set(Table.ipAddresses, text: $0) }
    records.eachAddress { rows.add(.answer, observable: $0) }
    records.json.withUnsafeBytes { rows.set(Table.dnsResponseName, text: $0) }
  }
}
