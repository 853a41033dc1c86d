// What is new for a query since it was last run, and which match each of its rows is. Both are for
// queries of which a row is one match: a driven join with row operators around it, and nothing else.

/// A half of what is new. New rows match any indicator, new indicators match older rows.
enum Increment {
  case newRuns
  case newIndicators

  /// A SELECT with two more columns: what names the log's row and the indicator's.
  struct Traced {
    var select: Select
    var rowId: Int
    var indicatorId: Int
    /// The log table.
    var table: String
    var isIncremental: Bool
  }

  /// The rows of a query with their provenance, and where `since` says so only the new; nil where
  /// that was not asked for, or a row is no single match.
  static func traced(
    _ relation: Relation, _ plain: Select, _ writer: RelationWriter, _ options: CompileOptions,
    isMonotonic: Bool
  ) throws(RelationWriter.Refusal) -> Traced? {
    guard options.since != nil || options.wantsProvenance, let drive = writer.single(plain) else {
      return nil
    }
    var whole = writer.trace(plain, drive)
    guard options.since != nil, isMonotonic else { return whole }
    whole.isIncremental = true
    guard options.pruning else {
      whole.select.filters.append(writer.isNew(drive))
      return whole
    }
    var parts: [Select] = []
    let order = whole.select.order.map { _ in writer.freshId() }
    for increment in [Increment.newRuns, .newIndicators] {
      let part = RelationWriter(writer, increment)
      let select = try part.whole(relation)
      guard let drive = part.single(select) else { return nil }
      var traced = part.trace(select, drive, ids: (whole.rowId, whole.indicatorId)).select
      guard traced.order.count == order.count else { return nil }
      for (id, term) in zip(order, traced.order) {
        traced.columns.append(id)
        traced.values[id] = term.text
      }
      traced.order = []
      parts.append(traced)
    }
    var both = writer.from(InnerSelect(.union(parts), columns: parts[0].columns))
    both.order = zip(whole.select.order, order).map { term, id in
      OrderTerm(
        text: both.values[id] ?? term.text, isAscending: term.isAscending,
        nullsFirst: term.nullsFirst)
    }
    whole.select = both
    return whole
  }
}

extension RelationWriter {
  /// The SELECT of a whole query, in a total order where it has one.
  func whole(_ relation: Relation) throws(Refusal) -> Select {
    var select = try select(relation)
    let ids = ids(relation)
    if !select.required.isSubset(of: ids) { select = sealed(select) }
    select.columns = ids
    if !select.order.isEmpty { complete(&select, columns: ids) }
    settle()
    return select
  }

  /// Whether every log table is read through the matches.
  var isDriven: Bool {
    let logs = bases.filter { $0.table?.side == .log }
    return !logs.isEmpty && logs.allSatisfy(\.isDriven)
  }

  /// The join of which each row of a SELECT is one match; nil where they are anything else.
  func single(_ select: Select) -> MatchDrive? {
    guard drives.count == 1, let drive = drives.first, select.takesFilters,
      drive.log.item.table?.rowId != nil, drive.indicator.item.table?.rowId != nil,
      drive.log.item.table?.isNew != nil, drive.indicator.item.table?.isNew != nil,
      bases.count == 2,
      [drive.log.item, drive.indicator.item].allSatisfy({ base in
        select.items.contains { $0 === base }
      }),
      select.items.allSatisfy({ !$0.isInner }), !select.readsTables
    else { return nil }
    return drive
  }

  /// The SELECT with the columns that tell the match.
  func trace(
    _ select: Select, _ drive: MatchDrive, ids: (row: Int, indicator: Int)? = nil
  )
    -> Increment.Traced
  {
    let ids = ids ?? (freshId(), freshId())
    var result = select
    for (id, item) in [(ids.row, drive.log.item), (ids.indicator, drive.indicator.item)] {
      result.columns.append(id)
      let text = filled(item.table?.rowId ?? "NULL", base: item)
      result.values[id] = text
      // Matches may give rows that are alike: their order is total with what names them.
      if !select.order.isEmpty { result.order.append(OrderTerm(text: text, isAscending: true)) }
    }
    return Increment.Traced(
      select: result, rowId: ids.row, indicatorId: ids.indicator,
      table: drive.log.item.table?.name ?? "", isIncremental: false)
  }

  /// Whether the row or the indicator of a match is new: what both halves come to.
  func isNew(_ drive: MatchDrive) -> SQLText {
    let row = filled(drive.log.item.table?.isNew ?? "", base: drive.log.item)
    let indicator = filled(drive.indicator.item.table?.isNew ?? "", base: drive.indicator.item)
    return "(\(row) OR \(indicator))"
  }

  private func filled(_ template: String, base: FromItem) -> SQLText {
    filled(template, ["base": SQLText(pieces: [.alias(base, nil)])])
  }
}

extension Select {
  /// Whether its conditions look into further tables.
  fileprivate var readsTables: Bool {
    let calls = items.compactMap { item -> SQLText? in
      if case .function(let call) = item.source { return call }
      return nil
    }
    return (filters + calls + items.flatMap { $0.on + $0.way }).contains { text in
      text.pieces.contains { piece in
        if case .query = piece { return true }
        return false
      }
    }
  }
}
