// The columns that one row gets from an observable or from the AND of a pattern.
// Made from a bare value or by `PatternRows`; applied to an `Indicator`.
// It must not know anything else of the indicator.

/// What one row of an indicator says about the observable side.
public struct ObservableSet: Hashable, Sendable {
  /// A column and the value it gets.
  public struct Setting: Hashable, Sendable {
    /// The column.
    public let column: IndicatorColumn
    /// The value, of the column's type, canonical.
    public let value: IndicatorColumnValue

    init(_ column: IndicatorColumn, _ value: IndicatorColumnValue) {
      self.column = column
      self.value = value
    }

    /// Whether the column is one of `ObservableColumn`.
    var isObservable: Bool { ObservableColumn(column) != nil }
  }

  /// Columns to set, in the order in which they were found.
  public internal(set) var columns: [Setting] = []
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
    case .ipAddress: columns = [Setting(.networkIP, .string(value))]
    case .cidrBlock: columns = [Setting(.networkCidrBlock, .string(value))]
    case .domainName: columns = [Setting(.domainName, .string(value))]
    case .url: columns = [Setting(.url, .string(value))]
    case .emailAddress: columns = [Setting(.emailSenderAddress, .string(value))]
    case .fileHash(let hash):
      columns = [
        Setting(.fileHashType, .string(hash.type)), Setting(.fileHashValue, .string(value)),
      ]
    }
  }

  /// Whether a column of `ObservableColumn` is among the columns.
  public var hasObservable: Bool { columns.contains { $0.isObservable } }

  /// Sets the columns, `observablePath` and `observableValue` of a row.
  public func apply(to indicator: inout Indicator) {
    for setting in columns { indicator.set(setting.column, to: setting.value) }
    indicator.observablePath = path
    indicator.observableValue = value
  }
}
