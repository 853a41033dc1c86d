// bag_unpack and pivot, whose columns are made of values, and series_… functions.

import KQL
import Testing

@Suite struct PluginTests {
  private let people = """
    datatable(d:dynamic)[
      dynamic({"Name":"John","Age":20}), dynamic({"Name":"Dave","Height":170,"Age":40}), dynamic(null)]
    """

  @Test func `a bag's members are columns in the order of their names`() throws {
    let query = "\(people) | evaluate bag_unpack(d)"
    #expect(try OperatorRows.columns(query) == ["Age:long", "Height:long", "Name:string"])
    #expect(try OperatorRows.of(query) == ["20|.|John", "40|170|Dave", ".|.|"])
    #expect(
      try OperatorRows.columns(
        "datatable(d:dynamic)[dynamic({\"a\":1}), dynamic({\"a\":1.5,\"b\":null})]"
          + " | evaluate bag_unpack(d, 'p_')") == ["p_a:dynamic", "p_b:dynamic"])
    #expect(
      try OperatorRows.columns(
        "\(people) | evaluate bag_unpack(d, ignoredProperties=dynamic(['Age','Name']))")
        == ["Height:long"])
    #expect(try OperatorRows.columns("datatable(d:dynamic)[] | evaluate bag_unpack(d)") == [])
  }

  @Test func `a column that is there already is an error, kept or replaced`() throws {
    let query =
      "datatable(Name:string, d:dynamic)['James', dynamic({\"Name\":\"John\",\"Age\":20})]"
    #expect(try OperatorRows.refusal("\(query) | evaluate bag_unpack(d)") == "KS171")
    #expect(
      try OperatorRows.of("\(query) | evaluate bag_unpack(d, columnsConflict='keep_source')")
        == ["James|20"])
    #expect(
      try OperatorRows.of("\(query) | evaluate bag_unpack(d, columnsConflict='replace_source')")
        == ["20|John"])
  }

  @Test func `with a stated schema no data is read`() throws {
    let query = """
      datatable(d:dynamic, s:string)[dynamic({"Name":"John","Age":20,"Other":1}),'x']
      | evaluate bag_unpack(d) : (*, Name:string, Age:long, Nothing:real)
      """
    #expect(
      try OperatorRows.columns(query)
        == ["s:string", "Name:string", "Age:long", "Nothing:real"])
    #expect(try OperatorRows.of(query) == ["x|John|20|."])
    let catalog = Catalog(tables: [])
    let options = CompileOptions(now: 0)
    switch KQLCompiler.compile(query, catalog: catalog, options: options) {
    case .success: break
    case .failure(let diagnostics): Issue.record("\(diagnostics)")
    }
    switch KQLCompiler.compile(
      "\(people) | evaluate bag_unpack(d)", catalog: catalog, options: options)
    {
    case .success: Issue.record("compiled without data")
    case .failure(let diagnostics): #expect(diagnostics.errors.first?.code == "PK001")
    }
  }

  @Test func `pivot gives a column for each value`() throws {
    let data = """
      datatable(S:string, E:string, n:long)["AL","w",1, "AK","w",2, "AL","x",5]
      """
    let sums = "\(data) | evaluate pivot(S, sum(n))"
    #expect(try OperatorRows.columns(sums) == ["E:string", "AK:long", "AL:long"])
    #expect(try OperatorRows.sorted(sums) == ["w|2|1", "x|0|5"])
    #expect(
      try OperatorRows.sorted("\(data) | evaluate pivot(S, count(), E)") == ["w|1|1", "x|0|1"])
    #expect(
      try OperatorRows.columns(
        "\(data) | project S, E | evaluate pivot(S) : (E:string, AL:long, AK:long)")
        == ["E:string", "AL:long", "AK:long"])
    #expect(
      try OperatorRows.refusal("\(data) | project S, E | evaluate pivot(S) : (E:string, XX:long)")
        == "PK001")
    #expect(try OperatorRows.refusal("\(data) | evaluate pivot(S, max(n))") == "PK001")
  }

  @Test func `series are computed element by element`() throws {
    for (call, row) in [
      ("series_add(dynamic([1,2,\"x\"]), dynamic([4,0.5,1]))", "[5,2.5,null]"),
      ("series_subtract(dynamic([1,2]), dynamic([4]))", "[-3,null]"),
      ("series_divide(dynamic([1,2]), dynamic([4,4]))", "[0.25,0.5]"),
      ("series_less(dynamic([1,2]), dynamic([2,2]))", "[true,false]"),
      ("series_abs(dynamic([-6.5,0,-8]))", "[6.5,0,8]"),
      ("series_floor(dynamic([-1.5,1,null]))", "[-2.0,1.0,null]"),
      ("series_fill_forward(dynamic([null,1,null,3]))", "[null,1,1,3]"),
      ("series_fill_backward(dynamic([null,1,null]))", "[1,1,null]"),
      ("series_fill_forward(dynamic([5,0,3]), 0)", "[5,5,3]"),
      ("series_fill_const(dynamic([null,1]), 7)", "[7,1]"),
      ("series_dot_product(dynamic([1,2,4]), 2)", "14.0"),
    ] {
      #expect(try OperatorRows.of("print x = \(call)") == [row])
    }
  }
}
