// Conditions of which a part is known before any row is read: those of functions whose parameters were
// left at their defaults, `isnull(starttime) or TimeGenerated >= starttime`. Without that part the rest
// leads to rows as if it had been written alone.

extension Scalar {
  /// The same filter without what is known of it: null stands for false, as it does in a filter.
  var withoutKnown: Scalar {
    switch kind {
    case .and(let operands):
      let rest = operands.map(\.withoutKnown).filter { !$0.isAlways }
      if rest.contains(where: \.isNever) { return .bool(false) }
      return Self.joined(rest, otherwise: true) { .and($0) }
    case .or(let operands):
      let rest = operands.map(\.withoutKnown).filter { !$0.isNever }
      if rest.contains(where: \.isAlways) { return .bool(true) }
      return Self.joined(rest, otherwise: false) { .or($0) }
    case .equal(let a, let b, let isNegated):
      guard let same = Self.isSame(a, b) else { return self }
      return .bool(same != isNegated)
    case .isAmong(let value, let list, let isNegated):
      let found = list.map { Self.isSame(value, $0) }
      guard !found.contains(where: { $0 == nil }) else { return self }
      return .bool(found.contains(true) != isNegated)
    default: return self
    }
  }

  private static func joined(
    _ operands: [Scalar], otherwise value: Bool, _ kind: ([Scalar]) -> Kind
  ) -> Scalar {
    guard operands.count > 1 else { return operands.first ?? .bool(value) }
    return Scalar(kind(operands), .bool, isNullable: operands.contains { $0.isNullable })
  }

  private var isAlways: Bool { type == .bool && constantValue == .integer(1) }
  private var isNever: Bool { type == .bool && (constantValue == .integer(0) || isNullConstant) }

  /// Whether two constants are equal; nil where they are none, one is null, or the clock moves one.
  private static func isSame(_ a: Scalar, _ b: Scalar) -> Bool? {
    guard a.type == b.type, a.trend == .steady, b.trend == .steady else { return nil }
    switch (a.constantValue, b.constantValue) {
    case (.integer(let x)?, .integer(let y)?): return x == y
    case (.text(let x)?, .text(let y)?) where a.type == .string:
      return x.utf8.elementsEqual(y.utf8)
    default: return nil
    }
  }
}
