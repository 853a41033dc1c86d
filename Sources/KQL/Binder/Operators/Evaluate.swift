// evaluate: the plugins, and those that look addresses up in a table of blocks.

extension Binder {
  /// A plugin that joins by containment.
  private struct LookupPlugin {
    var name: String
    /// Whether further columns of both tables may have to be equal.
    var takesExtraKeys: Bool
  }

  private static let plugins = [
    LookupPlugin(name: "ipv4_lookup", takesExtraKeys: true),
    LookupPlugin(name: "ipv6_lookup", takesExtraKeys: false),
  ]

  func bindEvaluate(
    _ left: Relation, _ name: NameSyntax, _ arguments: [ArgumentSyntax], _ schema: SchemaSyntax?,
    _ operation: OperatorSyntax, _ environment: Environment
  ) -> Relation {
    if name.text == "bag_unpack" { return bindUnpack(left, name, arguments, schema, environment) }
    if name.text == "pivot" { return bindPivot(left, name, arguments, schema, environment) }
    guard let plugin = Self.plugins.first(where: { $0.name == name.text }) else {
      let known = Self.plugins.map(\.name) + ["bag_unpack", "pivot"]
      report(
        .unknownPlugin, "the plugin '\(name.text)' is not supported", name.span,
        help: Suggestion.help(for: name.text, among: known)
          ?? "supported: \(known.joined(separator: ", "))")
      return Relation(.invalid, left.columns, isOpen: true)
    }
    return bindLookup(plugin, left, name, arguments, environment)
  }

  private func bindLookup(
    _ plugin: LookupPlugin, _ left: Relation, _ name: NameSyntax, _ arguments: [ArgumentSyntax],
    _ environment: Environment
  ) -> Relation {
    var (keys, returnsUnmatched) = split(arguments)
    guard keys.count >= 3 else {
      return invalidRelation(
        .argumentCount,
        "'\(name.text)' takes a table, an address column and the table's block column",
        name.span, help: "evaluate \(name.text)(Blocks, Address, Block)")
    }
    guard plugin.takesExtraKeys || keys.count == 3 else {
      return invalidRelation(
        .argumentCount, "'\(name.text)' takes no further keys", keys[3].span,
        help: "compare other columns in a 'where' after it")
    }
    let right = bindTabular(keys[0], environment)
    keys.removeFirst()
    var pairs = [(keys[0], keys[1])]
    pairs += keys.dropFirst(2).map { ($0, $0) }
    var bound: [JoinKey] = []
    for (index, pair) in pairs.enumerated() {
      guard let a = lookupKey(pair.0, of: left, "the input", isAddress: index == 0),
        let b = lookupKey(pair.1, of: right, "the lookup table", isAddress: index == 0)
      else { continue }
      let key = JoinKey(left: a, right: b)
      bound.append(index == 0 ? contained(key, plugin) : key)
    }
    guard bound.count == pairs.count, !left.isOpen, !right.isOpen else {
      return Relation(.invalid, left.columns + right.columns, isOpen: true)
    }
    guard bound.dropFirst().allSatisfy({ $0.left.type == $0.right.type }) else {
      return invalidRelation(
        .joinKeyTypes, "the further keys must have the same type in both tables", name.span)
    }
    let joined = join(returnsUnmatched ? .leftOuter : .inner, left, right, bound)
    return withoutKeys(Array(bound.dropFirst()), joined, left, right)
  }

  /// The arguments without `return_unmatched`, which may be named or the last one.
  private func split(_ arguments: [ArgumentSyntax]) -> (keys: [ExpressionSyntax], Bool) {
    var keys: [ExpressionSyntax] = []
    var returnsUnmatched = false
    for (index, argument) in arguments.enumerated() {
      let isLast = index == arguments.count - 1
      let isFlag = argument.name.map { $0.text == "return_unmatched" } ?? isLast
      if isFlag, case .literal(.bool(let flag)) = argument.value.kind {
        returnsUnmatched = flag
      } else if let name = argument.name {
        report(
          .syntax, "there is no argument '\(name.text)' of this form", argument.value.span,
          help: "write return_unmatched = true")
      } else {
        keys.append(argument.value)
      }
    }
    return (keys, returnsUnmatched)
  }

  private func lookupKey(
    _ key: ExpressionSyntax, of relation: Relation, _ side: String, isAddress: Bool
  ) -> Scalar? {
    guard let name = key.name else {
      report(
        .syntax, "a key of a lookup is the name of a column of \(side)", key.span,
        help: "make the column with 'extend' first")
      return nil
    }
    guard let column = relation.column(name.text) else {
      if !relation.isOpen {
        report(
          .unknownName, "the name '\(name.text)' does not refer to any column of \(side)",
          name.span, help: Suggestion.help(for: name.text, among: relation.columns.map(\.name)))
      }
      return nil
    }
    guard !column.isUnknown else { return nil }
    let isWrong = isAddress ? column.type != .string : column.type == .dynamic
    if isWrong {
      report(
        .argumentType,
        "the column '\(name.text)' is of type \(column.type.rawValue), and cannot be the key",
        name.span, help: "convert it first: extend key = tostring(\(name.text))")
      return nil
    }
    return column.scalar
  }

  /// The predicate: an address, or a block, lies in the block of the table.
  private func contained(_ key: JoinKey, _ plugin: LookupPlugin) -> JoinKey {
    let function = plugin.name
    var result = key
    result.condition = .related(.inBlock) { "kql_\(trusted: function)(\($0[0]), \($0[1]))" }
    return result
  }
}
