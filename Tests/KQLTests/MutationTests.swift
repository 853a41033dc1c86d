// Recorded queries with words dropped, doubled, swapped and replaced: the compiler must end in a
// statement that SQLite accepts, or in messages. The sequence is fixed, so that a failure comes again.

import Foundation
import KQL
import SQLite
import TestSupport
import Testing

@Suite struct MutationTests {
  private struct Sequence {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(max(1, bound)))
    }
  }

  private static let words = [
    "|", "(", ")", "[", "]", ",", "=", "==", "-", "1", "\"x\"", "by", "on", "kind=inner", "null",
    "9223372036854775807", "1d", "datetime(2020-01-01)", "dynamic([1,{}])", "*", "..", "$left.x",
    "let", ";", "prev(x)", "summarize", "join", "tolong(", "in", "not(", "\u{0}", "é", "real(nan)",
  ]

  @Test(.enabled(if: SharedData.isPresent))
  func `mutated queries end in SQL or in messages`() throws {
    let cases = try ConformanceCase.all("engine-cases.jsonl") { _ in "" }
    let runner = try QueryRunner(catalog: HuntWorld.catalog, schema: HuntWorld.schema)
    var sequence = Sequence(state: 42)
    var compiled = 0
    for round in 0..<3_000 {
      var words = cases[sequence.next(cases.count)].query
        .split(separator: " ", omittingEmptySubsequences: true).map(String.init)
      for _ in 0..<(1 + round % 3) where !words.isEmpty {
        let place = sequence.next(words.count)
        switch sequence.next(4) {
        case 0: words.remove(at: place)
        case 1: words.insert(words[place], at: place)
        case 2: words.swapAt(place, sequence.next(words.count))
        default: words[place] = Self.words[sequence.next(Self.words.count)]
        }
      }
      let query = words.joined(separator: " ")
      switch runner.compile(query) {
      case .success(let result):
        compiled += 1
        do {
          _ = try runner.connection.prepare(result.sql)
          _ = try runner.connection.prepare(result.shellSQL)
        } catch {
          Issue.record("SQLite rejects the SQL of \(query): \(error)")
        }
      case .failure(let diagnostics): #expect(!diagnostics.errors.isEmpty, "\(query)")
      }
    }
    #expect(compiled > 100)
  }
}
