import SQLite
import Testing

@Suite struct FunctionTests {
  @Test func `a scalar function sees its arguments and answers`() throws {
    let connection = try Connection(path: ":memory:", mode: .create)
    try connection.createFunction("twice", argumentCount: 1) { call in
      call.result(call.isNull(0) ? nil : call.int64(0) * 2)
    }
    let answer = try connection.prepare("SELECT twice(21), twice(NULL)").first {
      [$0.value(0), $0.value(1)]
    }
    #expect(answer == [.integer(42), .null])
  }

  @Test func `a failing function fails the statement with its message`() throws {
    let connection = try Connection(path: ":memory:", mode: .create)
    try connection.createFunction("refuse", argumentCount: 0) { $0.fail("no such thing") }
    do {
      _ = try connection.prepare("SELECT refuse()").step()
      Issue.record("it answered")
    } catch let error as SQLiteError {
      #expect(error.message == "no such thing")
    }
  }

  @Test func `an aggregate keeps a state for each group, and answers over nothing`() throws {
    final class Longest: AggregateFunction {
      var longest = ""
      func step(_ call: borrowing FunctionCall) {
        let text = call.text(0)
        if text.count > longest.count { longest = text }
      }
      func finish(_ call: borrowing FunctionCall) { call.result(longest) }
    }
    let connection = try Connection(path: ":memory:", mode: .create)
    try connection.createAggregate("longest", argumentCount: 1) { Longest() }
    try connection.execute(
      "CREATE TABLE t (k, v); INSERT INTO t VALUES (1,'a'), (1,'bbb'), (2,'cc')")
    var answers: [String] = []
    try connection.prepare("SELECT longest(v) FROM t GROUP BY k ORDER BY k").eachRow {
      answers.append($0.text(0))
    }
    #expect(answers == ["bbb", "cc"])
    let none = try connection.prepare("SELECT longest(v) FROM t WHERE k = 3").first { $0.text(0) }
    #expect(none == "")
  }

  @Test func `a plan names what is searched and what is scanned`() throws {
    let connection = try Connection(path: ":memory:", mode: .create)
    try connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b)")
    let plan = try connection.queryPlan("SELECT * FROM t WHERE a = ?")
    #expect(plan.description == "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)")
  }
}
