// What analysts get wrong by habit: one message each, with the place and the remedy, and no message that
// only follows from it. Goldens/mistakes.txt has them as a person reads them.

import KQL
import Testing

@Suite struct MistakeTests {
  private static let catalog = Catalog(tables: [
    .plain(
      "Events",
      [
        ("Time", .datetime), ("NetworkIP", .string), ("Name", .string), ("Port", .int),
        ("Data", .dynamic),
      ]),
    .plain("Hosts", [("Host", .string), ("Ports", .long)]),
  ])

  private func diagnostics(_ query: String) -> [KQLDiagnostic] {
    switch KQLCompiler.compile(query, catalog: Self.catalog, options: CompileOptions(now: 0)) {
    case .success(let query): query.warnings
    case .failure(let diagnostics): diagnostics.all
    }
  }

  /// A query, the code of its one message, and a part of the remedy.
  static let mistakes: [(query: String, code: String, help: String)] = [
    ("Events | where Name = \"x\"", "KS141", "'=='"),
    ("Events | where Port == 1 AND Name == \"x\"", "KS005", "write 'and'"),
    ("Events | where Port == 1 OR Port == 2", "KS005", "write 'or'"),
    ("Events | where Name CONTAINS \"x\"", "KS005", "write 'contains'"),
    ("Events | where Name !=~ \"x\"", "KS002", "write '!~'"),
    ("Events | where Port === 1", "KS002", "write '=='"),
    ("Events | where Port => 1", "KS005", "write '>='"),
    ("Events | where Port =< 1", "KS002", "write '<='"),
    ("SELECT * FROM Events WHERE Port = 1", "KS005", "Table | where"),
    ("select Name from Events", "KS005", "Table | where"),
    ("from Events | take 1", "KS005", "Table | where"),
    ("Events | where Name LIKE \"%x\"", "KS005", "endswith"),
    ("Events | where Name like \"%x\"", "KS005", "endswith"),
    ("Events GROUP BY Name", "KS005", "summarize"),
    ("Events | select Name", "KS176", "project"),
    ("Events | stats count() by Name", "KS176", "summarize"),
    ("Events | dedup Name", "KS176", "arg_max"),
    ("Events where Port == 1", "KS005", "write | where"),
    ("Events | where Port == 1 project Name", "KS005", "write | project"),
    ("Events | where Name == \"abc", "KS001", "add \""),
    ("Events | where Name == 'abc\n| take 1", "KS001", "add '"),
    ("Events | where (Port == 1", "KS005", "line 1, column 16 is open"),
    ("Events | where tolower(Name == \"x\"", "KS005", "line 1, column 23 is open"),
    ("Events | where Port == 1)", "KS005", "remove it"),
    ("Events /* all\nof it */ | take 1", "KS002", "//"),
    ("Events | where Port in 1", "KS005", "in parentheses"),
    ("Events | where Name has_any \"x\"", "KS005", "in parentheses"),
    ("Events | summarize count by Name", "KS117", "write count(…)"),
    ("Events | where networkip == \"x\"", "KS142", "'NetworkIP'? Names are case-sensitive"),
    ("events | take 1", "KS204", "'Events'? Names are case-sensitive"),
    (
      "Events | join kind=inner (Hosts) on Name == $right.Host", "KS183",
      "$left.Name == $right.Host"
    ),
    ("Events | join kind=inner (Hosts) on Name == Host", "KS183", "$left.Name == $right.Host"),
    ("Events | join kind=inner Hosts $left.Name == $right.Host", "KS005", "on"),
    ("Events | where Name contains_sc \"x\"", "KS005", "'contains_cs'"),
    ("Events | where Name starstwith \"x\"", "KS005", "'startswith'"),
    ("Events | where Time > \"2020-01-01\"", "KS106", "datetime(2020-01-31)"),
    ("Events | where Time > 2020-01-01", "KS106", "datetime(2020-01-31)"),
    ("Events | where Name == abc", "KS142", "in quotes: \"abc\""),
    ("Events | where Name == \u{201C}abc\u{201D} and Port == 1", "KS002", "on the keyboard"),
    ("Events | where Name == \u{2018}abc\u{2019}", "KS002", "on the keyboard"),
    ("Events | where Port == \u{2013}1", "KS002", "'-'"),
    ("Events | where Port\u{200B} == 1", "KS002", "delete it"),
    ("Events -- all of them\n| take 1", "KS002", "//"),
    ("Events\n# all of them\n| take 1", "KS002", "//"),
    ("Events | take 1 |", "KS176", "remove it"),
    ("Events | | take 1", "KS176", "remove one"),
    ("Events | where Port == 1 || Port == 2", "KS176", "write 'or'"),
    ("Events | where Port == 1 && Port == 2", "KS002", "write 'and'"),
    ("Events | where !(Port == 1)", "KS002", "not(…)"),
    ("Events | where not Name == \"x\"", "KS005", "not(…)"),
    ("let x = 1\nlet y = 2;\nEvents | where Port in (x, y)", "KS005", "ends in ';'"),
    ("let x = 1\nEvents | where Port == x", "KS005", "ends in ';'"),
    ("Events | where Time > ago(1)", "KS107", "ago(1d)"),
    ("Events | where Time > ago(\"1d\")", "KS107", "ago(1d)"),
    ("Events | where Time > now() - 7", "KS106", "datetime(2020-01-31)"),
    ("Events | extend x = 1d + 3", "KS106", "unit"),
    ("Events | extend x = Name + \"x\"", "KS106", "strcat"),
    ("Events | extend x = substr(Name, 1, 2)", "KS211", "substring"),
    ("Events | extend x = nvl(Name, \"x\")", "KS211", "coalesce"),
    ("Events | extend x = lower(Name)", "KS211", "tolower"),
    ("Events | extend x = UPPER(Name)", "KS211", "toupper"),
    ("Events | extend x = cidrmatch(\"10.0.0.0/8\", Name)", "KS211", "ipv4_is_in_range"),
    ("Events | extend x = tolowr(Name)", "KS211", "'tolower'"),
    ("Events | extend x = ToLower(Name)", "KS211", "'tolower'? Names are case-sensitive"),
    ("Events | summarize x = avrg(Port)", "KS211", "'avg'"),
    ("Events | where contains(Name, \"x\")", "KS006", "a contains b"),
    ("Events | where Name is null", "KS005", "isempty(x)"),
    ("Events | where Port == null", "KS142", "isnull(x)"),
    ("Events | where Name matches \"x\"", "KS005", "matches regex"),
    ("Events | order Time desc", "KS005", "order by"),
    ("Events | sort by Time descending", "KS005", "write 'desc'"),
    ("Events | take 10 offset 5", "KS005", "row_number()"),
    ("Events | where count() > 1", "KS144", "summarize"),
    ("Events | extend x = Data.a + Nme", "KS142", "'Name'"),
    ("Events | project Name, NetworkIP = Port, Name", "KS171", ""),
    ("Events | extend x == 1", "KS142", "the columns are"),
    ("print x = datetime(2020-13-45)", "KS006", "datetime(2020-01-31"),
    ("Events | where Time > ago(1 d)", "KS005", "open"),
    ("print 1x", "KS002", "units of time"),
  ]

  @Test(arguments: mistakes)
  func `each mistake has one message with its remedy`(
    query: String, code: String, help: String
  ) throws {
    let found = diagnostics(query)
    let shown = found.map { $0.rendered(source: query, file: "q") }.joined(separator: "\n")
    #expect(found.map(\.code) == [code], "\(shown)")
    let remedy = found.first?.help ?? ""
    #expect(help.isEmpty || remedy.contains(help), "\(shown)")
  }

  @Test func `the messages as a person reads them`() throws {
    let shown = Self.mistakes.map { mistake in
      diagnostics(mistake.query).map { $0.rendered(source: mistake.query, file: "hunt.kql") }
        .joined(separator: "\n")
    }
    try Golden.expect(shown.joined(separator: "\n\n") + "\n", "mistakes.txt")
  }

  @Test(arguments: [
    // What failed has columns that are unknown, and later uses of them are silent.
    (
      "Events | extend x = foo(Name) | summarize arg_max(Time, *) by Name | project x, Zork",
      [1, 1]
    ),
    (
      "Events | extend x = foo(Name)\n| summarize c = count(), m = max(x) by x\n| where m > c + Zrk",
      [1, 3]
    ),
    ("Events | distinct Name, x = foo(Name)\n| where x == 1 and Zork == 2", [1, 2]),
    ("let x = foo(1);\nlet y = x + 1;\nEvents | where Port == y", [1]),
    (
      "let x = ;\nlet f = (a:long) { a + };\nEvents | where Port == x\n| extend z = f(Port)",
      [1, 2]
    ),
    ("let T = Evnts | where Port == 1;\nT | join kind=inner (T) on Whatever | project Zork", [1]),
    (
      "Events\n| join kind=inner (Hosts) on $left.Nam == $right.Host\n| where Host == \"x\" and Zork == 1",
      [2, 3]
    ),
    ("Events\n| where Port = 1\n| wher Port == 1\n| where Name LIKE \"x\"", [2, 3, 4]),
    ("(Evnts | where Nme = 1)\n| where Port = 1", [1, 1, 2]),
    ("let a = 1\nlet b = (\nlet c = 3;\nEvents | where Port == a + b + c + d", [1, 3, 4]),
    ("Events | where (Port == 1 | take 5", [1]),
    ("union Events, (Hosts | where Host = 1), Zork\n| where Port = 1", [1, 1, 2]),
  ])
  func `several errors come in one run, and none that follows from another`(
    query: String, lines: [Int]
  ) {
    let found = diagnostics(query)
    let shown = found.map { $0.rendered(source: query, file: "q") }.joined(separator: "\n")
    #expect(found.map(\.place.line) == lines, "\(shown)")
  }

  @Test(arguments: [
    // Right queries that come near to a mistake.
    "Events | where Port\u{A0}== 1", "Events\t| where\tPort ==\t1", "\u{FEFF}Events | take 1",
    "Events | where Port\u{3000}== 1", "print 1 --1", "print 1 - -1", "print x = -1 -(-2)",
    "print 'a -- b', 'it\u{2019}s', \"\u{201C}\"", "Events // -- c /* x */\n| take 1",
    "Events | where Name == \"--\" or Name has \"||\"", "let x = 1; let y = 2; print x + y",
    "Events | extend AND = 1 | where AND == 1", "Events | extend ['=='] = 1",
    "let f = (x:long) {\n  let y = x + 1;\n  y\n};\nprint f(1)",
  ])
  func `right queries have none`(query: String) {
    let found = diagnostics(query)
    let shown = found.map { $0.rendered(source: query, file: "q") }.joined(separator: "\n")
    #expect(found.isEmpty, "\(shown)")
  }
}
