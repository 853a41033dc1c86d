// Compiles and runs queries on a database in memory.

import Hunting
import KQL
import SQLite

/// The result of a query: SQLite's values, row by row.
struct QueryRows: Equatable {
  var columns: [ResultColumn]
  var rows: [[SQLite.SQLValue]]
  var isOrdered: Bool
}

/// Runs queries.
struct QueryRunner {
  let connection: Connection
  var catalog = Catalog(tables: [])
  /// 2026-01-15T12:00:00Z.
  static let now: Int64 = 639_040_752_000_000_000

  init(catalog: Catalog = Catalog(tables: []), schema: String = "") throws {
    connection = try Connection(path: ":memory:", mode: .create)
    self.catalog = catalog
    try QueryFunctions.register(on: connection)
    if !schema.isEmpty { try connection.execute(schema) }
  }

  func compile(
    _ query: String, pruning: Bool = true
  ) -> Result<CompiledQuery, KQLDiagnostics> {
    KQLCompiler.compile(
      query, catalog: catalog, options: CompileOptions(now: Self.now, pruning: pruning)
    ) { query in
      try rows(of: query).rows.map { row in
        row.map { cell in if case .text(let text) = cell { .text(text) } else { .null } }
      }
    }
  }

  /// The rows of a query.
  func rows(_ query: String, pruning: Bool = true) throws -> QueryRows {
    let compiled = try compile(query, pruning: pruning).get()
    return try rows(of: compiled)
  }

  func rows(of compiled: CompiledQuery) throws -> QueryRows {
    let statement = try connection.prepare(compiled.sql)
    for (index, value) in compiled.parameters.enumerated() {
      statement.bind(value.bound, at: Int32(index + 1))
    }
    var rows: [[SQLite.SQLValue]] = []
    try statement.eachRow { row in
      rows.append(compiled.columns.indices.map { row.value(Int32($0)) })
    }
    return QueryRows(columns: compiled.columns, rows: rows, isOrdered: compiled.isOrdered)
  }

  /// The rows of the form for the shell, as text.
  func shellRows(_ compiled: CompiledQuery) throws -> [[String]] {
    let statement = try connection.prepare(compiled.shellSQL)
    var rows: [[String]] = []
    try statement.eachRow { row in
      rows.append(compiled.columns.indices.map { row.text(Int32($0)) })
    }
    return rows
  }
}

extension KQL.SQLValue {
  /// The same value for the wrapper of SQLite.
  var bound: SQLite.SQLValue {
    switch self {
    case .null: .null
    case .integer(let number): .integer(number)
    case .real(let number): .real(number)
    case .text(let text): .text(text)
    }
  }
}
