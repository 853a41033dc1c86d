// What the lint finds in Microsoft's published rules. Goldens/lint.txt has each finding; every one of
// them was looked at by eye.

import Hunting
import KQL
import TestSupport
import Testing

@Suite struct LintRuleGoldenTests {
  @Test(.enabled(if: SharedData.isPresent))
  func `the published rules have these findings`() throws {
    var totals: [String: Int] = [:]
    var lines: [String] = []
    for rule in try PublishedRule.all() {
      let query = rule.query
      let found = KQLCompiler.check(
        query, catalog: WarehouseCatalog.catalog, options: CompileOptions(now: 0),
        lint: LintContext(retiredTables: ["ThreatIntelligenceIndicator": "ThreatIntelIndicators"]))
      var counts: [String: Int] = [:]
      for finding in found where finding.severity != .error {
        counts[finding.code, default: 0] += 1
      }
      totals.merge(counts) { $0 + $1 }
      let shown = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      lines.append("\(rule.id): \(shown.joined(separator: ", "))")
      // The place and the text of each are kept, but of the note that nearly every rule has.
      for finding in found where finding.severity != .error && finding.code != "retired-table" {
        let place = query.utf8.index(query.utf8.startIndex, offsetBy: finding.place.utf8.lowerBound)
        let end = query.utf8.index(query.utf8.startIndex, offsetBy: finding.place.utf8.upperBound)
        let marked = query[place..<end].split(whereSeparator: \.isWhitespace)
          .joined(separator: " ")
        lines.append("  \(finding.place.line) \(finding.code): \(marked.prefix(90))")
      }
    }
    let head = totals.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    try Golden.expect((head + [""] + lines).joined(separator: "\n") + "\n", "lint.txt")
  }
}
