// The documented log tables: that they are those of the reference, and that rows under their names live
// as those of the own tables do.

import Foundation
import Indicators
import TestSupport
import Testing
import Warehouse

@Suite struct DocumentedTableTests {
  @Test(.enabled(if: SharedData.isPresent))
  func `the tables and columns are those of the reference, in its order`() throws {
    let text = try String(
      contentsOf: SharedData.data("sentinel/table-schemas.csv"), encoding: .utf8)
    // One table has its columns in the portal's spelling, some of them twice, and lines of dots.
    let spelled = [
      "String": "string", "Double": "real", "Guid": "guid", "DateTime": "datetime",
      "BigInt": "long", "Bool": "bool",
    ]
    let others = [
      "DnsEvents", "ThreatIntelIndicators", "ThreatIntelObjects", "ThreatIntelligenceIndicator",
    ]
    var expected: [String: [String]] = [:]
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",").map(String.init)
      guard !others.contains(fields[0]), !["abc", "..."].contains(fields[1]) else { continue }
      let column = "\(fields[1]) \(spelled[fields[2]] ?? fields[2])"
      if expected[fields[0]]?.contains(column) != true {
        expected[fields[0], default: []].append(column)
      }
    }
    #expect(expected.count == 32)
    let tables = DocumentedTable.all.filter(\.isInReference)
    #expect(Set(tables.map(\.name)) == Set(expected.keys))
    for table in tables {
      let columns = table.columns.filter(\.isInReference).map { "\($0.name) \($0.type.rawValue)" }
      #expect(columns == expected[table.name], "\(table.name)")
    }
  }

  @Test func `every table has a time, and no two columns that SQLite takes for one`() {
    for table in DocumentedTable.all {
      let time = table.columns.first { $0.name == "TimeGenerated" }
      #expect(time?.type == .datetime, "\(table.name)")
      #expect(Set(table.columns.map(\.name)).count == table.columns.count, "\(table.name)")
      let stored = table.logTable.columns.map { $0.name.lowercased() } + ["id"]
      #expect(Set(stored).count == stored.count, "\(table.name)")
    }
  }

  @Test func `a table and its view are there from the first import on`() throws {
    let fixture = try WarehouseFixture()
    let find = "SELECT name FROM sqlite_schema WHERE name LIKE 'CommonSecurityLog%' ORDER BY name"
    #expect(try fixture.rows(find).isEmpty)
    try fixture.importRows(
      of: "CommonSecurityLog",
      [["SourceIP": "10.0.0.1", "DestinationPort": 443, "EndTime": "2026-01-01T00:00:05Z"]])
    #expect(try fixture.rows(find) == ["CommonSecurityLog", "CommonSecurityLogRow"])
    let rows = try fixture.rows(
      """
      SELECT TimeGenerated, SourceIP, DestinationIP, DestinationPort, SourcePort, EndTime, SourceFile
      FROM CommonSecurityLog
      """)
    #expect(
      rows == [
        "2026-01-01T00:00:00.0000000Z|10.0.0.1||443||2026-01-01T00:00:05.0000000Z|test.log"
      ])
    #expect(try fixture.database.logTables.map(\.name).last == "CommonSecurityLog")
  }

  @Test func `rows of every documented table can be imported and read`() throws {
    let fixture = try WarehouseFixture()
    for table in DocumentedTable.all {
      let cells = table.columns.filter { $0.name != "TimeGenerated" }.map { column in
        let cell: LogCell =
          switch column.type {
          case .string: "text"
          case .bool: true
          case .int, .long: 7
          case .real: 0.5
          case .datetime: "2026-01-02T00:00:00Z"
          case .dynamic: "{\"a\": 1}"
          case .guid: "0d0a7e57-0000-4000-8000-000000000001"
          }
        return (column.name, cell)
      }
      try fixture.importRows(
        of: table.name, [Dictionary(uniqueKeysWithValues: cells), [:]], name: table.name)
      for (documented, stored) in zip(table.columns, table.logTable.columns)
      where documented.name != "TimeGenerated" {
        let values = try fixture.rows(
          "SELECT \"\(stored.name)\" FROM \"\(table.logTable.storage)\" ORDER BY Id")
        let expected =
          switch documented.type {
          case .string: "text"
          case .bool: "1"
          case .int, .long: "7"
          case .real: "0.5"
          case .datetime: "\(newYear.adding(days: 1).ticks)"
          case .dynamic: "{\"a\":1}"
          case .guid: "0d0a7e57-0000-4000-8000-000000000001"
          }
        #expect(values == [expected, ""], "\(table.name).\(documented.name)")
      }
      let count = try fixture.rows("SELECT count(*) FROM \"\(table.name)\"")
      #expect(count == ["2"], "\(table.name)")
    }
  }

  @Test func `what is no value of a column's type is told`() throws {
    let fixture = try WarehouseFixture()
    for (column, cell) in [
      ("SourcePort", "http"), ("SourcePort", "4294967296"), ("EndTime", "yesterday"),
      ("SentBytes", "1.5"), ("DeviceCustomFloatingPoint1", "nan"), ("NoColumn", "1"),
    ] {
      #expect(throws: UnknownLogCell.self, "\(column) \(cell)") {
        try fixture.importRows(of: "CommonSecurityLog", [[column: LogCell(cell)]])
      }
    }
    try fixture.importRows(
      of: "DeviceNetworkEvents", [["AdditionalFields": "no JSON"], ["AdditionalFields": "[1, 2]"]])
    #expect(
      try fixture.rows("SELECT AdditionalFields FROM DeviceNetworkEvents ORDER BY SourceLine")
        .sorted() == ["\"no JSON\"", "[1,2]"])
  }

  @Test func `small runs are merged by time, and old rows purged`() throws {
    let fixture = try WarehouseFixture()
    for day in (1...8).reversed() {
      try fixture.importRows(
        of: "Syslog",
        [
          ["TimeGenerated": "2026-01-0\(day)T12:00:00Z", "SyslogMessage": "b\(day)"],
          ["TimeGenerated": "2026-01-0\(day)T06:00:00Z", "SyslogMessage": "a\(day)"],
        ], name: "day \(day)")
    }
    let before = try fixture.rows("SELECT SyslogMessage FROM SyslogRow ORDER BY Id")
    #expect(before.prefix(4) == ["a8", "b8", "a7", "b7"])
    try RunMerge(database: fixture.database).run()
    #expect(try fixture.rows("SELECT count(*) FROM Run WHERE TableName = 'Syslog'") == ["1"])
    let merged = try fixture.rows("SELECT SyslogMessage FROM SyslogRow ORDER BY Id")
    #expect(merged == (1...8).flatMap { ["a\($0)", "b\($0)"] })
    let result = try Purge(database: fixture.database).run(
      before: newYear.adding(days: 2).ticks)
    #expect(result.rows.map(\.table) == ["Syslog"])
    #expect(result.rows.map(\.count) == [4])
    let left = try fixture.rows("SELECT SyslogMessage FROM SyslogRow ORDER BY Id")
    #expect(left == (3...8).flatMap { ["a\($0)", "b\($0)"] })
    let status = try WarehouseStatus(of: fixture.database, now: newYear.ticks)
    #expect(status.tables.first { $0.name == "Syslog" }?.rows == 12)
  }
}
