// Functions over the rows in their order: row_number, prev, next, row_cumsum. They need a serialized
// input: sort, top, serialize or range before them.

/// A function over ordered rows.
struct WindowFunction: Sendable {
  let arity: ClosedRange<Int>
  /// Makes the expression; nil where the types of the arguments do not fit.
  let bind: @Sendable ([Scalar]) -> Scalar?
}

enum WindowFunctions {
  static let all: [String: WindowFunction] = [
    "row_number": WindowFunction(arity: 0...1) { arguments in
      var first: Int64 = 1
      if let start = arguments.first {
        guard let number = start.constantInteger, start.type.isInteger, abs(number) < 1 << 40 else {
          return nil
        }
        first = number
      }
      let number = Scalar(
        .window({ _ in SQLText(trusted: "row_number()") }, []), .long, isNullable: false,
        bounds: 0...1 << 60)
      return first == 1 ? number : Arithmetic.apply(.add, number, .long(first - 1), .long)
    },
    "prev": WindowFunction(arity: 1...3) { neighbour($0, "lag") },
    "next": WindowFunction(arity: 1...3) { neighbour($0, "lead") },
    "row_cumsum": WindowFunction(arity: 1...1) { arguments in
      let value = arguments[0]
      guard [.int, .long, .real, .timespan].contains(value.type), !value.mayBeNaN else {
        return nil
      }
      let type: KustoType = value.type == .int ? .long : value.type
      return Scalar(
        .window({ "sum(coalesce(\($0[0]), 0))" }, [value]), type, isNullable: false)
    },
  ]

  /// `prev(x [, distance [, default]])`.
  private static func neighbour(_ arguments: [Scalar], _ function: String) -> Scalar? {
    let value = arguments[0]
    var distance: Int64 = 1
    if arguments.count > 1 {
      guard let number = arguments[1].constantInteger, number >= 0, number < 1 << 30 else {
        return nil
      }
      distance = number
    }
    let fallback = arguments.count > 2 ? arguments[2] : .null(value.type)
    guard let type = ConditionFunctions.common([value, fallback]), type == value.type else {
      return nil
    }
    let other = ConditionFunctions.unified([fallback], type)[0]
    return Scalar(
      .window(
        { "\(trusted: function)(\($0[0]), \(distance), \($0[1]))" }, [value, other]), type,
      isNullable: value.isNullable || other.isNullable,
      mayBeNaN: value.mayBeNaN, nullIsNaN: value.nullIsNaN && !other.isNullable)
  }
}

extension Binder {
  func bindWindow(
    _ function: WindowFunction, _ name: NameSyntax, _ arguments: [ArgumentSyntax], _ span: Span,
    _ scope: Scope
  ) -> Scalar {
    guard function.arity.contains(arguments.count) else {
      return unsupported("this form of '\(name.text)' is not supported", span)
    }
    guard scope.isSerialized || scope.isOpen else {
      return invalid(
        .syntax, "'\(name.text)' needs rows in an order", name.span,
        help: "put 'sort by …' or 'serialize' before it")
    }
    let bound = arguments.map { bind($0.value, scope) }
    guard !bound.contains(where: \.isInvalid) else { return .invalid }
    guard !bound.contains(where: \.hasWindow) else {
      return unsupported("a function of ordered rows inside of another is not supported", span)
    }
    if let scalar = function.bind(bound) { return scalar }
    return unsupported("this form of '\(name.text)' is not supported", span)
  }
}
