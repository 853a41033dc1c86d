// Functions of ordered rows, with duplicates among the rows: what restarts must not mix them up.

import KQL
import SQLite
import Testing

@Suite struct WindowTests {
  private let data = """
    datatable(g:string, v:long)["b",1, "a",2, "a",2, "a",5, "b",1, "b",7]
    | sort by g asc, v asc
    """

  private func column(_ query: String) throws -> [Int64] {
    try QueryRunner().rows(query).rows.map { row in
      if case .integer(let number)? = row.last { number } else { -1 }
    }
  }

  @Test func `sums and numbers start anew where the condition holds`() throws {
    #expect(
      try column("\(data) | extend x = row_cumsum(v, g != prev(g))") == [2, 4, 9, 1, 2, 9])
    #expect(
      try column("\(data) | extend x = row_number(1, g != prev(g))") == [1, 2, 3, 1, 2, 3])
    #expect(try column("\(data) | extend x = row_cumsum(v)") == [2, 4, 9, 10, 11, 18])
  }

  @Test func `ranks count runs of equal values`() throws {
    #expect(try column("\(data) | extend x = row_rank_dense(v)") == [1, 1, 2, 3, 3, 4])
    #expect(try column("\(data) | extend x = row_rank_min(v)") == [1, 1, 3, 4, 4, 6])
    #expect(
      try column("\(data) | extend x = row_rank_dense(v, g != prev(g))") == [1, 1, 2, 1, 1, 2])
  }

  @Test func `a rank, a default and a first number may be given`() throws {
    #expect(
      try column("\(data) | extend x = row_rank_min(v, g != prev(g))") == [1, 1, 3, 1, 1, 3])
    #expect(try column("\(data) | extend x = row_number(0, g != prev(g))") == [0, 1, 2, 0, 1, 2])
    #expect(try column("\(data) | project x = prev(v, 2, -1)") == [-1, -1, 2, 2, 5, 1])
    #expect(try column("\(data) | project x = next(v)") == [2, 5, 1, 1, 7, -1])
  }

  @Test func `a session ends with a gap or its length`() throws {
    let minutes = """
      datatable(t:datetime)[datetime(2020-01-01 00:00), datetime(2020-01-01 00:04),
        datetime(2020-01-01 00:20), datetime(2020-01-01 00:24), datetime(2020-01-01 00:29)]
      | sort by t asc | extend s =
      """
    let sessions = try QueryRunner().rows(
      "\(minutes) row_window_session(t, 8m, 5m) | summarize count() by s | sort by s asc")
    #expect(sessions.rows.compactMap(\.last) == [.integer(2), .integer(2), .integer(1)])
    let restarted = try QueryRunner().rows(
      "\(minutes) row_window_session(t, 1h, 1h, t == datetime(2020-01-01 00:24))"
        + " | summarize count() by s | sort by s asc")
    #expect(restarted.rows.compactMap(\.last) == [.integer(3), .integer(2)])
  }

  @Test func `a filter on a window function sees the rows before it`() throws {
    #expect(try column("\(data) | where row_number() > 4 | project v") == [1, 7])
    #expect(try column("\(data) | where v != prev(v) | project v") == [2, 5, 1, 7])
    #expect(try column("\(data) | take 3 | extend x = row_number()") == [1, 2, 3])
  }

  @Test func `lists keep the order of a sort`() throws {
    let rows = try QueryRunner().rows(
      "datatable(v:long)[3, 1, 2] | sort by v desc | summarize make_list(v)")
    #expect(rows.rows == [[.text("[3,2,1]")]])
  }

  @Test func `rows without an order have no numbers`() throws {
    switch try QueryRunner().compile("datatable(v:long)[1] | extend x = row_number()") {
    case .success: Issue.record("compiled")
    case .failure(let diagnostics): #expect(diagnostics.errors.count == 1)
    }
  }
}
