// The names of columns that a query does not name: Kusto derives them from the expression
// (Kusto.Language's binder; probes in the tests).

/// Names columns of one operator.
struct ColumnNames {
  private var taken: Set<String>
  private var unnamed = 0

  init(taken: [String] = []) { self.taken = Set(taken) }

  /// Takes a name; false where it is taken.
  mutating func take(_ name: String) -> Bool { taken.insert(name).inserted }

  /// The name, or the first of name1, name2… that is free.
  mutating func unique(_ name: String) -> String {
    if take(name) { return name }
    var number = 1
    while !take("\(name)\(number)") { number += 1 }
    return "\(name)\(number)"
  }

  /// The name of an expression without one.
  mutating func name(for expression: ExpressionSyntax) -> String {
    if let name = Self.derived(expression) { return unique(name) }
    unnamed += 1
    return unique("Column\(unnamed)")
  }

  /// The name that an expression gives by itself: `a.b` gives a_b, `tostring(x)` x.
  static func derived(_ expression: ExpressionSyntax) -> String? {
    switch expression.kind {
    case .name(let name): return name
    case .member(let value, let name): return derived(value).map { "\($0)_\(name.text)" }
    case .element(let value, let index):
      guard let base = derived(value) else { return nil }
      switch index.kind {
      case .literal(.string(let text)): return "\(base)_\(text)"
      case .literal(.long(let number)): return "\(base)_\(number)"
      default: return base
      }
    case .call(let name, let arguments):
      return named(name.text, arguments)
    default: return nil
    }
  }

  /// A percentage in a name: 99.9 is `99_9`.
  private static func number(_ expression: ExpressionSyntax?) -> String {
    switch expression?.kind {
    case .literal(.long(let number)): return String(number)
    case .literal(.real(let number)):
      return "\(number)".replacing(".", with: "_")
    default: return ""
    }
  }

  /// The column that `column_ifexists("x", …)` chooses, if there is one.
  static func chosen(_ expression: ExpressionSyntax, _ columns: [Column]) -> String? {
    guard case .call(let name, let arguments) = expression.kind,
      name.text == "column_ifexists" || name.text == "columnifexists",
      case .literal(.string(let column))? = arguments.first?.value.kind,
      columns.contains(where: { $0.name == column })
    else { return nil }
    return column
  }

  private static func named(_ function: String, _ arguments: [ArgumentSyntax]) -> String? {
    if function == "ingestion_time" { return "$IngestionTime" }
    let first = arguments.first.flatMap { derived($0.value) }
    if let aggregate = AggregateFunctions.all[function] {
      switch aggregate.naming {
      case .prefix(let prefix): return "\(prefix)_\(first ?? "")"
      case .argument: return first
      case .fixed(let name): return arguments.isEmpty ? name : "\(function)_\(first ?? "")"
      case .numbered(let prefix):
        return "\(prefix)_\(first ?? "")_\(number(arguments.last?.value))"
      }
    }
    switch ScalarFunctions.all[function]?.naming {
    case .argument: return first
    case .prefixed(let prefix): return "\(prefix)_\(first ?? "")"
    case .suffixed(let suffix): return first.map { "\($0)_\(suffix)" }
    case .unnamed, nil: return nil
    }
  }
}
