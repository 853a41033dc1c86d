// Cases of hunts: what passes, how what fails is told, and what is refused with its line.

import Hunting
import Testing

@Suite struct HuntCaseTests {
  private let hunt = """
    let iocs = ThreatIntelligenceIndicator
        | where Active == true and ExpirationDateTime > now()
        | project NetworkIP, IndicatorId;
    NetworkConnection
    | join kind=inner iocs on $left.DestinationIP == $right.NetworkIP
    | project DestinationIP, IndicatorId, SentBytes
    | sort by IndicatorId asc
    """
  private let tables = """
    let ThreatIntelligenceIndicator = datatable(
        IndicatorId:string, NetworkIP:string, Active:bool, ExpirationDateTime:datetime)[
        "a", "192.0.2.1", true, datetime(2026-02-01),
        "b", "192.0.2.2", true, datetime(2026-02-01),
        "c", "192.0.2.3", false, datetime(2026-02-01)];
    let NetworkConnection = datatable(DestinationIP:string, SentBytes:long)[
        "192.0.2.1", 10, "192.0.2.2", 20, "192.0.2.3", 30];

    """

  private func run(_ cases: String) throws -> [HuntCaseResult] {
    try HuntCases.run(hunt, cases: cases)
  }

  private func message(_ cases: String) throws -> String {
    do {
      guard case .broken(let message)? = try run(cases).first?.outcome else { return "" }
      return message
    } catch let refused as HuntRefused {
      return refused.description
    }
  }

  @Test func `rows are compared in the columns that the case names`() throws {
    let results = try run(
      """
      // what all cases read
      \(tables)
      // case: any order
      datatable(IndicatorId:string, DestinationIP:string)["b", "192.0.2.2", "a", "192.0.2.1"]
      // case: by numbers of another type
      datatable(SentBytes:real)[20.0, 10.0]
      // case: in order
      // ordered
      datatable(IndicatorId:string)["a", "b"]
      // case: expired by then
      // now: 2026-02-01T00:00:00Z
      // none
      """)
    #expect(results.map(\.isPassed) == [true, true, true, true])
    #expect(results.map(\.rows) == [2, 2, 2, 0])
    #expect(results.map(\.huntCase.line) == [10, 12, 14, 17])
  }

  @Test func `a difference names the cells`() throws {
    let results = try run(
      tables + """
        // case: another identifier
        datatable(DestinationIP:string, IndicatorId:string)["192.0.2.1", "a", "192.0.2.2", "x"]
        // case: one row too few
        datatable(IndicatorId:string)["a"]
        // case: the wrong order
        // ordered
        datatable(IndicatorId:string)["b", "a"]
        """)
    let lines = results.map { result in
      guard case .failed(let difference) = result.outcome else { return ["not failed"] }
      return difference.lines
    }
    #expect(
      lines == [
        [
          "2 rows came, 2 rows expected",
          "missing     DestinationIP=\"192.0.2.2\", IndicatorId=\"x\"",
          "  nearest   DestinationIP=\"192.0.2.2\", IndicatorId=\"b\"",
          "  differs   IndicatorId: expected \"x\", got \"b\"",
        ], ["2 rows came, 1 row expected", "unexpected  IndicatorId=\"b\""],
        ["the rows are right, and their order is not: row 1 is another one"],
      ])
  }

  @Test func `an unknown table is declared by its fixture`() throws {
    let results = try HuntCases.run(
      "Custom_CL | where Level > 2 | project Name_s",
      cases: """
        // case: one row
        let Custom_CL = datatable(Name_s:string, Level:int)["a", 3, "b", 1];
        datatable(Name_s:string)["a"]
        """)
    #expect(results.map(\.isPassed) == [true])
  }

  @Test(arguments: [
    ("let x = 1;", "hunt.test.kql:1: error: no case"),
    ("// case:\n// none", "hunt.test.kql:1: error: the case has no name"),
    ("// case: a\n// none\n// case: a\n// none", "hunt.test.kql:3: error: a second case"),
    ("// case: a\n// now: soon\n// none", "hunt.test.kql:2: error: 'soon' is no time"),
    ("// case: a\n// orderd\nprint x = 1", "hunt.test.kql:2: error: '// orderd' is no directive"),
    ("// ordered\n// case: a\n// none", "hunt.test.kql:1: error: '// ordered' stands before"),
    ("// case: a\nlet x = 1;", "hunt.test.kql:1: error: the case does not say"),
    ("// case: a\n// none\nprint x = 1", "hunt.test.kql:3: error: '// none' expects no row"),
    ("// case: a\nprint Foo = 1", "hunt.test.kql:2: error: the hunt gives no column 'Foo'"),
    (
      "// case: a\nlet NetworkConection = datatable(A:string)[];\n// none",
      "hunt.test.kql:2: error: the hunt does not read NetworkConection\n  help: did you mean"
    ),
    (
      "// case: a\nlet NetworkConnection = datatable(SentBites:long)[1];\n// none",
      "hunt.test.kql:2: error: NetworkConnection has no column 'SentBites'\n  help: did you mean"
    ),
    (
      "// case: a\nlet NetworkConnection = datatable(SentBytes:string)[\"1\"];\n// none",
      "hunt.test.kql:2: error: NetworkConnection.SentBytes is of type long, and not string"
    ),
    ("// case: a\nlet NetworkConnection = 1;\n// none", "NetworkConnection is a table"),
    ("// case: a\n\nlet y = datatable(A:long)[oops];\n// none", "hunt.test.kql:3:"),
  ])
  func `what is wrong with a case is told with its line`(cases: String, words: String) throws {
    let message = try message(cases)
    #expect(message.contains(words), "\(message)")
  }

  @Test func `a mistake in the hunt breaks its cases`() throws {
    let results = try HuntCases.run(
      "NetworkConnection | where Nope == 1", cases: "// case: a\n// none")
    guard case .broken(let message)? = results.first?.outcome else {
      Issue.record("not broken")
      return
    }
    #expect(message.contains("hunt.kql:1:27: error KS142"))
  }

  @Test(arguments: Hunt.all.filter { $0.cases != nil })
  func `the cases of what ships pass`(hunt: Hunt) throws {
    let cases = try HuntCases.read(try #require(hunt.cases), file: hunt.name)
    for result in try HuntCases.run(hunt, cases) {
      #expect(result.isPassed, "\(result.huntCase.name): \(result.outcome)")
    }
  }
}
