import Hunting
import KQL
import SQLite
import TestSupport
import Testing
import Warehouse

@Suite struct CatalogTests {
  @Test func `every table of the catalog has the columns of the view of its name, in order`() throws
  {
    let fixture = try WarehouseFixture()
    for table in WarehouseCatalog.catalog.tables {
      let columns = try fixture.rows("SELECT name FROM pragma_table_info('\(table.name)')")
      #expect(table.columns.map(\.name) == columns, "\(table.name)")
    }
  }

  @Test func `a hidden column can be named, and is nowhere where all columns are meant`() throws {
    let world = try MatchWorld()
    let runner = try world.runner(isPruning: true)
    func columns(_ text: String) throws -> Set<String> {
      Set(try runner.compile(text, name: "test").columns.map(\.name))
    }
    let table = "ThreatIntelligenceIndicator"
    for all in [
      table, "\(table) | where ValidFrom < now()", "union \(table), \(table)",
      "\(table) | join kind=inner DnsEvents on $left.DomainName == $right.Name",
      "\(table) | summarize arg_max(TimeGenerated, *) by IndicatorId", "\(table) | extend x = 1",
    ] {
      #expect(try !columns(all).contains("ValidFrom"), "\(all)")
    }
    #expect(try columns("\(table) | project ValidFrom, ValidUntil") == ["ValidFrom", "ValidUntil"])
    // Of a 'let' that is read once, or several times; a 'let' of the name comes first.
    for text in [
      "let T = \(table); T | where isnotnull(ValidFrom) | project ValidFrom | count",
      "let T = \(table); T | where isnotnull(ValidFrom) | summarize c = count(), any(ValidFrom) "
        + "| project c | where c <= toscalar(T | count)",
      "let T = materialize(\(table)); T | where isnotnull(ValidFrom) | count",
    ] {
      let query = try runner.compile(text, name: "test")
      #expect(try world.fixture.rows(String(query.shellSQL.dropLast())) == ["39"], "\(text)")
    }
    let query = try runner.compile(
      "let ValidFrom = 7; \(table) | extend x = ValidFrom | take 1 | project x", name: "test")
    #expect(try world.fixture.rows(String(query.shellSQL.dropLast())) == ["7"])
    #expect(throws: HuntRefused.self) { try columns("\(table) | extend x = 1 | project ValidFrom") }
  }

  @Test func `every column can be read, and the values are those of the view`() throws {
    let world = try HuntWorld()
    for table in WarehouseCatalog.catalog.tables where table.name != "DnsEvents" {
      let rows = try world.rows("\(table.name) | count")
      let view = try world.fixture.rows("SELECT count(*) FROM \(table.name)")
      #expect(rows == view, "\(table.name)")
      let query = try world.compile("\(table.name) | where TimeGenerated > ago(1d)")
      #expect(query.columns.map(\.name) == table.columns.map(\.name))
      #expect(try world.rows("\(table.name) | take 3").count == min(3, Int(rows[0]) ?? 0))
    }
  }

  @Test func `every stored column of a log table can be reached by KQL`() {
    for table in LogTable.all {
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
