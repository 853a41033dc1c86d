// The syntax tree: precedence, qualifiers, literals and paths.

import Indicators
import Testing

@Suite struct PatternSyntaxTests {
  /// The expression in brackets that show its structure.
  func shape(_ pattern: String) throws -> String {
    shape(try Pattern(pattern).expression)
  }

  private func shape(_ expression: ObservationExpression) -> String {
    switch expression {
    case .observation(let comparison): "[\(shape(comparison))]"
    case .and(let members): "and(\(members.map(shape).joined(separator: " ")))"
    case .or(let members): "or(\(members.map(shape).joined(separator: " ")))"
    case .followedBy(let members): "then(\(members.map(shape).joined(separator: " ")))"
    case .group(let inner): "(\(shape(inner)))"
    case .qualified(let inner, let qualifiers):
      shape(inner) + "{\(qualifiers.map(\.keyword).joined(separator: " "))}"
    }
  }

  private func shape(_ comparison: ComparisonExpression) -> String {
    switch comparison {
    case .test(let test):
      test.path.text + (test.isNegated ? " NOT " : " ") + test.comparison.rawValue
        + test.operands.map { " " + $0.text }.joined(separator: ",")
    case .and(let members): "and(\(members.map(shape).joined(separator: "; ")))"
    case .or(let members): "or(\(members.map(shape).joined(separator: "; ")))"
    }
  }

  @Test(arguments: [
    (
      "[a:b=1] FOLLOWEDBY [a:b=2] OR [a:b=3] AND [a:b=4]",
      "then([a:b = 1] or([a:b = 2] and([a:b = 3] [a:b = 4])))"
    ),
    ("([a:b=1] OR [a:b=2]) AND [a:b=3]", "and((or([a:b = 1] [a:b = 2])) [a:b = 3])"),
    (
      "[a:b=1] AND [a:b=2] WITHIN 5 SECONDS REPEATS 2 TIMES",
      "and([a:b = 1] [a:b = 2]{WITHIN REPEATS})"
    ),
    ("[a:b=1 OR a:b=2 AND a:b=3]", "[or(a:b = 1; and(a:b = 2; a:b = 3))]"),
    ("[(a:b=1 OR a:b=2) AND a:b=3]", "[and(or(a:b = 1; a:b = 2); a:b = 3)]"),
    ("[a:b NOT IN ('x','y') AND NOT EXISTS c:d]", "[and(a:b NOT IN x, y; c:d NOT EXISTS)]"),
    ("[a:b == 'x' AND c:d <> 'y']", "[and(a:b = x; c:d != y)]"),
    ("[file:hashes.'SHA-256' NOT LIKE 'x%']", "[file:hashes.'SHA-256' NOT LIKE x%]"),
    ("[a:'b'.'c'[0][*].'d e'.'f\\'g'.'IN' = 1]", "[a:b.c[0][*].'d e'.'f\\'g'.'IN' = 1]"),
  ])
  func `operators bind in their order`(pattern: String, expected: String) throws {
    #expect(try shape(pattern) == expected)
  }

  @Test func `literals keep their types`() throws {
    let pattern = try Pattern(
      "[a:b IN ('it\\'s \\\\', 5, -6, 99999999999999999999, 1.5, true, t'2016-06-01T00:00:00Z',"
        + " h'0aFF', b'AAAA')]")
    guard case .observation(.test(let test)) = pattern.expression else {
      Issue.record("no test")
      return
    }
    #expect(
      test.operands.map(\.value) == [
        .string("it's \\"), .integer(5), .integer(-6), .longInteger("99999999999999999999"),
        .float(1.5), .boolean(true), .timestamp("2016-06-01T00:00:00Z"), .hex("0aFF"),
        .binary("AAAA"),
      ])
    #expect(test.path.span == PatternSpan(start: 1, end: 4))
    #expect(test.operands[1].span == PatternSpan(start: 21, end: 22))
  }

  @Test func `qualifiers keep their values`() throws {
    let pattern = try Pattern(
      "[a:b=1] START t'2016-06-01T00:00:00Z' STOP t'2017-06-01T00:00:00Z' WITHIN 1.5 SECONDS"
        + " REPEATS 7 TIMES")
    guard case .qualified(_, let qualifiers) = pattern.expression else {
      Issue.record("no qualifiers")
      return
    }
    #expect(
      qualifiers.map(\.kind) == [
        .startStop(start: "2016-06-01T00:00:00Z", stop: "2017-06-01T00:00:00Z"),
        .within(seconds: 1.5), .repeats(times: 7),
      ])
    #expect(qualifiers[2].span == PatternSpan(start: 86, end: 101))
  }
}
