// The kinds and the keys of joins.

/// The kinds of join that the plan knows; the aliases of KQL are gone.
enum JoinKind: String {
  case innerUnique = "innerunique"
  case inner
  case leftOuter = "leftouter"
  case rightOuter = "rightouter"
  case fullOuter = "fullouter"
  case leftSemi = "leftsemi"
  case leftAnti = "leftanti"
  case rightSemi = "rightsemi"
  case rightAnti = "rightanti"

  var padsLeft: Bool { self == .rightOuter || self == .fullOuter }
  var padsRight: Bool { self == .leftOuter || self == .fullOuter }
  var keepsLeftOnly: Bool { self == .leftSemi || self == .leftAnti }
  var keepsRightOnly: Bool { self == .rightSemi || self == .rightAnti }
}

/// A pair of keys of a join and what must hold between them.
struct JoinKey {
  /// What must hold.
  enum Condition {
    /// The values are equal, with Kusto's rules for null.
    case equal
    /// The SQL over (left, right) is true; `RelationKind` says which ways lead to such pairs. The
    /// left key is what is seen in a log (a name, an address), the right one what an indicator has
    /// (a domain, a block).
    case related(RelationKind, Scalar.Emission)
  }

  var left: Scalar
  var right: Scalar
  var condition = Condition.equal

  /// How the values are related.
  var kind: RelationKind {
    if case .related(let kind, _) = condition { return kind }
    return .equal
  }

  /// The same with the sides in the other order.
  var flipped: JoinKey {
    var result = JoinKey(left: right, right: left, condition: condition)
    if case .related(let kind, let emission) = condition {
      result.condition = .related(kind) { emission([$0[1], $0[0]]) }
    }
    return result
  }
}
