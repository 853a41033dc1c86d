// One run of one case: fixtures into tables, the hunt over them, the rows that the case expects.

internal import KQL
internal import SQLite

/// A case whose tables stand.
struct HuntCaseRun {
  private let huntCase: HuntCase
  private let hunt: Hunt
  private let tables: FixtureTables
  private let text: String
  private let outline: QueryOutline

  /// Reads the case and fills its tables.
  ///
  /// - Throws: `HuntRefused` where the case is wrong.
  init(_ huntCase: HuntCase, _ hunt: Hunt, documented: Catalog) throws {
    self.huntCase = huntCase
    self.hunt = hunt
    tables = try FixtureTables(documented: documented)
    text = huntCase.text
    let options = CompileOptions(now: huntCase.now)
    switch KQLCompiler.outline(text, catalog: tables.catalog, options: options) {
    case .success(let outline): self.outline = outline
    case .failure(let diagnostics):
      throw HuntRefused(description: diagnostics.rendered(source: text, file: huntCase.file))
    }
    try checkQuery()
    try fillTables(documented)
  }

  private func refused(
    _ message: String, line: Int? = nil, help: String? = nil
  ) -> HuntRefused {
    let place = "\(huntCase.file):\(line ?? huntCase.line): error: \(message)"
    return HuntRefused(description: place + (help.map { "\n  help: \($0)" } ?? ""))
  }

  private func checkQuery() throws {
    if huntCase.expectsNone, let query = outline.query {
      throw refused(
        "'// none' expects no row, and the case ends in a query that expects some",
        line: query.line, help: "leave one of the two out")
    }
    if !huntCase.expectsNone, outline.query == nil {
      throw refused(
        "the case does not say which rows must come",
        help: "end it with a query that gives them, such as a datatable, or with '// none'")
    }
  }

  // MARK: Fixtures

  private func fillTables(_ documented: Catalog) throws {
    // All are evaluated before one is filled: a fixture that reads a table itself finds it empty.
    var filled: [(QueryOutline.Statement, ResultRows)] = []
    for statement in outline.lets {
      let isDocumented = documented.table(statement.name) != nil
      if isDocumented, statement.shape != .table {
        throw refused(
          "\(statement.name) is a table, and this gives none in its place",
          line: statement.place.line, help: "write let \(statement.name) = datatable(…)[…];")
      }
      if statement.shape == .table { filled.append((statement, try rows(of: statement))) }
    }
    for (statement, rows) in filled {
      do {
        try tables.fill(statement.name, rows)
      } catch let fault as FixtureFault {
        throw refused(fault.message, line: statement.place.line, help: fault.help)
      }
    }
    try checkUse(filled.map(\.0), documented)
  }

  /// The rows of a fixture: the statements of the case, and its name as the query.
  private func rows(of statement: QueryOutline.Statement) throws -> ResultRows {
    let end = outline.query?.utf8.lowerBound ?? text.utf8.count
    let statements = String(decoding: Array(text.utf8)[..<end], as: UTF8.self)
    return try rows(
      "\(statements)\n;['\(statement.name)']", name: huntCase.file, line: statement.place.line)
  }

  /// A mistyped name would leave the table that was meant empty, and a near miss would pass.
  private func checkUse(_ given: [QueryOutline.Statement], _ documented: Catalog) throws {
    let read = try runner().compile(hunt).tables
    for statement in given
    where !read.contains(statement.name) && statement.place.line > huntCase.line {
      guard !isNamedTwice(statement.name) else { continue }
      let known = read.sorted()
      throw refused(
        "the hunt does not read \(statement.name)", line: statement.place.line,
        help: Suggestion.help(for: statement.name, among: known)
          ?? "it reads \(known.isEmpty ? "no table" : known.joined(separator: ", "))")
    }
  }

  /// Whether the case makes use of a name itself.
  private func isNamedTwice(_ name: String) -> Bool {
    var count = 0
    var rest = Substring(text)
    while count < 2, let range = rest.firstRange(of: name) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count > 1
  }

  // MARK: Rows

  /// What the hunt gives over the case's tables.
  func actualRows() throws -> ResultRows {
    let rows = try rows(of: hunt, isPruning: true)
    let plain = try self.rows(of: hunt, isPruning: false)
    guard RowDifference.between(plain, rows, isOrdered: false) == nil else {
      throw refused(
        "the hunt gives \(rows.rows.count) rows with its ways over the matches and "
          + "\(plain.rows.count) without: this is a defect of Picket, and not of the hunt")
    }
    return rows
  }

  /// How the rows differ from those that the case expects; nil where they do not.
  func difference(from actual: ResultRows) throws -> RowDifference? {
    guard !huntCase.expectsNone else {
      let none = ResultRows(columns: actual.columns, rows: [])
      return RowDifference.between(none, actual, isOrdered: false)
    }
    let line = outline.query?.line
    let expected = try rows(text, name: huntCase.file, line: line)
    let places = try expected.columns.map { column in
      guard let place = actual.columns.firstIndex(where: { $0.name == column.name }) else {
        let names = actual.columns.map(\.name)
        throw refused(
          "the hunt gives no column '\(column.name)'", line: line,
          help: Suggestion.help(for: column.name, among: names)
            ?? "it gives \(names.joined(separator: ", "))")
      }
      let type = actual.columns[place].type
      guard type == column.type || (type.isNumber && column.type.isNumber) else {
        throw refused(
          "the hunt's column '\(column.name)' is of type \(type.rawValue), and not "
            + column.type.rawValue, line: line, help: "write \(column.name):\(type.rawValue)")
      }
      return place
    }
    if huntCase.isOrdered, !actual.isOrdered {
      throw refused(
        "'// ordered' asks for an order, and the hunt has none",
        help: "end the hunt with 'sort by', or leave '// ordered' out")
    }
    return RowDifference.between(
      expected, actual.columns(at: places), isOrdered: huntCase.isOrdered)
  }

  private func runner(isPruning: Bool = true) -> HuntRunner {
    HuntRunner(
      connection: tables.connection, catalog: tables.catalog, now: huntCase.now,
      isPruning: isPruning)
  }

  private func rows(_ text: String, name: String, line: Int? = nil) throws -> ResultRows {
    let runner = runner()
    return try rows(runner.compile(text, name: name), runner, name, line)
  }

  private func rows(of hunt: Hunt, isPruning: Bool) throws -> ResultRows {
    let runner = runner(isPruning: isPruning)
    return try rows(runner.compile(hunt), runner, hunt.name, nil)
  }

  private func rows(
    _ query: CompiledQuery, _ runner: HuntRunner, _ name: String, _ line: Int?
  ) throws -> ResultRows {
    try tables.makeTables(of: query)
    do {
      return try runner.rows(of: query, atMost: FixtureTables.maximumRows)
    } catch let excess as HuntRunner.TooManyRows {
      throw refused("\(name) gives \(excess)", line: line, help: "a case shows a few rows")
    }
  }
}
