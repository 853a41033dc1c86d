// Every bound on hostile query text, in one place. Beyond one the compiler ends in a diagnostic.

/// Bounds of the compiler.
enum Limits {
  /// Bytes of a query.
  static let sourceBytes = 1 << 20
  /// Nesting of expressions, pipelines and function bodies.
  static let depth = 150
  /// Elements of one list (arguments, `in` lists, columns), not counting `datatable` cells.
  static let listElements = 20_000
  /// Cells of one `datatable`.
  static let tableCells = 200_000
  /// Tabular operators in one query.
  static let operators = 500
  /// Tables that `search` and `find` read at once.
  static let searchedTables = 64
  /// Steps of a scan: each looks into the states of those before.
  static let scanSteps = 10
  /// Values of the data that become columns, as of bag_unpack and pivot.
  static let readRows = 1_000
  /// Expressions of the plan, after `let` values stand in the place of their names.
  static let scalars = 200_000
  /// Depth of one bound expression, where chains such as a + b + c count each operator.
  static let scalarDepth = 1_000
  /// Columns of one table: SQLite's SQLITE_MAX_COLUMN.
  static let columns = 2_000
  /// Errors that are reported; the rest is more of the same.
  static let diagnostics = 50
  /// Bytes of one SQL expression: past it, the inlined text has grown out of hand.
  static let expressionBytes = 1 << 18
  /// Bytes of the whole statement (SQLite's own limit is 1,000,000,000).
  static let statementBytes = 1 << 23
  /// Bound values: SQLITE_MAX_VARIABLE_NUMBER of a default build.
  static let parameters = 32_766
  /// Weight of nesting that SQLite's parser bears: its stack has 100 entries; measured on 3.40.1, a
  /// parenthesis takes up to 3 of them, a call with arguments before the nested one or a CASE 6.
  static let sqlNesting = 84
  /// Nesting past which an expression is computed in an inner SELECT before it is used again.
  static let inlineNesting = 36
  /// Bytes past which an expression is computed in an inner SELECT before it is used again.
  static let inlineBytes = 4_096
  /// FROM items of one SELECT: SQLite joins at most 64.
  static let joinedItems = 60
}
