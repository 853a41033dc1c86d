// The table of lint rules: queries that are legal and hardly mean what they say. To add one: a file with
// its `check`, a line in `all`, a hit and near misses in Tests/KQLTests/LintTests.swift, and a row in
// Sources/KQL/Lint/README.md.

/// What the lint has to know of the warehouse beside its catalog.
public struct LintContext: Sendable {
  /// Tables that Microsoft Sentinel does not have, and what to write there instead.
  public var tablesOfOurs: [String: String]
  /// Tables that Microsoft has retired, and what to write instead.
  public var retiredTables: [String: String]

  /// A context.
  public init(tablesOfOurs: [String: String] = [:], retiredTables: [String: String] = [:]) {
    self.tablesOfOurs = tablesOfOurs
    self.retiredTables = retiredTables
  }
}

/// A query as the rules see it.
struct LintedQuery {
  let syntax: QuerySyntax
  let trace: LintTrace
  let context: LintContext
}

/// What a rule found.
struct LintFinding {
  var span: Span
  var message: String
  var help: String
}

/// One rule.
public struct LintRule: Sendable {
  /// The name, for `// picket: ignore NAME`.
  public let id: String
  /// What it finds, in a line.
  public let title: String
  /// Why that is hardly meant.
  public let why: String
  /// What to write instead.
  public let instead: String
  /// Whether it is only about where the query runs, or a matter of taste.
  public let isNote: Bool
  let check: @Sendable (LintedQuery) -> [LintFinding]

  init(
    _ id: String, title: String, why: String, instead: String, isNote: Bool = false,
    _ check: @escaping @Sendable (LintedQuery) -> [LintFinding]
  ) {
    self.id = id
    self.title = title
    self.why = why
    self.instead = instead
    self.isNote = isNote
    self.check = check
  }

  /// Every rule, the gravest first.
  public static let all: [LintRule] = [
    constantKey, filterBeforeLatest, nullOfString, nullRejected, blockDropped, caseOnOneSide,
    caseSensitiveKey, noLatestVersion, noActiveCheck, deadClause, bareJoin, takeWithoutOrder,
    retiredTable, tableOfOurs,
  ]
}

extension LintedQuery {
  /// The joins and lookups whose sides are known, with their keys as written.
  var joins: [LintedJoin] {
    trace.distinct.compactMap { traced in
      let on: [ExpressionSyntax]
      switch traced.syntax.kind {
      case .join(_, _, let keys), .lookup(_, _, let keys): on = keys
      default: return nil
      }
      var relation = traced.output
      while case .compute(let input, _) = relation.kind { relation = input }
      guard case .join(_, let left, let right, let keys) = relation.kind else { return nil }
      let spans = on.flatMap(\.conjuncts).map(\.span)
      guard spans.count == keys.count else { return nil }
      return LintedJoin(
        keyword: traced.syntax.keyword, left: left, right: right,
        keys: zip(keys, spans).map { ($0, $1) })
    }
  }
}

/// A join with its keys.
struct LintedJoin {
  let keyword: NameSyntax
  let left: Relation
  let right: Relation
  let keys: [(key: JoinKey, span: Span)]
}

extension CatalogTable {
  /// Whether its rows are indicators, with versions of which the newest counts.
  var isIndicators: Bool {
    side == .indicator || name == "ThreatIntelligenceIndicator" || name == "ThreatIntelIndicators"
  }
}

/// Columns of the two indicator tables.
enum IndicatorColumns {
  /// Those that say whether an indicator still holds.
  static let validity: Set<String> = [
    "Active", "IsActive", "ExpirationDateTime", "ValidUntil", "Revoked",
  ]
}
