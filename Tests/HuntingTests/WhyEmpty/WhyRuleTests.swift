// `--why-empty` of the published rules, over the rows of their cases.

import KQL
import TestSupport
import Testing

@testable import Hunting

@Suite struct WhyRuleTests {
  @Test(.enabled(if: SharedData.isPresent), arguments: RuleCaseTests.entries)
  func `every stage of a rule is counted, and a case without rows has its causes`(
    entry: RuleCaseTests.Entry
  ) throws {
    let cases = try HuntCases.read(entry.cases, file: entry.name)
    for huntCase in cases.filter(\.expectsNone) + cases.filter({ !$0.expectsNone }).prefix(1) {
      let world = try RuleWarehouse(huntCase)
      let report = try world.report(on: entry.hunt)
      let rows = try world.rows(of: entry.hunt, isPruning: true).rows.count
      #expect(report.count == .exactly(Int64(rows)), "\(huntCase.name)")
      #expect(report.causes.isEmpty == (rows > 0), "\(huntCase.name)")
      #expect(!report.lines.contains { $0.contains("(not counted") }, "\(huntCase.name)")
      #expect(report.causes.allSatisfy { !$0.findings.isEmpty })
      // A question that the compiler refused would be a mistake of ours.
      #expect(!report.lines.contains { $0.contains("not compared") }, "\(huntCase.name)")
      if report.count.isZero, huntCase.name.contains("expired") {
        #expect(report.lines.contains { $0.contains("expired") }, "\(huntCase.name)")
      }
    }
  }
}
