// Which columns of inner SELECTs and which lookups a statement reads: nothing else is written.

/// Marks what is used.
enum Usage {
  /// A lookup of a FROM item.
  struct LookupKey: Hashable {
    var item: ObjectIdentifier
    var key: String
  }

  /// Marks all that a SELECT reads for some of its columns.
  static func mark(_ select: Select, outputs: [Int]) {
    for id in outputs { if let text = select.values[id] { mark(text) } }
    for text in conditions(select) + select.groupBy + select.order.map(\.text) { mark(text) }
    for id in select.required { if let text = select.values[id] { mark(text) } }
    for item in select.items {
      switch item.source {
      case .function(let call): mark(call)
      case .inner(let inner) where !inner.isMarked:
        // Nobody may read a column of it, but its conditions are written all the same.
        inner.isMarked = true
        mark(inner)
      case .inner, .table: break
      }
    }
  }

  private static func conditions(_ select: Select) -> [SQLText] {
    select.filters
      + select.items.flatMap { $0.on + $0.way + $0.approach.flatMap { $0.way + $0.on } }
  }

  /// The lookups that conditions read, which must be joined before the conditions are tested.
  static func conditionLookups(_ select: Select) -> Set<LookupKey> {
    var keys: Set<LookupKey> = []
    var texts = conditions(select)
    for item in select.items { if case .function(let call) = item.source { texts.append(call) } }
    for text in texts {
      for case .alias(let item, let key?) in text.pieces where item.given[key] == nil {
        keys.insert(LookupKey(item: ObjectIdentifier(item), key: key))
      }
    }
    return keys
  }

  private static func mark(_ text: SQLText) {
    for piece in text.pieces {
      switch piece {
      case .column(let item, let id):
        if case .inner(let inner) = item.source { mark(inner, id) }
      case .alias(let item, let key?) where item.given[key] == nil: item.usedLookups.insert(key)
      case .query(let inner, let id, _):
        mark(inner, id)
        mark(inner)
      case .text, .value, .alias: break
      }
    }
  }

  /// Marks one column of an inner SELECT and what it is made of.
  private static func mark(_ inner: InnerSelect, _ id: Int) {
    let isFirst = !inner.isMarked
    guard inner.used.insert(id).inserted || isFirst else { return }
    inner.isMarked = true
    mark(inner)
  }

  private static func mark(_ inner: InnerSelect) {
    switch inner.body {
    case .select(let select): mark(select, outputs: Array(inner.used))
    case .union(let selects): for select in selects { mark(select, outputs: Array(inner.used)) }
    case .recursion(let first, let next, let when):
      mark(first)
      mark(next(SQLText(trusted: "")))
      mark(when(SQLText(trusted: "")))
    case .walk(let rows, let number, let slots):
      // Each state may hang on any other.
      guard !slots.isEmpty, inner.used != Set(slots.map(\.id)) else { break }
      inner.used = Set(slots.map(\.id))
      mark(SQLText(column: rows, number))
      for slot in slots { mark(slot.next) }
    case .values: break
    }
  }
}
