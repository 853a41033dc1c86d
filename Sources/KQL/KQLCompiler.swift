// The front of the compiler: text and catalog in, SQL and messages out. Stages: Lexer, Parser,
// Binder, Plan, SQL, each a folder. Pure: it opens no database and reads no clock.

/// How a query is compiled.
public struct CompileOptions: Sendable {
  /// The time that now() gives, in ticks: one for a run.
  public var now: Int64
  /// Whether joins may be driven from the matches; off, the same rows come from plain joins.
  public var pruning: Bool

  /// Options.
  public init(now: Int64, pruning: Bool = true) {
    self.now = now
    self.pruning = pruning
  }
}

/// A column of a result.
public struct ResultColumn: Sendable, Equatable {
  /// The name, as Kusto gives it.
  public var name: String
  /// The type, which says how SQLite's value is to be read.
  public var type: KustoType

  /// A column.
  public init(name: String, type: KustoType) {
    self.name = name
    self.type = type
  }
}

/// A query that SQLite can run.
public struct CompiledQuery: Sendable {
  /// One SELECT; its columns are `columns` by position, with names of no meaning.
  public var sql: String
  /// The values of ?1, ?2 and so on.
  public var parameters: [SQLValue]
  /// The columns of the result.
  public var columns: [ResultColumn]
  /// What is legal but may surprise.
  public var warnings: [KQLDiagnostic]
  /// The catalog's tables that the query reads, by their names in KQL.
  public var tables: Set<String>
  /// The same SELECT for the sqlite3 shell: values inline, results as Kusto prints them. Where
  /// `functions` is empty it needs nothing but SQLite.
  public var shellSQL: String
  /// Whether the query says in which order its rows come.
  public var isOrdered: Bool
  /// The SQL functions that it needs beyond SQLite's own, all named `kql_…`.
  public var functions: Set<String>
}

/// Compiles KQL.
public enum KQLCompiler {
  /// Compiles a query for SQLite.
  ///
  /// What is not supported is refused with its place and a remedy; the rows of what is compiled are
  /// Kusto's.
  ///
  /// - Parameters:
  ///   - text: `let` statements and one query, at most 1 MiB.
  ///   - catalog: the tables that it may read.
  ///   - options: the time, and whether joins may be pruned.
  /// - Returns: the statement, or all messages, of which at least one is an error.
  public static func compile(
    _ text: String, catalog: Catalog, options: CompileOptions
  ) -> Result<CompiledQuery, KQLDiagnostics> {
    let bytes = Array(text.utf8)
    let map = SourceMap(bytes)
    guard bytes.count <= Limits.sourceBytes else {
      let message = "the query is longer than \(Limits.sourceBytes) bytes"
      return failure([RawDiagnostic(.tooLarge, message, 0..<0)], map)
    }
    let (syntax, parseDiagnostics) = Parser.parse(bytes)
    let binder = Binder(catalog: catalog, now: options.now)
    let relation = binder.bind(syntax)
    let diagnostics = parseDiagnostics + binder.diagnostics
    guard !diagnostics.contains(where: { $0.severity == .error }) else {
      return failure(diagnostics, map)
    }
    do throws(RelationWriter.Refusal) {
      var query = try write(relation, binder, catalog, options)
      query.warnings = diagnostics.map { map.diagnostic($0) }
      return .success(query)
    } catch {
      let span = syntax.body?.span ?? 0..<bytes.count
      let help = "split the query, or compute a part of it with 'extend' first"
      return failure(
        diagnostics + [RawDiagnostic(.tooLarge, error.message, span, help: help)], map)
    }
  }

  private static func failure(
    _ diagnostics: [RawDiagnostic], _ map: SourceMap
  ) -> Result<CompiledQuery, KQLDiagnostics> {
    let sorted = diagnostics.sorted { $0.span.lowerBound < $1.span.lowerBound }
    var kept: [RawDiagnostic] = []
    for diagnostic in sorted where !kept.contains(diagnostic) && kept.count < Limits.diagnostics {
      kept.append(diagnostic)
    }
    return .failure(KQLDiagnostics(all: kept.map { map.diagnostic($0) }))
  }

  private static func write(
    _ relation: Relation, _ binder: Binder, _ catalog: Catalog, _ options: CompileOptions
  ) throws(RelationWriter.Refusal) -> CompiledQuery {
    let writer = RelationWriter(
      options: options, match: catalog.match, firstFreeId: binder.nextId)
    var select = try writer.select(relation)
    let ids = relation.columns.map(\.id)
    if !select.required.isSubset(of: ids) { select = writer.sealed(select) }
    select.columns = ids
    let isOrdered = !select.order.isEmpty
    if isOrdered { writer.complete(&select, columns: ids) }
    let columns = relation.columns.map {
      StatementWriter.ResultColumn(id: $0.id, name: $0.name, type: $0.type)
    }
    let output = StatementWriter.write(select, columns, forShell: false)
    guard output.sql.utf8.count <= Limits.statementBytes,
      output.parameters.count <= Limits.parameters
    else { throw RelationWriter.Refusal(message: "the query is too large for SQLite") }
    let shell = StatementWriter.write(select, columns, forShell: true)
    return CompiledQuery(
      sql: output.sql, parameters: output.parameters,
      columns: relation.columns.map { ResultColumn(name: $0.name, type: $0.type) }, warnings: [],
      tables: binder.tables, shellSQL: shell.sql + ";", isOrdered: isOrdered,
      functions: functions(of: output.sql))
  }

  /// The names that start with `kql_`. Values are bound, so that these are all calls.
  private static func functions(of sql: String) -> Set<String> {
    var names: Set<String> = []
    var rest = Substring(sql)
    while let range = rest.firstRange(of: "kql_") {
      let name = rest[range.lowerBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      names.insert(String(name))
      rest = rest[name.endIndex...]
    }
    return names
  }
}
