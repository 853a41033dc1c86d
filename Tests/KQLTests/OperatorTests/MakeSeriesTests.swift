// make-series: the axis, the bins, the defaults.

import Testing

@Suite struct MakeSeriesTests {
  @Test func `values stand at their bins, the rest is the default`() throws {
    #expect(
      try OperatorRows.of(
        "datatable(t:long, v:long)[2,20, 4,40, 6,60, 8,80, 0,1]"
          + " | make-series s = sum(v) default = -7, n = count() on t from 1 to 8 step 2")
        == ["[20,40,60,-7]|[1,1,1,0]|[1,3,5,7]"])
    #expect(
      try OperatorRows.of(
        "datatable(t:real, v:long)[0.5,2, 1.2,4] | make-series s=sum(v) on t from 0 to 2 step 0.5")
        == ["[0,2,4,0]|[0.0,0.5,1.0,1.5]"])
  }

  @Test func `each key has an array over the same axis`() throws {
    #expect(
      try OperatorRows.sorted(
        """
        datatable(t:datetime, v:long, g:string)
          [datetime(2020-01-01), 1, "a", datetime(2020-01-02 05:00), 2, "b", datetime(null), 9, "c"]
        | make-series s=sum(v) on t from datetime(2020-01-01) to datetime(2020-01-03) step 1d by g
        | project g, s, t[1]
        """)
        == [
          #"a|[1,0]|"2020-01-02T00:00:00.0000000Z""#, #"b|[0,2]|"2020-01-02T00:00:00.0000000Z""#,
        ])
  }

  @Test func `without ends the axis goes from the first bin to the last`() throws {
    #expect(
      try OperatorRows.of("datatable(t:long, v:long)[1,2, -3,4] | make-series s=sum(v) on t step 2")
        == ["[4,0,2]|[-4,-2,0]"])
  }

  @Test func `an empty input gives no row, unless the series is to be filled`() throws {
    let rows = "range t from 1 to 0 step 1"
    #expect(
      try OperatorRows.of("\(rows) | make-series s=count() on t from 0 to 3 step 1").isEmpty)
    #expect(
      try OperatorRows.of(
        "\(rows) | make-series kind=nonempty s=count() default=7 on t from 0 to 3 step 1")
        == ["[7,7,7]|[0,1,2]"])
  }

  @Test func `what is ambiguous or wrong is refused`() throws {
    let rows = "datatable(t:datetime, v:long, g:string)[]"
    #expect(
      try OperatorRows.refusal(
        "\(rows) | make-series s=sum(v) on t from datetime(2020) to datetime(2021) step 1")
        == "KS107")
    #expect(try OperatorRows.refusal("\(rows) | make-series s=sum(v) on t step 1d by g") == "PK001")
    #expect(
      try OperatorRows.refusal(
        "\(rows) | make-series s=sum(v) on t in range(datetime(2020), datetime(2021), 1d)")
        == "PK001")
  }
}
