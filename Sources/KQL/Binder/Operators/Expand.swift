// mv-expand: the elements of arrays as rows.

extension Binder {
  func bindExpand(
    _ input: Relation, _ options: [OptionSyntax], _ parts: [ExpansionSyntax],
    _ limit: ExpressionSyntax?, _ isLegacy: Bool, _ scope: Scope
  ) -> Relation {
    var index: NameSyntax?
    for option in options {
      switch option.name.text {
      case "with_itemindex": index = NameSyntax(text: option.value, span: option.valueSpan)
      case "bagexpansion", "kind":
        if option.value == "bag" { continue }
        fallthrough
      default:
        report(
          .unsupported, "the option '\(option.name.text)=\(option.value)' is not supported",
          option.name.span)
      }
    }
    // The old spelling stops after 128 rows, as its documentation says.
    var most: Int64? = isLegacy ? 128 : nil
    if let limit {
      let scalar = bind(limit, scope)
      guard let number = scalar.constantInteger, number >= 0 else {
        return invalidRelation(.constantExpected, "the limit must be a constant number", limit.span)
      }
      most = number
    }
    var arrays: [Scalar] = []
    for part in parts {
      let value = bind(part.value.value, scope)
      if value.isInvalid { continue }
      guard value.type == .dynamic else {
        report(
          .wrongType, "'mv-expand' needs a dynamic value, not \(value.type.rawValue)",
          part.value.span, help: "parse_json(…) or split(…) makes one of text")
        continue
      }
      arrays.append(value)
    }
    guard arrays.count == parts.count else {
      return Relation(.invalid, input.columns, isOpen: true)
    }
    let elements = arrays.map { array in
      var element = column("", .dynamic)
      element.source = array.source(in: input.columns)?.source.then(.elements)
      return element
    }
    let place = column("", .long, isNullable: false)
    let expanded = Relation(
      .expand(input, arrays, limit: most), input.columns + elements + [place], isOpen: input.isOpen)
    return compute(expanded, expandedColumns(input, parts, elements, index.map { ($0, place) }))
  }

  /// The columns after an expansion: in the place of what is expanded, or at the end.
  private func expandedColumns(
    _ input: Relation, _ parts: [ExpansionSyntax], _ elements: [Column],
    _ index: (NameSyntax, Column)?
  ) -> [(name: String, value: Scalar)] {
    var columns = input.columns.map { (name: $0.name, value: $0.scalar) }
    var names = ColumnNames(taken: columns.map(\.name))
    for (part, element) in zip(parts, elements) {
      let value = Self.cast(element.scalar, to: part.type)
      let known = part.value.names.first?.text ?? part.value.value.name?.text
      if let known, let position = columns.firstIndex(where: { $0.name == known }) {
        columns[position].value = value
      } else {
        columns.append((known ?? names.name(for: part.value.value), value))
      }
    }
    if let index { columns.append((index.0.text, index.1.scalar)) }
    return columns
  }

  /// `to typeof(…)`: a cast, which parses no text.
  static func cast(_ value: Scalar, to type: KustoType?) -> Scalar {
    switch type {
    case nil, .dynamic: value
    case .long, .int:
      .call(type ?? .long, [value], isNullable: true) {
        "CAST(kql_dynamic_number(\($0[0])) AS INTEGER)"
      }
    case .real:
      .call(.real, [value], isNullable: true) { "CAST(kql_dynamic_number(\($0[0])) AS REAL)" }
    case .bool: .call(.bool, [value], isNullable: true) { "kql_dynamic_bool(\($0[0]))" }
    case .string, .datetime, .timespan, .guid, .decimal:
      DynamicFunctions.convert(value, to: type ?? .string) ?? value
    }
  }

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
}
