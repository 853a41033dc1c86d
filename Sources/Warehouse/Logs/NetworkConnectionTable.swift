// The stored columns of NetworkConnection: their places, kinds and storage names.

/// `NetworkConnection`: one row for each connection or flow; names from CommonSecurityLog and ASIM.
public enum NetworkConnectionTable {
  /// Start of the connection, ticks.
  public static let timeGenerated = 0
  /// End of the connection, ticks.
  public static let endTime = 1
  /// Originator, canonical.
  public static let sourceIP = 2
  /// Port, or ICMP type.
  public static let sourcePort = 3
  /// Responder, canonical.
  public static let destinationIP = 4
  /// Port, or ICMP code.
  public static let destinationPort = 5
  /// TLS SNI or HTTP host, canonical.
  public static let destinationHostName = 6
  /// URL as logged.
  public static let requestURL = 7
  /// Upper-case: TCP, UDP, ICMP.
  public static let networkProtocol = 8
  /// Zeek service.
  public static let applicationProtocol = 9
  /// Payload bytes from the source.
  public static let sentBytes = 10
  /// Payload bytes from the destination.
  public static let receivedBytes = 11
  /// Packets from the source.
  public static let srcPackets = 12
  /// Packets from the destination.
  public static let dstPackets = 13
  /// Milliseconds.
  public static let networkDuration = 14
  /// allow, deny … as logged, lower-case.
  public static let deviceAction = 15
  /// Inbound, Outbound, Local or External.
  public static let communicationDirection = 16
  /// Zeek conn_state.
  public static let connectionState = 17
  /// Zeek history.
  public static let networkConnectionHistory = 18
  /// Zeek uid.
  public static let networkSessionId = 19
  /// Community ID flow hash.
  public static let communityId = 20
  /// User.
  public static let sourceUserName = 21
  /// Process.
  public static let processName = 22
  /// Sensor or reporting host.
  public static let computer = 23
  /// JSON object of further fields.
  public static let additionalExtensions = 24
  /// flow, tls, http … of a file that holds several; '' where it is the file's.
  public static let eventType = 25
  /// The session's number of the file: `ImportSession.currentFile`.
  public static let importId = 26
  /// Line in the file, from 1.
  public static let sourceLine = 27

  /// The table's declaration.
  public static let table = LogTable(
    name: "NetworkConnection", storage: "NetworkConnectionRow",
    columns: [
      LogColumn(name: "TimeGenerated", kind: .time),
      LogColumn(name: "EndTime", kind: .time),
      LogColumn(name: "SourceIPId", kind: .observable(.sourceIP)),
      LogColumn(name: "SourcePort", kind: .integer),
      LogColumn(name: "DestinationIPId", kind: .observable(.destinationIP)),
      LogColumn(name: "DestinationPort", kind: .integer),
      LogColumn(name: "DestinationHostNameId", kind: .observable(.destinationHostName)),
      LogColumn(name: "RequestURL", kind: .text),
      LogColumn(name: "Protocol", kind: .text),
      LogColumn(name: "ApplicationProtocol", kind: .text),
      LogColumn(name: "SentBytes", kind: .integer),
      LogColumn(name: "ReceivedBytes", kind: .integer),
      LogColumn(name: "SrcPackets", kind: .integer),
      LogColumn(name: "DstPackets", kind: .integer),
      LogColumn(name: "NetworkDuration", kind: .real),
      LogColumn(name: "DeviceAction", kind: .text),
      LogColumn(name: "CommunicationDirection", kind: .text),
      LogColumn(name: "ConnectionState", kind: .text),
      LogColumn(name: "NetworkConnectionHistory", kind: .text),
      LogColumn(name: "NetworkSessionId", kind: .text),
      LogColumn(name: "CommunityId", kind: .text),
      LogColumn(name: "SourceUserName", kind: .text),
      LogColumn(name: "ProcessName", kind: .text),
      LogColumn(name: "Computer", kind: .text),
      LogColumn(name: "AdditionalExtensions", kind: .text),
      LogColumn(name: "EventType", kind: .text),
      LogColumn(name: "ImportId", kind: .importId),
      LogColumn(name: "SourceLine", kind: .integer),
    ],
    timeColumn: timeGenerated, leadingColumn: destinationIP)
}
