// getschema, assert-schema and consume.

extension Binder {
  func bindSchema(_ input: Relation) -> Relation {
    let types: [KustoType: String] = [
      .bool: "System.SByte", .int: "System.Int32", .long: "System.Int64", .real: "System.Double",
      .decimal: "System.Data.SqlTypes.SqlDecimal", .datetime: "System.DateTime",
      .timespan: "System.TimeSpan", .string: "System.String", .guid: "System.Guid",
      .dynamic: "System.Object",
    ]
    let rows = input.columns.enumerated().map { index, column -> [SQLValue] in
      [
        .text(column.name), .integer(Int64(index)), .text(types[column.type] ?? ""),
        .text(column.type.rawValue),
      ]
    }
    return Relation(
      .values(rows),
      [
        column("ColumnName", .string), column("ColumnOrdinal", .long, isNullable: false),
        column("DataType", .string), column("ColumnType", .string),
      ], isOpen: input.isOpen)
  }

  /// The input, where it has the columns that are stated.
  func bindAssertSchema(
    _ input: Relation, _ columns: [DeclarationSyntax], _ operation: OperatorSyntax
  ) -> Relation {
    let found = input.columns.map { "\($0.name):\($0.type.rawValue)" }
    let stated = columns.map { "\($0.name.text):\($0.type.rawValue)" }
    guard !input.isOpen, found != stated else { return input }
    return invalidRelation(
      .syntax, "the columns are not those that are stated", operation.span,
      help: "they are (\(found.joined(separator: ", ")))")
  }

  /// No rows and no columns, once all have been read.
  func bindConsume(_ operation: OperatorSyntax) -> Relation {
    invalidRelation(
      .unsupported, "'consume' gives no rows, and is not supported", operation.keyword.span,
      help: "leave it out, or write 'count'")
  }
}
