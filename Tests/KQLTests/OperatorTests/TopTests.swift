// top-nested, top-hitters and sample-distinct.

import Testing

@Suite struct TopTests {
  private let data = """
    datatable(k:string, v:long)["a",1, "a",3, "b",2, "b",9, "c",4]
    """

  @Test func `levels nest`() throws {
    #expect(
      try OperatorRows.sorted("\(data) | top-nested 2 of k by sum(v), top-nested 1 of v by count()")
        .count == 2)
    #expect(
      try OperatorRows.sorted(
        "\(data) | top-nested of k by ignore=max(1), top-nested 1 of v by least=max(v) asc")
        == ["a|1|1|1", "b|1|2|2", "c|1|4|4"])
    #expect(
      try OperatorRows.columns(
        "print t=now(), d=1.5 | top-nested 2 of bin(t,1d) by avg(d), top-nested of X=tostring(d) by count()"
      ) == ["t:datetime", "aggregated_t:real", "X:string", "aggregated_X:long"])
  }

  @Test func `others are the rows that a level has left`() throws {
    #expect(
      try OperatorRows.sorted(
        """
        \(data) | top-nested 1 of k with others="rest" by sum(v),
          top-nested 1 of v with others=-1 by max(v)
        """) == ["b|11|-1|2", "b|11|9|9", "rest|8|-1|4"])
    #expect(
      try OperatorRows.sorted(
        "\(data) | top-nested 1 of k with others=\"rest\" by sum(v), top-nested 1 of v by max(v)")
        == ["b|11|9|9", "rest|8|.|."])
    #expect(
      try OperatorRows.of(
        "\(data) | where v > 99 | top-nested 1 of k with others=\"rest\" by sum(v)"
      ).isEmpty)
  }

  @Test func `hitters have the most rows or the greatest sum`() throws {
    #expect(
      try OperatorRows.of("\(data) | top-hitters 2 of k by v") == ["b|11", "c|4"])
    #expect(
      try OperatorRows.columns("\(data) | top-hitters 2 of k")
        == ["k:string", "approximate_count_k:long"])
    #expect(try OperatorRows.refusal("\(data) | top-hitters 2 of tolower(k)") == "KS109")
  }

  @Test func `distinct samples are values of the column`() throws {
    #expect(try OperatorRows.of("\(data) | sample-distinct 9 of k").sorted() == ["a", "b", "c"])
    #expect(try OperatorRows.of("\(data) | sample-distinct 2 of k").count == 2)
  }
}
