// Brings a database to the schema of this program, or refuses it. Called when a warehouse is opened.

internal import Migrations
internal import SQLite

/// Applies migrations, each in one transaction with the line that says that it was applied.
struct Migrator {
  let connection: Connection
  let path: String
  let migrations: [SchemaMigration]

  private struct Applied {
    let number: Int
    let name: String
    let text: String
  }

  /// Applies what is missing.
  ///
  /// - Parameter isAllowed: false where the caller only reads; an older schema is then refused.
  /// - Throws: `WarehouseError.unknownSchema` for an edited or unknown migration,
  ///   `.notAWarehouse` for a database of another program.
  func migrate(isAllowed: Bool) throws {
    let missing = try check()
    if missing.isEmpty { return }
    guard isAllowed else {
      // An empty file: `touch`ed, or of an ingest that is just beginning.
      guard missing.count < migrations.count else { throw WarehouseError.missing(path: path) }
      throw WarehouseError.unknownSchema(
        path: path, detail: "an older schema: any `picket ingest` or `picket import` upgrades it")
    }
    try connection.transaction {
      // Asked again inside the lock: another process may have been first.
      for migration in try check() { try apply(migration) }
    }
  }

  /// The migrations that are not applied yet.
  ///
  /// - Throws: as `migrate`.
  @discardableResult
  func check() throws -> [SchemaMigration] {
    let applied = try appliedMigrations()
    for record in applied {
      guard let known = migrations.first(where: { $0.number == record.number }) else {
        throw WarehouseError.unknownSchema(
          path: path, detail: "it has migration \(record.number), \(record.name), a newer schema")
      }
      guard known.text == record.text else {
        throw WarehouseError.unknownSchema(
          path: path, detail: "the text of its migration \(record.name) differs from this version's"
        )
      }
    }
    let last = applied.map(\.number).max() ?? 0
    return migrations.filter { $0.number > last }
  }

  private func appliedMigrations() throws -> [Applied] {
    let objects = try connection.prepare(
      "SELECT count(*), coalesce(sum(name = 'Migration'), 0) FROM sqlite_schema"
    ).first { ($0.int(0), $0.int(1)) }
    guard let (count, books) = objects, books > 0 else {
      guard objects?.0 == 0 else { throw WarehouseError.notAWarehouse(path: path) }
      return []
    }
    _ = count
    var applied: [Applied] = []
    do {
      try connection.prepare("SELECT Number, Name, Text FROM Migration ORDER BY Number").eachRow {
        applied.append(Applied(number: $0.int(0), name: $0.text(1), text: $0.text(2)))
      }
    } catch let error as SQLiteError where error.primaryCode == 1 {
      throw WarehouseError.notAWarehouse(path: path)
    }
    return applied
  }

  private func apply(_ migration: SchemaMigration) throws {
    try connection.execute(migration.text)
    if migration.text == SchemaMigration.waysIn.text {
      try DerivedTables(connection: connection).fill()
    }
    if migration.text == SchemaMigration.objectRelations.text {
      try ObjectRelations.fill(connection)
    }
    let record = try connection.prepare(
      """
      INSERT INTO Migration (Number, Name, AppliedAt, Text)
      VALUES (?, ?, (CAST(strftime('%s', 'now') AS INTEGER) + 62135596800) * 10000000, ?)
      """)
    record.bind(migration.number, at: 1)
    record.bind(migration.name, at: 2)
    record.bind(migration.text, at: 3)
    try record.run()
  }
}
