// What the published rules lean on and other engines get wrong: names and order of arg_max's columns,
// the choice of innerunique, fuzzy unions, arrays as lists, zipped expansion, nulls in comparisons.
// Columns are those of Kusto.Language 12.4.1; rows those of Kusto's documentation.

import KQL
import SQLite
import Testing

@Suite struct RuleSemanticsTests {
  private static let world = """
    CREATE TABLE T (a INTEGER, b TEXT NOT NULL, t INTEGER, d REAL, arrived INTEGER);
    INSERT INTO T VALUES (1, 'x', 10, 1.5, 100), (1, 'y', 30, 2.5, 200), (2, 'z', 20, NULL, 300);
    CREATE TABLE U (e INTEGER);
    INSERT INTO U VALUES (7);
    """

  private static let catalog = Catalog(tables: [
    .plain(
      "T", [("a", .int), ("b", .string), ("t", .datetime), ("d", .real)],
      hidden: [CatalogColumn(name: "_IngestionTime", type: .datetime, sql: "{base}.arrived")]),
    .plain("U", [("e", .long)]),
  ])

  private func compile(_ query: String) throws -> Result<CompiledQuery, KQLDiagnostics> {
    try QueryRunner(catalog: Self.catalog).compile(query)
  }

  private func columns(_ query: String) throws -> String {
    try compile(query).get().columns.map { "\($0.name):\($0.type.rawValue)" }
      .joined(separator: " ")
  }

  /// The cells of a result, rows by blanks, the same without pruning.
  private func cells(_ query: String) throws -> String {
    let runner = try QueryRunner(catalog: Self.catalog, schema: Self.world)
    let result = try runner.rows(query)
    #expect(try result == runner.rows(query, pruning: false))
    return result.shown
  }

  @Test(arguments: [
    ("arg_max(t, *) by a", "a:int t:datetime b:string d:real"),
    ("X = arg_max(t, *) by a", "a:int X:datetime b:string d:real"),
    ("(X, Y) = arg_max(t, *) by a", "a:int X:datetime Y:string d:real"),
    (
      "arg_max(t, *), arg_min(d, *) by a",
      "a:int t:datetime b:string d:real d1:real b1:string t1:datetime"
    ),
    (
      "X = arg_max(t, *), Y = arg_min(d, *) by a",
      "a:int X:datetime b:string d:real Y:real b1:string t:datetime"
    ),
    ("arg_max(t, t, b) by a", "a:int t:datetime t1:datetime b:string"),
    ("arg_max(a, *) by a", "a:int a1:int b:string t:datetime d:real"),
    ("arg_max(t, *) by a, bin(t, 1d)", "a:int t:datetime t1:datetime b:string d:real"),
    ("b = arg_max(t, *) by a", "a:int b:datetime b1:string d:real"),
    ("arg_max(d + 1, *) by a", "a:int max_:real b:string t:datetime d:real"),
    ("X = arg_max(d + 1, *) by b", "b:string X:real a:int t:datetime d:real"),
    // The legacy names carry the column that decides.
    ("argmax(t, *) by a", "a:int max_t:datetime max_t_b:string max_t_d:real"),
    ("argmin(t, *) by a", "a:int min_t:datetime min_t_b:string min_t_d:real"),
    ("X = argmax(t, *) by a", "a:int X:datetime max_t_b:string max_t_d:real"),
    ("X = argmax(t, b, d) by a", "a:int X:datetime max_t_b:string max_t_d:real"),
    ("(X, Y) = argmax(t, b, d) by a", "a:int X:datetime Y:string max_t_d:real"),
    (
      "argmax(t, b), argmax(d, b) by a",
      "a:int max_t:datetime max_t_b:string max_d:real max_d_b:string"
    ),
    ("argmax(strcat(b, 'x'), a)", "max_:string max__a:int"),
    ("take_any(*) by a", "a:int b:string t:datetime d:real"),
    ("X = take_any(*) by a", "a:int X:string t:datetime d:real"),
    ("take_anyif(b, a > 1) by d", "d:real b:string"),
    ("take_any(strlen(b)) by a", "a:int strlen_b:long"),
    ("any(b, d) by a", "a:int any_b:string any_d:real"),
    ("any(*) by a", "a:int any_b:string any_t:datetime any_d:real"),
    ("anyif(b, a > 1) by a", "a:int anyif_b:string"),
    (
      "max(ingestion_time()) by bin(ingestion_time(), 1h)",
      "$IngestionTime:datetime max_$IngestionTime:datetime"
    ),
  ])
  func `columns of one row of a group`(summarize: String, columns: String) throws {
    #expect(try self.columns("T | summarize " + summarize) == columns)
  }

  @Test(arguments: [
    // The name that a renaming arg_max takes away is gone, and no other.
    ("T | summarize X = arg_max(t, *) by a | where «t» > datetime(2020-01-01)", "KS142"),
    ("T | summarize «a» = arg_max(t, *) by a", "KS171"),
    ("T | join kind=inner («nosuch») on a", "KS204"),
  ])
  func `is refused`(marked: String, code: String) throws {
    let query = marked.filter { $0 != "«" && $0 != "»" }
    guard case .failure(let diagnostics) = try compile(query) else {
      Issue.record("\(query) compiles")
      return
    }
    #expect(diagnostics.errors.map(\.code) == [code])
    let open = try #require(marked.firstIndex(of: "«"))
    #expect(diagnostics.errors.first?.place.utf8.lowerBound == marked[..<open].utf8.count)
  }

  @Test(arguments: [
    ("T | summarize arg_max(t, *) by a | sort by a asc", "1,30,y,2.5 2,20,z,null"),
    ("T | summarize X = arg_max(t, *) by a | sort by a asc", "1,30,y,2.5 2,20,z,null"),
    ("T | summarize argmax(t, b) by a | project max_t_b, a | sort by a asc", "y,1 z,2"),
    ("T | summarize arg_min(t, b), arg_max(t, b) by a | sort by a asc", "1,10,x,30,y 2,20,z,20,z"),
    ("T | where ingestion_time() > datetime(null) or b == 'x' | count", "1"),
    ("T | extend i = ingestion_time() | where a == 1 | summarize max(i)", "200"),
    ("T | where a == 1 | project b, i = ingestion_time() | sort by b asc", "x,100 y,200"),
    // innerunique: one row of the left side for each key, whatever comes behind the join.
    (
      "datatable(k:long, v:string)[1,'p', 1,'q', 2,'r'] | join (datatable(k:long, w:string)[1,'s', 1,'t']) on k | summarize count(), dcount(v)",
      "2,1"
    ),
    (
      "datatable(k:long, v:string)[1,'p', 1,'q'] | join kind=innerunique (datatable(k:long)[1]) on k | count",
      "1"
    ),
    (
      "datatable(k:long, v:string)[1,'p', 1,'q'] | join kind=inner (datatable(k:long)[1]) on k | count",
      "2"
    ),
    // Null keys match each other in joins and lookups.
    (
      "datatable(k:long)[long(null)] | join kind=inner (datatable(k:long)[long(null)]) on k | count",
      "1"
    ),
    (
      "datatable(k:long, a:string)[1,'x', 2,'y'] | lookup (datatable(k:long, v:long, s:string)[1,5,'z', 1,6,'z']) on k | sort by k asc, v asc",
      "1,x,5,z 1,x,6,z 2,y,null,"
    ),
    // A table with one array stands for the array's elements.
    ("let L = T | summarize make_list(b); T | where b in (L) | count", "3"),
    (
      "let L = T | where a == 1 | summarize make_list(toupper(b)); T | where b in~ (L) | count", "2"
    ),
    ("let L = T | where a == 1 | summarize make_set(b); T | where b !in (L) | project b", "z"),
    ("let L = T | where a == 9 | summarize make_list(b); T | where b in (L) | count", "0"),
    ("let L = T | where a == 1 | distinct b; T | where b in (L) | count", "2"),
    ("T | where a in (toscalar(T | summarize make_list(a))) | count", "3"),
    // Several arrays are zipped, the shorter ones padded.
    (
      "print x = dynamic([1,2]), y = dynamic(['p']) | mv-expand x, y | project x, tostring(y)",
      "1,p 2,"
    ),
    (
      "print x = dynamic([1,2]), y = dynamic(['p']) | mv-expand x to typeof(long), y to typeof(string)",
      "1,p 2,"
    ),
    ("print x = dynamic([1,2]), k = 'c' | mv-expand z = x | project k, z", "c,1 c,2"),
    ("print x = dynamic([]) | mv-expand x | count", "0"),
    ("print x = dynamic(null) | mv-expand x | count", "1"),
    (
      "print x = split('10.0.0.1, 10.0.0.2', ', ') | mv-expand x to typeof(string)",
      "10.0.0.1 10.0.0.2"
    ),
    // Paths, and texts that hold their own quotes.
    (#"print d = parse_json('{"x y":{"z":["u","v"]}}') | project tostring(d.["x y"].z[-1])"#, "v"),
    (#"print d = parse_json('{"a":{"b":1}}') | project d.a["b"], d["a"].b"#, "1,1"),
    (##"print trim(@"""", '"evil.example"')"##, "evil.example"),
    (##"print strlen(@""""), @'it''s', 'a' "b" @'\c'"##, #"1,it's,ab\c"#),
    // A comparison with null: false where one side is null, and != true.
    (
      "print x = long(null) | project x == 1, x != 1, x in (1), x !in (1), isnull(x > 1)",
      "0,1,0,1,1"
    ),
    ("datatable(x:long)[1, 2, long(null)] | where x != 1 | count", "2"),
    ("datatable(x:long)[1, 2, long(null)] | where not(x == 1) | count", "2"),
    ("print isnull(ipv4_is_private('fe80::1')), ipv4_is_private('10.1.2.3') == false", "1,0"),
    ("print ip = 'fe80::1' | where ipv4_is_private(ip) == false | count", "0"),
    ("print ip = 'fe80::1' | where ipv4_is_private(ip) != true | count", "1"),
    // Regular expressions.
    (#"print extract_all(@'(\d+\.\d+)', 'a 1.2 b 3.4')"#, #"["1.2","3.4"]"#),
    (#"print extract_all(@'(\w)(\d)', 'a1 b2')"#, #"[["a","1"],["b","2"]]"#),
    (#"print array_length(extract_all(@'(\d+)', 'none'))"#, "null"),
    (
      #"print m = "deny from 10.0.0.1 to 10.0.0.2." | parse kind=regex flags=U m with ".*from " s " to " d "\\." | project s, d"#,
      "10.0.0.1,10.0.0.2"
    ),
    (#"print extract('([^\\"]+)', 1, 'say "hi"')"#, "say "),
    // Names of several kinds.
    ("let a = 5; T | summarize sum(a)", "4"), ("let a = 5; U | extend x = a | project x", "5"),
    ("let U = T | where a == 2; U | project b", "z"),
    ("T | extend z = column_ifexists('nosuch', 'none') | summarize count() by z", "none,3"),
    ("T | extend z = columnifexists('a', 9) | summarize sum(z)", "4"),
    ("union isfuzzy=true Nowhere, (Nothing | where x == 1), U | project e", "7"),
    ("union isfuzzy=true U, (T | where a == 2 | project e = tolong(a)) | summarize sum(e)", "9"),
    ("let M = materialize(T | where a == 1); M | join kind=inner (M) on b | count", "2"),
    ("T | where t == toscalar(T | summarize max(t)) | project b", "y"),
    (
      "print x = toscalar(T | where a == 9 | project b), y = toscalar(T | where a == 9 | project a)",
      ",null"
    ),
    ("T | summarize take_anyif(b, a == 2)", "z"), ("T | summarize take_anyif(b, a == 9)", ""),
    (
      "datatable(a:int, t:timespan, g:guid, b:bool, r:real, d:dynamic)[1, 1d, guid(74be27de-1e4e-49d9-b579-fe0b331d3642), true, 1, dynamic([1])] | project a, tostring(t), g, b, r, d",
      "1,1.00:00:00,74be27de-1e4e-49d9-b579-fe0b331d3642,1,1.0,[1]"
    ),
    ("datatable(a:int, s:string)[int(null), ''] | where isnull(a) and isempty(s) | count", "1"),
    ("datatable() [] | count", "0"), ("datatable() [] | extend x = 1 | project x", ""),
    (
      "print d = 'a.b.evil.example' | extend p = split(d, '.') | project tostring(p[(array_length(p) - 1)]), strcat_array(array_slice(p, 1, -1), '.'), tostring(split(d, '.', 0)[0])",
      "example,b.evil.example,a"
    ),
    ("print coalesce('', 'x'), coalesce(long(null), 3), iif(isempty(''), 'y', 'n')", "x,3,y"),
    (
      #"print tostring(parse_url("http://u:p@evil.example:8080/a/b?c=d").Host)"#,
      "evil.example"
    ),
  ])
  func `rows are`(query: String, expected: String) throws {
    #expect(try cells(query) == expected)
  }
}
