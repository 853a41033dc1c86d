// A value of SQLite as a test shows it.

import SQLite

extension SQLite.SQLValue {
  /// The text of the value.
  func shown(null: String) -> String {
    switch self {
    case .null: null
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let text): text
    case .blob: "blob"
    }
  }
}

extension QueryRows {
  /// The cells apart by commas, the rows by blanks.
  var shown: String {
    rows.map { row in row.map { $0.shown(null: "null") }.joined(separator: ",") }
      .joined(separator: " ")
  }
}
