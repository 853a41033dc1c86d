// The warehouse as KQL sees it: documented tables over their storage. Columns follow the views of
// Migrations, where people read the same; the ways from an observable to rows are in WaysIn.

internal import Indicators
public import KQL
public import Warehouse

/// The catalog of the warehouse's tables.
public enum WarehouseCatalog {
  /// Every table that a hunt may read, without a database: the documented log tables are empty.
  public static let catalog = catalog(storing: [])

  /// The tables of a warehouse: those documented log tables have rows that were imported.
  ///
  /// - Throws: `WarehouseError`.
  public static func catalog(of database: WarehouseDatabase) throws -> Catalog {
    // Of the own tables those with rows: only they are worth a branch of a view.
    catalog(storing: Set(try database.logTablesWithRows.map(\.name)))
  }

  private static func catalog(storing stored: Set<String>) -> Catalog {
    Catalog(
      tables: own,
      deferred: DocumentedTable.names.map { name in
        Catalog.DeferredTable(name: name) { documented(name, storing: stored) }
      },
      matches: WaysIn.matches, dictionary: WaysIn.dictionary,
      functions: WorkspaceFunctions.all)
  }

  private static func documented(_ name: String, storing stored: Set<String>) -> CatalogTable {
    guard let documented = DocumentedTable.named(name) else {
      preconditionFailure("\(name) is among DocumentedTable.names")
    }
    let own = table(documented, isStored: stored.contains(name))
    return ImportedView.named(name)?.united(own, documented, storing: stored) ?? own
  }

  private static let own = [
    indicators, liveIndicators, networkConnection, dnsEvents, fileEvents, objects,
  ]

  /// An own table that documented ones show, too.
  static func base(_ name: String) -> CatalogTable {
    name == dnsEvents.name ? dnsEvents : networkConnection
  }

  // MARK: Indicators

  private static let indicators: CatalogTable = {
    let columns = IndicatorColumn.allCases.map { column in
      CatalogColumn(
        name: column.name, type: type(of: column), sql: indicatorSQL(column.name),
        observables: ObservableColumn(column).map(WaysIn.indicators) ?? [],
        expires: column == .active)
    }
    return CatalogTable(
      name: "ThreatIntelligenceIndicator", columns: columns, source: "Indicator",
      lookups: [source],
      // Not of the 64 columns: whether an indicator was valid when something happened.
      hidden: ["ValidFrom", "ValidUntil"].map {
        CatalogColumn(name: $0, type: .datetime, sql: "{base}.\($0)")
      } + [indicatorArrival], side: .indicator, rowId: "{base}.Id",
      isNew: "{base}.Version > {version}", candidates: WaysIn.matchedIndicators)
  }()

  /// What ingestion_time() gives of an indicator's row.
  static let indicatorArrival = CatalogColumn(
    name: arrival.name, type: .datetime, sql: "{base}.TimeGenerated")

  static let source = CatalogLookup(
    key: "Source", source: "Source", on: "{Source}.Id = {base}.SourceId")

  private static func type(of column: IndicatorColumn) -> KustoType {
    switch column.type {
    case .string: .string
    case .datetime: .datetime
    case .real: .real
    case .int: .int
    case .bool: .bool
    }
  }

  static func indicatorSQL(_ name: String) -> String {
    switch name {
    case "SourceSystem": "{Source}.SourceSystem"
    case "Type": "'ThreatIntelligenceIndicator'"
    case "Active":
      "({base}.Revoked = 0 AND ({base}.ExpirationDateTime IS NULL"
        + " OR {base}.ExpirationDateTime > {now}))"
    default: "{base}.\(name)"
    }
  }

  // MARK: Logs

  static let importLookup = CatalogLookup(
    key: "Import", source: "Import", on: "{Import}.Id = {base}.ImportId")

  /// What ingestion_time() gives of a log's row: when the import of its file began.
  static let arrival = CatalogColumn(
    name: "_IngestionTime", type: .datetime, sql: "{Import}.StartedAt")

  private static func value(_ column: String) -> CatalogLookup {
    CatalogLookup(
      key: column, source: "Observable", on: "{\(column)}.Id = {base}.\(column)Id")
  }

  /// The stored columns of a table by their documented names, an observable through its dictionary.
  private static func stored(_ table: LogTable) -> [String: CatalogColumn] {
    var columns: [String: CatalogColumn] = [:]
    for (place, column) in table.columns.enumerated() {
      switch column.kind {
      case .integer:
        // The documented tables have ports and response codes as int, counts and sizes as long.
        let isInt = column.name.hasSuffix("Port") || column.name.hasSuffix("PortNumber")
        columns[column.name] = CatalogColumn(
          name: column.name, type: isInt || column.name == "ResultCode" ? .int : .long,
          sql: "{base}.\(column.name)")
      case .time:
        columns[column.name] = CatalogColumn(
          name: column.name, type: .datetime, sql: "{base}.\(column.name)",
          isNullable: place != table.timeColumn)
      case .real:
        columns[column.name] = CatalogColumn(
          name: column.name, type: .real, sql: "{base}.\(column.name)")
      case .text, .nullableText, .json:
        columns[column.name] = CatalogColumn(
          name: column.name, type: .string, sql: "{base}.\(column.name)",
          observables: WaysIn.lists(table, column.name))
      case .observable(let role):
        let name = String(column.name.dropLast(2))
        columns[name] = CatalogColumn(
          name: name, type: .string, sql: "{\(name)}.Value",
          observables: WaysIn.logs(table, role))
      case .importId: break
      }
    }
    return columns
  }

  private static func constant(_ name: String, _ type: KustoType, _ sql: String) -> CatalogColumn {
    CatalogColumn(name: name, type: type, sql: sql)
  }

  /// What the ledger says of a row's file.
  private static let ofImport = [
    constant("DeviceVendor", .string, "{Import}.DeviceVendor"),
    constant("DeviceProduct", .string, "{Import}.DeviceProduct"),
    constant("EventType", .string, "{Import}.EventType"),
    constant("SourceFile", .string, "{Import}.Path"),
  ]

  private static let networkConnection: CatalogTable = {
    let table = NetworkConnectionTable.table
    let order = [
      "TimeGenerated", "EndTime", "SourceIP", "SourcePort", "DestinationIP", "DestinationPort",
      "DestinationHostName", "RequestURL", "Protocol", "ApplicationProtocol", "SentBytes",
      "ReceivedBytes", "SrcPackets", "DstPackets", "NetworkDuration", "DeviceAction",
      "CommunicationDirection", "ConnectionState", "NetworkConnectionHistory", "NetworkSessionId",
      "CommunityId", "SourceUserName", "ProcessName", "DeviceVendor", "DeviceProduct", "Computer",
      "EventType", "AdditionalExtensions", "SourceFile", "SourceLine",
    ]
    // That of the row, where one file holds several, and else the file's.
    var stored = Self.stored(table)
    stored["EventType"] = constant(
      "EventType", .string,
      "CASE {base}.EventType WHEN '' THEN {Import}.EventType ELSE {base}.EventType END")
    return CatalogTable(
      name: table.name, columns: columns(order, stored: stored, others: ofImport),
      source: table.storage,
      lookups: [
        value("SourceIP"), value("DestinationIP"), value("DestinationHostName"), importLookup,
      ], hidden: [arrival], side: .log, rowId: "{base}.Id", isNew: WaysIn.isNewRow,
      runs: WaysIn.runs(table))
  }()

  private static let dnsEvents: CatalogTable = {
    let table = DnsEventsTable.table
    let order = [
      "Computer", "SourceSystem", "TimeGenerated", "EventId", "SubType", "ClientIP", "Name",
      "Result", "IPAddresses", "Message", "TaskCategory", "QueryType", "ResultCode",
      "MaliciousIP", "IndicatorThreatType", "Description", "Confidence", "Severity",
      "RemoteIPLongitude", "RemoteIPLatitude", "RemoteIPCountry", "Type", "_ResourceId",
      "_SubscriptionId", "SrcPortNumber", "DstIpAddr", "DstPortNumber", "NetworkProtocol",
      "TransactionIdHex", "DnsQueryClassName", "DnsResponseName", "DnsFlags",
      "DnsNetworkDuration", "EventSubType", "DnsSessionId", "SrcProcessName", "AdditionalFields",
      "SourceFile", "SourceLine",
    ]
    let empty = [
      "Message", "TaskCategory", "MaliciousIP", "IndicatorThreatType", "Description",
      "Confidence", "RemoteIPCountry", "_ResourceId", "_SubscriptionId",
    ]
    let others =
      empty.map { constant($0, .string, "''") } + [
        constant("SourceSystem", .string, "'Picket'"),
        constant("SubType", .string, "'LookupQuery'"),
        constant("Type", .string, "'DnsEvents'"),
        constant("EventId", .int, "NULL"), constant("Severity", .int, "NULL"),
        constant("RemoteIPLongitude", .real, "NULL"), constant("RemoteIPLatitude", .real, "NULL"),
      ] + ofImport
    return CatalogTable(
      name: table.name, columns: columns(order, stored: stored(table), others: others),
      source: table.storage, lookups: [value("ClientIP"), value("Name"), importLookup],
      hidden: [arrival], side: .log, rowId: "{base}.Id", isNew: WaysIn.isNewRow,
      runs: WaysIn.runs(table))
  }()

  private static let fileEvents: CatalogTable = {
    let table = FileEventsTable.table
    let order = [
      "TimeGenerated", "ActionType", "FileName", "FilePath", "FileSize", "FileContentType",
      "SHA256", "SHA1", "MD5", "SourceIP", "DestinationIP", "ApplicationProtocol",
      "NetworkSessionId", "Computer", "ActorUsername", "ActingProcessName", "DeviceVendor",
      "DeviceProduct", "EventType", "AdditionalFields", "SourceFile", "SourceLine",
    ]
    return CatalogTable(
      name: table.name, columns: columns(order, stored: stored(table), others: ofImport),
      source: table.storage,
      lookups: [value("SHA256"), value("SHA1"), value("MD5"), importLookup],
      hidden: [arrival], side: .log, rowId: "{base}.Id", isNew: WaysIn.isNewRow,
      runs: WaysIn.runs(table))
  }()

  /// Columns in documented order; a name without a column is left out, which a test forbids.
  private static func columns(
    _ order: [String], stored: [String: CatalogColumn], others: [CatalogColumn]
  ) -> [CatalogColumn] {
    order.compactMap { name in stored[name] ?? others.first { $0.name == name } }
  }
}
