// The tables of one case: a database in memory whose tables have the documented columns and the rows
// that the case gives; those that it does not give are empty. No rule of the match books is simulated:
// there are no ways in, so that what a hunt gives here, it gives by its text alone.

internal import KQL
internal import SQLite

/// The tables that a hunt reads in a case.
final class FixtureTables {
  /// Rows of one table, and of a result: past it a case is no unit test.
  static let maximumRows = 100_000

  let connection: Connection
  /// The documented tables and functions, over the tables here.
  private(set) var catalog: Catalog
  /// Tables that exist in the database, by their names in KQL.
  private var made: Set<String> = []

  init(documented: Catalog) throws {
    connection = try Connection(path: ":memory:", mode: .create)
    try QueryFunctions.register(on: connection)
    catalog = documented
    catalog.tables = documented.tables.enumerated().map { Self.table($1, at: $0) }
    // No books of matches are kept here.
    catalog.matches = []
    catalog.dictionary = nil
  }

  /// A table whose columns are a fixture's.
  ///
  /// - Throws: `FixtureFault` where the columns are not the documented table's.
  func fill(_ name: String, _ rows: ResultRows) throws {
    let place = catalog.tables.firstIndex { $0.name == name } ?? catalog.tables.count
    if place == catalog.tables.count {
      catalog.tables.append(Self.table(name, rows.columns, at: place))
    }
    let table = catalog.tables[place]
    let targets = try rows.columns.map { try Self.target(of: $0, in: table) }
    try make(table)
    guard !rows.columns.isEmpty else { return }
    let names = targets.map { "c\($0.place)" }.joined(separator: ", ")
    let marks = targets.map { _ in "?" }.joined(separator: ", ")
    let insert = try connection.prepare(
      "INSERT INTO \(table.source) (\(names)) VALUES (\(marks))")
    for row in rows.rows {
      for (position, (value, target)) in zip(row, targets).enumerated() {
        insert.bind(Self.converted(value, to: target.type), at: Int32(position + 1))
      }
      try insert.run()
    }
  }

  /// Makes the tables of a query that the case does not give.
  func makeTables(of query: CompiledQuery) throws {
    for name in query.tables.sorted() {
      if let table = catalog.table(name) { try make(table) }
    }
  }

  private func make(_ table: CatalogTable) throws {
    guard made.insert(table.name).inserted else { return }
    let columns = (table.columns + table.hidden).enumerated().map { place, column in
      column.type == .string ? "c\(place) NOT NULL DEFAULT ''" : "c\(place)"
    }
    try connection.execute("CREATE TABLE \(table.source) (\(columns.joined(separator: ", ")))")
  }

  // MARK: Columns

  private static func table(_ documented: CatalogTable, at place: Int) -> CatalogTable {
    func columns(_ documented: [CatalogColumn], from first: Int) -> [CatalogColumn] {
      documented.enumerated().map { offset, column in
        // That a column holds an observable stays known: an empty one matches nothing in a join.
        CatalogColumn(
          name: column.name, type: column.type, sql: "{base}.c\(first + offset)",
          observables: column.observables)
      }
    }
    return CatalogTable(
      name: documented.name, columns: columns(documented.columns, from: 0), source: "F\(place)",
      hidden: columns(documented.hidden, from: documented.columns.count))
  }

  private static func table(
    _ name: String, _ columns: [ResultColumn], at place: Int
  ) -> CatalogTable {
    CatalogTable(
      name: name,
      columns: columns.enumerated().map {
        CatalogColumn(name: $1.name, type: $1.type, sql: "{base}.c\($0)")
      }, source: "F\(place)")
  }

  private static func target(
    of column: ResultColumn, in table: CatalogTable
  ) throws -> (place: Int, type: KustoType) {
    let documented = table.columns + table.hidden
    guard let place = documented.firstIndex(where: { $0.name == column.name }) else {
      let names = documented.map(\.name)
      throw FixtureFault(
        message: "\(table.name) has no column '\(column.name)'",
        help: Suggestion.help(for: column.name, among: names)
          ?? "its columns: picket schema \(table.name)")
    }
    let type = documented[place].type
    guard type == column.type || (type.isNumber && column.type.isNumber) else {
      throw FixtureFault(
        message: "\(table.name).\(column.name) is of type \(type.rawValue), and not "
          + column.type.rawValue, help: "write \(column.name):\(type.rawValue)")
    }
    return (place, type)
  }

  private static func converted(_ value: SQLite.SQLValue, to type: KustoType) -> SQLite.SQLValue {
    switch (value, type) {
    case (.null, .string): .text("")
    case (.integer(let number), .real): .real(Double(number))
    default: value
    }
  }
}

/// What is wrong with a fixture.
struct FixtureFault: Error {
  var message: String
  var help: String?
}

extension KustoType {
  /// Whether numbers of the type stand for those of another such type.
  var isNumber: Bool { self == .int || self == .long || self == .real }
}
