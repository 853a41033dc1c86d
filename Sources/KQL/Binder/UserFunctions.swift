// User-defined functions, of `let` statements and of the catalog. A body is bound where it is
// declared, with arguments of which only the names are known, so that its errors are told whether
// it is called or not; and once more for each call, with the arguments in place. How arguments
// reach their parameters is in FunctionArguments.

/// A function with the names that its text may use.
final class UserFunction {
  let name: String
  let syntax: FunctionSyntax
  let closure: Environment
  /// The catalog's function in whose text it stands; nil where it stands in the query.
  let home: String?
  /// Whether it gives a table.
  fileprivate(set) var givesTable = false
  /// Whether its text holds errors; they are reported, and calls are no further ones.
  fileprivate(set) var isBroken = false

  /// Whether it can be called without arguments, and so without parentheses.
  var isBare: Bool { syntax.parameters.allSatisfy { $0.defaultValue != nil } }

  fileprivate init(
    _ name: String, _ syntax: FunctionSyntax, _ closure: Environment, home: String?
  ) {
    self.name = name
    self.syntax = syntax
    self.closure = closure
    self.home = home
  }
}

/// What is known of functions while a query is bound.
struct FunctionBook {
  /// The place of a function's text, which is bound more than once where it stands in another's.
  fileprivate struct Place: Hashable {
    var home: String?
    var offset: Int
  }

  /// The call, in the query, of the function of the catalog whose text is being bound.
  fileprivate(set) var catalogCall: NameSyntax?
  /// The catalog's function whose text is being bound.
  fileprivate var home: String?
  /// Whether a body is bound to find its errors only.
  fileprivate(set) var isChecking = false
  fileprivate var checked: [Place: (givesTable: Bool, isBroken: Bool)] = [:]
  /// The names of the functions whose bodies are being bound.
  fileprivate var open: [String] = []
  fileprivate var ofCatalog: [String: UserFunction] = [:]

  /// Whether the body of a function of this name is being bound.
  func isDeclaring(_ name: String) -> Bool { open.contains(name) }
}

extension Binder {
  // MARK: Declarations

  /// The function that a name stands for in a call.
  func function(_ name: NameSyntax, _ environment: Environment) -> UserFunction? {
    switch environment.values[name.text] {
    case .function(let function): function
    case .scalar, .tabular: nil
    case nil: catalogFunction(name)
    }
  }

  /// A function of the catalog: its text is read, and checked, at its first call.
  func catalogFunction(_ name: NameSyntax) -> UserFunction? {
    if let known = functions.ofCatalog[name.text] { return known }
    guard let text = catalog.functions[name.text], !functions.isDeclaring(name.text) else {
      return nil
    }
    return within(name.text, calledAt: name) {
      let (syntax, diagnostics) = Parser.parseFunction(Array(text.utf8))
      if let first = diagnostics.first {
        report(first.code, first.message, first.span, help: first.help)
      }
      guard let syntax else {
        let nothing = ExpressionSyntax(kind: .invalid, span: 0..<0)
        let empty = FunctionSyntax(
          isView: false, parameters: [], lets: [], body: .expression(nothing), span: 0..<0)
        let function = UserFunction(name.text, empty, Environment(), home: name.text)
        function.isBroken = true
        return function
      }
      let function = declare(syntax, name, Environment())
      functions.ofCatalog[name.text] = function
      return function
    }
  }

  /// A function with the names of where it stands. Its body is checked, once for each place.
  func declare(
    _ syntax: FunctionSyntax, _ name: NameSyntax, _ environment: Environment
  ) -> UserFunction {
    let function = UserFunction(name.text, syntax, environment, home: functions.home)
    let place = FunctionBook.Place(home: functions.home, offset: syntax.span.lowerBound)
    if functions.checked[place] == nil { functions.checked[place] = check(function) }
    if let known = functions.checked[place] {
      function.givesTable = known.givesTable
      function.isBroken = known.isBroken
    }
    return function
  }

  /// Binds the body with parameters whose values are not known: what depends on them is left to the
  /// calls, and all else is reported.
  private func check(_ function: UserFunction) -> (givesTable: Bool, isBroken: Bool) {
    let known = (errors: diagnostics.count, tables: tables, isChecking: functions.isChecking)
    functions.isChecking = true
    defer {
      functions.isChecking = known.isChecking
      tables = known.tables
    }
    if isBuiltIn(function.name) {
      report(
        .unsupported, "a function cannot have the name '\(function.name)' of a built-in one",
        function.syntax.span, help: "give it another name")
    }
    checkParameters(function.syntax)
    var inner = function.closure
    for parameter in function.syntax.parameters {
      inner.values[parameter.name.text] = placeholder(parameter)
    }
    var givesTable = false
    if case .tabular? = body(of: function, inner) { givesTable = true }
    let isBroken = diagnostics.dropFirst(known.errors).contains { $0.severity == .error }
    return (givesTable, isBroken)
  }

  /// Column names are given by built-in functions, and many are bound by name.
  private func isBuiltIn(_ name: String) -> Bool {
    ScalarFunctions.all[name] != nil || AggregateFunctions.all[name] != nil
      || AggregateFunctions.rowFunctions[name] != nil || WindowFunctions.all[name] != nil
  }

  // MARK: Calls

  /// A call: the function's body with the arguments in place.
  ///
  /// - Parameters:
  ///   - scope: what the arguments may name.
  ///   - piped: the table before `invoke`, which is the first argument.
  func call(
    _ function: UserFunction, _ name: NameSyntax, _ arguments: [ArgumentSyntax], _ scope: Scope,
    piped: Relation? = nil
  ) -> LetValue {
    let value = nested(name.span) { () -> LetValue in
      guard !function.isBroken,
        let values = bind(arguments, to: function, name, scope, piped: piped)
      else { return .scalar(.invalid) }
      let inner = Environment(
        values: function.closure.values.merging(values) { _, argument in argument })
      guard function.home != nil, function.home != functions.home else {
        return body(of: function, inner) ?? .scalar(.invalid)
      }
      return within(function.home, calledAt: name) { body(of: function, inner) }
        ?? .scalar(.invalid)
    }
    return value ?? .scalar(.invalid)
  }

  /// A call without parentheses, which only a function has that needs no argument.
  func callBare(_ function: UserFunction, _ name: NameSyntax, _ scope: Scope) -> LetValue {
    guard function.isBare else {
      let parameters = function.syntax.parameters.map(\.name.text).joined(separator: ", ")
      report(
        .argumentsRequired, "the function '\(name.text)' requires an argument list", name.span,
        help: "its parameters are \(parameters)")
      return .scalar(.invalid)
    }
    return call(function, name, [], scope)
  }

  /// The value of a call where a scalar must stand.
  func scalar(of value: LetValue, _ name: NameSyntax, _ span: Span) -> Scalar {
    if case .scalar(let scalar) = value { return scalar }
    return invalid(
      .scalarExpected, "a scalar is expected here, and '\(name.text)' gives a table", span,
      help: "toscalar(\(name.text)(…)) gives its first value")
  }

  private func body(of function: UserFunction, _ environment: Environment) -> LetValue? {
    nested(function.syntax.span) {
      functions.open.append(function.name)
      defer { functions.open.removeLast() }
      var inner = environment
      bind(
        function.syntax.lets, into: &inner,
        taken: Set(function.syntax.parameters.map(\.name.text)))
      let name = NameSyntax(text: function.name, span: function.syntax.span)
      return bind(function.syntax.body, name, inner)
    }
  }

  /// Runs a step in the text of a function of the catalog: what is reported is told of the call.
  private func within<T>(_ home: String?, calledAt call: NameSyntax, _ step: () -> T) -> T {
    let outer = (call: functions.catalogCall, home: functions.home)
    functions.catalogCall = outer.call ?? call
    functions.home = home
    defer {
      functions.catalogCall = outer.call
      functions.home = outer.home
    }
    return step()
  }
}
