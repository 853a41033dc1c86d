// `picket schema`: what a query may name, with a database and without.

import TestSupport
import Testing

@Suite struct SchemaTests {
  @Test func `without a name it lists tables and functions, with a database or without`()
    async throws
  {
    let empty = try Workplace()
    let all = try await empty.run("picket", ["schema", "--format", "csv"])
    #expect(all.status == 0 && !empty.exists("picket.db"))
    let rows = readCSV(all.output)
    #expect(rows.first == ["Name", "Kind", "Columns", "Rows", "Description"])
    #expect(rows.contains { $0.prefix(4) == ["ThreatIntelligenceIndicator", "table", "64", ""] })
    #expect(rows.contains { $0.prefix(2) == ["CommonSecurityLog", "view"] })
    #expect(rows.contains { $0.prefix(2) == ["SigninLogs", "documented"] })
    #expect(rows.contains { $0.prefix(2) == ["_Im_Dns", "function"] })
    #expect(rows.allSatisfy { $0.count == 5 && !$0[4].isEmpty })

    let full = try await SampleWarehouse.copy()
    let counted = readCSV(try await full.run("picket", ["schema", "--format", "csv"]).output)
    #expect(counted.map { $0[0] } == rows.map { $0[0] })
    for table in ["NetworkConnection", "ThreatIntelligenceIndicator", "CommonSecurityLog"] {
      let row = try #require(counted.first { $0[0] == table })
      let count = try await full.picket("query", "\(table) | count")
      #expect(readCSV(count.output).last == [row[3]], "\(table)")
      #expect(row[3] != "0")
    }
  }

  @Test func `names give columns, hidden ones and parameters`() async throws {
    let workplace = try Workplace()
    let result = try await workplace.run(
      "picket", ["schema", "DnsEvents", "_Im_Dns", "--format", "csv"])
    let rows = readCSV(result.output)
    #expect(rows.first == ["TableName", "ColumnName", "ColumnType", "Note"])
    #expect(rows.contains { $0.prefix(3) == ["DnsEvents", "TimeGenerated", "datetime"] })
    let name = try #require(rows.first { $0.prefix(2) == ["DnsEvents", "Name"] })
    #expect(name[3].hasPrefix("indexed"))
    #expect(
      rows.contains {
        $0[0] == "DnsEvents" && $0[1] == "_IngestionTime" && $0[3].hasPrefix("hidden")
      })
    #expect(
      rows.contains(["_Im_Dns", "eventtype", "string", "parameter, 'Query' by default"]))
  }

  @Test func `an unknown name suggests the nearest`() async throws {
    let workplace = try Workplace()
    expectOneLine(
      try await workplace.run("picket", ["schema", "DnsEvent"]),
      "no table or function is called DnsEvent", "did you mean 'DnsEvents'?")
    expectOneLine(
      try await workplace.run("picket", ["schema", "Nothing"]), "without a name lists them all")
  }
}
