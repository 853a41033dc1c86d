// One expression, evaluated by the compiler and SQLite.

import KQL
import SQLite

/// The value of an expression.
func evaluated(_ expression: String) throws -> SQLite.SQLValue {
  try QueryRunner().rows("print x = \(expression)").rows[0][0]
}

/// The value of an expression as text: of a dynamic value its JSON.
func text(_ expression: String) throws -> String? {
  switch try evaluated(expression) {
  case .null: nil
  case .integer(let number): String(number)
  case .real(let number): String(number)
  case .text(let text): text
  case .blob: "blob"
  }
}
