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
        .window({ _ in SQLText(trusted: "row_number()") }, [], partition: nil), .long,
        isNullable: false,
        bounds: 0...1 << 60)
      return first == 1 ? number : Arithmetic.apply(.add, number, .long(first - 1), .long)
    },
    "row_rank_dense": WindowFunction(arity: 1...1) { _ in nil },
    "row_rank_min": WindowFunction(arity: 1...1) { _ in nil },
    "prev": WindowFunction(arity: 1...3) { neighbour($0, "lag") },
    "next": WindowFunction(arity: 1...3) { neighbour($0, "lead") },
    "row_cumsum": WindowFunction(arity: 1...1) { arguments in
      let value = arguments[0]
      guard [.int, .long, .real, .timespan].contains(value.type), !value.mayBeNaN else {
        return nil
      }
      let type: KustoType = value.type == .int ? .long : value.type
      return Scalar(
        .window({ "sum(coalesce(\($0[0]), 0))" }, [value], partition: nil), type, isNullable: false)
    },
  ]

  /// Functions with a condition that starts anew, as their second argument.
  static let restarting: Set<String> = ["row_number", "row_cumsum", "row_rank_dense"]
  static let ranks: Set<String> = ["row_rank_dense", "row_rank_min"]

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
    guard fallback.constantValue != nil, let type = ConditionFunctions.common([value, fallback]),
      type == value.type
    else {
      return nil
    }
    let other = ConditionFunctions.unified([fallback], type)[0]
    return Scalar(
      .window(
        { "\(trusted: function)(\($0[0]), \(distance), \($0[1]))" }, [value, other], partition: nil),
      type,
      isNullable: value.isNullable || other.isNullable,
      mayBeNaN: value.mayBeNaN || other.mayBeNaN)
  }
}

extension Binder {
  func bindWindow(
    _ function: WindowFunction, _ name: NameSyntax, _ arguments: [ArgumentSyntax], _ span: Span,
    _ scope: Scope
  ) -> Scalar {
    let takesRestart = arguments.count == 2 && WindowFunctions.restarting.contains(name.text)
    guard function.arity.contains(arguments.count) || takesRestart else {
      return unsupported("this form of '\(name.text)' is not supported", span)
    }
    guard scope.isSerialized || scope.isOpen else {
      return invalid(
        .syntax, "'\(name.text)' needs rows in an order", name.span,
        help: "put 'sort by …' or 'serialize' before it")
    }
    let bound = arguments.map { bind($0.value, scope) }
    guard !bound.contains(where: \.isInvalid) else { return .invalid }
    let inner = takesRestart ? bound.prefix(1) : bound[...]
    guard !inner.contains(where: \.hasWindow) else {
      return unsupported("a function of ordered rows inside of another is not supported", span)
    }
    if takesRestart || WindowFunctions.ranks.contains(name.text) {
      return bindRestarting(name, function, bound, span, scope)
    }
    if let scalar = function.bind(bound) { return scalar }
    return unsupported("this form of '\(name.text)' is not supported", span)
  }
}

/// The steps below an operator whose window functions need more than one: the rows' numbers, flags where
/// a run starts, and the number of the run, which is the sum of the flags so far.
final class WindowCollector {
  let input: Relation
  let number: Column
  private var flags: [(column: Column, value: Scalar)] = []
  private var runs: [(column: Column, value: Scalar)] = []

  init(_ input: Relation, number: Column) {
    self.input = input
    self.number = number
  }

  /// A column that is 1 where a condition holds, else 0.
  func flag(_ condition: Scalar, _ binder: Binder) -> Scalar {
    let value = Scalar.call(.long, [condition], isNullable: false, bounds: 0...1) {
      "CASE WHEN \($0[0]) THEN 1 ELSE 0 END"
    }
    let column = binder.column("", like: value)
    flags.append((column, value))
    return column.scalar
  }

  /// A column that counts the starts of runs.
  func run(_ condition: Scalar, _ binder: Binder) -> Scalar {
    let value = Scalar(
      .window({ "sum(\($0[0]))" }, [flag(condition, binder)], partition: nil), .long,
      isNullable: false)
    let column = binder.column("", like: value)
    runs.append((column, value))
    return column.scalar
  }

  /// The input with the columns that were asked for; their ids are new, the input's stay.
  func relation() -> Relation {
    guard !flags.isEmpty else { return input }
    let numbers = Scalar(
      .window({ _ in SQLText(trusted: "row_number()") }, [], partition: nil), .long,
      isNullable: false)
    let numbered = extended(input, [(number, numbers)])
    let key = SortKey(value: number.scalar, isAscending: true, nullsFirst: true)
    let sorted = Relation(.sort(numbered, [key]), numbered.columns)
    return extended(extended(sorted, flags), runs)
  }

  private func extended(
    _ relation: Relation, _ added: [(column: Column, value: Scalar)]
  ) -> Relation {
    guard !added.isEmpty else { return relation }
    return Relation(
      .compute(relation, relation.columns.map(\.scalar) + added.map(\.value)),
      relation.columns + added.map(\.column))
  }
}

extension Binder {
  /// row_number, row_cumsum and row_rank_dense with a condition to start anew, and the ranks.
  fileprivate func bindRestarting(
    _ name: NameSyntax, _ function: WindowFunction, _ arguments: [Scalar], _ span: Span,
    _ scope: Scope
  ) -> Scalar {
    guard let collector = scope.windows else {
      return unsupported("'\(name.text)' is supported in 'extend' and 'serialize' only", span)
    }
    let restart = arguments.count > 1 ? arguments[1] : nil
    guard restart.map({ $0.type == .bool }) ?? true, !arguments[0].mayBeNaN else {
      return unsupported("this form of '\(name.text)' is not supported", span)
    }
    let partition = restart.map { collector.run($0, self) }
    guard WindowFunctions.ranks.contains(name.text) else {
      guard case .window(let emission, let operands, _)? = function.bind([arguments[0]])?.kind,
        let type = function.bind([arguments[0]])?.type
      else { return unsupported("this form of '\(name.text)' is not supported", span) }
      return Scalar(.window(emission, operands, partition: partition), type, isNullable: false)
    }
    let number = collector.number.scalar
    let before = Scalar(
      .window({ "lag(\($0[0]))" }, [arguments[0]], partition: nil), arguments[0].type,
      isNullable: true)
    let isFirst = Scalar(.equal(number, .long(1), isNegated: false), .bool, isNullable: false)
    let differs = Scalar.call(.bool, [arguments[0], before], isNullable: false) {
      "(\(operand: $0[0]) IS NOT \(operand: $0[1]))"
    }
    let starts = Scalar(
      .or([isFirst, differs] + (restart.map { [$0] } ?? [])), .bool, isNullable: false)
    let flag = collector.flag(starts, self)
    if name.text == "row_rank_dense" {
      return Scalar(
        .window({ "sum(\($0[0]))" }, [flag], partition: partition), .long, isNullable: false)
    }
    return Scalar(
      .window({ "max(\($0[0]) * \($0[1]))" }, [flag, number], partition: nil), .long,
      isNullable: false)
  }
}
