import Hunting
import KQL
import TestSupport
import Testing
import Warehouse

@Suite struct CatalogTests {
  @Test func `every table of the catalog has the columns of the view of its name, in order`() throws
  {
    let fixture = try WarehouseFixture()
    for table in Self.own {
      let columns = try fixture.rows("SELECT name FROM pragma_table_info('\(table.name)')")
      #expect(table.columns.map(\.name) == columns, "\(table.name)")
    }
  }

  /// The tables that a new warehouse has.
  private static let own = WarehouseCatalog.catalog.tables.filter {
    DocumentedTable.named($0.name) == nil
  }

  @Test func `every column can be read, and the values are those of the view`() throws {
    let world = try HuntWorld()
    for table in Self.own where table.name != "DnsEvents" {
      let rows = try world.rows("\(table.name) | count")
      let view = try world.fixture.rows("SELECT count(*) FROM \(table.name)")
      #expect(rows == view, "\(table.name)")
      let query = try world.compile("\(table.name) | where TimeGenerated > ago(1d)")
      #expect(query.columns.map(\.name) == table.columns.map(\.name))
      #expect(try world.rows("\(table.name) | take 3").count == min(3, Int(rows[0]) ?? 0))
    }
  }

  @Test func `every stored column of a log table can be reached by KQL`() {
    for table in LogTable.own {
      let names = Set(WarehouseCatalog.catalog.table(table.name)?.columns.map(\.name) ?? [])
      for column in table.columns where column.kind != .importId {
        let name =
          if case .observable = column.kind { String(column.name.dropLast(2)) } else { column.name }
        #expect(names.contains(name), "\(table.name).\(name)")
      }
    }
  }

  @Test func `the check query of the documentation finds the feed by its name`() throws {
    let world = try HuntWorld()
    try world.fixture.ingest(
      [try world.fixture.object("a", address: "192.0.2.99")], source: "SOC Defenders")
    let rows = try world.rows(
      """
      ThreatIntelligenceIndicator
      | where SourceSystem == "SOC Defenders"
      | take 10
      """)
    #expect(rows.count == 1)
  }
}
