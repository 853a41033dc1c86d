// The table of scalar functions. To add one: an entry in the table of its family's file (Null,
// String, Time, …); a new family's table is named once in `all`. What SQLite cannot say exactly is
// a `kql_…` function, written in Sources/Hunting/Functions.

/// A scalar function of KQL.
struct ScalarFunction: Sendable {
  /// How a column is named that holds a call and has no name.
  enum Naming: Sendable {
    /// `ColumnN`.
    case unnamed
    /// As the first argument: `tostring(x)` is `x`.
    case argument
    /// `strlen(x)` is `strlen_x`.
    case prefixed(String)
    /// `array_sort_asc(x)` is `x_sorted`.
    case suffixed(String)
  }

  let name: String
  let naming: Naming
  /// The least and the greatest number of arguments.
  let arity: ClosedRange<Int>
  /// Makes the expression; nil where the types of the arguments do not fit.
  let bind: @Sendable (CallContext) -> Scalar?

  init(
    _ name: String, _ arity: ClosedRange<Int>, naming: Naming = .unnamed,
    _ bind: @escaping @Sendable (CallContext) -> Scalar?
  ) {
    self.name = name
    self.naming = naming
    self.arity = arity
    self.bind = bind
  }

  /// A function of fixed types with sticky null.
  static func plain(
    _ name: String, _ parameters: [TypePattern], _ result: KustoType, naming: Naming = .unnamed,
    isNullable: Bool? = nil, bounds: ClosedRange<Int64>? = nil,
    _ emission: @escaping @Sendable ([SQLText]) -> SQLText
  ) -> ScalarFunction {
    ScalarFunction(name, parameters.count...parameters.count, naming: naming) { call in
      // A dynamic value in a string's place is its text.
      let arguments = zip(call.arguments, parameters).map { argument, pattern in
        argument.type == .dynamic && pattern.admits(.string)
          && !pattern.admits(.dynamic)
          ? DynamicFunctions.convert(argument, to: .string) ?? argument
          : Conversions.finite(argument)
      }
      guard zip(arguments, parameters).allSatisfy({ $1.admits($0.type) }) else { return nil }
      return .call(result, arguments, isNullable: isNullable, bounds: bounds, emission)
    }
  }

  /// The same function under another name.
  func alias(_ other: String) -> ScalarFunction {
    ScalarFunction(other, arity, naming: naming, bind)
  }
}

/// Which types an argument may have.
enum TypePattern: Sendable {
  case only(KustoType)
  case integer
  case number
  case any

  static let string = TypePattern.only(.string)
  static let datetime = TypePattern.only(.datetime)
  static let timespan = TypePattern.only(.timespan)

  func admits(_ type: KustoType) -> Bool {
    switch self {
    case .only(let only): type == only
    case .integer: type.isInteger
    case .number: type.isNumeric && type != .decimal
    case .any: true
    }
  }
}

/// A call whose arguments are bound.
struct CallContext {
  let name: NameSyntax
  let arguments: [Scalar]
  let syntax: [ArgumentSyntax]
  let span: Span
  let binder: Binder
  let scope: Scope

  /// Reports and gives an invalid expression.
  func fail(
    _ code: DiagnosticCode, _ message: String, at index: Int? = nil, help: String? = nil
  ) -> Scalar {
    binder.invalid(code, message, index.map { syntax[$0].value.span } ?? span, help: help)
  }
}

/// All scalar functions.
enum ScalarFunctions {
  static let all: [String: ScalarFunction] = {
    let tables = [
      NullFunctions.table, ConversionFunctions.table, ConditionFunctions.table,
      StringFunctions.table, TimeFunctions.table, NumberFunctions.table,
      DynamicFunctions.table, RegexFunctions.table, TextFunctions.table,
      CalendarFunctions.table, MathFunctions.table, BitFunctions.table,
      ArrayFunctions.table, BagFunctions.table, EncodingFunctions.table, ParseFunctions.table,
      UnitFunctions.table, GeoFunctions.table, BetaFunctions.table, AddressFunctions.table,
      DomainFunctions.table,
      SeriesFunctions.table,
    ]
    var result: [String: ScalarFunction] = [:]
    for function in tables.joined() { result[function.name] = function }
    return result
  }()
}
