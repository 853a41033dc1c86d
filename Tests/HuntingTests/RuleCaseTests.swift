// The published rules, each over a few rows that we wrote: RuleCases has a file for a rule, in which the
// rows that its text means fire, and near misses do not; what can never fire says why. The rules' texts
// are not ours and stay in the shared data.

import Foundation
import Indicators
import KQL
import TestSupport
import Testing
import Warehouse

@testable import Hunting

@Suite struct RuleCaseTests {
  /// A rule with its cases.
  struct Entry: CustomStringConvertible {
    let rule: PublishedRule
    let cases: String
    var description: String { rule.id }
    var name: String { String(rule.id.dropLast(".kql".count)) }
    var hunt: Hunt { Hunt(name: rule.id, text: rule.query) }
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "RuleCases")

  /// The rules of the sets `current` and `new`.
  static let entries: [Entry] = {
    let rules = (try? PublishedRule.all()) ?? []
    return rules.filter { $0.id.hasPrefix("current/") || $0.id.hasPrefix("new/") }.map { rule in
      let file = folder.appending(path: rule.id.dropLast(".kql".count) + ".test.kql")
      return Entry(rule: rule, cases: (try? String(contentsOf: file, encoding: .utf8)) ?? "")
    }
  }()

  /// The rules that can never fire, by what is wrong with their texts.
  private static let silent: Set<String> = [
    "current/DomainEntity_CloudAppEvents", "current/URLEntity_OfficeActivity",
  ]

  @Test(.enabled(if: SharedData.isPresent))
  func `every rule has cases, and every case is a rule's`() throws {
    #expect(Self.entries.count == 39)
    #expect(Self.entries.filter(\.cases.isEmpty).map(\.name) == [])
    for set in ["current", "new"] {
      let files = try FileManager.default.contentsOfDirectory(
        atPath: Self.folder.appending(path: set).path)
      #expect(files.count == Self.entries.count { $0.rule.id.hasPrefix(set + "/") })
    }
  }

  @Test(.enabled(if: SharedData.isPresent), arguments: entries)
  func `the rule fires where its text means it, and not beside it`(entry: Entry) throws {
    let results = try HuntCases.run(
      entry.hunt, HuntCases.read(entry.cases, file: entry.name + ".test.kql"))
    for result in results {
      #expect(result.isPassed, "\(result.huntCase.name): \(result.outcome)")
    }
    let fires = results.contains { $0.rows > 0 }
    #expect(fires != Self.silent.contains(entry.name))
    #expect(results.contains { $0.rows == 0 } || entry.name == "new/ThreatIntelIndicatorsv2")
  }

  /// Rules whose rows in a warehouse are others than those of their cases.
  private static let others = [
    // It asks for Active before it asks for the newest version. A warehouse keeps the newest alone.
    "current/imDns_DomainEntity_DnsEvents"
  ]

  @Test(.enabled(if: SharedData.isPresent), arguments: entries)
  func `a warehouse with the same rows gives the same, driven by matches or not`(
    entry: Entry
  ) throws {
    for huntCase in try HuntCases.read(entry.cases, file: entry.name) {
      let world = try RuleWarehouse(huntCase)
      let rows = try world.rows(of: entry.hunt, isPruning: true)
      let plain = try world.rows(of: entry.hunt, isPruning: false)
      #expect(RowDifference.between(plain, rows, isOrdered: false) == nil, "\(huntCase.name)")
      guard !Self.others.contains(entry.name) else { continue }
      let expected = try world.expected(huntCase)
      #expect(rows.rows.count == expected.rows.count, "\(huntCase.name)")
      // DnsEvents are imported from Zeek, which knows no computer; live indicators have ids of their own.
      guard world.isExact else { continue }
      let places = expected.columns.map { column in
        rows.columns.firstIndex { $0.name == column.name } ?? 0
      }
      let difference = RowDifference.between(
        expected, rows.columns(at: places), isOrdered: false)
      #expect(difference == nil, "\(huntCase.name): \(difference.map { "\($0)" } ?? "")")
    }
  }
}
