// Operators that choose, order, name and state columns; parse-kv; the kinds of mv-expand and union.

import Testing

@Suite struct ColumnOperatorTests {
  @Test func `columns are ordered by name, or with the numbers in it by value`() throws {
    let start = "print b=1, a2=1, a10=1, a1=1 | project-reorder"
    for (patterns, names) in [
      ("a* asc", "a1,a10,a2,b"), ("a* granny-asc", "a1,a2,a10,b"), ("a* desc, b", "a2,a10,a1,b"),
      ("a* granny-desc, *", "a10,a2,a1,b"), ("b, * granny-asc", "b,a1,a2,a10"),
      ("*, b", "a2,a10,a1,b"),
    ] {
      let columns = try OperatorRows.columns("\(start) \(patterns)")
      #expect(columns.map { $0.dropLast(5) }.joined(separator: ",") == names)
    }
  }

  @Test func `columns by their names as values`() throws {
    #expect(
      try OperatorRows.columns(
        "print ab=1, ac=2, d='x' | project-by-names dynamic([\"d\", \"a*\"])")
        == ["d:string", "ab:long", "ac:long"])
    #expect(
      try OperatorRows.columns("print a=1 | project-by-names \"a\", \"nothing\"") == ["a:long"])
  }

  @Test func `a stated schema is checked`() throws {
    #expect(try OperatorRows.of("print a=1 | assert-schema (a:long)") == ["1"])
    #expect(try OperatorRows.refusal("print a=1 | assert-schema (a:string)") == "KS006")
  }

  @Test func `a bag expands to pairs, and a union of kind inner needs the same columns`() throws {
    #expect(
      try OperatorRows.of(
        "print c=dynamic({\"x\":1,\"y\":2}) | mv-expand kind=array c | project c[0], c[1]")
        == [#""x"|1"#, #""y"|2"#])
    #expect(
      try OperatorRows.sorted("print a=1 | union kind=inner (print a=2)") == ["1", "2"])
    #expect(
      try OperatorRows.refusal("print a=1 | union kind=inner (print b=2)") == "PK001")
  }

  @Test func `external data is refused with what to do`() throws {
    #expect(
      try OperatorRows.refusal(
        "externaldata(x:string)[\"https://example.com/a.csv\"] with (format=\"csv\") | take 1")
        == "PK001")
    #expect(try OperatorRows.refusal("print a=1 | fork (count) (take 1)") == "PK001")
  }

  @Test func `pairs are read with quotes, escapes, greedily, without delimiters, by a pattern`()
    throws
  {
    let delimiters = "pair_delimiter=' ', kv_delimiter='='"
    let cases = [
      (
        "'a=1 2 b=3'", "a:string, b:long", "\(delimiters), greedy=true", "1 2|3"
      ),
      (
        "'src=(a b) (event time)=x'", "src:string, ['event time']:string",
        "\(delimiters), quote='()'", "a b|x"
      ),
      (
        #"'f="the \\"bye\\"" t=1'"#, "f:string, t:long", #"\#(delimiters), quote='"', escape='\\'"#,
        #"the "bye"|1"#
      ),
      ("'[INFO] Thread:45, Text: Go'", "Text:string, Thread:long", "quote=\"'\"", "Go|45"),
      (
        #"@'["one: x y", "two: z"]'"#, "one:string, two:string",
        #"regex=@'"([\w ]+)\s*:\s*([^"]*)"'"#, "x y|z"
      ),
    ]
    for (text, keys, options, row) in cases {
      #expect(
        try OperatorRows.of(
          "print s=\(text) | parse-kv s as (\(keys)) with (\(options)) | project-away s")
          == [row])
    }
    #expect(
      try OperatorRows.refusal("print s='a' | parse-kv s as (a:long) with (greedy=true)") == "KS006"
    )
  }
}
