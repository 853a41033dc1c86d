// invoke: a call of a user-defined function on the table before it.

extension Binder {
  func bindInvoke(
    _ input: Relation, _ name: NameSyntax, _ arguments: [ArgumentSyntax], _ scope: Scope
  ) -> Relation {
    guard let function = function(name, scope.environment) else {
      let known = scope.environment.values.keys.sorted() + catalog.functions.keys.sorted()
      return invalidRelation(
        .unknownFunction, "the name '\(name.text)' does not refer to any known function",
        name.span,
        help: Suggestion.help(for: name.text, among: known) ?? "declare it with 'let'")
    }
    guard function.syntax.parameters.first.map({ $0.type == nil }) ?? false else {
      return invalidRelation(
        .argumentCount, "the first parameter of '\(name.text)' is no table", name.span,
        help: "declare it: let \(name.text) = (T:(*), …) { T | … }")
    }
    switch call(function, name, arguments, Scope(scope.environment), piped: input) {
    case .tabular(let shared): return use(shared)
    case .scalar(let scalar) where scalar.isInvalid: return Relation(.invalid, [], isOpen: true)
    case .scalar, .function:
      return invalidRelation(
        .tabularExpected, "a table is expected here, and '\(name.text)' gives a scalar", name.span)
    }
  }
}
