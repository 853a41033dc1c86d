// The scalar types of Kusto. Every stage uses them; how each is stored is said at each case.

/// A scalar type, named as Kusto names it.
public enum KustoType: String, Sendable, CaseIterable, Hashable {
  /// 0 or 1, or null.
  case bool
  /// A 32-bit integer, or null.
  case int
  /// A 64-bit integer, or null.
  case long
  /// A 64-bit floating point number, or null. SQLite holds no NaN: it is the text `NaN` there, which
  /// equals no number and sorts behind all of them.
  case real
  /// A decimal of up to 34 digits, or null: canonical text (see `DecimalValue`), so that equality and
  /// grouping are SQLite's; order goes by kql_decimal_key() and kql_decimal_compare().
  case decimal
  /// 100-nanosecond ticks since 0001-01-01T00:00:00Z, or null.
  case datetime
  /// 100-nanosecond ticks, or null.
  case timespan
  /// Text; never null, `''` when absent.
  case string
  /// Text of the form `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, or null.
  case guid
  /// JSON text, or null.
  case dynamic

  /// The type that a name stands for in a declaration such as `(x:long)`, aliases included.
  init?(declared name: String) {
    switch name {
    case "boolean": self = .bool
    case "double": self = .real
    case "date": self = .datetime
    case "time": self = .timespan
    case "uuid", "uniqueid": self = .guid
    case "int32": self = .int
    case "int64": self = .long
    default: self.init(rawValue: name)
    }
  }

  /// Whether arithmetic and comparison mix this type with the other numbers.
  var isNumeric: Bool { self == .int || self == .long || self == .real || self == .decimal }

  /// Whether it is a whole number.
  var isInteger: Bool { self == .int || self == .long }

  /// Whether a value of the type may be null: all but strings.
  var admitsNull: Bool { self != .string }
}

/// A value as SQLite stores and binds it.
public enum SQLValue: Sendable, Hashable {
  /// SQL NULL.
  case null
  /// A 64-bit integer: bool, int, long, datetime and timespan.
  case integer(Int64)
  /// A double: real. Never NaN, which is `nan`.
  case real(Double)
  /// Text: string, guid and dynamic (JSON).
  case text(String)

  /// NaN in a column of reals.
  public static let nan = SQLValue.text("NaN")
}
