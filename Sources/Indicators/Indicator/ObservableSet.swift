// The columns that one row gets from an observable or from the AND of a pattern.
// Made from a bare value or by `PatternRows`; applied to an `Indicator`.
// It must not know anything else of the indicator.

/// What one row of an indicator says about the observable side.
public struct ObservableSet: Hashable, Sendable {
  /// Columns to set, in the order in which they were found.
  public internal(set) var columns: [(column: IndicatorColumn, value: IndicatorColumnValue)] = []
  /// Left-hand side of the leading equality, such as `ipv4-addr:value`; `""` without one.
  public internal(set) var path: String = ""
  /// Right-hand side of the leading equality, canonical.
  public internal(set) var value: String = ""

  /// A set without any observable: the row of a pattern that has none.
  public init() {}

  /// The set of one value, in the column that is meant where the direction is not known.
  public init(_ observable: ObservableValue) {
    path = observable.observablePath
    value = observable.text
    switch observable {
    case .ipAddress: add(.networkIP, value)
    case .cidrBlock: add(.networkCidrBlock, value)
    case .domainName: add(.domainName, value)
    case .url: add(.url, value)
    case .emailAddress: add(.emailSenderAddress, value)
    case .fileHash(let hash):
      add(.fileHashType, hash.type)
      add(.fileHashValue, value)
    }
  }

  /// Whether a column of `ObservableColumn` is among the columns.
  public var hasObservable: Bool {
    columns.contains { entry in ObservableColumn.allCases.contains { $0.column == entry.column } }
  }

  /// Sets the columns, `observablePath` and `observableValue` of a row.
  public func apply(to indicator: inout Indicator) {
    for (column, value) in columns { indicator.set(column, to: value) }
    indicator.observablePath = path
    indicator.observableValue = value
  }

  /// Whether two sets would make the same row.
  public static func == (left: ObservableSet, right: ObservableSet) -> Bool {
    left.path == right.path && left.value == right.value
      && left.columns.elementsEqual(right.columns) {
        $0.column == $1.column && $0.value == $1.value
      }
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(path)
    hasher.combine(value)
    for (column, value) in columns {
      hasher.combine(column)
      hasher.combine(value)
    }
  }

  mutating func add(_ column: IndicatorColumn, _ text: String) {
    columns.append((column, .string(text)))
  }
}
