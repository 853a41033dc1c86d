// The warehouse's ways from an observable to the rows that hold it, as the schema has them
// (Migrations/V0001 and V0002): dictionary, matches, occurrences, runs.

internal import Indicators
internal import KQL
internal import Warehouse

/// The ways in, as the catalog declares them.
enum WaysIn {
  /// Every observable by its text.
  static let dictionary = Catalog.Dictionary(
    step: AccessStep(alias: "o", source: "Observable", on: "{o}.Value {test}"), key: "{o}.Id",
    text: "{o}.Value")

  // MARK: Matches

  /// The kinds of matches.
  static let matches = [
    MatchSource(
      kind: .equal, steps: [AccessStep(alias: "m", source: "MatchedObservable")],
      arrival: [
        AccessStep(alias: "m", source: "Observable", on: "{m}.Id = {key} AND {m}.Roles > 1")
      ],
      indicatorKey: "{m}.Id", seenKey: "{m}.Id", seenText: "{m}.Value"),
    related(.parentDomain, 1), related(.inBlock, 2),
  ]

  private static func related(_ kind: RelationKind, _ number: Int) -> MatchSource {
    let seen = AccessStep(alias: "seen", source: "Observable", on: "{seen}.Id = {m}.SeenId")
    let relation = "{m}.Kind = \(number)"
    return MatchSource(
      kind: kind,
      steps: [AccessStep(alias: "m", source: "ObservableRelation", on: relation), seen],
      arrival: [
        AccessStep(
          alias: "m", source: "ObservableRelation",
          on: relation + " AND {m}.ObservableId = {key}"), seen,
      ],
      indicatorKey: "{m}.ObservableId", seenKey: "{m}.SeenId", seenText: "{seen}.Value")
  }

  /// A parent that domain_parents() gives, and an indicator's domain: ObservableRelation holds the
  /// very pairs (`DomainLabels` and `DomainFunctions` say the same of a name).
  private static let below = MatchWay(.equal, through: .parentDomain, isExact: true)

  // MARK: Indicators

  /// `IndicatorObservable.Role` of the host of an URL.
  private static let urlHostRole = 21

  /// The ways to the indicators with an observable in a column.
  static func indicators(_ column: ObservableColumn) -> [ObservableAccess] {
    var ways = [MatchWay(.equal, through: .equal)]
    if column == .domainName { ways.append(below) }
    if column.isCIDRBlock { ways.append(MatchWay(.inBlock, through: .inBlock)) }
    let own = indicator(role: column.rawValue, .none, ways)
    guard column == .url else { return [own] }
    let host = Derivation([.call("parse_url", []), .member("Host")])
    return [own, indicator(role: urlHostRole, host, [MatchWay(.equal, through: .equal)])]
  }

  private static func indicator(
    role: Int, _ derivation: Derivation, _ ways: [MatchWay]
  ) -> ObservableAccess {
    let steps = [
      AccessStep(
        alias: "link", source: "IndicatorObservable",
        on: "{link}.ObservableId = {key} AND {link}.Role = \(role)"),
      AccessStep(alias: "base", source: "Indicator", on: "{base}.Id = {link}.IndicatorId"),
    ]
    return ObservableAccess(
      derivation: derivation, ways: ways, steps: steps, seek: steps,
      arrival: [
        AccessStep(alias: "base", source: "Indicator", on: "{base}.Version > {version}"),
        AccessStep(
          alias: "link", source: "IndicatorObservable",
          on: "{link}.IndicatorId = {base}.Id AND {link}.Role = \(role)"),
      ], arrivalKey: "{link}.ObservableId")
  }

  /// The indicators that a match stands in, and all versions of one: the key of the rows begins with the
  /// feed, of which there are few.
  static let matchedIndicators = CatalogCandidates(
    steps: [
      AccessStep(
        alias: "link", source: "IndicatorObservable", on: "{link}.ObservableId = {key}"),
      AccessStep(alias: "base", source: "Indicator", on: "{base}.Id = {link}.IndicatorId"),
    ],
    groups: [
      "IndicatorId": [
        AccessStep(alias: "feed", source: "Source"),
        AccessStep(
          alias: "base", source: "Indicator",
          on: "{base}.SourceId = {feed}.Id AND {base}.IndicatorId = {row}.IndicatorId"),
      ]
    ])

  /// The same of the live table, whose `Id` tells the object.
  static let matchedLiveIndicators = CatalogCandidates(
    steps: matchedIndicators.steps,
    groups: [
      "Id": [
        AccessStep(
          alias: "base", source: "Indicator", on: "{base}.RawObjectId = {row}.RawObjectId")
      ]
    ])

  /// The way to the indicators whose one value is an observable; `role` is the template of the
  /// column's role that a row's value is taken from.
  static func observableValue(_ role: String) -> ObservableAccess {
    let steps = [
      AccessStep(
        alias: "link", source: "IndicatorObservable", on: "{link}.ObservableId = {key}"),
      AccessStep(
        alias: "base", source: "Indicator",
        on: "{base}.Id = {link}.IndicatorId AND {link}.Role = \(role)"),
    ]
    return ObservableAccess(
      ways: [MatchWay(.equal, through: .equal)], steps: steps, seek: steps,
      arrival: [
        AccessStep(alias: "base", source: "Indicator", on: "{base}.Version > {version}"),
        AccessStep(
          alias: "link", source: "IndicatorObservable",
          on: "{link}.IndicatorId = {base}.Id AND {link}.Role = \(role)"),
      ], arrivalKey: "{link}.ObservableId")
  }

  // MARK: Logs

  /// The ways to the rows with an observable in a column.
  static func logs(_ table: LogTable, _ role: ObservableRole) -> [ObservableAccess] {
    var ways = [MatchWay(.equal, through: .equal)]
    if ObservableRole.addresses.contains(role) {
      ways.append(MatchWay(.inBlock, through: .inBlock))
    }
    let own = log(table, [role], .none, ways, isSought: true)
    guard ObservableRole.names.contains(role) else { return [own] }
    let parents = Derivation([.call("domain_parents", []), .elements])
    return [own, log(table, [role], parents, [below], isSought: false)]
  }

  /// The ways to the rows with an observable among those that a column lists.
  static func lists(_ table: LogTable, _ column: String) -> [ObservableAccess] {
    guard column == "IPAddresses", table.listRoles.contains(.answer) else { return [] }
    let ways = [MatchWay(.equal, through: .equal), MatchWay(.inBlock, through: .inBlock)]
    // Rules split at either; a part with a blank before it is no address, and equals none.
    return [", ", ","].map { separator in
      let answers = Derivation([.call("split", [separator]), .elements])
      return log(table, [.answer], answers, ways, isSought: true)
    }
  }

  /// The ways to the rows of a documented table with an observable in a column.
  ///
  /// A role is that of all columns of a nature, and other spellings of a value are among the row's
  /// observables: the last step compares the column itself. For the same reason nothing but the
  /// value itself leads to a row.
  static func documented(
    _ table: LogTable, _ nature: DocumentedTable.Nature, _ column: String
  ) -> [ObservableAccess] {
    let roles: [ObservableRole] =
      switch nature {
      case .address: [.address, .spelledAddress]
      case .name: [.name, .spelledName]
      case .hash: [.hash]
      case .url: [.url]
      case .mail: [.mailAddress]
      }
    func way(
      _ roles: [ObservableRole], _ derivation: Derivation, _ value: String
    )
      -> ObservableAccess
    {
      let equal = [MatchWay(.equal, through: .equal)]
      return compared(
        log(table, roles, derivation, equal, isSought: derivation == .none), value)
    }
    let own = way(roles, .none, column)
    guard nature == .url else { return [own] }
    let host = Derivation([.call("parse_url", []), .member("Host")])
    let value = "kql_parse_url(\(column)) ->> '$.Host'"
    return [own, way([.name, .spelledName], host, value)]
  }

  /// The same way, to rows of which a value is the observable's text.
  private static func compared(_ access: ObservableAccess, _ value: String) -> ObservableAccess {
    func compared(_ steps: [AccessStep]) -> [AccessStep] {
      guard var base = steps.last else { return [] }
      base.on += " AND \(value) = {text}.Value"
      return steps.dropLast()
        + [AccessStep(alias: "text", source: "Observable", on: "{text}.Id = {key}"), base]
    }
    var access = access
    access.steps = compared(access.steps)
    access.seek = compared(access.seek)
    return access
  }

  /// The rows of a run lie side by side for its leading observable; of any other they are listed.
  private static func log(
    _ table: LogTable, _ roles: [ObservableRole], _ derivation: Derivation, _ ways: [MatchWay],
    isSought: Bool
  ) -> ObservableAccess {
    let numbers = roles.map { String($0.rawValue) }.joined(separator: ", ")
    let isRole = roles.count == 1 ? "= \(numbers)" : "IN (\(numbers))"
    let rows =
      roles == [table.leadingRole]
      ? [
        AccessStep(
          alias: "base", source: table.storage,
          on: "{base}.Id BETWEEN {place}.FirstRow AND {place}.LastRow")
      ]
      : [
        AccessStep(alias: "listed", source: "json_each({place}.Places)"),
        AccessStep(
          alias: "base", source: table.storage,
          on: "{base}.Id = ({place}.RunId << 20) + {listed}.value"),
      ]
    let match = AccessStep(
      alias: "place", source: "MatchOccurrence",
      on: "{place}.ObservableId = {key} AND {place}.Role \(isRole)")
    let any = AccessStep(
      alias: "place", source: "Occurrence",
      on: "{place}.RunId = {run}.Id AND {place}.Role \(isRole)"
        + " AND {place}.ObservableId = {key}")
    return ObservableAccess(
      derivation: derivation, ways: ways, steps: [match] + rows,
      seek: isSought ? [run(table), any] + rows : [])
  }

  /// How a table's rows lie in runs.
  static func runs(_ table: LogTable) -> CatalogRuns {
    CatalogRuns(
      time: table.columns[table.timeColumn].name,
      scan: [
        run(table),
        AccessStep(
          alias: "base", source: table.storage,
          on: "{base}.Id BETWEEN {run}.FirstRow AND {run}.LastRow"),
      ],
      ofPlace: AccessStep(alias: "run", source: "Run", on: "{run}.Id = {place}.RunId"),
      earliest: "{run}.MinTime", latest: "{run}.MaxTime", isNew: "{run}.Sequence > {sequence}")
  }

  private static func run(_ table: LogTable) -> AccessStep {
    AccessStep(alias: "run", source: "Run", on: "{run}.TableName = '\(table.name)'")
  }

  /// Whether a row came after a sequence: its Id tells its run.
  static let isNewRow = "{base}.Id >> 20 IN (SELECT Id FROM Run WHERE Sequence > {sequence})"
}
