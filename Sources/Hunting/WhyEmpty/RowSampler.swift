// Rows that a condition removes, as a person recognises them: the columns that the condition names, what
// the row is about, and what is amiss with it.

internal import Indicators
internal import KQL
internal import SQLite

struct RowSampler {
  /// Rows among which samples are sought: of millions, the first have what is typical of all.
  static let scanned: Int64 = 10_000
  /// Columns that a condition names and that are shown.
  static let maximumNamed = 6
  /// Columns that say what a row is about.
  static let maximumIdentifying = 2

  let walk: StageWalk

  /// Up to `StageBounds.samples` rows of a stage, in order; none where they cannot be had.
  ///
  /// - Parameter conditions: those that the rows do not meet.
  func samples(
    of cut: QueryStages.Cut, removedBy conditions: [QueryStages.Condition]
  ) throws -> [StageReport.Sample] {
    let columns = walk.columns(of: cut).filter { $0.type != .dynamic }
    var names: [String] = []
    for name in conditions.flatMap(\.expression.names)
    where !names.contains(name) && columns.contains(where: { $0.name == name }) {
      names.append(name)
    }
    names = Array(names.prefix(Self.maximumNamed))
    var checks = conditions.flatMap(\.checks).map {
      RowCheck($0, columns: Set(columns.map(\.name)))
    }
    if checks.contains(where: \.isActivity), !names.contains(where: RowCheck.expiries.contains),
      let end = columns.first(where: { RowCheck.expiries.contains($0.name) })?.name
    {
      checks.append(RowCheck(validUntil: end))
      names.append(end)
    }
    let identifying = identifying(columns, beside: names)
    let shown = names + identifying
    for checks in checks.isEmpty ? [[]] : [checks, []] {
      do {
        return try rows(of: cut, shown, named: names.count, checks)
      } catch is StageCounter.NoAnswer {
        // A check may have no value of its own; the rows are worth more than what is amiss with them.
      }
    }
    return []
  }

  private func identifying(_ columns: [KQL.ResultColumn], beside names: [String]) -> [String] {
    let known = walk.observables.filter { name in
      !names.contains(name) && columns.contains { $0.name == name && $0.type == .string }
    }
    if !known.isEmpty || names.count > 1 { return Array(known.prefix(20)) }
    let texts = columns.filter { $0.type == .string && !names.contains($0.name) }
    return texts.prefix(Self.maximumIdentifying).map(\.name)
  }

  private func rows(
    of cut: QueryStages.Cut, _ shown: [String], named: Int, _ checks: [RowCheck]
  ) throws -> [StageReport.Sample] {
    let values = shown.map(QueryStages.column) + checks.flatMap(\.operands)
    guard !values.isEmpty else { return [] }
    var order: [(place: Int, isAscending: Bool)] = []
    // What nearly passes comes first.
    if let first = checks.first, let isAscending = first.nearestFirst {
      order.append((shown.count, isAscending))
    }
    // Of texts the empty ones come last: they say least.
    order += values.indices.map { ($0, $0 >= named) }
    let query = walk.stages.samples(
      of: values, in: cut, by: order, atMost: Int64(walk.counter.bounds.samples),
      among: Self.scanned, reader: walk.counter.runner.read)
    let columns = (try? query.get())?.columns ?? []
    return try walk.counter.rows(query).map { row in
      var fields: [StageReport.Sample.Field] = []
      var extra = 0
      for place in shown.indices where place < named || extra < Self.maximumIdentifying {
        guard let field = Self.field(shown[place], row[place], columns[place].type) else {
          continue
        }
        if place >= named { extra += 1 }
        fields.append(field)
      }
      return StageReport.Sample(
        fields: fields, note: note(row[shown.count...], columns[shown.count...], checks))
    }
  }

  private func note(
    _ row: ArraySlice<SQLite.SQLValue>, _ columns: ArraySlice<KQL.ResultColumn>,
    _ checks: [RowCheck]
  ) -> String {
    var place = row.startIndex
    var notes: [String] = []
    for check in checks {
      let end = place + check.operands.count
      let note = check.note(
        Array(row[place..<end]), columns[place..<end].map(\.type), now: walk.counter.runner.now)
      if let note, !notes.contains(note) { notes.append(note) }
      place = end
    }
    return notes.joined(separator: ", ")
  }

  /// A cell as text; nil where it is absent.
  static func field(
    _ column: String, _ value: SQLite.SQLValue, _ type: KustoType
  ) -> StageReport.Sample.Field? {
    switch (value, type) {
    case (.integer(let ticks), .datetime):
      let text = Timestamp(clamping: ticks).description.replacing(".0000000Z", with: "Z")
      return StageReport.Sample.Field(column: column, value: text, isText: false)
    case (.integer(let bit), .bool):
      return StageReport.Sample.Field(
        column: column, value: bit == 0 ? "false" : "true", isText: false)
    case (.integer(let number), _):
      return StageReport.Sample.Field(column: column, value: String(number), isText: false)
    case (.real(let number), _):
      return StageReport.Sample.Field(column: column, value: String(number), isText: false)
    case (.text(let text), _):
      return text.isEmpty ? nil : StageReport.Sample.Field(column: column, value: text)
    case (.null, _), (.blob, _): return nil
    }
  }
}
