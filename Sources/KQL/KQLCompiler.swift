// The front of the compiler: text and catalog in, SQL and messages out. Stages: Lexer, Parser,
// Binder, Plan, SQL, each a folder. Pure: it opens no database and reads no clock.

/// How a query is compiled.
public struct CompileOptions: Sendable {
  /// The time that now() gives, in ticks: one for a run.
  public var now: Int64
  /// Whether joins may be driven from the matches; off, the same rows come from plain joins.
  public var pruning: Bool
  /// Where given, only what is new since is read; see `CompiledQuery.isIncremental`.
  public var since: NewSince?
  /// Whether the result ends in the columns of `CompiledQuery.provenance`; `since` has them too.
  public var wantsProvenance: Bool

  /// Options.
  public init(
    now: Int64, pruning: Bool = true, since: NewSince? = nil, wantsProvenance: Bool = false
  ) {
    self.now = now
    self.pruning = pruning
    self.since = since
    self.wantsProvenance = wantsProvenance
  }
}

/// What was there when a query was last run.
public struct NewSince: Sendable, Equatable {
  /// The greatest `Run.Sequence` of then.
  public var sequence: Int64
  /// The greatest `Indicator.Version` of then.
  public var version: Int64

  /// A point in time.
  public init(sequence: Int64, version: Int64) {
    self.sequence = sequence
    self.version = version
  }
}

/// Where each row of a result comes from: one row of a log and one of an indicator.
public struct Provenance: Sendable, Equatable {
  /// The log table, by its name in KQL.
  public var table: String
  /// The place of the hidden column that names the log's row, behind `CompiledQuery.columns`.
  public var rowColumn: Int
  /// The place of the hidden column that names the indicator's.
  public var indicatorColumn: Int
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
  /// Whether every log table is read through its matches with indicators alone.
  public var isDriven: Bool
  /// Where rows come from, if each is one match and it was asked for: two columns of `sql` behind
  /// `columns`, which `shellSQL` does not have.
  public var provenance: Provenance?
  /// Whether, over the same data, a later now() can only lose rows.
  public var isMonotonic: Bool
  /// Whether `since` was heeded: the rows are those of new runs with any indicator, and those of
  /// older runs with new indicators.
  public var isIncremental: Bool
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
  ///   - reader: runs a query where columns hang on the data (bag_unpack, pivot); nil refuses those.
  /// - Returns: the statement, or all messages, of which at least one is an error.
  public static func compile(
    _ text: String, catalog: Catalog, options: CompileOptions, reader: DataReader? = nil
  ) -> Result<CompiledQuery, KQLDiagnostics> {
    let bytes = Array(text.utf8)
    let map = SourceMap(bytes)
    if let refused: Result<CompiledQuery, _> = refusedAsTooLong(bytes, map) { return refused }
    let (syntax, parseDiagnostics) = Parser.parse(bytes)
    let binder = Binder(catalog: catalog, now: options.now)
    binder.reader = reader
    let relation = binder.bind(syntax)
    return finished(
      relation, binder, parseDiagnostics + binder.diagnostics, catalog, options, map,
      span: syntax.body?.span ?? 0..<bytes.count)
  }

  /// The statement of what was bound, or the messages.
  ///
  /// - Parameter span: the place of the query, for what is refused as a whole.
  static func finished(
    _ relation: Relation, _ binder: Binder, _ diagnostics: [RawDiagnostic], _ catalog: Catalog,
    _ options: CompileOptions, _ map: SourceMap, span: Span
  ) -> Result<CompiledQuery, KQLDiagnostics> {
    guard !diagnostics.contains(where: { $0.severity == .error }) else {
      return failure(diagnostics, map)
    }
    do throws(RelationWriter.Refusal) {
      var query = try write(relation, binder, catalog, options)
      query.warnings = diagnostics.map { map.diagnostic($0) }
      return .success(query)
    } catch {
      let help = "split the query, or compute a part of it with 'extend' first"
      return failure(
        diagnostics + [RawDiagnostic(.tooLarge, error.message, span, help: help)], map)
    }
  }

  /// The message on a text that is not even read; nil for one that is.
  static func refusedAsTooLong<Success>(
    _ bytes: [UInt8], _ map: SourceMap
  ) -> Result<Success, KQLDiagnostics>? {
    guard bytes.count > Limits.sourceBytes else { return nil }
    let message = "the query is longer than \(Limits.sourceBytes) bytes"
    return failure([RawDiagnostic(.tooLarge, message, 0..<0)], map)
  }

  static func failure<Success>(
    _ diagnostics: [RawDiagnostic], _ map: SourceMap
  ) -> Result<Success, KQLDiagnostics> {
    let sorted = diagnostics.sorted { $0.span.lowerBound < $1.span.lowerBound }
    var kept: [RawDiagnostic] = []
    for diagnostic in sorted where !kept.contains(diagnostic) && kept.count < Limits.diagnostics {
      kept.append(diagnostic)
    }
    return .failure(KQLDiagnostics(all: kept.map { map.diagnostic($0) }))
  }

  static func write(
    _ relation: Relation, _ binder: Binder, _ catalog: Catalog, _ options: CompileOptions
  ) throws(RelationWriter.Refusal) -> CompiledQuery {
    let ids = relation.columns.map(\.id)
    let writer = RelationWriter(catalog: catalog, options: options, firstFreeId: binder.nextId)
    let plain = try writer.whole(relation)
    let isMonotonic = ClockRules.isMonotonic(relation)
    var select = plain
    let matches = try Increment.traced(
      relation, plain, writer, options, isMonotonic: isMonotonic)
    if let matches { select = matches.select }
    let isOrdered = !plain.order.isEmpty
    let columns = relation.columns.map {
      StatementWriter.ResultColumn(id: $0.id, name: $0.name, type: $0.type)
    }
    let hidden = matches.map { [$0.rowId, $0.indicatorId] } ?? []
    let output = StatementWriter.write(
      select,
      columns + hidden.map { StatementWriter.ResultColumn(id: $0, name: "", type: .long) },
      forShell: false)
    guard output.sql.utf8.count <= Limits.statementBytes,
      output.parameters.count <= Limits.parameters
    else { throw RelationWriter.Refusal(message: "the query is too large for SQLite") }
    let shell = StatementWriter.write(select, columns, forShell: true)
    return CompiledQuery(
      sql: output.sql, parameters: output.parameters,
      columns: relation.columns.map { ResultColumn(name: $0.name, type: $0.type) }, warnings: [],
      tables: binder.tables, shellSQL: shell.sql + ";", isOrdered: isOrdered,
      functions: functions(of: output.sql), isDriven: writer.isDriven,
      provenance: matches.map {
        Provenance(table: $0.table, rowColumn: ids.count, indicatorColumn: ids.count + 1)
      },
      isMonotonic: isMonotonic, isIncremental: matches?.isIncremental ?? false)
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
