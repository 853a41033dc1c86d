// The plan to SELECTs: as few as keep the meaning. Adjacent where, project, extend and sort merge
// into one; an inner SELECT stands where an operator needs the rows of the one before as they are
// (aggregate then filter, take then anything). Joins are in JoinWriter, scalars in ScalarWriter.

/// Writes one plan.
final class RelationWriter {
  let catalog: Catalog
  let pruning: Bool
  let since: NewSince?
  /// Which part of what is new is written; nil where all is.
  let increment: Increment?
  private let now: Int64
  private var shared: [ObjectIdentifier: InnerSelect] = [:]
  private var nextId: Int
  /// The items of the catalog's tables, of every SELECT.
  var bases: [FromItem] = []
  /// The joins that matches drive, or would.
  var drives: [MatchDrive] = []
  /// Tables of which only some rows are read, while what needs no others is written.
  var limits: [ObservableTrace.Limit] = []

  /// - Parameter firstFreeId: ids from here on are in nobody's use.
  init(catalog: Catalog, options: CompileOptions, firstFreeId: Int) {
    self.catalog = catalog
    pruning = options.pruning
    since = options.since
    increment = nil
    now = options.now
    nextId = firstFreeId
  }

  /// A writer of a part of the same query.
  init(_ other: RelationWriter, _ increment: Increment) {
    catalog = other.catalog
    pruning = other.pruning
    since = other.since
    self.increment = increment
    now = other.now
    nextId = other.nextId
  }

  /// What the SQL cannot express within SQLite's bounds; the message is for the user.
  struct Refusal: Error {
    var message: String
  }

  func freshId() -> Int {
    nextId += 1
    return nextId - 1
  }

  func select(_ relation: Relation) throws(Refusal) -> Select {
    switch relation.kind {
    case .table(let table):
      var select = selectTable(table, relation)
      limit(&select, to: relation)
      return select
    case .row(let scalars):
      var select = Select()
      try put(scalars, as: relation.columns, of: Select(), into: &select)
      return select
    case .values(let rows): return from(InnerSelect(.values(rows), columns: ids(relation)))
    case .range(let low, let high, let step, let isAscending):
      return try selectRange(low, high, step, isAscending, relation.columns[0])
    case .filter(let input, let condition):
      if let driven = try drivenFilter(input, condition) { return driven }
      return try selectFilter(input, condition)
    case .compute(let input, let scalars): return try selectCompute(input, scalars, relation)
    case .sort(let input, let keys): return try selectSort(input, keys)
    case .take(let input, let count): return try selectTake(input, count)
    case .aggregate(let input, let keys, let aggregates):
      return try selectAggregate(input, keys, aggregates, relation)
    case .join(let kind, let left, let right, let on):
      return try selectJoin(kind, left, right, on, relation)
    case .union(let branches, let map): return try selectUnion(branches, map, relation)
    case .expand(let input, let arrays, let limit):
      return try selectExpand(input, arrays, limit, relation)
    case .unsorted(let input):
      var select = try select(input)
      if select.limit != nil { select = sealed(select) }
      select.order = []
      return select
    case .scan(let input, let plan): return try selectScan(input, plan, relation)
    case .shared(let reference): return try selectShared(reference, relation)
    case .invalid: throw Refusal(message: "the query could not be bound")
    }
  }

  func ids(_ relation: Relation) -> [Int] { relation.columns.map(\.id) }

  // MARK: Sources

  private func selectTable(_ table: CatalogTable, _ relation: Relation) -> Select {
    let item = FromItem(.table(table.source, table.lookups), alias: table.source)
    item.table = table
    bases.append(item)
    var select = Select()
    select.items = [item]
    select.columns = ids(relation)
    select.hidden = relation.hidden.map(\.id)
    let columns = relation.columns + relation.hidden
    for (column, declared) in zip(columns, table.columns + table.hidden) {
      select.values[column.id] = Template.text(declared.sql, base: item, now: now)
      select.origins[column.id] = ColumnOrigin(item: item, source: ColumnSource(column: declared))
    }
    return select
  }

  private func selectExpand(
    _ input: Relation, _ arrays: [Scalar], _ limit: Int64?, _ relation: Relation
  ) throws(Refusal) -> Select {
    var select = try open(input)
    if select.width >= Limits.joinedItems { select = sealed(select) }
    var texts: [SQLText] = []
    for array in arrays { texts.append(try value(array, select)) }
    let call: SQLText = "json_each(kql_expand(\(SQLText.joined(texts, ", ", .primary))))"
    let item = FromItem(.function(call), alias: "e")
    select.items.append(item)
    let place = Template.text("{base}.key", base: item, now: now)
    for (index, column) in relation.columns.dropFirst(input.columns.count).enumerated() {
      select.columns.append(column.id)
      let row = Template.text("{base}.value", base: item, now: now)
      select.values[column.id] =
        index < arrays.count ? "json_extract(\(row), '$[\(Int64(index))]')" : place
      guard index < arrays.count, let source = column.source,
        let id = arrays[index].source(in: input.columns)?.id, let root = select.origins[id]
      else { continue }
      select.origins[column.id] = ColumnOrigin(item: root.item, source: source)
    }
    if let limit {
      select.filters.append(.binary(place, "<", SQLText(.integer(limit)), .comparison))
    }
    if !select.order.isEmpty { select.order.append(OrderTerm(text: place, isAscending: true)) }
    return select
  }

  private func selectRange(
    _ low: Scalar, _ high: Scalar, _ step: Scalar, _ isAscending: Bool, _ column: Column
  ) throws(Refusal) -> Select {
    let first = try value(low, Select())
    let last = try value(high, Select())
    let increment = try value(step, Select())
    let body = InnerSelect.Body.recursion(
      first: first,
      next: { .binary($0, "+", increment, .additive) },
      when: { .binary($0, isAscending ? "<=" : ">=", last, .comparison) })
    return from(InnerSelect(body, columns: [column.id]))
  }

  /// A SELECT that reads all columns of an inner one.
  func from(_ inner: InnerSelect) -> Select {
    let item = FromItem(.inner(inner), alias: "t")
    var select = Select()
    select.items = [item]
    select.columns = inner.columns
    for id in inner.columns { select.values[id] = SQLText(column: item, id) }
    return select
  }

  /// Makes a SELECT an inner one. Its order stays the order of what is made of it.
  func sealed(_ select: Select) -> Select {
    var body = select
    var order: [OrderTerm] = []
    var keys: [Int] = []
    for term in select.order {
      if let same = select.columns.first(where: { id in
        select.values[id].map { Self.isSame($0, term.text) } ?? false
      }) {
        keys.append(same)
        order.append(term)
        continue
      }
      let id = freshId()
      body.values[id] = term.text
      body.columns.append(id)
      keys.append(id)
      order.append(term)
    }
    // Without a limit the inner order decides nothing.
    if body.limit == nil { body.order = [] }
    let hidden = body.hidden.filter { body.values[$0] != nil && !body.columns.contains($0) }
    var outer = from(InnerSelect(.select(body), columns: body.columns + hidden))
    outer.order = zip(order, keys).map { term, id in
      OrderTerm(
        text: outer.values[id] ?? term.text, isAscending: term.isAscending,
        nullsFirst: term.nullsFirst)
    }
    outer.columns = select.columns
    outer.hidden = hidden
    return outer
  }

  /// A SELECT to which filters and joins may be added.
  func open(_ relation: Relation) throws(Refusal) -> Select {
    let select = try select(relation)
    return select.takesFilters ? select : sealed(select)
  }

  private func selectShared(
    _ reference: SharedRelation, _ relation: Relation
  ) throws(Refusal) -> Select {
    var select: Select
    // A limited use stands apart from the others.
    let isLimited = limits.contains { reference.relation.visits(to: $0.table) > 0 }
    if isLimited || (reference.uses <= 1 && !reference.isMaterialized) {
      select = try self.select(reference.relation)
    } else {
      let key = ObjectIdentifier(reference)
      let inner: InnerSelect
      if let known = shared[key] {
        inner = known
      } else {
        var body = try self.select(reference.relation)
        if body.limit == nil { body.order = [] }
        inner = InnerSelect(
          .select(body), columns: (reference.relation.columns + reference.relation.hidden).map(\.id)
        )
        inner.materialization = reference.isMaterialized ? .always : .never
        shared[key] = inner
      }
      select = from(inner)
    }
    // Each use has columns of its own.
    let originals = reference.relation.columns + reference.relation.hidden
    for (column, original) in zip(relation.columns + relation.hidden, originals) {
      select.values[column.id] = select.values[original.id]
      select.origins[column.id] = select.origins[original.id]
    }
    select.columns = ids(relation)
    select.hidden = relation.hidden.map(\.id)
    let renamed = Dictionary(uniqueKeysWithValues: zip(ids(reference.relation), ids(relation)))
    select.required = Set(select.required.map { renamed[$0] ?? $0 })
    return select
  }

  // MARK: Row operators

  private func selectFilter(_ input: Relation, _ condition: Scalar) throws(Refusal) -> Select {
    var select = try open(input)
    select.filters += try conditions(condition, select)
    if pruning { try note(condition, select) }
    return select
  }

  private func selectCompute(
    _ input: Relation, _ scalars: [Scalar], _ relation: Relation
  ) throws(Refusal) -> Select {
    var select = try select(input)
    if select.isSealed { select = sealed(select) }
    if select.columns.contains(where: { (select.values[$0].map(Self.isHeavy) ?? false) }),
      readsHeavy(scalars, select)
    {
      select = sealed(select)
    }
    let hasWindow = scalars.contains { $0.hasWindow }
    // A window sees the rows before a limit of its own SELECT.
    if hasWindow, select.limit != nil || select.isAggregate { select = sealed(select) }
    var result = select
    result.columns = []
    try put(scalars, as: relation.columns, of: select, into: &result)
    let sources = input.sources
    for (column, scalar) in zip(relation.columns, scalars) {
      guard let (made, id) = scalar.source({ sources[$0] }),
        let root = select.origins[id]
      else { continue }
      result.origins[column.id] = ColumnOrigin(item: root.item, source: made)
    }
    if hasWindow { result.isSealed = true }
    let listed = Set(result.columns + result.hidden)
    result.hidden += (relation.partition?.columns ?? []).map(\.id).filter { !listed.contains($0) }
    return result
  }

  /// Writes expressions over a SELECT's columns as columns of another.
  private func put(
    _ scalars: [Scalar], as columns: [Column], of source: Select, into result: inout Select
  ) throws(Refusal) {
    for (column, scalar) in zip(columns, scalars) {
      result.columns.append(column.id)
      result.values[column.id] = try value(scalar, source)
    }
  }

  /// Whether a value should be computed once in an inner SELECT and not written out at each use.
  static func isHeavy(_ text: SQLText) -> Bool {
    text.nesting > Limits.inlineNesting || text.length > Limits.inlineBytes
  }

  private func readsHeavy(_ scalars: [Scalar], _ select: Select) -> Bool {
    var seen: Set<ObjectIdentifier> = []
    func reads(_ scalar: Scalar) -> Bool {
      guard seen.insert(ObjectIdentifier(scalar)).inserted else { return false }
      if case .column(let id) = scalar.kind {
        return select.values[id].map(Self.isHeavy) ?? false
      }
      return scalar.children.contains(where: reads)
    }
    // A column that is only passed on may stay as it is.
    return scalars.contains {
      if case .column = $0.kind { return false }
      return reads($0)
    }
  }

  private func selectSort(_ input: Relation, _ keys: [SortKey]) throws(Refusal) -> Select {
    var select = try select(input)
    if keys.isEmpty { return select }
    if select.limit != nil || select.isSealed { select = sealed(select) }
    var order: [OrderTerm] = []
    for key in keys {
      order.append(
        OrderTerm(
          text: try value(key.value, select), isAscending: key.isAscending,
          nullsFirst: key.nullsAreDefault ? nil : key.nullsFirst))
    }
    // A constant orders nothing, and SQLite would take an integer for a column's number.
    select.order = order.filter {
      if case .value = $0.text.pieces.first, $0.text.pieces.count == 1 { return false }
      return true
    }
    return select
  }

  private func selectTake(_ input: Relation, _ count: Int64) throws(Refusal) -> Select {
    var select = try select(input)
    if select.isSealed { select = sealed(select) }
    if !select.order.isEmpty { complete(&select, columns: select.columns) }
    select.limit = min(select.limit ?? Int64.max, max(0, count))
    return select
  }

  /// Breaks the ties of an order by the remaining columns, ascending.
  func complete(_ select: inout Select, columns: [Int]) {
    for id in columns {
      guard let text = select.values[id] else { continue }
      if text.pieces.count == 1, case .value = text.pieces[0] { continue }
      let isOrdered = select.order.contains { Self.isSame($0.text, text) }
      if !isOrdered { select.order.append(OrderTerm(text: text, isAscending: true)) }
    }
  }

  private static func isSame(_ a: SQLText, _ b: SQLText) -> Bool {
    a.pieces.count == b.pieces.count
      && zip(a.pieces, b.pieces).allSatisfy { x, y in
        switch (x, y) {
        case (.text(let p), .text(let q)): p == q
        case (.value(.text(let p)), .value(.text(let q))): p.utf8.elementsEqual(q.utf8)
        case (.value(let p), .value(let q)): p == q
        case (.column(let p, let i), .column(let q, let j)): p === q && i == j
        case (.alias(let p, let i), .alias(let q, let j)): p === q && i == j
        case (.query(let p, let i, _), .query(let q, let j, _)): p === q && i == j
        default: false
        }
      }
  }
}
