// A SELECT with all below it as text: which columns and lookups are used is found first, then names
// are given, then it is written; once with parameters, once with literals for the sqlite3 shell.

/// Writes statements.
struct StatementWriter {
  /// A statement.
  struct Output {
    var sql: String
    var parameters: [SQLValue]
  }

  /// A column of the result.
  struct ResultColumn {
    var id: Int
    var name: String
    var type: KustoType
  }

  private let inlinesValues: Bool
  private var parameters: [SQLValue] = []
  private var numbers: [BoundValue: Int] = [:]
  private var names: [ObjectIdentifier: String] = [:]
  private var common: [String] = []
  private var aliases: [ObjectIdentifier: [String: String]] = [:]

  private init(inlinesValues: Bool) { self.inlinesValues = inlinesValues }

  /// The statement of a SELECT.
  ///
  /// - Parameter forShell: values inline and results formatted, for the sqlite3 shell.
  static func write(_ select: Select, _ columns: [ResultColumn], forShell: Bool) -> Output {
    var writer = StatementWriter(inlinesValues: forShell)
    Usage.mark(select, outputs: columns.map(\.id))
    let body = writer.body(of: select) { writer in
      columns.map { column in
        let text = select.values[column.id] ?? SQLText(trusted: "NULL")
        guard forShell else { return writer.render(text) }
        return writer.render(ShellFormat.text(text, column.type)) + " AS "
          + SQLLiteral.identifier(column.name)
      }
    }
    var sql = ""
    if !writer.common.isEmpty {
      sql = "WITH RECURSIVE\n" + writer.common.joined(separator: ",\n") + "\n"
      if !writer.hasRecursion { sql = "WITH" + sql.dropFirst("WITH RECURSIVE".count) }
    }
    return Output(sql: sql + body, parameters: writer.parameters)
  }

  private var hasRecursion = false

  // MARK: SELECT

  private mutating func body(
    of select: Select, outputs: (inout StatementWriter) -> [String]
  ) -> String {
    let items = arranged(select)
    name(items)
    let columns = outputs(&self)
    var lines = ["SELECT " + (columns.isEmpty ? "1" : columns.joined(separator: ", "))]
    for (index, entry) in items.enumerated() {
      lines.append((index == 0 ? "FROM " : "  \(entry.join.rawValue) ") + source(entry, index == 0))
    }
    // The first item has no ON; and one that was moved to the front may name items behind it.
    var filters = items.first.map { $0.on.map { render($0.bound(at: .and)) } } ?? []
    for item in select.items where item.isFirst {
      filters += item.on.map { render($0.bound(at: .and)) }
    }
    filters += select.filters.map { render($0.bound(at: .and)) }
    if !filters.isEmpty { lines.append("WHERE " + filters.joined(separator: "\n  AND ")) }
    if !select.groupBy.isEmpty {
      lines.append("GROUP BY " + select.groupBy.map { render($0) }.joined(separator: ", "))
    }
    if !select.order.isEmpty {
      lines.append("ORDER BY " + select.order.map { term($0) }.joined(separator: ", "))
    }
    if let limit = select.limit { lines.append("LIMIT \(limit)") }
    return lines.joined(separator: "\n")
  }

  private mutating func term(_ term: OrderTerm) -> String {
    var text = render(term.text) + (term.isAscending ? "" : " DESC")
    if let first = term.nullsFirst { text += first ? " NULLS FIRST" : " NULLS LAST" }
    return text
  }

  /// A FROM item or a lookup of one.
  private struct Entry {
    var item: FromItem
    var lookup: CatalogLookup?
    var join: FromItem.Join
    var on: [SQLText]
  }

  /// The items with the lookups that are used: those that conditions read right behind their base,
  /// those that only the result reads at the end.
  private func arranged(_ select: Select) -> [Entry] {
    var entries: [Entry] = []
    var late: [Entry] = []
    let isPinned = select.items.contains { $0.join == .pinned }
    let early = Usage.conditionLookups(select)
    let isFirst = select.items.map(\.isFirst)
    let items =
      zip(select.items, isFirst).filter(\.1).map(\.0)
      + zip(select.items, isFirst).filter { !$0.1 }.map(\.0)
    for item in items {
      entries += item.approach.map { Entry(item: $0, lookup: nil, join: $0.join, on: $0.way) }
      let join = isPinned && item.isFunction ? .pinned : item.join
      entries.append(
        Entry(item: item, lookup: nil, join: join, on: item.way + (item.isFirst ? [] : item.on)))
      guard case .table(_, let lookups) = item.source else { continue }
      for lookup in lookups where item.usedLookups.contains(lookup.key) {
        let on = Template.text(lookup.on) { name in
          .alias(item, name == "base" ? nil : name)
        }
        // Read from the dictionary's side, rows would come in another order.
        let isBehind = isPinned || item.isChosenFrom
        let entry = Entry(
          item: item, lookup: lookup, join: isBehind ? .pinned : .inner,
          on: [on.withPrecedence(.and)])
        let key = Usage.LookupKey(item: ObjectIdentifier(item), key: lookup.key)
        if early.contains(key) { entries.append(entry) } else { late.append(entry) }
      }
    }
    return entries + late
  }

  private mutating func name(_ entries: [Entry]) {
    var taken: Set<String> = []
    for entry in entries {
      let wanted = entry.lookup?.key ?? entry.item.preferredAlias
      var alias = wanted
      var number = 2
      if case .inner(let inner) = entry.item.source, entry.lookup == nil {
        alias = name(of: inner)
      }
      let base = alias
      while !taken.insert(alias.lowercased()).inserted {
        alias = "\(base)\(number)"
        number += 1
      }
      aliases[ObjectIdentifier(entry.item), default: [:]][entry.lookup?.key ?? ""] = alias
    }
  }

  private mutating func source(_ entry: Entry, _ isFirst: Bool) -> String {
    let alias = alias(entry.item, entry.lookup?.key)
    var text: String
    switch entry.lookup.map({ FromItem.Source.table($0.source, []) }) ?? entry.item.source {
    case .table(let name, _):
      text = name == alias ? name : "\(name) AS \(alias)"
      if entry.lookup == nil, entry.item.isChosenFrom, entry.item.table != nil, !name.hasPrefix("(")
      {
        text += " NOT INDEXED"
      }
    case .inner(let inner):
      let name = name(of: inner)
      text = name == alias ? name : "\(name) AS \(alias)"
    case .function(let call): text = "\(render(call)) AS \(alias)"
    }
    if !isFirst, !entry.on.isEmpty {
      text += " ON " + entry.on.map { render($0.bound(at: .and)) }.joined(separator: " AND ")
    }
    return text
  }

  private func alias(_ item: FromItem, _ key: String?) -> String {
    if let key, let given = item.given[key] { return alias(given, nil) }
    return aliases[ObjectIdentifier(item)]?[key ?? ""] ?? "missing"
  }

  // MARK: Inner SELECTs

  /// The name of an inner SELECT, which is written at its first use.
  private mutating func name(of inner: InnerSelect) -> String {
    if let known = names[ObjectIdentifier(inner)] { return known }
    let text = definition(of: inner)
    let name = "q\(common.count + 1)"
    names[ObjectIdentifier(inner)] = name
    let hint =
      switch inner.materialization {
      case .free: ""
      case .never: "NOT MATERIALIZED "
      case .always: "MATERIALIZED "
      }
    let columns = text.columns.isEmpty ? "" : "(" + text.columns.joined(separator: ", ") + ")"
    let body = text.body.replacing("\u{0}self\u{0}", with: name)
    common.append("\(name)\(columns) AS \(hint)(\n\(body)\n)")
    return name
  }

  private mutating func definition(of inner: InnerSelect) -> (body: String, columns: [String]) {
    switch inner.body {
    case .values(let rows):
      let columns = inner.columns.map { "c\($0)" }
      guard !rows.isEmpty else {
        let nulls = inner.columns.map { _ in "NULL" }.joined(separator: ", ")
        return ("SELECT \(nulls.isEmpty ? "1" : nulls) WHERE 0", columns)
      }
      let lines = rows.map { row in
        "(" + row.map { render(SQLText($0)) }.joined(separator: ", ") + ")"
      }
      return ("VALUES " + lines.joined(separator: ", "), columns)
    case .recursion(let first, let next, let when):
      hasRecursion = true
      let column = "c\(inner.columns[0])"
      let current = SQLText(trusted: column)
      let step = next(current)
      let start = SQLText(trusted: column)
      let body =
        "SELECT \(column) FROM (SELECT \(render(first)) AS \(column)) WHERE \(render(when(start)))"
        + "\nUNION ALL\nSELECT \(render(step)) FROM \u{0}self\u{0} WHERE \(render(when(step)))"
      return (body, [column])
    case .walk(let rows, let number, let slots): return walk(rows, number, slots, inner)
    case .select(let select): return (body(of: select, inner), [])
    case .union(let selects):
      return (selects.map { body(of: $0, inner) }.joined(separator: "\nUNION ALL\n"), [])
    }
  }

  /// The states of a walk; the state before is `s`.
  private mutating func walk(
    _ rows: FromItem, _ number: Int, _ slots: [WalkSlot], _ inner: InnerSelect
  ) -> (body: String, columns: [String]) {
    hasRecursion = true
    let used = slots.filter { inner.used.contains($0.id) }
    name([Entry(item: rows, lookup: nil, join: .inner, on: [])])
    let source = source(Entry(item: rows, lookup: nil, join: .inner, on: []), true)
    let first = used.map { render($0.first) }.joined(separator: ", ")
    let next = used.map { render($0.next) }.joined(separator: ",\n  ")
    let place = render(SQLText(column: rows, number))
    let step = render(WalkSlot.before(slots[0].id))
    return (
      "SELECT \(first)\nUNION ALL\nSELECT \(next)\nFROM \u{0}self\u{0} AS s\n"
        + "  CROSS JOIN \(source) ON \(place) = \(step) + 1", used.map { "c\($0.id)" }
    )
  }

  private mutating func body(of select: Select, _ inner: InnerSelect) -> String {
    let wanted = inner.columns.filter { inner.used.contains($0) || select.required.contains($0) }
    return body(of: select) { writer in
      wanted.map { id in
        writer.render(select.values[id] ?? SQLText(trusted: "NULL")) + " AS c\(id)"
      }
    }
  }

  // MARK: Text

  private mutating func render(_ text: SQLText) -> String {
    var result = ""
    for piece in text.pieces {
      switch piece {
      case .text(let string): result += string
      case .value(let value):
        let text = inlinesValues ? SQLLiteral.text(value) : bind(value)
        // `--` would make a comment of the rest.
        if text.hasPrefix("-"), result.hasSuffix("-") { result += " " }
        result += text
      case .column(let item, let id): result += "\(alias(item, nil)).c\(id)"
      case .alias(let item, let key): result += alias(item, key)
      case .query(let inner, let id, let isScalar):
        result += "(SELECT c\(id) FROM \(name(of: inner))\(isScalar ? " LIMIT 1" : ""))"
      }
    }
    return result
  }

  private mutating func bind(_ value: SQLValue) -> String {
    if case .null = value { return "NULL" }
    let key = BoundValue(value)
    if let number = numbers[key] { return "?\(number)" }
    parameters.append(value)
    numbers[key] = parameters.count
    return "?\(parameters.count)"
  }

  /// A value by its bytes: Swift's strings are equal where they are only canonically equivalent.
  private struct BoundValue: Hashable {
    var value: SQLValue
    var bytes: [UInt8]

    init(_ value: SQLValue) {
      self.value = value
      bytes = []
      if case .text(let text) = value {
        bytes = Array(text.utf8)
        self.value = .null
      }
    }
  }
}

extension SQLText {
  func withPrecedence(_ precedence: Precedence) -> SQLText {
    var result = self
    result.precedence = precedence
    return result
  }
}
