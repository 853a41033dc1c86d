// Messages by place: `«…»` marks in a query what the one message must point at.

import KQL
import Testing

@Suite struct DiagnosticTests {
  private static let catalog = Catalog(tables: [
    .plain("Events", [("Time", .datetime), ("Name", .string), ("Port", .int)])
  ])

  private func diagnostics(_ query: String) -> [KQLDiagnostic] {
    let options = CompileOptions(now: 0)
    switch KQLCompiler.compile(query, catalog: Self.catalog, options: options) {
    case .success(let query): return query.warnings
    case .failure(let diagnostics): return diagnostics.all
    }
  }

  @Test(arguments: [
    ("«Evnts» | take 1", "KS204", "did you mean 'Events'?"),
    ("Events | where «Nane» == \"x\"", "KS142", "did you mean 'Name'?"),
    ("Events | project «tolowr»(Name)", "KS211", "did you mean 'tolower'?"),
    ("Events | where «Time > \"2020-01-01\"»", "KS106", "datetime(2020-01-31)"),
    ("Events | where «Port»", "KS141", nil),
    ("Events | «wehre» Port == 1", "KS176", "did you mean 'where'?"),
    ("Events | «reduce» by Name", "PK001", "heuristic"),
    ("Events | project Name, «Name»", "KS171", nil),
    ("Events | take «-1»", "KS129", nil),
    ("Events | join kind=«outer» (Events) on Name", "KS005", "leftouter"),
    ("Events | join (Events) on «$left.Name == $right.Port»", "KS242", nil),
    ("Events | join (Events) on $left.«Nam» == $right.Name", "KS142", "did you mean 'Name'?"),
    ("Events | where «isnotnull(Name)»", "PK003", "isnotempty(Name)"),
    ("Events | where Name == «\"abc»", "KS001", "add \""),
    ("let x = 5; «x» | take 1", "KS111", nil),
    ("Events | summarize «Port»", "KS236", "take_any(Port)"),
    ("Events | where «strlen(Name, 1)» > 1", "KS119", nil),
    ("Events | where Port in (1, «\"x\"»)", "KS106", nil),
  ])
  func `a message points at its place`(marked: String, code: String, help: String?) throws {
    let query = marked.filter { $0 != "«" && $0 != "»" }
    let open = try #require(marked.firstIndex(of: "«"))
    let close = try #require(marked.firstIndex(of: "»"))
    let start = marked[..<open].utf8.count
    let expected = start..<start + marked[marked.index(after: open)..<close].utf8.count
    let found = diagnostics(query)
    #expect(found.map(\.code) == [code])
    #expect(found.first?.place.utf8 == expected)
    if let help { #expect(found.first?.help?.contains(help) == true) }
  }

  @Test func `several errors come in one run`() {
    let found = diagnostics(
      """
      Events
      | where Nme == "x"
      | wher Port == 1
      | extend p = Prt + 1
      """)
    #expect(found.map(\.place.line) == [2, 3])
    let open = diagnostics("Events | where Nme == 1 and Prt == 2 | project tolowr(Name)")
    #expect(open.map(\.code) == ["KS142", "KS142", "KS211"])
  }

  @Test func `a message shows the line with carets`() throws {
    let query = "Events\n| where\tNane == \"x\u{1b}[31m\""
    let found = try #require(diagnostics(query).first)
    #expect(
      found.rendered(source: query, file: "h.kql") == """
        h.kql:2:9: error KS142: the name 'Nane' does not refer to any known column, table, variable or function
          2 | | where Nane == "x\\u{1b}[31m"
            |         ^^^^
            help: did you mean 'Name'?
        """)
  }

  @Test func `hostile text ends in a message`() {
    let deep = 5_000
    for query in [
      "", ";", "|", "let", "let x", "let x =", "print", "((((",
      "print \(String(repeating: "(", count: deep))1",
      "print \(String(repeating: "-", count: deep))1",
      "print \(String(repeating: "strcat(", count: deep))",
      String(repeating: "(", count: deep) + "Events", "print x=\"\u{0}",
      "Events\(String(repeating: "| where Port == 1 ", count: deep))",
      String(repeating: "a", count: 1 << 21),
      "let f = (x:long) { f(x) }; print f(1)",
      (0..<64).map { "let a\($0 + 1) = strcat(a\($0), a\($0)); " }.joined(separator: "")
        .replacing("a0", with: "\"x\"") + "print a64",
      "print dynamic([[[[", "datatable(", "datatable(a:long)[1,", "Events | join",
      "Events | where [",
      "Events | project-away", "Events | sort by", "range x from", "union", "Events | summarize by",
    ] {
      #expect(!diagnostics(query).isEmpty, "\(query.prefix(60))")
    }
  }

  @Test func `long chains are no deep ones`() throws {
    let chain = (0..<400).map { "Port == \($0)" }.joined(separator: " or ")
    #expect(diagnostics("Events | where \(chain)").isEmpty)
    let sum = (0..<200).map { "\($0)" }.joined(separator: " + ")
    #expect(diagnostics("print \(sum)").isEmpty)
  }
}
