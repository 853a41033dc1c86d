// Ways in: from an observable to the rows that hold it, and from a match to the rows on both of its
// sides. All of it is declared by the catalog, so that another column that leads somewhere is one
// line there; read by the SQL stage alone.

/// How a value in a log is related to the value of an indicator that it matches.
public enum RelationKind: Sendable, Hashable, CaseIterable {
  /// The same value.
  case equal
  /// A name strictly below the indicator's domain.
  case parentDomain
  /// An address in the indicator's block.
  case inBlock
}

/// What a query makes of a column's value, as far as ways lead to it.
public struct Derivation: Sendable, Hashable {
  /// One thing done to the value. To make text of a dynamic value is none: keys of joins are text.
  public enum Step: Sendable, Hashable {
    /// A function of KQL over the value, with constants behind it: `split(x, ",")`.
    case call(String, [String])
    /// One element of the array in each row: `mv-expand`.
    case elements
    /// A member of the bag: `.Host`.
    case member(String)
  }

  /// What is done, in order.
  public var steps: [Step]

  /// A derivation.
  public init(_ steps: [Step]) { self.steps = steps }

  /// The value as it is.
  public static let none = Derivation([])

  func then(_ step: Step) -> Derivation { Derivation(steps + [step]) }
}

/// Which matches a join comes to that pairs a value with one of the other side.
public struct MatchWay: Sendable, Hashable {
  /// What the join says of the two values.
  public var join: RelationKind
  /// The kind of the matches that hold all such pairs, and maybe others.
  public var through: RelationKind
  /// Whether they hold just these pairs, each once, so that the join need not compare its keys.
  public var isExact: Bool

  /// A way.
  public init(_ join: RelationKind, through: RelationKind, isExact: Bool = false) {
    self.join = join
    self.through = through
    self.isExact = isExact
  }
}

/// The way from an observable to the rows of a table. In its templates stands `{key}` for the
/// observable's key; other names are aliases of its steps, of which `base` is the table itself.
public struct ObservableAccess: Sendable {
  /// What of the column's value is the observable.
  public var derivation: Derivation
  /// The joins that it serves. Both sides must declare the same way.
  public var ways: [MatchWay]
  /// FROM items in the order in which they are joined, from a match; the last is `base`.
  public var steps: [AccessStep]
  /// The same from any observable, which need not match; empty where there is no such way.
  public var seek: [AccessStep]
  /// The other direction, for indicators: from rows that are new to `arrivalKey`.
  public var arrival: [AccessStep]
  /// The template of the observable's key at the end of `arrival`.
  public var arrivalKey: String

  /// An access.
  public init(
    derivation: Derivation = .none, ways: [MatchWay], steps: [AccessStep], seek: [AccessStep] = [],
    arrival: [AccessStep] = [], arrivalKey: String = ""
  ) {
    self.derivation = derivation
    self.ways = ways
    self.steps = steps
    self.seek = seek
    self.arrival = arrival
    self.arrivalKey = arrivalKey
  }
}

/// One FROM item on the way to a row.
public struct AccessStep: Sendable {
  /// The name in templates of this access, and the alias in SQL.
  public var alias: String
  /// The table.
  public var source: String
  /// The condition; empty for none.
  public var on: String

  /// A step.
  public init(alias: String, source: String, on: String = "") {
    self.alias = alias
    self.source = source
    self.on = on
  }
}

/// The way from a match to all rows of a table that hold it, in whichever column: for what needs only
/// rows that may matter.
public struct CatalogCandidates: Sendable {
  /// From the observable's `{key}` to `base`.
  public var steps: [AccessStep]
  /// By column: from a row `{row}` to each row, `base`, that is alike in the column.
  public var groups: [String: [AccessStep]]

  /// Candidates.
  public init(steps: [AccessStep], groups: [String: [AccessStep]] = [:]) {
    self.steps = steps
    self.groups = groups
  }
}

/// The matches of one kind: pairs of an observable in an indicator and one in a log.
public struct MatchSource: Sendable {
  /// How the two are related.
  public var kind: RelationKind
  /// The FROM items.
  public var steps: [AccessStep]
  /// The same where `{key}` is the indicator's observable.
  public var arrival: [AccessStep]
  /// The template of the indicator's key.
  public var indicatorKey: String
  /// The template of the key of what was seen.
  public var seenKey: String
  /// The template of the text that was seen: `{match}.Value`.
  public var seenText: String

  /// Matches.
  public init(
    kind: RelationKind, steps: [AccessStep], arrival: [AccessStep] = [], indicatorKey: String,
    seenKey: String, seenText: String
  ) {
    self.kind = kind
    self.steps = steps
    self.arrival = arrival
    self.indicatorKey = indicatorKey
    self.seenKey = seenKey
    self.seenText = seenText
  }
}

/// How the rows of a log table lie in runs, each with the least and the greatest of their times.
public struct CatalogRuns: Sendable {
  /// The column of the time.
  public var time: String
  /// From all runs to the rows: `run`, then `base`.
  public var scan: [AccessStep]
  /// The run of a `place`: `run`.
  public var ofPlace: AccessStep
  /// The template of a run's least time.
  public var earliest: String
  /// The template of its greatest.
  public var latest: String
  /// The template of whether the run came after `{sequence}`.
  public var isNew: String

  /// Runs.
  public init(
    time: String, scan: [AccessStep], ofPlace: AccessStep, earliest: String, latest: String,
    isNew: String
  ) {
    self.time = time
    self.scan = scan
    self.ofPlace = ofPlace
    self.earliest = earliest
    self.latest = latest
    self.isNew = isNew
  }
}
