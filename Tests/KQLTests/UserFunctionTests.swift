// Functions of `let` and of the catalog: how arguments reach parameters, what a body sees, and what
// is refused. Codes and column names are those of Kusto.Language 12.4.1.

import KQL
import SQLite
import Testing

@Suite struct UserFunctionTests {
  private static let world = """
    CREATE TABLE T (a INTEGER, b TEXT NOT NULL, t INTEGER, d REAL);
    INSERT INTO T VALUES (1, 'x', 10, 1.5), (2, 'y', 20, 2.5), (3, 'x', 30, NULL);
    CREATE TABLE U (e INTEGER);
    INSERT INTO U VALUES (7);
    """

  private static let catalog = Catalog(
    tables: [
      .plain("T", [("a", .int), ("b", .string), ("t", .datetime), ("d", .real)]),
      .plain("U", [("e", .long)]),
    ],
    functions: [
      "Above":
        "(least:long = 1, names:dynamic = dynamic([])) { let U = T; U | where a > least and (array_length(names) == 0 or b in (names)) | project a, b }",
      "Rows": "() { T | count }", "Six": "() { 6 }",
      "Half": "(x:real) { x / 2 }",
      "Broken": "(x:long) { T | where nosuch > x }", "Torn": "(x:long) { T | where ",
      "Loop": "(x:long) { Loop(x) }", "Ping": "() { Pong() }", "Pong": "() { Ping() }",
    ])

  /// The cells of a result, rows by lines.
  private func run(_ query: String) throws -> (columns: [String], cells: String) {
    let runner = try QueryRunner(catalog: Self.catalog, schema: Self.world)
    let result = try runner.rows(query)
    let plain = try runner.rows(query, pruning: false)
    #expect(result == plain)
    return (result.columns.map(\.name), result.shown)
  }

  private func codes(_ query: String) throws -> [String] {
    switch try QueryRunner(catalog: Self.catalog).compile(query) {
    case .success: return []
    case .failure(let diagnostics): return diagnostics.errors.map(\.code)
    }
  }

  @Test(arguments: [
    // Named arguments reach their own parameters, wherever they stand.
    ("let f = (x:long, y:long) { x - y }; print f(y=1, x=5)", "4"),
    ("let f = (x:long, y:long) { x - y }; print f(x=5, 1)", "4"),
    ("let f = (x:long, y:long, z:long) { x - y * z }; print f(10, z=2, y=3)", "4"),
    ("let f = (x:string = 'a', y:string = 'b') { strcat(x, y) }; print f(y='q')", "aq"),
    ("let f = (x:long, y:long = 5, z:long) { x + y * z }; print f(1, z=2)", "11"),
    ("let f = (x:long, ['y z']:long) { x - ['y z'] }; print f(['y z']=1, x=2)", "1"),
    // Defaults, and calls without parentheses.
    ("let f = (x:long = -3) { x }; print f(), f", "-3,-3"),
    ("let f = (x:real = 1) { x }; print f(), f(2)", "1.0,2.0"),
    ("let f = (off:bool = True) { iff(off, 'a', 'b') }; print f(), f(FALSE)", "a,b"),
    ("let f = () { T | where a > 1 }; f | count", "2"),
    ("let f = view () { T | where a > 1 }; f() | count", "2"),
    ("let f = () { T }; let g = f; g | where a == 2 | project b", "y"),
    // A body sees the names of its declaration, and its own; lets are values.
    ("let x = 1; let f = (y:long) { x + y }; let g = (x:long) { f(x) }; print g(10)", "11"),
    ("let f = (x:long) { let y = x + 1; let z = y * 2; z }; print f(1)", "4"),
    ("let f = (x:long) { let g = (y:long) { x + y }; g(2) + g(x) }; print f(3)", "11"),
    ("let x = 1; let f = () { let x = 2; x }; print f() * 10 + x", "21"),
    ("let f = (a:long) { T | where a == 2 | count }; f(9)", "1"),
    ("let f = (x:long) { x * 2 }; T | extend z = f(a) | project z", "2 4 6"),
    ("let f = (x:long) { x * 2 }; T | summarize f(sum(a)), max(f(a))", "12,6"),
    ("let f = (x:long) { toscalar(T | where a > x | count) }; print f(1)", "2"),
    // Tabular parameters.
    ("let f = (X:(a:int, b:string), n:long) { X | where a > n | project b }; f(T, 2)", "x"),
    ("let f = (X:(a:int, b:string), n:long) { X | where a > n | project b }; f(n=2, X=T)", "x"),
    ("let f = (X:(a:int), n:long) { X | where a > n | count }; f((T | where a < 3), 1)", "1"),
    ("let f = (X:(a:int), n:long) { X | where a > n | count }; T | invoke f(n=1)", "2"),
    (
      "let f = (X:(*)) { X | extend z = column_ifexists('d', -1.0) | project z }; f(T)",
      "1.5 2.5 null"
    ),
    ("let f = (X:(*)) { X | extend z = column_ifexists('e', 5) | count }; f(U)", "1"),
    ("let f = (s:string) { T | extend z = column_ifexists(s, 9) | project z }; f('a')", "1 2 3"),
    ("let f = (s:string) { table(s) | count }; f('U')", "1"),
    ("let f = (X:(e:long)) { X }; f(datatable(e:long)[4])", "4"),
    (
      "let f = (X:(a:int), Y:(e:long)) { X | where a in (Y) | count }; f(T, (U | extend e = e - 5))",
      "1"
    ),
    // Functions where tables stand.
    (
      "let f = (s:string) { T | where b == s | project a }; union f('x'), (f('y')) | summarize sum(a)",
      "6"
    ),
    ("let f = (s:string) { T | where b == s | project a }; T | where a in (f('x')) | count", "2"),
    ("let f = () { 2 }; T | where a in (f, 3) | count", "2"),
    ("let f = () { U | extend a = int(1) }; T | join kind=inner f() on a | project e", "7"),
    // Functions of the catalog.
    ("Above | count", "2"), ("Above() | count", "2"), ("Above(2)", "3,x"),
    ("Above(names=dynamic(['x']))", "3,x"), ("Above(names=dynamic(['x']), least=0) | count", "2"),
    ("let L = T | where a < 3 | summarize make_list(b); Above(names=toscalar(L)) | count", "2"),
    ("let T = U; Above(2)", "3,x"), ("let least = 9; Above(1) | count", "2"),
    ("Rows | extend s = Six, h = Half(3)", "3,6,1.5"), ("T | where a in (Above) | count", "2"),
    ("union isfuzzy=true Rows, Nowhere, Nothing()", "3"), ("let Six = 5; print Six", "5"),
    ("let Six = (x:long) { x }; print Six(8)", "8"),
  ])
  func `A call gives`(query: String, cells: String) throws {
    #expect(try run(query).cells == cells)
  }

  @Test func `A call without a name is a column of no name, and passes all columns on`() throws {
    #expect(
      try run("let f = (x:long) { x }; T | project f(a), f(a)").columns == ["Column1", "Column2"])
    #expect(try run("let f = (X:(a:int)) { X }; f(T)").columns == ["a", "b", "t", "d"])
    #expect(try run("let f = (x:int) { x }; print y = f(1)").columns == ["y"])
  }

  @Test(arguments: [
    ("let f = (x:long, y:long) { x - y }; print f(y=1, 2)", "KS195"),
    ("let f = (x:long, y:string = 'a') { x }; print f(1, q='a')", "KS196"),
    ("let f = (x:long) { x }; print f(X=2)", "KS196"),
    ("let f = (x:long = 1, y:long) { x }; print f(1)", "KS197"),
    ("let f = (x:long, y:string = 'a') { x }; print f()", "KS119"),
    ("let f = (x:long, y:string = 'a') { x }; print f(1, 'a', 2)", "KS119"),
    ("let f = (x:long, y:long = 1) { x }; print f(1, x=2)", "KS119"),
    ("let f = (x:long) { x }; print f", "KS117"),
    ("let f = (x:long) { T | where a > x }; f", "KS117"),
    ("let f = (x:long) { x }; let g = f; print 1", "KS117"),
    ("let f = (x:long) { f(x - 1) }; print f(1)", "KS211"),
    ("let f = (x:long) { g(x) }; let g = (x:long) { x }; print f(1)", "KS211"),
    ("let f = () { nosuch }; print 1", "KS142"),
    ("let f = (x:long) { a + x }; T | extend y = f(1)", "KS142"),
    ("let f = (X:(a:int)) { X | project d }; f(T)", "KS142"),
    ("let f = (X:(*)) { X | project a }; f(T)", "KS142"),
    ("let f = (X:(a:long)) { X }; f(T)", "KS249"), ("let f = (X:(a:int)) { X }; f(U)", "KS249"),
    ("let f = (X:(a:long)) { X }; T | invoke f()", "KS249"),
    ("let f = (x:long, X:(a:int)) { X }; f(1, T)", "KS226"),
    ("let f = (X:(a:int)) { X | count }; f(T | where a > 1)", "KS006"),
    ("T | invoke nosuch()", "KS211"), ("let f = (x:long) { T }; T | invoke f()", "KS119"),
    ("let f = (x:long, x:long) { x }; print f(1, 2)", "KS201"),
    ("let f = (x:long) { let x = 5; x }; print f(1)", "KS201"),
    ("let x = 1; let x = 2; print x", "KS201"),
    ("let f = (x:long = 'a') { x }; print f()", "KS141"),
    ("let y = 3; let f = (x:long = y) { x }; print f()", "KS132"),
    ("let f = (x:datetime) { x }; print f('2020-01-01')", "KS107"),
    ("let f = (x:int) { x }; U | extend z = f(e)", "KS107"),
    ("let strlen = (x:string) { 5 }; print strlen('a')", "PK001"),
    ("let x = 5; print x()", "KS211"), ("T()", "KS211"),
  ])
  func `A call is refused`(query: String, code: String) throws {
    #expect(try codes(query) == [code])
  }

  @Test(arguments: [
    ("T | count; ", []), ("Broken(1)", ["2:1 in the function 'Broken': the name 'nosuch'"]),
    ("Torn(1)", ["2:1 in the function 'Torn': expected an expression"]),
    (
      "T | where a in (Broken(1)) | extend z = nothing",
      ["2:17 in the function 'Broken'", "2:41 the name 'nothing'"]
    ),
    ("print Loop(1)", ["2:7 in the function 'Loop': the function 'Loop' calls itself"]),
    ("print Ping()", ["2:7 in the function 'Ping': the function 'Ping' calls itself"]),
    ("Above(lest=1)", ["2:7 'lest' does not refer to a parameter"]),
    ("print Half('a')", ["2:12 the argument 'x' of 'Half'"]),
  ])
  func `An error in a function of the catalog is told at the call`(
    query: String, beginnings: [String]
  ) throws {
    let compiled = try QueryRunner(catalog: Self.catalog).compile("\n" + query)
    guard case .failure(let diagnostics) = compiled else {
      #expect(beginnings.isEmpty)
      return
    }
    let told = diagnostics.errors.map { "\($0.place.line):\($0.place.column) \($0.message)" }
    #expect(told.count == beginnings.count)
    for (text, beginning) in zip(told, beginnings) {
      #expect(text.hasPrefix(beginning))
    }
  }

  @Test func `Functions in functions are bound in bounded work`() throws {
    var text = "let f0 = (x:long) { x + 1 };\n"
    for level in 1...30 {
      text += "let f\(level) = (x:long) { f\(level - 1)(x) + f\(level - 1)(x) };\n"
    }
    #expect(try codes(text + "print f30(1)").contains("PK002"))
  }
}
