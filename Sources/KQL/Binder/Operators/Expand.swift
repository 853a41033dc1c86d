// mv-expand: the elements of arrays as rows. Its expansion serves mv-apply too.

/// What is expanded, and how.
struct ExpansionParts {
  var parts: [ExpansionSyntax]
  /// The name of the column with the element's place.
  var index: NameSyntax?
  /// The greatest number of rows of one.
  var most: Int64?
  /// Whether a bag's members become arrays of name and value, and not bags.
  var makesPairs = false
}

/// The rows of an expansion.
struct ExpandedRows {
  /// The input's columns, the elements, their place.
  var wide: Relation
  /// The columns of the result, over `wide`.
  var columns: [(name: String, value: Scalar)]
  var place: Scalar
  /// `wide` with nothing but the columns.
  var relation: Relation
}

extension Binder {
  func bindExpand(_ input: Relation, _ expansion: ExpansionParts, _ scope: Scope) -> Relation {
    expand(input, expansion, scope)?.relation ?? Relation(.invalid, input.columns, isOpen: true)
  }

  /// The options and the limit of mv-expand or mv-apply; nil, with a report, where they are wrong.
  func expansion(
    _ options: [OptionSyntax], _ parts: [ExpansionSyntax], _ limit: ExpressionSyntax?,
    isLegacy: Bool, _ scope: Scope
  ) -> ExpansionParts? {
    // The old spelling stops after 128 rows, as its documentation says.
    var result = ExpansionParts(parts: parts, most: isLegacy ? 128 : nil)
    for option in options {
      switch (option.name.text, option.value) {
      case ("with_itemindex", _):
        result.index = NameSyntax(text: option.value, span: option.valueSpan)
      case ("bagexpansion", "bag"), ("kind", "bag"): break
      case ("bagexpansion", "array"), ("kind", "array"): result.makesPairs = true
      case (let name, _) where name.hasPrefix("hint."): break
      default:
        report(
          .syntax, "there is no option '\(option.name.text)=\(option.value)' here",
          option.name.span, help: "the options are kind=bag, kind=array and with_itemindex=Name")
      }
    }
    if let limit {
      let scalar = bind(limit, Scope(scope.environment))
      guard let number = scalar.constantInteger, number >= 0 else {
        if !scalar.isInvalid {
          report(.constantExpected, "the limit must be a constant number", limit.span)
        }
        return nil
      }
      result.most = number
    }
    return result
  }

  func expand(_ input: Relation, _ expansion: ExpansionParts, _ scope: Scope) -> ExpandedRows? {
    var arrays: [Scalar] = []
    for part in expansion.parts {
      let value = bind(part.value.value, scope)
      if value.isInvalid { continue }
      guard value.type == .dynamic else {
        report(
          .wrongType, "a dynamic value is expanded, not \(value.type.rawValue)",
          part.value.span, help: "parse_json(…) or split(…) makes one of text")
        continue
      }
      arrays.append(expansion.makesPairs ? Self.pairs(value) : value)
    }
    guard arrays.count == expansion.parts.count else { return nil }
    let elements = arrays.map { array in
      var element = column("", .dynamic)
      element.source = array.source(in: input.columns)?.source.then(.elements)
      return element
    }
    let place = column("", .long, isNullable: false)
    let wide = Relation(
      .expand(input, arrays, limit: expansion.most), input.columns + elements + [place],
      isOpen: input.isOpen)
    let index = expansion.index.map { ($0, place) }
    let columns = expandedColumns(input, expansion.parts, elements, index)
    return ExpandedRows(
      wide: wide, columns: columns, place: place.scalar, relation: compute(wide, columns))
  }

  /// A bag as an array of pairs of name and value; anything else as it is.
  private static func pairs(_ value: Scalar) -> Scalar {
    .call(.dynamic, [value], isNullable: true) { "kql_bag_pairs(\($0[0]))" }
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
    if let (name, place) = index {
      if columns.contains(where: { $0.name == name.text }) {
        report(
          .duplicateColumn, "a column with the name '\(name.text)' is already declared", name.span)
      }
      columns.append((name.text, place.scalar))
    }
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
}
