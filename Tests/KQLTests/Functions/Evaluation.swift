// One expression, evaluated by the compiler and SQLite.

import KQL
import SQLite

/// The value of an expression.
func evaluated(_ expression: String) throws -> SQLite.SQLValue {
  try QueryRunner().rows("print x = \(expression)").rows[0][0]
}

/// The value of an expression as text: of a dynamic value its JSON.
func text(_ expression: String) throws -> String? {
  let value = try evaluated(expression)
  return value == .null ? nil : value.shown(null: "")
}
