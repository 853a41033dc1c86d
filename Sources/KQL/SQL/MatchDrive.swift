// Which joins the matches can drive: those of a log's observable with an indicator's, of which both
// declare a way over the same kind of match.

/// A join that the matches can drive.
struct MatchDrive {
  /// One side: its table's item, and the way to its rows.
  struct Side {
    var origin: ColumnOrigin
    var access: ObservableAccess
    var item: FromItem { origin.item }
  }

  var indicator: Side
  var log: Side
  var match: MatchSource
  /// Whether the left side of the join is the log.
  var logIsLeft: Bool
  /// Which pair of keys drives.
  var position: Int
  /// Whether the match says all that the pair of keys does.
  var isImplied: Bool
  /// Whether it says all that a key which a query makes of the log's value can say.
  var isExact: Bool
}

extension RelationWriter {
  /// The first pair of keys by which a join can be driven.
  func drive(_ left: Select, _ right: Select, _ on: [JoinKey]) -> MatchDrive? {
    for (position, key) in on.enumerated() {
      guard case .column(let leftId) = key.left.kind, let l = left.origins[leftId],
        case .column(let rightId) = key.right.kind, let r = right.origins[rightId],
        l.item.isDrivable, r.item.isDrivable
      else { continue }
      let logIsLeft = l.item.table?.side == .log
      let (log, indicator) = logIsLeft ? (l, r) : (r, l)
      guard log.item.table?.side == .log, indicator.item.table?.side == .indicator else {
        continue
      }
      for seen in log.source.accesses {
        for known in indicator.source.accesses {
          guard
            let way = seen.ways.first(where: { $0.join == key.kind && known.ways.contains($0) }),
            let match = catalog.match(way.through)
          else { continue }
          return MatchDrive(
            indicator: MatchDrive.Side(origin: indicator, access: known),
            log: MatchDrive.Side(origin: log, access: seen), match: match, logIsLeft: logIsLeft,
            position: position,
            isImplied: key.kind == .equal && way.through == .equal
              && seen.derivation == .none && known.derivation == .none,
            isExact: way.isExact && known.derivation == .none)
        }
      }
    }
    return nil
  }
}

extension FromItem {
  /// Whether the rows of the table may be reached through an observable.
  var isDrivable: Bool { on.isEmpty && join == .inner && !isDriven }
}
