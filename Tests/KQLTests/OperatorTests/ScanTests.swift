// scan: the examples of its documentation, and the rules of its state.

import Testing

@Suite struct ScanTests {
  @Test func `a step reads its own state, and alone a declared column is its default`() throws {
    #expect(
      try OperatorRows.of(
        "range x from 1 to 5 step 1 | scan declare (c:long=0) with (step s: true => c = x + s.c;)")
        == ["1|1", "2|3", "3|6", "4|10", "5|15"])
    #expect(
      try OperatorRows.of(
        "range x from 1 to 3 step 1 | scan declare (c:long=7) with (step s: true => c = c + x;)")
        == ["1|8", "2|9", "3|10"])
    #expect(
      try OperatorRows.of(
        """
        range x from 1 to 5 step 1 | extend y = 2 * x
        | scan declare (a:long=0, b:long=0) with (step s: true =>
            a = iff(s.a >= 10, x, x + s.a), b = iff(s.b >= 10, y, y + s.b);)
        """) == ["1|2|1|2", "2|4|3|6", "3|6|6|12", "4|8|10|8", "5|10|5|18"])
  }

  @Test func `steps follow one another, and a match has a number`() throws {
    #expect(
      try OperatorRows.of(
        """
        datatable(t:timespan, e:string)
          [0m,"A", 1m,"Start", 2m,"B", 3m,"D", 4m,"Stop", 6m,"C", 8m,"Start", 11m,"E", 12m,"Stop"]
        | sort by t asc
        | scan with_match_id=m with (
            step s1: e == "Start";
            step s2: e != "Start" and e != "Stop" and t - s1.t <= 5m;
            step s3: e == "Stop" and t - s1.t <= 5m;)
        | project e, m
        """) == ["Start|0", "B|0", "D|0", "Stop|0", "Start|1", "E|1", "Stop|1"])
  }

  @Test func `promoting a sequence clears the step before`() throws {
    #expect(
      try OperatorRows.of(
        """
        datatable(t:timespan)[0m, 1m, 2m, 32m, 36m, 75m]
        | sort by t asc
        | scan with_match_id=id declare (start:timespan) with (
            step inside: true => start = iff(isnull(inside.start), t, inside.start);
            step ends output=none: t - inside.start > 30m;)
        | project minutes = t / 1m, began = start / 1m, id
        """)
        == [
          "0.0|0.0|0", "1.0|0.0|0", "2.0|0.0|0", "32.0|32.0|1", "36.0|32.0|1", "75.0|75.0|2",
        ])
  }

  @Test func `each part of a partition is scanned by itself`() throws {
    #expect(
      try OperatorRows.sorted(
        """
        datatable(k:string, v:long)["a",1, "b",2, "a",3, "b",9]
        | partition by k (sort by v asc
          | scan with_match_id=m declare (c:long=0) with (step s: true => c = s.c + v;))
        """) == ["a|1|1|0", "a|3|4|0", "b|2|2|0", "b|9|11|0"])
  }

  @Test func `what is open in its rules is refused`() throws {
    let rows = "range x from 1 to 3 step 1"
    #expect(
      try OperatorRows.refusal("\(rows) | scan with (step s output=last: true;)") == "PK001")
    #expect(try OperatorRows.refusal("print x=1 | scan with (step s: true;)") == "KS006")
    #expect(
      try OperatorRows.refusal("\(rows) | scan with (step s: t.x == 1; step t: true;)") == "KS142")
    #expect(try OperatorRows.refusal("\(rows) | scan with (step s: true => y = 1;)") == "KS142")
  }

  @Test func `a state without nulls has none`() throws {
    let rows = "range x from 1 to 3 step 1 | extend v = 4 - x"
    #expect(
      try OperatorRows.of(
        "\(rows) | scan declare (most:long=0) with (step s: true => most = max_of(s.most, v);)")
        == ["1|3|3", "2|2|3", "3|1|3"])
    #expect(
      try OperatorRows.of(
        "\(rows) | scan declare (n:long=0) with (step s: true => n = iff(v == 2, long(null), s.n + 1);)"
      ) == ["1|3|1", "2|2|.", "3|1|."])
  }

  @Test func `an empty input gives no rows`() throws {
    #expect(
      try OperatorRows.of(
        "range x from 1 to 0 step 1 | scan declare (c:long=0) with (step s: true => c = s.c + 1;)"
      ).isEmpty)
  }
}
