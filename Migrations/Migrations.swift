// The list of the migrations, in the order in which they are applied. The .sql files beside this
// one are the schema; they are compiled in, so that one binary can make and upgrade a warehouse.

/// One step of the schema.
public struct SchemaMigration: Sendable, Equatable {
  /// Its place in the order, from 1.
  public let number: Int
  /// The file's name without `.sql`.
  public let name: String
  /// The SQL text.
  public let text: String

  /// A step; the product's own are in `all`.
  public init(number: Int, name: String, text: String) {
    self.number = number
    self.name = name
    self.text = text
  }

  /// Every step of the schema, in order. A step that has been released is never edited: a new one
  /// follows it.
  public static let all = [
    SchemaMigration(
      number: 1, name: "V0001__warehouse",
      text: String(decoding: PackageResources.V0001__warehouse_sql, as: UTF8.self)),
    waysIn,
    SchemaMigration(
      number: 3, name: "V0003__spaced_answers",
      text: String(decoding: PackageResources.V0003__spaced_answers_sql, as: UTF8.self)),
    SchemaMigration(
      number: 4, name: "V0004__live_indicators",
      text: String(decoding: PackageResources.V0004__live_indicators_sql, as: UTF8.self)),
    objectRelations,
    SchemaMigration(
      number: 6, name: "V0006__quarantine",
      text: String(decoding: PackageResources.V0006__quarantine_sql, as: UTF8.self)),
    SchemaMigration(
      number: 7, name: "V0007__quarantine_times",
      text: String(decoding: PackageResources.V0007__quarantine_times_sql, as: UTF8.self)),
    SchemaMigration(
      number: 8, name: "V0008__event_types",
      text: String(decoding: PackageResources.V0008__event_types_sql, as: UTF8.self)),
  ]

  /// Step 2: what it derives from older rows is computed by `DerivedTables` of the warehouse.
  public static let waysIn = SchemaMigration(
    number: 2, name: "V0002__ways_in",
    text: String(decoding: PackageResources.V0002__ways_in_sql, as: UTF8.self))

  /// Step 5: the columns that follow from it are filled by `ObjectRelations` of the warehouse.
  public static let objectRelations = SchemaMigration(
    number: 5, name: "V0005__object_relations",
    text: String(decoding: PackageResources.V0005__object_relations_sql, as: UTF8.self))
}
