// Compiles KQL against the warehouse and runs it read-only. Rows are handed on as SQLite has them;
// how they are printed is the executable's matter.

public import KQL
public import SQLite
public import Warehouse

/// A KQL text that cannot be run as it stands.
public struct HuntRefused: Error, CustomStringConvertible {
  /// The diagnostics with the places that they point at, ready to be shown.
  public let description: String
}

/// Runs KQL against a warehouse, or without one where a query names no table.
public final class HuntRunner {
  let connection: Connection
  private let database: WarehouseDatabase?
  let options: CompileOptions
  let watch: RunWatch?
  /// The time of `now()`, in ticks.
  public var now: Int64 { options.now }
  /// What a query may read: the tables of the warehouse as it was opened.
  public let catalog: Catalog

  /// A runner for an open warehouse.
  ///
  /// - Parameters:
  ///   - database: opened for reading; nil for queries that name no table.
  ///   - now: ticks; the clock of `now()` and `ago()`.
  ///   - isPruning: false leaves out the ways over the matches; the rows must be the same.
  ///   - watch: stops its statements, those of compiling as well.
  public init(
    database: WarehouseDatabase?, now: Int64, isPruning: Bool = true, watch: RunWatch? = nil
  ) throws {
    self.database = database
    self.watch = watch
    catalog = try database.map { try WarehouseCatalog.catalog(of: $0) } ?? WarehouseCatalog.catalog
    connection = try database?.connection ?? Connection(path: ":memory:", mode: .create)
    options = CompileOptions(now: now, pruning: isPruning)
    try QueryFunctions.register(on: connection)
    watch?.watch(connection)
  }

  /// A runner over other tables than the warehouse's.
  ///
  /// - Parameter connection: one with the functions of queries.
  init(connection: Connection, catalog: Catalog, now: Int64, isPruning: Bool = true) {
    database = nil
    watch = nil
    self.connection = connection
    options = CompileOptions(now: now, pruning: isPruning)
    self.catalog = catalog
  }

  /// Compiles a text.
  ///
  /// - Parameters:
  ///   - name: what diagnostics call the text: a file's path or a hunt's name.
  ///   - since: what was there when the hunt was last run; `CompiledQuery.isIncremental` says
  ///     whether it was heeded.
  ///   - wantsProvenance: whether to name the log's row and the indicator of each match.
  /// - Throws: `HuntRefused` with every diagnostic.
  public func compile(
    _ text: String, name: String, since: NewSince? = nil, wantsProvenance: Bool = false
  ) throws -> CompiledQuery {
    var options = options
    options.since = since
    options.wantsProvenance = wantsProvenance
    return try compile(text, TextOrigin(file: name), options)
  }

  /// Compiles a hunt at the runner's time; what is said of its text names the place in its file.
  ///
  /// - Parameter turn: where earlier runs have returned rows: each row tells where it comes from, if it
  ///   is one match, and is new since the last run, if the query allows it.
  /// - Throws: `HuntRefused` with every diagnostic.
  public func compile(_ hunt: Hunt, for turn: HuntTurn? = nil) throws -> CompiledQuery {
    var options = options
    options.wantsProvenance = turn != nil
    // A window that moves with the clock lets in rows that were imported long ago.
    if !hunt.asksWindow, let since = turn?.since {
      options.since = NewSince(sequence: since.sequence, version: since.version)
    }
    return try compile(hunt.text(at: options.now), hunt.origin, options)
  }

  private func compile(
    _ text: String, _ origin: TextOrigin, _ options: CompileOptions
  ) throws -> CompiledQuery {
    let result = KQLCompiler.compile(text, catalog: catalog, options: options, reader: read)
    switch result {
    case .success(let query): return query
    case .failure(let diagnostics):
      throw HuntRefused(
        description: diagnostics.moved(to: origin).rendered(source: text, file: origin.file))
    }
  }

  /// Runs a compiled query and gives each row in order.
  public func run(_ query: CompiledQuery, row: (borrowing Row) throws -> Void) throws {
    let statement = try connection.prepare(query.sql)
    statement.bind(query.parameters.map(Self.value))
    try explaining { try statement.eachRow(row) }
  }

  /// The rows of a query of the compiler's own.
  func read(_ query: CompiledQuery) throws -> [[KQL.SQLValue]] {
    var rows: [[KQL.SQLValue]] = []
    try run(query) { row in
      rows.append(
        query.columns.indices.map { index in
          switch row.value(Int32(index)) {
          case .integer(let number): .integer(number)
          case .real(let number): .real(number)
          case .text(let text): .text(text)
          case .null, .blob: .null
          }
        })
    }
    return rows
  }

  /// The rows of a compiled query.
  ///
  /// - Throws: `TooManyRows` past a number of rows.
  func rows(of query: CompiledQuery, atMost limit: Int) throws -> ResultRows {
    var rows: [[SQLite.SQLValue]] = []
    try run(query) { row in
      guard rows.count < limit else { throw TooManyRows(limit: limit) }
      rows.append(query.columns.indices.map { row.value(Int32($0)) })
    }
    return ResultRows(columns: query.columns, rows: rows, isOrdered: query.isOrdered)
  }

  /// More rows than a reader wants to hold.
  struct TooManyRows: Error, CustomStringConvertible {
    let limit: Int
    var description: String { "more than \(limit) rows" }
  }

  /// SQLite's plan for a compiled query.
  public func plan(of query: CompiledQuery) throws -> QueryPlan {
    try explaining { try connection.queryPlan(query.sql) }
  }

  /// The tables of a query that never received a row, by their KQL names.
  public func emptyTables(of query: CompiledQuery) throws -> [String] {
    guard database != nil else { return [] }
    return try query.tables.sorted().filter { name in
      guard let table = catalog.table(name) else { return false }
      return try (table.parts.isEmpty ? [table] : table.parts).allSatisfy { part in
        let find = try connection.prepare("SELECT 1 FROM \(part.source) LIMIT 1")
        return try find.first { $0.int(0) } == nil
      }
    }
  }

  static func value(_ parameter: KQL.SQLValue) -> SQLite.SQLValue {
    switch parameter {
    case .null: .null
    case .integer(let integer): .integer(integer)
    case .real(let real): .real(real)
    case .text(let text): .text(text)
    }
  }

  func explaining<Result>(_ body: () throws -> Result) throws -> Result {
    guard let database else { return try notingMemory(body) }
    return try database.explainingErrors { try notingMemory(body) }
  }

  private func notingMemory<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as SQLiteError where error.isOutOfMemory {
      watch?.noteOutOfMemory()
      throw error
    }
  }
}
