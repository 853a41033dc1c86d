// Microsoft's threat-intelligence rules against the documented schemas of the tables they read: which
// compile to SQL that SQLite accepts, and why the others are refused. Kept in Goldens/sentinel-rules.txt.

import Foundation
import Hunting
import KQL
import SQLite
import TestSupport
import Testing

@Suite struct SentinelRuleTests {
  @Test(.enabled(if: SharedData.isPresent))
  func `Microsoft's rules compile, or say why not`() throws {
    let catalog = try Self.catalog()
    let connection = try Connection(path: ":memory:", mode: .create)
    try QueryFunctions.register(on: connection)
    for table in catalog.tables {
      // Columns of one table may differ by letter case alone, which SQLite folds.
      let columns = table.columns.indices.map { "c\($0)" }.joined(separator: ", ")
      try connection.execute("CREATE TABLE \(table.source) (\(columns))")
    }
    let text = try String(
      contentsOf: SharedData.data("kql/sentinel-rules.jsonl"), encoding: .utf8)
    var compiled = 0
    var refused: [String] = []
    for line in text.split(separator: "\n") {
      guard
        let rule = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        rule["format"] as? String == "kql", let id = rule["id"] as? String,
        let query = rule["text"] as? String
      else { continue }
      switch KQLCompiler.compile(query, catalog: catalog, options: CompileOptions(now: 0)) {
      case .success(let result):
        _ = try connection.prepare(result.sql)
        _ = try connection.prepare(result.shellSQL)
        compiled += 1
      case .failure(let diagnostics):
        let reasons = Set(diagnostics.errors.map { "\($0.code) \($0.message)" }).sorted()
        refused.append("\(id): \(reasons.joined(separator: "; "))")
      }
    }
    try Golden.expect(
      "compiled \(compiled)\nrefused \(refused.count)\n"
        + refused.sorted().joined(separator: "\n") + "\n", "sentinel-rules.txt")
  }

  static func catalog() throws -> Catalog {
    var columns: [(table: String, name: String, type: KustoType)] = []
    let legacy = try String(
      contentsOf: SharedData.data("sentinel/ThreatIntelligenceIndicator.tsv"), encoding: .utf8)
    for line in legacy.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      let fields = line.split(separator: "\t")
      guard fields.count >= 2, let type = KustoType(rawValue: String(fields[1])) else { continue }
      columns.append(("ThreatIntelligenceIndicator", String(fields[0]), type))
    }
    let schemas = try String(
      contentsOf: SharedData.data("sentinel/table-schemas.csv"), encoding: .utf8)
    for line in schemas.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count >= 3, fields[0] != "ThreatIntelligenceIndicator",
        let type = KustoType(rawValue: String(fields[2]))
      else { continue }
      columns.append((String(fields[0]), String(fields[1]), type))
    }
    // The documentation leaves the column out that every rule joins on.
    columns.append(("DnsEvents", "Name", .string))
    var order: [String] = []
    for column in columns where !order.contains(column.table) { order.append(column.table) }
    return Catalog(
      tables: order.enumerated().map { index, name in
        let own = columns.filter { $0.table == name }
        return CatalogTable(
          name: name,
          columns: own.enumerated().map { position, column in
            CatalogColumn(name: column.name, type: column.type, sql: "{base}.c\(position)")
          }, source: "T\(index)")
      })
  }
}
