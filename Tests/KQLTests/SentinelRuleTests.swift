// The published rules, KQL texts and YAML files alike, against a warehouse without rows: which compile
// and run, and of the others every message with Microsoft's code. Kept in Goldens/sentinel-rules.txt.

import Hunting
import Indicators
import KQL
import SQLite
import TestSupport
import Testing
import Warehouse

@Suite struct SentinelRuleTests {
  @Test(.enabled(if: SharedData.isPresent))
  func `the published rules compile and run, or say why not`() throws {
    let fixture = try WarehouseFixture()
    let runner = try HuntRunner(database: fixture.database, now: newYear.ticks)
    let rules = try PublishedRule.all()
    var verdicts: [String] = []
    for rule in rules {
      let compiled = KQLCompiler.compile(
        rule.query, catalog: runner.catalog, options: CompileOptions(now: newYear.ticks))
      switch compiled {
      case .success(let query):
        var rows = 0
        try runner.run(query) { _ in rows += 1 }
        // The form for the shell is another text over the same plan.
        _ = try fixture.database.connection.prepare(query.shellSQL)
        verdicts.append("runs     \(rule.id): \(query.columns.count) columns, \(rows) rows")
      case .failure(let diagnostics):
        for error in diagnostics.errors {
          verdicts.append(
            "refused  \(rule.id):\(error.place.line):\(error.place.column) \(error.code) "
              + error.message)
        }
      }
    }
    let run = verdicts.count { $0.hasPrefix("runs") }
    try Golden.expect(
      "of \(rules.count) rules \(run) run\n" + verdicts.sorted().joined(separator: "\n") + "\n",
      "sentinel-rules.txt")
  }
}
