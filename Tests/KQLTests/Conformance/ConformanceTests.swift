// Every recorded case through the compiler and SQLite. A case passes or is refused; none may answer
// wrongly, and what Kusto rejects must be refused. The score stands in Goldens/conformance.txt:
// RECORD_GOLDENS=1 rewrites it, KQL_SHOW=1 prints what is wrong, KQL_SHOW=2 also what is refused.

import Foundation
import KQL
import SQLite
import TestSupport
import Testing

@Suite struct ConformanceTests {
  enum Verdict: Equatable {
    case pass
    case refused(String)
    case wrong(String)
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `no recorded case is answered wrongly`() throws {
    var lines: [String] = []
    var wrong: [String] = []
    for (file, title) in [
      ("engine-cases.jsonl", "engine"), ("docs-cases.jsonl", "docs"),
      ("kustoloco-cases.jsonl", "kustoloco"),
    ] {
      let cases = try ConformanceCase.all(file) { object in
        object["family"] as? String ?? object["area"] as? String ?? "all"
      }
      var scores: [String: (pass: Int, refused: Int, wrong: Int)] = [:]
      for entry in cases where !entry.isFlagged && !Self.misrecorded.contains(entry.id) {
        let family = entry.columns == nil ? "rejected by Kusto" : entry.family
        switch try verdict(entry) {
        case .pass: scores[family, default: (0, 0, 0)].pass += 1
        case .refused(let why):
          scores[family, default: (0, 0, 0)].refused += 1
          if Self.show == "2" { print("REFUSED \(entry.id): \(why)\n    \(entry.query)") }
        case .wrong(let why):
          scores[family, default: (0, 0, 0)].wrong += 1
          wrong.append("\(entry.id): \(why)\n    \(entry.query)")
        }
      }
      lines.append("\(title): passed, refused, wrong")
      for (family, score) in scores.sorted(by: { $0.key < $1.key }) {
        lines.append("  \(family): \(score.pass), \(score.refused), \(score.wrong)")
      }
      let total = scores.values.reduce((0, 0, 0)) {
        ($0.0 + $1.pass, $0.1 + $1.refused, $0.2 + $1.wrong)
      }
      lines.append("  all: \(total.0), \(total.1), \(total.2)")
    }
    if Self.show != nil { for line in wrong { print("WRONG \(line)") } }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    try Golden.expect(lines.joined(separator: "\n") + "\n", "conformance.txt")
  }

  /// Cases of kusto-loco that the real engine's recorded answers contradict (the sign of a remainder,
  /// the text of a datetime, substring before the start), one that lists three of its four rows, and one
  /// of the documentation whose result lacks the input's last character, and one whose table shows the input
  /// of the example before it.
  private static let misrecorded: Set<String> = [
    "loco-BuiltIns_substring_Columnar", "loco-BuiltIns_substring_Scalar", "loco-BinOp_Modulo1",
    "loco-Cast_ToString_Scalar", "loco-Cast_ToString_Columnar", "docs-0723", "docs-0724",
    "docs-0013",
    // Their input column is printed as another array than the query's.
    "docs-0612", "docs-0615", "docs-0617", "docs-0646", "docs-0651",
  ]

  private static let show = ProcessInfo.processInfo.environment["KQL_SHOW"]

  private func verdict(_ entry: ConformanceCase) throws -> Verdict {
    let runner = try QueryRunner()
    let compiled: CompiledQuery
    switch runner.compile(entry.query) {
    case .failure(let diagnostics):
      // A query that Kusto rejects must be refused, and that is its pass.
      let message = diagnostics.errors.first.map { "\($0.code) \($0.message)" } ?? ""
      return entry.columns == nil ? .pass : .refused(message)
    case .success(let query): compiled = query
    }
    let answer: QueryRows
    do {
      answer = try runner.rows(of: compiled)
    } catch {
      return entry.columns == nil ? .pass : .refused("SQLite: \(error)")
    }
    guard let columns = entry.columns else { return .wrong("Kusto rejects the query") }
    return compare(answer, columns, entry)
  }

  private func compare(
    _ answer: QueryRows, _ columns: [String], _ entry: ConformanceCase
  ) -> Verdict {
    let names = answer.columns.map(\.name)
    guard names == columns else { return .wrong("columns \(names), not \(columns)") }
    guard answer.rows.count == entry.rows.count else {
      return .wrong("\(answer.rows.count) rows, not \(entry.rows.count)")
    }
    let sets = ["make_set", "set_union", "bag_keys"].contains { entry.query.contains($0) }
    let comparison = ValueComparison(unorderedArrays: sets)
    let types = answer.columns.indices.map { index in
      entry.types.count == columns.count ? entry.types[index] : answer.columns[index].type.rawValue
    }
    func matches(_ row: [SQLite.SQLValue], _ expected: [String?]) -> Bool {
      row.count == expected.count
        && row.indices.allSatisfy { comparison.isEqual(row[$0], expected[$0], types[$0]) }
    }
    if zip(answer.rows, entry.rows).allSatisfy({ matches($0, $1) }) { return .pass }
    var rest = entry.rows
    for row in answer.rows {
      guard let index = rest.firstIndex(where: { matches(row, $0) }) else {
        return .wrong("row \(row) is not among \(rest)")
      }
      rest.remove(at: index)
    }
    return .pass
  }
}
