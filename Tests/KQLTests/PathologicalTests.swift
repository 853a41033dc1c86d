// Text that is made to be dear: each ends in a plan or in a message, by bounds and not by luck. The times
// and the memory of the same texts are in Tests/KQLTests/README.md.

import Hunting
import KQL
import Testing

@Suite struct PathologicalTests {
  private static func chain(_ count: Int, _ part: (Int) -> String) -> String {
    (0..<count).map(part).joined()
  }

  /// A text and the codes that it may end in; none where it is a plan.
  static let texts: [(name: String, text: String, codes: Set<String>)] = [
    (
      "parentheses", "print " + chain(10_000) { _ in "(" } + "1" + chain(10_000) { _ in ")" },
      ["PK002"]
    ),
    (
      "not", "print " + chain(5_000) { _ in "not(" } + "true" + chain(5_000) { _ in ")" }, ["PK002"]
    ),
    ("minus", "print " + chain(100_000) { _ in "-" } + "1", ["PK002"]),
    ("brackets", "print " + chain(50_000) { _ in "a[" }, ["PK002"]),
    ("members", "print a" + chain(50_000) { _ in ".b" }, ["PK002"]),
    (
      "in", "DnsEvents | where Name in (" + chain(50_000) { "\"\($0).example\"," } + "\"x\")",
      ["PK002"]
    ),
    ("operators", "DnsEvents" + chain(5_000) { _ in " | where Name != 'x'" }, ["PK002"]),
    ("lets", chain(1_000) { "let a\($0) = \($0);\n" } + "print a999", []),
    (
      "aliases",
      "let a0 = DnsEvents;" + chain(2_000) { "let a\($0 + 1) = a\($0);" } + "a2000 | count", []
    ),
    ("string", "print \"" + String(repeating: "x", count: (1 << 20) - 20) + "\"", []),
    (
      "arrays", "print dynamic(" + chain(10_000) { _ in "[" } + chain(10_000) { _ in "]" } + ")",
      ["PK001"]
    ),
    (
      "objects",
      "print dynamic(" + chain(5_000) { _ in "{\"a\":" } + "1" + chain(5_000) { _ in "}" } + ")",
      ["PK001"]
    ),
    (
      "unions",
      "let a0 = DnsEvents;" + chain(40) { "let a\($0 + 1) = union a\($0), a\($0);" }
        + "a40 | count", []
    ),
    (
      "joins",
      "let a0 = DnsEvents;"
        + chain(40) { "let a\($0 + 1) = a\($0) | join kind=inner a\($0) on Name;" }
        + "a40 | count", ["PK002"]
    ),
    (
      "scalars",
      "let a0 = 1 + toscalar(DnsEvents | count);"
        + chain(64) { "let a\($0 + 1) = a\($0) + a\($0);" }
        + "print a64", ["PK002"]
    ),
    (
      "functions",
      "let f0 = (x:long) { x + 1 };"
        + chain(40) { "let f\($0 + 1) = (x:long) { f\($0)(x) + f\($0)(x) };" } + "print f40(1)",
      ["PK002"]
    ),
    (
      "sums", "DnsEvents | extend x = ResultCode" + chain(8_000) { _ in " + ResultCode" }, ["PK002"]
    ),
    ("conditions", "DnsEvents | where Name != 'x'" + chain(6_000) { _ in " and Name != 'x'" }, []),
    ("tables", "union DnsEvents" + chain(5_000) { _ in ", DnsEvents" }, ["PK002"]),
    (
      "summarize",
      "DnsEvents"
        + chain(120) { " | summarize arg_max(TimeGenerated, *) by Name | extend d\($0) = 1" },
      []
    ),
    ("names", "print " + chain(10_000) { "zork\($0)," } + "1", ["KS142"]),
    ("calls", "print " + chain(10_000) { "zork\($0)(1)," } + "1", ["KS211"]),
    ("mistakes", "DnsEvents" + chain(6_000) { _ in " | where Nam = 1" }, ["KS141", "PK002"]),
    ("quotes", chain(30_000) { _ in "\u{201C}" }, ["KS002", "KS006", "KS111"]),
    ("comments", chain(5_000) { _ in "// picket: ignore bare-join x\n" } + "DnsEvents", ["ignore"]),
  ]

  @Test(arguments: texts.indices)
  func `a dear text ends in a plan or in messages`(index: Int) {
    let (name, text, codes) = Self.texts[index]
    let found = KQLCompiler.check(
      text, catalog: WarehouseCatalog.catalog, options: CompileOptions(now: 0), lint: HuntCheck.lint
    ).filter { $0.severity != .note }
    #expect(Set(found.map(\.code)).isSubset(of: codes), "\(name): \(found.prefix(3))")
    #expect(found.isEmpty == codes.isEmpty, "\(name)")
    #expect(found.count <= 50)
  }
}
