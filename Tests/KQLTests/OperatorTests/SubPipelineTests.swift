// mv-apply and partition, from their documentation and for their corners: rows without elements, null
// keys, columns that collide, and their use inside of let, toscalar and joins.

import Testing

@Suite struct SubPipelineTests {
  private let data = """
    let T = datatable(id:long, arr:dynamic)
      [1, dynamic([3,1,2]), 2, dynamic([]), 3, dynamic(null), 4, dynamic([5])];
    """

  @Test func `the columns are the rows' own, then what the operators leave`() throws {
    let start = "print a=1, b='x', arr=dynamic([1]), j=dynamic([2])"
    let cases = [
      ("arr on (top 1 by tolong(arr))", "a:long,b:string,j:dynamic,arr:dynamic"),
      ("x=arr on (project y=x)", "a:long,b:string,arr:dynamic,j:dynamic,y:dynamic"),
      ("x=arr on (summarize m=count() by a)", "a:long,b:string,arr:dynamic,j:dynamic,m:long"),
      ("x=arr on (extend a=strcat(x, b))", "a:string,b:string,arr:dynamic,j:dynamic,x:dynamic"),
      ("x=arr on (project-away x)", "a:long,b:string,arr:dynamic,j:dynamic"),
      ("x=arr on (count)", "a:long,b:string,arr:dynamic,j:dynamic,Count:long"),
      (
        "with_itemindex=i x=arr to typeof(long), j to typeof(string) limit 3 on (where i > 1)",
        "a:long,b:string,arr:dynamic,j:string,x:long,i:long"
      ),
    ]
    for (operators, columns) in cases {
      #expect(
        try OperatorRows.columns("\(start) | mv-apply \(operators)").joined(separator: ",")
          == columns)
    }
  }

  @Test func `aggregates run over each row's elements`() throws {
    #expect(
      try OperatorRows.sorted(
        "\(data) T | mv-apply x=arr to typeof(long) on (summarize s=sum(x), n=count())")
        == ["1|[3,1,2]|6|3", "3|.|0|1", "4|[5]|5|1"])
    #expect(
      try OperatorRows.sorted(
        "\(data) T | mv-apply x=arr to typeof(long) on (top 2 by x | summarize l=make_list(x))"
          + " | project id, l")
        == ["1|[3,2]", "3|[]", "4|[5]"])
    #expect(
      try OperatorRows.sorted(
        "\(data) T | mv-apply x=arr to typeof(long) on (summarize m=max(x) by odd=x%2)"
          + " | where id == 1 | project odd, m") == ["0|2", "1|3"])
  }

  @Test func `the order of the rows and of their elements is kept`() throws {
    #expect(
      try OperatorRows.of(
        "\(data) T | sort by id desc | mv-apply x=arr to typeof(long) on (top 2 by x asc)"
          + " | project id, x") == ["4|5", "3|.", "1|1", "1|2"])
    #expect(
      try OperatorRows.of(
        "\(data) T | where id == 1 | mv-apply x=arr to typeof(long) on"
          + " (sort by x asc | extend r=row_number(), p=prev(x)) | project x, r, p")
        == ["1|1|.", "2|2|1", "3|3|2"])
    #expect(
      try OperatorRows.of(
        "\(data) T | mv-apply x=arr on (take 1) | project x") == ["3", ".", "5"])
  }

  @Test func `it stands in let, in toscalar and in a join`() throws {
    let apply = "T | mv-apply x=arr to typeof(long) on (summarize m=max(x)) | project id, m"
    #expect(
      try OperatorRows.of("\(data) let M = \(apply); print toscalar(M | summarize max(m))")
        == ["5"])
    #expect(
      try OperatorRows.sorted(
        "\(data) T | join kind=inner (\(apply)) on id | project id, m") == ["1|3", "3|.", "4|5"])
    #expect(try OperatorRows.of("\(data) T | where id > 9 | mv-apply x=arr on (count)").isEmpty)
  }

  @Test func `inside, an expansion adds to the part`() throws {
    #expect(
      try OperatorRows.sorted(
        """
        datatable(id:long, arr:dynamic)[1, dynamic([[1,2],[3]]), 4, dynamic([[5]])]
        | mv-apply x=arr on (mv-expand y=x to typeof(long) | summarize s=sum(y)) | project id, s
        """) == ["1|6", "4|5"])
  }

  @Test func `a partition is a table of its own`() throws {
    let data = """
      datatable(k:string, v:long)["a",1, "a",3, "b",2, "",7, "b",9, "b",4]
      """
    #expect(
      try OperatorRows.sorted("\(data) | partition by k (top 1 by v)") == ["a|3", "b|9", "|7"])
    #expect(
      try OperatorRows.sorted(
        "\(data) | partition hint.strategy=native by k (summarize s=sum(v) | extend t=s*2)")
        == ["15|30", "4|8", "7|14"])
    #expect(
      try OperatorRows.sorted(
        "\(data) | partition by k (sort by v asc | extend p=prev(v), c=row_cumsum(v))")
        == ["a|1|.|1", "a|3|1|4", "b|2|.|2", "b|4|2|6", "b|9|4|15", "|7|.|7"])
    #expect(
      try OperatorRows.sorted(
        "datatable(k:long, v:long)[1,1, long(null),3, 1,2, long(null),9] | partition by k (top 1 by v)"
      ) == [".|9", "1|2"])
  }

  @Test func `what cannot run by parts is refused`() throws {
    #expect(try OperatorRows.refusal("\(data) T | mv-apply x=arr on (union T)") == "PK001")
    #expect(
      try OperatorRows.refusal("\(data) T | partition by id (partition by id (count))") == "PK001")
    #expect(try OperatorRows.refusal("\(data) T | partition by id { T | count }") == "PK001")
    #expect(try OperatorRows.refusal("\(data) T | partition by arr (count)") == "KS116")
    #expect(try OperatorRows.refusal("\(data) T | mv-apply id on (count)") == "KS141")
  }
}
