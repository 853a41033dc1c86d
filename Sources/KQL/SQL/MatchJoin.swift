// Joins of an indicator's observable with a log's, driven from the matches: the observables that
// occur in both are few, so that the query reads them first and from each the rows on both sides.
// The order is pinned (CROSS JOIN); SQLite's planner does not find it (10M log rows: 0.04 s so,
// 4 to 8 s over plain joins). The equality of the keys is implied: both are the same observable.

extension RelationWriter {
  private struct Driver {
    var first: ColumnOrigin
    var second: ColumnOrigin
    var leftIsFirst: Bool
    var position: Int
  }

  /// The first pair of keys by which a join can be driven.
  private func driver(_ left: Select, _ right: Select, _ on: [JoinKey]) -> Driver? {
    guard pruning, match != nil else { return nil }
    for (position, pair) in on.enumerated() where pair.kind == .equal {
      guard case .column(let leftId) = pair.left.kind, let l = left.origins[leftId],
        case .column(let rightId) = pair.right.kind, let r = right.origins[rightId],
        l.item.isDrivable(by: l.column), r.item.isDrivable(by: r.column),
        let leftRank = l.item.table?.rank, let rightRank = r.item.table?.rank
      else { continue }
      let leftIsFirst = leftRank <= rightRank
      return Driver(
        first: leftIsFirst ? l : r, second: leftIsFirst ? r : l, leftIsFirst: leftIsFirst,
        position: position)
    }
    return nil
  }

  /// The join in one SELECT, or nil where nothing drives it.
  func drivenJoin(_ left: Select, _ right: Select, _ on: [JoinKey]) throws(Refusal) -> Select? {
    guard let match, let driver = driver(left, right, on),
      left.items.count + right.items.count + 8 <= Limits.joinedItems
    else { return nil }
    let matchItem = FromItem(.table(match.source, []), alias: "m")
    let key = Template.text(match.id) { _ in .alias(matchItem, nil) }
    let first = driver.leftIsFirst ? left : right
    let second = driver.leftIsFirst ? right : left
    var select = merged(left, right)
    select.items = [matchItem]
    select.items += drive(driver.first, first, by: key, match)
    select.items += drive(driver.second, second, by: key, match)
    driver.first.give(matchItem, match)
    driver.second.give(matchItem, match)
    var rest = on
    rest.remove(at: driver.position)
    for key in rest { select.filters.append(try condition(key, left, right)) }
    return select
  }

  /// innerunique on one key: the left side's rows, one for each match, then the right side's.
  func drivenUniqueJoin(_ left: Select, _ right: Select, _ on: [JoinKey]) throws(Refusal) -> Select?
  {
    guard on.count == 1, let match, let driver = driver(left, right, on) else { return nil }
    let leftOrigin = driver.leftIsFirst ? driver.first : driver.second
    let rightOrigin = driver.leftIsFirst ? driver.second : driver.first
    let matchItem = FromItem(.table(match.source, []), alias: "m")
    let key = Template.text(match.id) { _ in .alias(matchItem, nil) }
    var inner = left
    inner.items = [matchItem] + drive(leftOrigin, left, by: key, match)
    leftOrigin.give(matchItem, match)
    let id = freshId()
    inner.columns.append(id)
    inner.values[id] = key
    inner.groupBy = [key]
    inner.isAggregate = true
    inner.isSealed = true
    let outer = sealed(inner)
    guard let outerKey = outer.values[id] else { return nil }
    var select = merged(outer, right)
    select.items = outer.items + drive(rightOrigin, right, by: outerKey, match)
    return select
  }

  /// The items of one side, its driven table first.
  private func drive(
    _ origin: ColumnOrigin, _ select: Select, by key: SQLText, _ match: MatchSource
  ) -> [FromItem] {
    guard let access = origin.column.observable else { return select.items }
    var items: [FromItem] = []
    var places: [String: FromItem] = [:]
    for step in access.steps {
      let isBase = step.alias == "base"
      let item = isBase ? origin.item : FromItem(.table(step.source, []), alias: step.alias)
      places[step.alias] = item
      item.join = .pinned
      item.on.append(condition(step.on, key, match, places))
      items.append(item)
    }
    return items + select.items.filter { $0 !== origin.item }
  }

  /// A step's condition, with the key in the place of the match's id.
  private func condition(
    _ template: String, _ key: SQLText, _ match: MatchSource, _ places: [String: FromItem]
  ) -> SQLText {
    var result = SQLText(pieces: [])
    var rest = Substring(template)
    while let range = rest.firstRange(of: match.id) {
      result.append(Self.filled(rest[..<range.lowerBound], places))
      result.append(key)
      rest = rest[range.upperBound...]
    }
    result.append(Self.filled(rest, places))
    result.precedence = .and
    return result
  }

  private static func filled(_ template: Substring, _ places: [String: FromItem]) -> SQLText {
    Template.text(String(template)) { name in
      places[name].map { .alias($0, nil) } ?? .text(name)
    }
  }
}

extension FromItem {
  /// Whether the rows of the table may be reached through an observable of the column.
  fileprivate func isDrivable(by column: CatalogColumn) -> Bool {
    column.observable?.steps.last?.alias == "base" && on.isEmpty && join == .inner
  }
}

extension ColumnOrigin {
  /// Lets the match stand for the lookup of the column's text, where both are the same row.
  fileprivate func give(_ matchItem: FromItem, _ match: MatchSource) {
    guard let open = column.sql.firstIndex(of: "{"), open == column.sql.startIndex,
      let close = column.sql.firstIndex(of: "}"), column.sql.lastIndex(of: "{") == open
    else { return }
    let key = String(column.sql[column.sql.index(after: open)..<close])
    let rest = column.sql[close...].dropFirst()
    guard key != "base", match.value == "{match}\(rest)" else { return }
    item.given[key] = matchItem
  }
}
