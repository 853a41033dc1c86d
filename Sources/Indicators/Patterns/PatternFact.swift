// One equality of a pattern as columns of a row.
// Made by `PatternColumns`, combined by `PatternAlternatives`. It must hold canonical values only.

/// What an equality says: the columns it sets, if there are any, and its two sides.
struct PatternFact: Hashable {
  /// Columns with their values; the last is the one that identifies the fact.
  let columns: [ObservableSet.Setting]
  /// The left-hand side, such as `ipv4-addr:value`.
  let path: String
  /// The right-hand side, canonical.
  let value: String

  /// The column of which a row can hold one value only; nil for a fact without columns.
  var slot: IndicatorColumn? { columns.last?.column }

  /// Whether the identifying column is one of `ObservableColumn`.
  var isObservable: Bool { columns.last?.isObservable ?? false }
}
