// bag_unpack: the members of a bag as columns, by a stated schema or as they are in the data.

extension Binder {
  /// What a call of bag_unpack asks for.
  private struct Unpacking {
    var bag: Column
    var prefix = ""
    var conflict = "error"
    var ignored: [String] = []
  }

  /// `evaluate bag_unpack(bag [, prefix [, conflict [, ignored]]]) [: (schema)]`
  func bindUnpack(
    _ input: Relation, _ name: NameSyntax, _ arguments: [ArgumentSyntax], _ schema: SchemaSyntax?,
    _ environment: Environment
  ) -> Relation {
    guard let call = unpacking(input, name, arguments, environment) else {
      return Relation(.invalid, input.columns, isOpen: true)
    }
    if let schema { return unpacked(input, call, schema) }
    guard let members = members(of: call, input, name) else {
      return Relation(.invalid, input.columns, isOpen: true)
    }
    let names = Set(members.map { call.prefix + $0.key })
    let kept = input.columns.filter { column in
      column.id != call.bag.id
        && !(call.conflict == "replace_source" && names.contains(column.name))
    }
    var columns = kept.map { (name: $0.name, value: $0.scalar) }
    for member in members {
      let title = call.prefix + member.key
      if kept.contains(where: { $0.name == title }) {
        if call.conflict == "keep_source" { continue }
        return invalidRelation(
          .duplicateColumn, "bag_unpack gives a column '\(title)', which is already there",
          name.span, help: "add columnsConflict='replace_source' or 'keep_source', or a prefix")
      }
      columns.append((title, value(member.key, of: call.bag, as: member.type)))
    }
    return compute(input, columns)
  }

  private func unpacking(
    _ input: Relation, _ name: NameSyntax, _ arguments: [ArgumentSyntax],
    _ environment: Environment
  ) -> Unpacking? {
    let parameters = ["Column", "OutputColumnPrefix", "columnsConflict", "ignoredProperties"]
    guard let first = arguments.first?.value, arguments.count <= parameters.count else {
      report(.argumentCount, "'bag_unpack' takes a column, and up to three settings", name.span)
      return nil
    }
    guard let bag = namedColumn(first, input.columns, isOpen: input.isOpen) else { return nil }
    guard bag.type == .dynamic else {
      report(
        .wrongType, "'bag_unpack' needs a dynamic column, not \(bag.type.rawValue)", first.span,
        help: "make one first: extend \(bag.name) = parse_json(\(bag.name))")
      return nil
    }
    var call = Unpacking(bag: bag)
    for (index, argument) in arguments.enumerated().dropFirst() {
      let parameter = argument.name?.text ?? parameters[index]
      let scalar = bind(argument.value, Scope(environment))
      guard !scalar.isInvalid else { return nil }
      switch (parameter, scalar.constantText, scalar.constantValue) {
      case ("OutputColumnPrefix", let text?, _): call.prefix = text
      case ("columnsConflict", let text?, _)
      where ["error", "replace_source", "keep_source"].contains(text):
        call.conflict = text
      case ("ignoredProperties", _, .text(let json)?) where scalar.type == .dynamic:
        if case .array(let names)? = DynamicValue(json: json) { call.ignored = names.map(\.text) }
      default:
        report(
          .argumentType, "this is no \(parameter) of bag_unpack", argument.value.span,
          help: "bag_unpack(Bag, 'prefix_', 'keep_source', dynamic(['ignored']))")
        return nil
      }
    }
    return call
  }

  /// The names of the bags' members and their types: where the values differ in type, dynamic.
  private func members(
    of call: Unpacking, _ input: Relation, _ name: NameSyntax
  ) -> [(key: String, type: KustoType)]? {
    let pairs = Scalar.call(.dynamic, [call.bag.scalar], isNullable: true) {
      "kql_bag_members(\($0[0]))"
    }
    let pair = column("", .dynamic)
    let place = column("", .long, isNullable: false)
    let expanded = Relation(
      .expand(input, [pairs], limit: nil), input.columns + [pair, place])
    let parts = [0, 1].map { index in
      Scalar.call(.string, [pair.scalar], isNullable: false) {
        "coalesce(json_extract(\($0[0]), \(trusted: index == 0 ? "'$[0]'" : "'$[1]'")), '')"
      }
    }
    guard
      let rows = read(
        expanded, parts, name,
        help:
          "state the columns: evaluate bag_unpack(\(call.bag.name)) : (*, Name:string, Count:long)")
    else { return nil }
    let types: [String: KustoType] = [
      "bool": .bool, "long": .long, "double": .real, "string": .string,
    ]
    var members: [(key: String, type: KustoType)] = []
    for row in rows where !row[1].isEmpty && !call.ignored.contains(row[0]) {
      let type = types[row[1]] ?? .dynamic
      if let last = members.last, last.key == row[0] {
        members[members.count - 1].type = .dynamic
      } else {
        members.append((row[0], type))
      }
    }
    // A null has no type of its own.
    for row in rows where row[1].isEmpty && !row[0].isEmpty && !call.ignored.contains(row[0]) {
      if !members.contains(where: { $0.key == row[0] }) { members.append((row[0], .dynamic)) }
    }
    return members.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
  }

  /// The columns that the schema states, behind the input's where it starts with `*`.
  private func unpacked(
    _ input: Relation, _ call: Unpacking, _ schema: SchemaSyntax
  ) -> Relation {
    let kept = input.columns.filter { $0.id != call.bag.id }
    var columns: [(name: String, value: Scalar)] = []
    if schema.keepsInput { columns = kept.map { ($0.name, $0.scalar) } }
    for stated in schema.columns {
      let title = stated.name.text
      guard !kept.contains(where: { $0.name == title }),
        !columns.contains(where: { $0.name == title })
      else {
        return invalidRelation(
          .duplicateColumn, "a column with the name '\(title)' is already there",
          stated.name.span, help: "rename it before, or give bag_unpack a prefix")
      }
      guard title.hasPrefix(call.prefix) else {
        return invalidRelation(
          .unknownName, "'\(title)' does not start with the prefix '\(call.prefix)'",
          stated.name.span)
      }
      let key = String(title.dropFirst(call.prefix.count))
      let member =
        call.ignored.contains(key)
        ? Scalar.null(stated.type) : value(key, of: call.bag, as: stated.type)
      columns.append((title, member))
    }
    return compute(input, columns, keepsHidden: false)
  }

  private func value(_ key: String, of bag: Column, as type: KustoType) -> Scalar {
    guard let member = DynamicFunctions.path(bag.scalar, .string(key)) else { return .null(type) }
    return DynamicFunctions.convert(member, to: type) ?? member
  }
}
