// Joins of an indicator's observable with a log's, driven from the matches: the pairs of observables
// that stand in both are few, so that the query reads them first and from each the rows on both
// sides. The order is pinned (CROSS JOIN); SQLite's planner does not find it (10M log rows: 0.04 s
// so, 4 to 8 s over plain joins). Where the match is the very equality of the keys, they are not
// compared again; else the match only prunes, and the condition stays.

extension RelationWriter {
  /// The join in one SELECT, or nil where nothing drives it.
  func drivenJoin(
    _ left: Select, _ right: Select, _ on: [JoinKey], _ observables: [Bool]
  ) throws(Refusal) -> Select? {
    guard left.width + right.width + 12 <= Limits.joinedItems, let drive = drive(left, right, on)
    else { return nil }
    drives.append(drive)
    guard pruning else { return nil }
    let log = drive.logIsLeft ? left : right
    let indicator = drive.logIsLeft ? right : left
    var select = merged(left, right)
    let (items, seen) = items(drive, indicator, log)
    select.items = items
    // A block holds several elements of one row, and an URL may lead to two hosts: each match is to
    // bring its own.
    if drive.log.access.derivation != .none,
      drive.match.kind == .inBlock
        || (drive.match.kind == .equal && drive.indicator.access.derivation != .none)
    {
      let key = on[drive.position]
      let element = try value(drive.logIsLeft ? key.left : key.right, log)
      select.filters.append(.binary(element, "=", seen, .equality))
    }
    var rest = on
    var others = observables
    // A match is never empty.
    others[drive.position] = false
    if drive.isImplied {
      rest.remove(at: drive.position)
      others.remove(at: drive.position)
    }
    let isSpared =
      drive.isExact ? try spareElements(drive, on, left.readable + right.readable, &select) : false
    if isSpared {
      rest.remove(at: drive.position)
      others.remove(at: drive.position)
    }
    select.filters += try conditions(rest, left, right, others)
    return select
  }

  /// Takes out the table function that makes the log's key, where nothing but the key reads it: the
  /// match has said what it would say (half of such a hunt's time).
  private func spareElements(
    _ drive: MatchDrive, _ on: [JoinKey], _ readable: [Int], _ select: inout Select
  ) throws(Refusal) -> Bool {
    let key = on[drive.position]
    let (made, known) = drive.logIsLeft ? (key.left, key.right) : (key.right, key.left)
    guard case .column(let id) = made.kind, let text = select.values[id] else { return false }
    let functions = select.items.filter { $0.isFunction && text.reads($0) }
    guard functions.count == 1, let function = functions.first else { return false }
    let others =
      readable.filter { $0 != id }.compactMap { select.values[$0] } + select.filters
      + select.items.filter { $0 !== function }.flatMap { $0.on + $0.way + $0.calls }
    guard function.on.isEmpty, function.way.isEmpty, !others.contains(where: { $0.reads(function) })
    else { return false }
    select.items.removeAll { $0 === function }
    select.values[id] = try value(known, select)
    return true
  }

  /// The FROM items of a driven join, in the order in which they are read, and the text that the
  /// match has of the log.
  private func items(
    _ drive: MatchDrive, _ indicator: Select, _ log: Select
  ) -> (items: [FromItem], seen: SQLText) {
    var matchItems: [FromItem]
    var indicatorItems: [FromItem]
    var places: [String: SQLText]
    if increment == .newIndicators {
      let (rows, aliases) = path(drive.indicator.access.arrival, to: drive.indicator.item, nil)
      let key = filled(drive.indicator.access.arrivalKey, aliases)
      indicatorItems = rows
      (matchItems, places) = path(drive.match.arrival, to: nil, key)
    } else {
      (matchItems, places) = path(drive.match.steps, to: nil, nil)
      let key = filled(drive.match.indicatorKey, places)
      indicatorItems = path(drive.indicator.access.steps, to: drive.indicator.item, key).items
    }
    let key = filled(drive.match.seenKey, places)
    var (placeItems, aliases) = path(drive.log.access.steps, to: drive.log.item, key)
    let rows = placeItems.removeLast()
    rows.place = placeItems.first
    rows.behindPlace = placeItems.dropFirst().first ?? rows
    drive.log.item.isDriven = true
    drive.indicator.item.isDriven = true
    give(drive, places)
    if let increment, let runs = rows.table?.runs {
      let (run, all) = path([runs.ofPlace], to: nil, nil, aliases)
      let isNew = filled(runs.isNew, all)
      run[0].way.append(increment == .newRuns ? isNew : "NOT (\(isNew))")
      rows.run = run[0]
      aliases = all
      placeItems.insert(contentsOf: run, at: 1)
    }
    let early = log.items.filter { $0.reads(onlyGivenOf: rows) }
    let others = indicator.items.filter { $0 !== drive.indicator.item }
    let lateOthers = log.items.filter { item in
      item !== rows && !early.contains { $0 === item }
    }
    let items =
      switch increment {
      case nil:
        matchItems + indicatorItems + others + early + placeItems + [rows] + lateOthers
      case .newRuns:
        matchItems + placeItems + indicatorItems + others + early + [rows] + lateOthers
      case .newIndicators:
        indicatorItems + matchItems + others + early + placeItems + [rows] + lateOthers
      }
    var seen = filled(drive.match.seenText, places)
    seen.precedence = .primary
    return (items, seen)
  }

  /// Items of an access, and how its templates name them; `base` is an item that is there already.
  func path(
    _ steps: [AccessStep], to base: FromItem?, _ key: SQLText?, _ known: [String: SQLText] = [:]
  ) -> (items: [FromItem], places: [String: SQLText]) {
    var items: [FromItem] = []
    var places = known
    if let key { places["key"] = key }
    for step in steps {
      let isCall = step.source.contains("{")
      let source =
        isCall
        ? FromItem.Source.function(filled(step.source, places)) : .table(step.source, [])
      let known = step.alias == "base" ? base : nil
      let item = known ?? FromItem(source, alias: step.alias)
      places[step.alias] = SQLText(pieces: [.alias(item, nil)])
      item.join = .pinned
      if !step.on.isEmpty { item.way.append(filled(step.on, places)) }
      items.append(item)
    }
    return (items, places)
  }

  /// A template as a condition.
  func filled(_ template: String, _ places: [String: SQLText]) -> SQLText {
    var text = Template.filled(template) { name in
      switch name {
      case "sequence": SQLText(.integer(since?.sequence ?? 0))
      case "version": SQLText(.integer(since?.version ?? 0))
      default: places[name] ?? SQLText(trusted: name)
      }
    }
    text.precedence = .and
    return text
  }

  /// Lets the match stand for the lookup of a text, where both are the same row.
  private func give(
    _ drive: MatchDrive, _ places: [String: SQLText], to side: MatchSide? = nil
  ) {
    let text = filled(drive.match.seenText, places)
    guard case .alias(let item, nil)? = text.pieces.first else { return }
    // What an answer's element is says nothing of the whole; of a name's parents the name is known.
    let knowsLog = drive.log.access.derivation == .none || drive.match.kind != .equal
    if side != .indicator, knowsLog {
      drive.log.origin.give(item, drive.match.seenText)
    }
    if side != .log, drive.match.kind == .equal, drive.indicator.access.derivation == .none {
      drive.indicator.origin.give(item, drive.match.seenText)
    }
  }

  /// innerunique, or a semi-join, on one key: one row of the one side for each match, then the other
  /// side's rows.
  func drivenUniqueJoin(
    _ unique: Select, _ other: Select, _ on: [JoinKey]
  ) throws(Refusal) -> Select? {
    guard pruning, increment == nil, on.count == 1, let drive = drive(unique, other, on),
      drive.isImplied
    else { return nil }
    let first = drive.logIsLeft ? drive.log : drive.indicator
    let second = drive.logIsLeft ? drive.indicator : drive.log
    let (matchItems, places) = path(drive.match.steps, to: nil, nil)
    let key = filled(drive.match.indicatorKey, places)
    var inner = unique
    inner.items = matchItems + reach(first, unique, by: key)
    give(drive, places, to: drive.logIsLeft ? .log : .indicator)
    let id = freshId()
    inner.columns.append(id)
    inner.values[id] = key
    inner.groupBy = [key]
    inner.isAggregate = true
    inner.isSealed = true
    let outer = sealed(inner)
    guard let outerKey = outer.values[id] else { return nil }
    var select = merged(outer, other)
    select.items = outer.items + reach(second, other, by: outerKey)
    return select
  }

  /// The items of one side by a key, its driven table's first.
  func reach(
    _ side: MatchDrive.Side, _ select: Select, by key: SQLText
  ) -> [FromItem] {
    let items = path(side.access.steps, to: side.item, key).items
    side.item.isDriven = true
    side.item.place = items.first
    side.item.behindPlace = items.dropFirst().first
    return items + select.items.filter { $0 !== side.item }
  }
}

extension Select {
  /// The columns that a reader may ask for.
  fileprivate var readable: [Int] { columns + hidden }
}

extension SQLText {
  /// Whether it names an item.
  fileprivate func reads(_ item: FromItem) -> Bool {
    pieces.contains { piece in
      switch piece {
      case .text, .value: false
      case .column(let other, _), .alias(let other, _): other === item
      case .query: true
      }
    }
  }
}

extension FromItem {
  /// The call that it is, if it is a table function.
  fileprivate var calls: [SQLText] {
    if case .function(let call) = source { return [call] }
    return []
  }

  /// Whether it is a table function over nothing but what a match gives of a table's rows: it may
  /// be called before they are read, once for a match.
  fileprivate func reads(onlyGivenOf base: FromItem) -> Bool {
    guard case .function(let call) = source else { return false }
    return call.pieces.allSatisfy { piece in
      switch piece {
      case .text, .value: true
      case .alias(let item, let key?): item === base && base.given[key] != nil
      case .alias, .column, .query: false
      }
    }
  }
}

extension ColumnOrigin {
  /// Lets an item stand for the lookup of the column's text, if that is where it comes from.
  func give(_ giver: FromItem, _ template: String) {
    let sql = source.column.sql
    guard let open = sql.firstIndex(of: "{"), open == sql.startIndex,
      let close = sql.firstIndex(of: "}"), sql.lastIndex(of: "{") == open,
      let end = template.firstIndex(of: "}")
    else { return }
    let key = String(sql[sql.index(after: open)..<close])
    guard key != "base", sql[close...] == template[end...] else { return }
    item.given[key] = giver
  }
}
