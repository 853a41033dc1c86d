// One value of a result and the column that it stands in: what the executable hands to a
// `ResultWriter`. Knows nothing of where rows come from.

/// A typed value of a result row. The cases are KQL's scalar types, with `int` and `long` as one.
public enum Cell: Sendable, Equatable {
  /// A missing value. KQL's strings are never null: an absent text is `.string("")`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// `int` and `long`.
  case long(Int64)
  /// `real`, which may be NaN or infinite.
  case real(Double)
  /// Text from a feed, a log or a query: hostile until a writer has escaped it.
  case string(String)
  /// Ticks of 100 ns since 0001-01-01T00:00:00Z.
  case datetime(Int64)
  /// Ticks of 100 ns.
  case timespan(Int64)
  /// JSON text. What is not valid JSON is written as a JSON string.
  case dynamic(String)
  /// A GUID as text.
  case guid(String)
  /// A decimal as its digits, of which it has more than a `real`.
  case decimal(String)
}

/// KQL's scalar types, by their names in KQL.
public enum ColumnType: String, Sendable, CaseIterable {
  /// `true` or `false`.
  case bool
  /// 32-bit integer.
  case int
  /// 64-bit integer.
  case long
  /// 64-bit floating point.
  case real
  /// 128-bit decimal.
  case decimal
  /// Text.
  case string
  /// A point in time, UTC.
  case datetime
  /// A duration.
  case timespan
  /// JSON.
  case dynamic
  /// A GUID.
  case guid

  /// Whether a table sets the column flush right.
  var isNumeric: Bool {
    switch self {
    case .int, .long, .real, .decimal: true
    case .bool, .string, .datetime, .timespan, .dynamic, .guid: false
    }
  }

  /// Whether a table may cut the column to fit a line: a cut number or date would be a wrong one.
  var isCuttable: Bool { self == .string || self == .dynamic }
}

/// The name and type of a result column.
public struct ResultColumn: Sendable, Equatable {
  /// The name as the query gives it.
  public var name: String
  /// The type that all non-null cells of the column have.
  public var type: ColumnType

  /// A column of a result.
  public init(name: String, type: ColumnType) {
    self.name = name
    self.type = type
  }
}
