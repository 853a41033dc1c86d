// Output columns and types as Microsoft's own binder gives them, and the queries that it rejects.

import Foundation
import KQL
import TestSupport
import Testing

@Suite struct BinderProbeTests {
  /// The schemas behind the probes.
  private static let catalog = Catalog(tables: [
    .plain(
      "T",
      [
        ("a", .int), ("b", .string), ("t", .datetime), ("d", .real), ("j", .dynamic), ("l", .long),
        ("ts", .timespan), ("g", .guid), ("x", .bool),
      ]),
    .plain(
      "U", [("a", .int), ("b", .string), ("t", .datetime), ("e", .long), ("b1", .string)]),
    .plain("V", [("a", .string), ("z", .long)]),
    .plain(
      "ThreatIntelligenceIndicator",
      [
        ("IndicatorId", .string), ("TimeGenerated", .datetime), ("NetworkIP", .string),
        ("Active", .bool), ("ExpirationDateTime", .datetime),
      ]),
  ])

  @Test(.enabled(if: SharedData.isPresent))
  func `columns and types are those of Microsoft's binder`() throws {
    let text = try String(contentsOf: SharedData.data("kql/binder-probes.jsonl"), encoding: .utf8)
    var passed = 0
    var refused: [String] = []
    for line in text.split(separator: "\n") {
      guard
        let probe = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let query = probe["query"] as? String, let columns = probe["columns"] as? [[String]],
        let diagnostics = probe["diagnostics"] as? [[Any]]
      else { continue }  // three probes whose result has no fixed columns
      let isRejected = diagnostics.contains { $0.count > 1 && $0[1] as? String == "Error" }
      switch KQLCompiler.compile(
        query, catalog: Self.catalog, options: CompileOptions(now: 0))
      {
      case .success(let compiled):
        #expect(!isRejected, "\(query) is rejected by Microsoft's binder")
        #expect(compiled.columns.map { [$0.name, $0.type.rawValue] } == columns, "\(query)")
        passed += 1
      case .failure(let why):
        if isRejected { passed += 1 } else { refused.append("\(query): \(why.all[0].message)") }
      }
    }
    try Golden.expect(
      "passed \(passed)\nrefused \(refused.count)\n" + refused.joined(separator: "\n") + "\n",
      "binder-probes.txt")
  }
}
