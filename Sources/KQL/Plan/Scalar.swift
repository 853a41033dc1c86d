// Bound scalar expressions: types known, names resolved to columns of the plan. Made by the binder,
// written by the SQL stage. A node is shared where a `let` or a column stands in several places.

/// A bound expression.
final class Scalar {
  indirect enum Kind {
    /// A column of the relation below, by its id.
    case column(Int)
    case constant(SQLValue)
    /// SQL made from the SQL of the arguments.
    case call(Emission, [Scalar])
    case and([Scalar])
    case or([Scalar])
    case not(Scalar)
    /// `==`, or `!=` where negated, with Kusto's rules for null.
    case equal(Scalar, Scalar, isNegated: Bool)
    /// `in` over values.
    case isAmong(Scalar, [Scalar], isNegated: Bool)
    /// `in` over the first column of a table.
    case isMember(Scalar, Relation, isNegated: Bool)
    /// SQL of a window function over the rows in their order, of those alike in `partition`.
    case window(Emission, [Scalar], partition: [Scalar])
    /// `toscalar`: the first column of the first row.
    case subquery(Relation)
    /// What could not be bound; reported already.
    case invalid
  }

  /// SQL of a call from the SQL of its arguments.
  typealias Emission = ([SQLText]) -> SQLText

  /// What a call is, where the planner makes use of it.
  enum Meaning: Equatable {
    /// A function of KQL, over the call's arguments.
    case function(String)
    /// The member of the first argument that the second names.
    case member
    /// The text of a dynamic value.
    case text
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
  }

  /// How a value changes from one run of the query to a later one, over the same rows.
  enum Trend: Comparable {
    /// It does not.
    case steady
    /// It only rises: now(), ago(1d).
    case rising
    case unknown
  }

  let kind: Kind
  let type: KustoType
  /// Whether the value may be null. Strings never are.
  let isNullable: Bool
  /// Whether a real may be NaN, which is the text `NaN` in SQLite (that holds no NaN), or infinite, of
  /// which arithmetic makes NaN. What is not marked is computed by SQLite alone.
  let mayBeNaN: Bool
  /// How deep the tree of expressions is, and how many nodes it has where shared ones count each time;
  /// walks over it are bounded by them (`Limits.scalarDepth`, `Limits.scalars`).
  let depth: Int
  let weight: Int
  /// Bounds of an integer value where they are known; they decide whether a sum may overflow.
  let bounds: ClosedRange<Int64>?
  /// Told by who makes a call.
  private(set) var meaning: Meaning?
  /// By now() and ago(); of columns see `ClockRules`.
  private(set) var trend: Trend

  init(
    _ kind: Kind, _ type: KustoType, isNullable: Bool, mayBeNaN: Bool = false,
    bounds: ClosedRange<Int64>? = nil
  ) {
    self.kind = kind
    self.type = type
    self.isNullable = isNullable && type.admitsNull
    self.mayBeNaN = mayBeNaN && type == .real
    self.bounds = bounds ?? (type == .int ? Int64(Int32.min)...Int64(Int32.max) : nil)
    let parts = kind.parts
    depth = parts.reduce(0) { max($0, $1.depth) } + 1
    weight = parts.reduce(1) { min($0 + $1.weight, 1 << 40) }
    trend = .steady
    if parts.contains(where: { $0.trend != .steady }) { trend = .unknown }
  }

  /// The same call, with its meaning told; what has one already keeps it.
  func meaning(_ meaning: Meaning) -> Scalar {
    if case .call = kind, self.meaning == nil { self.meaning = meaning }
    return self
  }

  /// The same value, which changes as the clock goes on. Of a constant a copy: it may be shared.
  func trend(_ trend: Trend) -> Scalar {
    guard case .constant(let value) = kind else {
      self.trend = trend
      return self
    }
    let copy = Scalar(
      .constant(value), type, isNullable: isNullable, mayBeNaN: mayBeNaN, bounds: bounds)
    copy.trend = trend
    return copy
  }

  static var invalid: Scalar { Scalar(.invalid, .dynamic, isNullable: true) }

  var isInvalid: Bool {
    if case .invalid = kind { return true }
    return false
  }

  /// A constant of a type.
  static func constant(_ value: SQLValue, _ type: KustoType) -> Scalar {
    var bounds: ClosedRange<Int64>?
    if case .integer(let number) = value { bounds = number...number }
    var isSpecial = false
    if case .real(let number) = value { isSpecial = !number.isFinite }
    return Scalar(
      .constant(value), type, isNullable: value == .null,
      mayBeNaN: isSpecial || (type == .real && value == .nan), bounds: bounds)
  }

  /// What is not a number.
  static var nan: Scalar { constant(.nan, .real) }

  static func long(_ value: Int64) -> Scalar { constant(.integer(value), .long) }
  static func string(_ value: String) -> Scalar { constant(.text(value), .string) }
  static func bool(_ value: Bool) -> Scalar { constant(.integer(value ? 1 : 0), .bool) }

  /// The null of a type; of a string the empty one.
  static func null(_ type: KustoType) -> Scalar {
    type == .string ? string("") : constant(.null, type)
  }

  /// A call with sticky null: null where an argument is.
  static func call(
    _ type: KustoType, _ arguments: [Scalar], isNullable: Bool? = nil, mayBeNaN: Bool? = nil,
    bounds: ClosedRange<Int64>? = nil, _ emission: @escaping Emission
  ) -> Scalar {
    Scalar(
      .call(emission, arguments), type,
      isNullable: isNullable ?? arguments.contains { $0.isNullable },
      mayBeNaN: mayBeNaN ?? (type == .real && arguments.contains { $0.mayBeNaN }), bounds: bounds)
  }

  /// Whether it holds a window function.
  var hasWindow: Bool {
    if case .window = kind { return true }
    return children.contains { $0.hasWindow }
  }

  /// The value, where it is known now.
  var constantValue: SQLValue? {
    if case .constant(let value) = kind { return value }
    return nil
  }

  /// The text, where it is a constant string.
  var constantText: String? {
    if type == .string, case .text(let text)? = constantValue { return text }
    return nil
  }

  /// The number, where it is a constant integer, datetime or timespan.
  var constantInteger: Int64? {
    if case .integer(let number)? = constantValue { return number }
    return nil
  }

  var isNullConstant: Bool { constantValue == .null }
}

extension Scalar {
  /// The expressions that it is made of.
  var children: [Scalar] { kind.parts }

  /// The same expression with columns replaced.
  func replacing(_ column: (Int) -> Scalar?) -> Scalar {
    func all(_ scalars: [Scalar]) -> [Scalar] { scalars.map { $0.replacing(column) } }
    let kind: Kind
    switch self.kind {
    case .column(let id): return column(id) ?? self
    case .constant, .subquery, .invalid: return self
    case .call(let emission, let arguments): kind = .call(emission, all(arguments))
    case .window(let emission, let arguments, let partition):
      kind = .window(emission, all(arguments), partition: all(partition))
    case .and(let operands): kind = .and(all(operands))
    case .or(let operands): kind = .or(all(operands))
    case .not(let operand): kind = .not(operand.replacing(column))
    case .equal(let a, let b, let isNegated):
      kind = .equal(a.replacing(column), b.replacing(column), isNegated: isNegated)
    case .isAmong(let value, let list, let isNegated):
      kind = .isAmong(value.replacing(column), all(list), isNegated: isNegated)
    case .isMember(let value, let relation, let isNegated):
      kind = .isMember(value.replacing(column), relation, isNegated: isNegated)
    }
    return Scalar(
      kind, type, isNullable: isNullable, mayBeNaN: mayBeNaN, bounds: bounds)
  }
}

extension Scalar.Kind {
  /// The expressions that it is made of.
  var parts: [Scalar] {
    switch self {
    case .column, .constant, .subquery, .invalid: []
    case .call(_, let arguments): arguments
    case .window(_, let arguments, let partition): arguments + partition
    case .and(let operands), .or(let operands): operands
    case .not(let operand): [operand]
    case .equal(let a, let b, _): [a, b]
    case .isAmong(let value, let list, _): [value] + list
    case .isMember(let value, _, _): [value]
    }
  }
}
