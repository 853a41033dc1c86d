// Joins with a log's observable that are driven from the other side's values, where these are an
// indicator's whatever the query made of them: the newest version by arg_max, the first that is not
// empty of several columns. The indicators are read first, and of them only those that a match may
// concern; each value leads through the dictionary of observables to the log's rows.
//
// The canonical rule over 10M log rows and 1M indicators: see scripts/bench/RESULTS.md.

/// A join that values drive.
struct TextDrive {
  /// What is known of the indicators' key.
  var trace: ObservableTrace
  var known: Relation
  var knownKeys: [Scalar]
  var seen: Relation
  var seenKey: Scalar
  /// Which pair of keys drives.
  var position: Int
}

extension RelationWriter {
  /// The join in one SELECT, or nil where nothing drives it so.
  func textDrivenJoin(
    _ kind: JoinKind, _ left: Relation, _ right: Relation, _ on: [JoinKey], _ observables: [Bool]
  ) throws(Refusal) -> Select? {
    // One row of each key of the indicators; `inner` alone wants all.
    let isUnique = kind != .inner
    let sides: [Bool]
    switch kind {
    case .inner: sides = [false, true]
    case .innerUnique, .rightSemi: sides = [false]
    case .leftSemi: sides = [true]
    default: return nil
    }
    for logIsLeft in sides {
      let keys = logIsLeft ? on.map(\.flipped) : on
      let (known, seen) = logIsLeft ? (right, left) : (left, right)
      for (position, key) in keys.enumerated() where key.kind == .equal {
        guard let trace = ObservableTrace(key.left, in: known), trace.side == .indicator,
          // The match itself drives a join of two columns.
          !trace.isDirect
        else { continue }
        let drive = TextDrive(
          trace: trace, known: known, knownKeys: keys.map(\.left), seen: seen, seenKey: key.right,
          position: position)
        var rest = keys
        rest.remove(at: position)
        var others = observables
        others.remove(at: position)
        if let select = try write(drive, isUnique: isUnique, rest, others) { return select }
      }
    }
    return nil
  }

  private func write(
    _ drive: TextDrive, isUnique: Bool, _ rest: [JoinKey], _ observables: [Bool]
  ) throws(Refusal) -> Select? {
    guard pruning, increment == nil, let dictionary = catalog.dictionary,
      case .column(let id) = drive.seenKey.kind,
      let seenTrace = ObservableTrace(drive.seenKey, in: drive.seen), seenTrace.side == .log,
      seenTrace.isDirect
    else { return nil }
    let firstBase = bases.count
    var log = try open(drive.seen)
    log.order = []
    guard let origin = log.origins[id], origin.item.isDrivable, log.limit == nil,
      let access = origin.source.accesses.first(where: { $0.ways.contains(where: \.isPlain) }),
      log.width + 6 <= Limits.joinedItems
    else {
      // It is written again by who takes over.
      bases.removeSubrange(firstBase...)
      return nil
    }
    var known = try limited(drive.trace) { () throws(Refusal) in try open(drive.known) }
    known.order = []
    known = isUnique ? try distinctKeys(known, drive.knownKeys) : sealed(known)
    let text = try value(drive.knownKeys[drive.position], known)
    let (found, named) = path([dictionary.step], to: nil, nil, ["test": "= \(text)"])
    let side = MatchDrive.Side(origin: origin, access: access)
    let seenText = try value(drive.seenKey, log)
    var select = merged(known, log)
    select.items = known.items + found + reach(side, log, by: filled(dictionary.key, named))
    if access.derivation == .none {
      // The row of the dictionary is that of the log's own value.
      origin.give(found[0], dictionary.text)
    } else {
      select.filters.append(.binary(seenText, "=", text, .equality))
    }
    select.filters.append(.binary(text, "<>", SQLText(trusted: "''"), .equality))
    select.filters += try conditions(rest, known, log, observables)
    return select
  }

  // MARK: in (table)

  /// A filter by `in` over the values of indicators, driven from them; nil where it is not.
  func drivenFilter(_ input: Relation, _ condition: Scalar) throws(Refusal) -> Select? {
    let conditions = condition.conjuncts
    for (position, member) in conditions.enumerated() {
      guard case .isMember(let value, let list, isNegated: false) = member.kind,
        let first = list.columns.first,
        let trace = ObservableTrace(first.scalar, in: list), trace.side == .indicator
      else { continue }
      let drive = TextDrive(
        trace: trace, known: list, knownKeys: [first.scalar], seen: input, seenKey: value,
        position: 0)
      guard var select = try write(drive, isUnique: true, [], []) else { continue }
      for (other, condition) in conditions.enumerated() where other != position {
        select.filters += try self.conditions(condition, select)
        try note(condition, select)
      }
      select.columns = ids(input)
      return select
    }
    return nil
  }

  // MARK: Limits

  /// Writes something of which only rows matter whose key stands in a match.
  private func limited<Result>(
    _ trace: ObservableTrace, _ write: () throws(Refusal) -> Result
  ) throws(Refusal) -> Result {
    let before = limits
    limits += trace.limits
    defer { limits = before }
    return try write()
  }

  /// Limits a table's rows to those that matter, if that is what it is read for.
  func limit(_ select: inout Select, to relation: Relation) {
    guard let limit = limits.first(where: { $0.table === relation }), let item = select.items.first,
      let candidates = item.table?.candidates, let rowId = item.table?.rowId,
      let match = catalog.match(.equal)
    else { return }
    let (matches, places) = path(match.steps, to: nil, nil)
    var (items, aliases) = path(candidates.steps, to: nil, filled(match.indicatorKey, places))
    if let group = limit.group {
      guard let steps = candidates.groups[group.name] else { return }
      aliases["row"] = aliases["base"]
      let (more, all) = path(steps, to: nil, nil, aliases)
      items += more
      aliases = all
    }
    var inner = Select()
    inner.items = matches + items
    let id = freshId()
    inner.columns = [id]
    inner.values[id] = filled(rowId, aliases)
    let list = InnerSelect(.select(inner), columns: [id])
    list.used = [id]
    let row = filled(rowId, ["base": SQLText(pieces: [.alias(item, nil)])])
    select.filters.append(
      .binary(
        row.withPrecedence(.primary), "IN", SQLText(query: list, id, isScalar: false), .equality))
  }
}

extension Scalar {
  /// The conditions that must all hold.
  var conjuncts: [Scalar] {
    if case .and(let operands) = kind { return operands.flatMap(\.conjuncts) }
    return [self]
  }
}
