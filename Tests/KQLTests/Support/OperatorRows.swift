// Rows and columns of a query as short texts, for tests of operators.

import KQL
import SQLite

/// Runs a query of an operator's test.
enum OperatorRows {
  /// Each row with its cells apart by `|`; null is a dot.
  static func of(_ query: String) throws -> [String] {
    try QueryRunner().rows(query).rows.map { row in
      row.map { $0.shown(null: ".") }.joined(separator: "|")
    }
  }

  /// The same, sorted: of a query without an order.
  static func sorted(_ query: String) throws -> [String] { try of(query).sorted() }

  /// `name:type` of each column.
  static func columns(_ query: String) throws -> [String] {
    try QueryRunner().compile(query).get().columns.map { "\($0.name):\($0.type.rawValue)" }
  }

  /// The code of the first error; nil where the query compiles.
  static func refusal(_ query: String) throws -> String? {
    switch try QueryRunner().compile(query) {
    case .success: nil
    case .failure(let diagnostics): diagnostics.errors.first?.code
    }
  }
}
