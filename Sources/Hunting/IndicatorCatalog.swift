// The live table of threat indicators and that of STIX objects as KQL sees them, over the same rows as
// ThreatIntelligenceIndicator. Columns are those of the Azure Monitor Logs table reference.

internal import Indicators
internal import KQL
internal import Warehouse

extension WarehouseCatalog {
  /// `ThreatIntelIndicators`: a row for each indicator row.
  static let liveIndicators = CatalogTable(
    name: "ThreatIntelIndicators",
    columns: [
      made(
        "AdditionalFields", .dynamic, "json_object('TLPLevel', {base}.TrafficLightProtocolLevel)"),
      made("AzureTenantId", .string, "{base}.AzureTenantId"), absent("_BilledSize", .real),
      made("Confidence", .int, "CAST({base}.ConfidenceScore AS INTEGER)"),
      made("Created", .datetime, "{base}.Created"),
      made("Data", .dynamic, "iif(json_valid({Raw}.Data), {Raw}.Data, NULL)"),
      // Rules cut the source off: base64_decode_tostring(split(Id, '---')[0]).
      made(
        "Id", .string,
        "kql_base64_encode({Source}.SourceSystem) || '---' || {Raw}.ObjectId"),
      CatalogColumn(name: "IsActive", type: .bool, sql: indicatorSQL("Active"), expires: true),
      absent("_IsBillable", .string), made("IsDeleted", .bool, "0"),
      absent("LastUpdateMethod", .string), made("Modified", .datetime, "{base}.Modified"),
      made("ObservableKey", .string, "{base}.ObservablePath"), observableValue,
      made("Pattern", .string, "{base}.Pattern"), absent("_ResourceId", .string),
      made("Revoked", .bool, "{base}.Revoked"),
      made("SourceSystem", .string, "{Source}.SourceSystem"),
      absent("_SubscriptionId", .string), made("Tags", .string, "{base}.Tags"),
      made("TenantId", .string, "{base}.TenantId"),
      made("TimeGenerated", .datetime, "{base}.TimeGenerated"),
      made("Type", .string, "'ThreatIntelIndicators'"),
      made("ValidFrom", .datetime, "{base}.ValidFrom"),
      made("ValidUntil", .datetime, "{base}.ValidUntil"), absent("WorkspaceId", .string),
    ],
    source: "Indicator",
    lookups: [
      source, CatalogLookup(key: "Raw", source: "RawObject", on: "{Raw}.Id = {base}.RawObjectId"),
    ], hidden: [indicatorArrival], side: .indicator, rowId: "{base}.Id",
    isNew: "{base}.Version > {version}", candidates: WaysIn.matchedLiveIndicators)

  /// The value of the first column of `ObservableColumn` that a row has: canonical, so that matches
  /// lead to it; '' for a row whose pattern names none of them.
  private static let observableValue: CatalogColumn = {
    let columns = ObservableColumn.allCases
    let values = columns.map { "nullif({base}.\($0.name), '')" }
    let roles = columns.map { "WHEN {base}.\($0.name) <> '' THEN \($0.rawValue)" }
    return CatalogColumn(
      name: "ObservableValue", type: .string,
      sql: "coalesce(\(values.joined(separator: ", ")), '')",
      isNullable: false,
      observables: [WaysIn.observableValue("CASE \(roles.joined(separator: " ")) END")])
  }()

  /// `ThreatIntelObjects`: a row for each object of a feed.
  static let objects = CatalogTable(
    name: "ThreatIntelObjects",
    columns: [
      absent("AdditionalFields", .dynamic), absent("AzureTenantId", .string),
      absent("_BilledSize", .real), made("Data", .dynamic, "{base}.Data"),
      made("Id", .string, "{base}.ObjectId"), absent("_IsBillable", .string),
      made("IsDeleted", .bool, "0"), absent("LastUpdateMethod", .string),
      absent("_ResourceId", .string), made("SourceSystem", .string, "{Source}.SourceSystem"),
      made("StixType", .string, "{base}.StixType"), absent("_SubscriptionId", .string),
      absent("TenantId", .string), made("TimeGenerated", .datetime, "{base}.TimeGenerated"),
      made("Type", .string, "'ThreatIntelObjects'"), absent("WorkspaceId", .string),
    ],
    source: "RawObject", lookups: [source])

  private static func made(_ name: String, _ type: KustoType, _ sql: String) -> CatalogColumn {
    CatalogColumn(name: name, type: type, sql: sql)
  }
}
