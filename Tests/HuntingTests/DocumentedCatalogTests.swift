// The documented log tables in KQL: empty until something was imported under their names, then as the
// reference has them.

import Hunting
import Indicators
import KQL
import TestSupport
import Testing
import Warehouse

@Suite struct DocumentedCatalogTests {
  /// Those that show no rows but their own (see ImportedViewTests).
  private static let tables = DocumentedTable.all.filter {
    WarehouseCatalog.catalog.table($0.name)?.source == "(SELECT 1 WHERE 0)"
  }

  @Test func `a table that was never imported is empty and has its columns and types`() throws {
    let world = try HuntWorld()
    for table in Self.tables {
      let query = try world.compile(table.name)
      #expect(query.columns.map(\.name) == table.columns.map(\.name), "\(table.name)")
      let types = query.columns.map(\.type.rawValue)
      #expect(types == table.columns.map(\.type.rawValue), "\(table.name)")
      #expect(try world.rows("\(table.name) | count") == ["0"], "\(table.name)")
    }
    let rows = try world.rows(
      """
      ThreatIntelligenceIndicator
      | join kind=inner Syslog on $left.NetworkIP == $right.HostIP
      | summarize arg_max(TimeGenerated1, *) by IndicatorId
      """)
    #expect(rows.isEmpty)
  }

  @Test func `a table that was imported has the reference's columns, in KQL and in its view`()
    throws
  {
    let world = try HuntWorld()
    for table in Self.tables {
      try world.fixture.importRows(of: table.name, [[:]], name: table.name)
    }
    for table in Self.tables {
      let query = try world.compile(table.name)
      #expect(query.columns.map(\.name) == table.columns.map(\.name), "\(table.name)")
      let rows = try world.rows("\(table.name) | project TimeGenerated, SourceFile, SourceLine")
      #expect(rows == ["\(newYear.ticks)|\(table.name)|"], "\(table.name)")
      let view = try world.fixture.rows("SELECT name FROM pragma_table_info('\(table.name)')")
      #expect(view == table.columns.map(\.storage) + ["SourceFile", "SourceLine"])
      if table.place(of: "Type") != nil {
        #expect(try world.rows("\(table.name) | project Type") == [table.name])
      }
    }
  }

  @Test func `columns that differ by letter case alone are two`() throws {
    let world = try HuntWorld()
    try world.fixture.importRows(
      of: "AzureDiagnostics", [["clientIP_s": "192.0.2.1", "clientIp_s": "192.0.2.2"]])
    let rows = try world.rows(
      "AzureDiagnostics | where clientIp_s endswith '.2' | project clientIP_s, clientIp_s")
    #expect(rows == ["192.0.2.1|192.0.2.2"])
  }

  @Test func `every type is read as the reference has it`() throws {
    let world = try HuntWorld()
    try world.fixture.importRows(
      of: "DeviceNetworkEvents",
      [
        [
          "TimeGenerated": "2026-01-01T00:00:10Z", "RemotePort": 443, "ReportId": 5_000_000_000,
          "IsInitiatingProcessRemoteSession": true, "AdditionalFields": "{\"k\": [\"v\"]}",
        ], ["RemoteIP": "192.0.2.1"],
      ])
    let rows = try world.rows(
      """
      DeviceNetworkEvents | where isempty(LocalIP)
      | where TimeGenerated between (datetime(2026-01-01) .. 1h)
      | order by TimeGenerated desc
      | project RemotePort + 1, ReportId * 2, not(IsInitiatingProcessRemoteSession),
          tostring(AdditionalFields.k[0]), isempty(RemoteIP), isnull(AdditionalFields)
      """)
    #expect(rows == ["444|10000000000|0|v|1|0", "||||0|1"])
  }

  @Test func `a hunt says which of its tables never received a row`() throws {
    let world = try HuntWorld()
    let runner = try world.runner()
    let query = try runner.compile("union Syslog, NetworkConnection", name: "test")
    #expect(try runner.emptyTables(of: query) == ["Syslog"])
  }
}
