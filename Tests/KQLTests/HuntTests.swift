// The two documented hunts: their SQL, SQLite's plan and their rows, with and without pruning.

import Foundation
import KQL
import SQLite
import TestSupport
import Testing

@Suite struct HuntTests {
  private func hunt(_ name: String) throws -> String {
    let file = SharedData.repository.appending(path: "Sources/Hunting/Hunts/\(name).kql")
    return try String(contentsOf: file, encoding: .utf8)
  }

  private func runner() throws -> QueryRunner {
    try QueryRunner(catalog: HuntWorld.catalog, schema: HuntWorld.schema)
  }

  @Test(arguments: ["network-ip", "dns-domain"])
  func `a documented hunt keeps its SQL, its plan and its rows`(name: String) throws {
    let runner = try runner()
    let query = try hunt(name)
    let compiled = try runner.compile(query).get()
    #expect(compiled.functions.isEmpty)
    #expect(compiled.isOrdered)
    let plan = try runner.connection.queryPlan(compiled.sql).description
    let shellPlan = try runner.connection.queryPlan(compiled.shellSQL).description
    #expect(plan == shellPlan)
    let rows = try runner.shellRows(compiled).map { $0.joined(separator: ",") }
    let text = """
      -- SQL
      \(compiled.sql)
      -- parameters
      \(compiled.parameters)
      -- plan
      \(plan)
      -- for the shell
      \(compiled.shellSQL)
      -- rows: \(compiled.columns.map(\.name).joined(separator: ","))
      \(rows.joined(separator: "\n"))
      """
    try Golden.expect(text + "\n", "Hunts/\(name).txt")
  }

  @Test(arguments: ["network-ip", "dns-domain"])
  func `pruning changes the plan and no row`(name: String) throws {
    let runner = try runner()
    let query = try hunt(name)
    let pruned = try runner.rows(query)
    #expect(!pruned.rows.isEmpty)
    #expect(try runner.rows(query, pruning: false) == pruned)
  }

  @Test(arguments: [
    "inner", "innerunique", "leftouter", "rightouter", "fullouter", "leftsemi", "rightsemi",
    "leftanti", "rightanti",
  ])
  func `joins of every kind answer alike with and without pruning`(kind: String) throws {
    let runner = try runner()
    let query = """
      ThreatIntelligenceIndicator | project NetworkIP, Active
      | join kind=\(kind) (NetworkConnection | project DestinationIP, DestinationPort)
        on $left.NetworkIP == $right.DestinationIP
      | sort by \(kind.hasPrefix("right") ? "DestinationIP" : "NetworkIP")
      """
    let pruned = try runner.rows(query)
    let plain = try runner.rows(query, pruning: false)
    if kind == "innerunique" {
      #expect(pruned.rows.count == plain.rows.count)
    } else {
      #expect(pruned == plain)
    }
    let counts = [
      "inner": 5, "innerunique": 3, "leftouter": 7, "rightouter": 7, "fullouter": 9, "leftsemi": 3,
      "rightsemi": 3, "leftanti": 2, "rightanti": 2,
    ]
    #expect(pruned.rows.count == counts[kind])
  }

  @Test func `an empty observable matches nothing`() throws {
    let runner = try runner()
    let query = """
      NetworkConnection | join kind=inner ThreatIntelligenceIndicator
        on $left.DestinationIP == $right.NetworkIP | where DestinationIP == ""
      """
    #expect(try runner.rows(query).rows.isEmpty)
    #expect(try runner.rows(query, pruning: false).rows.isEmpty)
  }

  @Test func `isnotnull of a string is warned of`() throws {
    let compiled = try runner().compile(try hunt("network-ip")).get()
    #expect(compiled.warnings.map(\.code) == ["PK003"])
    #expect(compiled.warnings.first?.help?.contains("isnotempty(NetworkIP)") == true)
  }
}
