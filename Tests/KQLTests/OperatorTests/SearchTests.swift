// search, find and conditions over any column.

import Testing

@Suite struct SearchTests {
  private let data = """
    let T = datatable(a:string, n:long)["foo bar",1, "baz",20];
    let U = datatable(a:string, z:real)["foo",1.5];
    """

  @Test func `a term may be of one column, or start with what is given`() throws {
    #expect(try OperatorRows.of("\(data) T | search a:\"ba*\" and n > 1 | project n") == ["20"])
    #expect(try OperatorRows.of("\(data) T | search \"20\" | project a") == ["baz"])
    #expect(
      try OperatorRows.of("\(data) T | where * has \"foo\" or n == 20 | project n") == ["1", "20"])
    #expect(try OperatorRows.refusal("\(data) T | extend x = * has \"foo\"") == "KS006")
    #expect(try OperatorRows.refusal("\(data) T | search n:\"1\"") == "KS106")
    #expect(try OperatorRows.refusal("Nowhere | where * has \"foo\"") == "KS204")
  }

  @Test func `search reads several tables`() throws {
    let query = "\(data) search in (T, U) \"foo\""
    #expect(
      try OperatorRows.columns(query) == ["$table:string", "a:string", "n:long", "z:real"])
    #expect(
      try OperatorRows.of("\(query) | project a, n, z").sorted() == ["foo bar|1|.", "foo|.|1.5"])
  }

  @Test func `find packs the columns that are not common and not asked for`() throws {
    let found = "\(data) find in (T, U) where a has \"foo\""
    #expect(
      try OperatorRows.columns(found) == ["source_:string", "a:string", "pack_:dynamic"])
    #expect(
      try OperatorRows.sorted("\(found) | project a, pack_")
        == [#"foo bar|{"n":1}"#, #"foo|{"z":1.5}"#])
    // U has no column of the condition.
    #expect(
      try OperatorRows.columns("\(data) find in (T, U) where n > 0")
        == ["source_:string", "a:string", "n:long"])
    #expect(
      try OperatorRows.sorted(
        "\(data) find withsource=src in (T, U) where a has \"foo\" project a, z:string, pack_all()"
          + " | project-away src")
        == [#"foo bar||{"a":"foo bar","n":1}"#, #"foo|1.5|{"a":"foo","z":1.5}"#])
  }
}
