// Tables of Sentinel over what is imported under other names: the rows of NetworkConnection and DnsEvents
// in the columns of the tables for which rules are written, together with the rows that were imported
// under those names themselves. This is the one place that says which column is which; the meanings
// are those of the Azure Monitor Logs table reference and of the ASIM schemas.

internal import KQL
internal import Warehouse

/// A documented table as a view of an own one.
struct ImportedView {
  /// The documented table.
  let name: String
  /// The own table whose rows it shows.
  let base: String
  /// Documented columns that are a column of the own table: its ways in hold for them too.
  let same: [String: String]
  /// Documented columns that are made of the own table's.
  let made: [String: String]

  /// Every view.
  static let all = [
    commonSecurityLog, vmConnection, deviceNetworkEvents, networkSession, dnsActivity,
  ]

  /// The view of a table's name.
  static func named(_ name: String) -> ImportedView? { all.first { $0.name == name } }

  /// Names that are the own table's, too.
  private static func alike(_ names: String) -> [String: String] {
    let names = names.split(separator: " ").map(String.init)
    return Dictionary(uniqueKeysWithValues: zip(names, names))
  }

  // MARK: NetworkConnection

  static let commonSecurityLog = ImportedView(
    name: "CommonSecurityLog", base: "NetworkConnection",
    same: alike(
      "TimeGenerated EndTime SourceIP SourcePort DestinationIP DestinationPort DestinationHostName "
        + "RequestURL Protocol ApplicationProtocol SentBytes ReceivedBytes DeviceAction "
        + "CommunicationDirection SourceUserName ProcessName DeviceVendor DeviceProduct Computer "
        + "AdditionalExtensions"
    ).merging([
      "StartTime": "TimeGenerated", "SimplifiedDeviceAction": "DeviceAction",
      "ExtID": "NetworkSessionId", "DeviceEventClassID": "EventType",
      "EventOutcome": "ConnectionState",
    ]) { $1 },
    made: ["EventCount": "1"])

  static let vmConnection = ImportedView(
    name: "VMConnection", base: "NetworkConnection",
    same: [
      "TimeGenerated": "TimeGenerated", "Computer": "Computer", "SourceIp": "SourceIP",
      "DestinationIp": "DestinationIP", "RemoteIp": "DestinationIP",
      "DestinationPort": "DestinationPort", "ProcessName": "ProcessName",
      "BytesSent": "SentBytes", "BytesReceived": "ReceivedBytes",
      "ConnectionId": "NetworkSessionId",
    ],
    made: [
      "Direction": "lower({base}.CommunicationDirection)", "Protocol": "lower({base}.Protocol)",
      "RemoteDnsQuestions":
        "iif({DestinationHostName}.Value = '', '', json_array({DestinationHostName}.Value))",
    ])

  static let deviceNetworkEvents = ImportedView(
    name: "DeviceNetworkEvents", base: "NetworkConnection",
    same: [
      "TimeGenerated": "TimeGenerated", "DeviceName": "Computer", "LocalIP": "SourceIP",
      "LocalPort": "SourcePort", "RemoteIP": "DestinationIP", "RemotePort": "DestinationPort",
      "RemoteUrl": "DestinationHostName", "InitiatingProcessFileName": "ProcessName",
      "InitiatingProcessAccountName": "SourceUserName",
    ],
    made: [
      "ActionType": """
      CASE WHEN {base}.ConnectionState IN ('SF', 'S1', 'S2', 'S3', 'RSTO', 'RSTR') \
      THEN 'ConnectionSuccess' WHEN {base}.ConnectionState = 'REJ' THEN 'ConnectionFailed' \
      WHEN {base}.ConnectionState IN ('S0', 'SH', 'RSTOS0') THEN 'ConnectionAttempt' ELSE '' END
      """,
      "Protocol": "upper(substr({base}.Protocol, 1, 1)) || lower(substr({base}.Protocol, 2))",
      "AdditionalFields": "nullif({base}.AdditionalExtensions, '')",
    ])

  static let networkSession = ImportedView(
    name: "ASimNetworkSessionLogs", base: "NetworkConnection",
    same: [
      "TimeGenerated": "TimeGenerated", "EventStartTime": "TimeGenerated",
      "SrcIpAddr": "SourceIP", "SrcPortNumber": "SourcePort", "DstIpAddr": "DestinationIP",
      "DstPortNumber": "DestinationPort", "DstHostname": "DestinationHostName",
      "SrcBytes": "SentBytes", "DstBytes": "ReceivedBytes", "SrcPackets": "SrcPackets",
      "DstPackets": "DstPackets", "NetworkConnectionHistory": "NetworkConnectionHistory",
      "NetworkSessionId": "NetworkSessionId", "NetworkDirection": "CommunicationDirection",
      "DvcOriginalAction": "DeviceAction", "EventOriginalResultDetails": "ConnectionState",
      "EventOriginalType": "EventType", "EventVendor": "DeviceVendor",
      "EventProduct": "DeviceProduct", "Dvc": "Computer", "DvcHostname": "Computer",
      "SrcUsername": "SourceUserName", "SrcAppName": "ProcessName",
    ],
    made: [
      "EventEndTime": "coalesce({base}.EndTime, {base}.TimeGenerated)", "EventCount": "1",
      "EventType": "'NetworkSession'", "EventSchemaVersion": "'0.2.6'",
      "EventSeverity": "'Informational'",
      "EventResult": """
      CASE WHEN {base}.ConnectionState IN ('S0', 'REJ', 'RSTOS0', 'RSTRH', 'SH', 'SHR') \
      THEN 'Failure' WHEN {base}.ConnectionState = '' THEN 'NA' ELSE 'Success' END
      """,
      "NetworkDuration": "CAST({base}.NetworkDuration AS INTEGER)",
      "NetworkProtocol": "upper({base}.Protocol)",
      "NetworkApplicationProtocol": "upper({base}.ApplicationProtocol)",
      "NetworkProtocolVersion": """
      CASE WHEN {DestinationIP}.Value = '' THEN '' \
      WHEN instr({DestinationIP}.Value, ':') > 0 THEN 'IPv6' ELSE 'IPv4' END
      """,
      "NetworkBytes": "{base}.SentBytes + {base}.ReceivedBytes",
      "NetworkPackets": "{base}.SrcPackets + {base}.DstPackets",
      "DvcAction": """
      CASE WHEN {base}.DeviceAction = '' THEN '' \
      WHEN lower({base}.DeviceAction) IN ('allow', 'allowed', 'accept', 'accepted', 'pass', 'permit') \
      THEN 'Allow' WHEN lower({base}.DeviceAction) IN ('drop', 'dropped', 'discard') THEN 'Drop' \
      WHEN lower({base}.DeviceAction) IN ('deny', 'denied', 'block', 'blocked', 'reject') \
      THEN 'Deny' WHEN lower({base}.DeviceAction) LIKE 'reset%' THEN 'Reset' ELSE '' END
      """,
      "AdditionalFields": "nullif({base}.AdditionalExtensions, '')",
    ])

  // MARK: DnsEvents

  static let dnsActivity = ImportedView(
    name: "ASimDnsActivityLogs", base: "DnsEvents",
    same: [
      "TimeGenerated": "TimeGenerated", "EventStartTime": "TimeGenerated",
      "EventEndTime": "TimeGenerated", "DnsQuery": "Name", "SrcIpAddr": "ClientIP",
      "Src": "ClientIP", "SrcPortNumber": "SrcPortNumber", "DstIpAddr": "DstIpAddr",
      "Dst": "DstIpAddr", "DstPortNumber": "DstPortNumber", "DnsQueryTypeName": "QueryType",
      "DnsResponseCode": "ResultCode", "DnsQueryClassName": "DnsQueryClassName",
      "DnsFlags": "DnsFlags", "DnsSessionId": "DnsSessionId",
      "TransactionIdHex": "TransactionIdHex", "EventSubType": "EventSubType",
      "SrcProcessName": "SrcProcessName", "EventVendor": "DeviceVendor",
      "EventProduct": "DeviceProduct", "EventOriginalType": "EventType", "Dvc": "Computer",
      "DvcHostname": "Computer",
    ],
    made: dnsMade)

  private static let dnsMade: [String: String] = {
    var made = [
      "EventCount": "1", "EventType": "'Query'", "EventSchemaVersion": "'0.1.7'",
      "EventSeverity": "'Informational'",
      "EventResult": """
      CASE WHEN {base}.ResultCode IS NULL THEN 'NA' WHEN {base}.ResultCode = 0 THEN 'Success' \
      ELSE 'Failure' END
      """,
      "EventResultDetails": "iif({base}.Result = '', 'NA', {base}.Result)",
      "DnsResponseName":
        "iif({base}.DnsResponseName = '', {base}.IPAddresses, {base}.DnsResponseName)",
      "DnsNetworkDuration": "CAST({base}.DnsNetworkDuration AS INTEGER)",
      "NetworkProtocol": "upper({base}.NetworkProtocol)",
      "AdditionalFields": "nullif({base}.AdditionalFields, '')",
      "DnsQueryType": queryType,
    ]
    for (flag, column) in [
      ("AA", "Authoritative"), ("TC", "Truncated"), ("RD", "RecursionDesired"),
      ("RA", "RecursionAvailable"), ("AD", "Authenticated"), ("CD", "CheckingDisabled"),
      ("Z", "Z"),
    ] {
      made["DnsFlags\(column)"] = "instr(' ' || {base}.DnsFlags || ' ', ' \(flag) ') > 0"
    }
    return made
  }()

  /// The number of a query type (IANA, DNS Parameters), which logs give by name.
  private static let queryType: String = {
    let numbers = [
      ("A", 1), ("NS", 2), ("CNAME", 5), ("SOA", 6), ("PTR", 12), ("HINFO", 13), ("MX", 15),
      ("TXT", 16), ("AAAA", 28), ("SRV", 33), ("NAPTR", 35), ("DS", 43), ("RRSIG", 46),
      ("NSEC", 47), ("DNSKEY", 48), ("TLSA", 52), ("SVCB", 64), ("HTTPS", 65), ("AXFR", 252),
      ("ANY", 255), ("*", 255), ("CAA", 257),
    ]
    let cases = numbers.map { "WHEN '\($0.0)' THEN \($0.1)" }.joined(separator: " ")
    return "CASE {base}.QueryType \(cases) END"
  }()
}

extension ImportedView {
  /// The documented table over the rows of both names, of which those are read that there are.
  ///
  /// - Parameter stored: the tables that have rows.
  func united(
    _ imported: CatalogTable, _ documented: DocumentedTable, storing stored: Set<String>
  ) -> CatalogTable {
    let shown = table(over: WarehouseCatalog.base(base), as: documented)
    guard stored.contains(name) else { return shown }
    guard stored.contains(base) else { return imported }
    var both = imported
    both.parts = [imported, shown]
    return both
  }

  /// The own table in the documented columns.
  func table(over base: CatalogTable, as documented: DocumentedTable) -> CatalogTable {
    let own = Dictionary(uniqueKeysWithValues: base.columns.map { ($0.name, $0) })
    var table = base
    table.name = name
    table.hidden =
      base.columns.filter { $0.name == "SourceFile" || $0.name == "SourceLine" } + base.hidden
    table.columns = documented.columns.map { column in
      let type = KustoType(rawValue: column.type.rawValue) ?? .string
      if let source = same[column.name].flatMap({ own[$0] }) {
        var renamed = source
        (renamed.name, renamed.type) = (column.name, type)
        return renamed
      }
      if let sql = made[column.name] {
        return CatalogColumn(name: column.name, type: type, sql: sql)
      }
      switch column.name {
      case "Type": return CatalogColumn(name: "Type", type: .string, sql: "'\(name)'")
      case "SourceSystem":
        return CatalogColumn(name: "SourceSystem", type: .string, sql: "'Picket'")
      default: return WarehouseCatalog.absent(column.name, type)
      }
    }
    return table
  }
}
