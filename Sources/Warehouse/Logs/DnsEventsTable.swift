// The stored columns of DnsEvents: their places, kinds and storage names.

/// `DnsEvents`: one row for each DNS query with its answer.
public enum DnsEventsTable {
  /// The query, ticks.
  public static let timeGenerated = 0
  /// Who asked, canonical.
  public static let clientIP = 1
  /// Its port.
  public static let srcPortNumber = 2
  /// The name asked for, lower-case, without the last dot.
  public static let name = 3
  /// The server, canonical.
  public static let dstIpAddr = 4
  /// Its port.
  public static let dstPortNumber = 5
  /// A, AAAA …
  public static let queryType = 6
  /// NOERROR, NXDOMAIN …; empty where unanswered.
  public static let result = 7
  /// rcode.
  public static let resultCode = 8
  /// The addresses of the answer, comma-separated.
  public static let ipAddresses = 9
  /// JSON array of the answers.
  public static let dnsResponseName = 10
  /// UDP or TCP.
  public static let networkProtocol = 11
  /// Transaction id, hexadecimal.
  public static let transactionIdHex = 12
  /// C_INTERNET …
  public static let dnsQueryClassName = 13
  /// Flags that are set, blank-separated: AA TC RD RA.
  public static let dnsFlags = 14
  /// Milliseconds.
  public static let dnsNetworkDuration = 15
  /// request or response.
  public static let eventSubType = 16
  /// Zeek uid.
  public static let dnsSessionId = 17
  /// Process.
  public static let srcProcessName = 18
  /// Sensor or reporting host.
  public static let computer = 19
  /// JSON object of further fields.
  public static let additionalFields = 20
  /// The session's number of the file: `ImportSession.currentFile`.
  public static let importId = 21
  /// Line in the file, from 1.
  public static let sourceLine = 22

  /// The table's declaration.
  public static let table = LogTable(
    name: "DnsEvents", storage: "DnsEventsRow",
    columns: [
      LogColumn(name: "TimeGenerated", kind: .time),
      LogColumn(name: "ClientIPId", kind: .observable(.clientIP)),
      LogColumn(name: "SrcPortNumber", kind: .integer),
      LogColumn(name: "NameId", kind: .observable(.queryName)),
      LogColumn(name: "DstIpAddr", kind: .text),
      LogColumn(name: "DstPortNumber", kind: .integer),
      LogColumn(name: "QueryType", kind: .text),
      LogColumn(name: "Result", kind: .text),
      LogColumn(name: "ResultCode", kind: .integer),
      LogColumn(name: "IPAddresses", kind: .text),
      LogColumn(name: "DnsResponseName", kind: .text),
      LogColumn(name: "NetworkProtocol", kind: .text),
      LogColumn(name: "TransactionIdHex", kind: .text),
      LogColumn(name: "DnsQueryClassName", kind: .text),
      LogColumn(name: "DnsFlags", kind: .text),
      LogColumn(name: "DnsNetworkDuration", kind: .real),
      LogColumn(name: "EventSubType", kind: .text),
      LogColumn(name: "DnsSessionId", kind: .text),
      LogColumn(name: "SrcProcessName", kind: .text),
      LogColumn(name: "Computer", kind: .text),
      LogColumn(name: "AdditionalFields", kind: .text),
      LogColumn(name: "ImportId", kind: .importId),
      LogColumn(name: "SourceLine", kind: .integer),
    ],
    timeColumn: timeGenerated, leadingColumn: name, listRoles: [.answer])
}
