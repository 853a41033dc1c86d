// Functions over the rows in their order: row_number, prev, next, row_cumsum, the ranks and sessions.
// They need a serialized input: sort, top, serialize or range before them. In a sub-pipeline each part
// is a table of its own.

enum WindowFunctions {
  /// How many arguments each takes.
  static let all: [String: ClosedRange<Int>] = [
    "row_number": 0...2, "row_rank_dense": 1...2, "row_rank_min": 1...2, "row_cumsum": 1...2,
    "prev": 1...3, "next": 1...3, "row_window_session": 3...4,
  ]

  /// The row's number in a part, from 1.
  static func number(_ partition: [Scalar]) -> Scalar {
    Scalar(
      .window({ _ in SQLText(trusted: "row_number()") }, [], partition: partition), .long,
      isNullable: false, bounds: 0...1 << 60)
  }
}

extension Binder {
  func bindWindow(
    _ name: NameSyntax, _ arguments: [ArgumentSyntax], _ span: Span, _ scope: Scope
  ) -> Scalar {
    guard WindowFunctions.all[name.text]?.contains(arguments.count) ?? false else {
      return unsupported("this form of '\(name.text)' is not supported", span)
    }
    guard scope.isSerialized || scope.isOpen else {
      return invalid(
        .syntax, "'\(name.text)' needs rows in an order", name.span,
        help: "put 'sort by …' or 'serialize' before it")
    }
    let bound = arguments.map { bind($0.value, scope) }
    guard !bound.contains(where: \.isInvalid) else { return .invalid }
    guard let collector = scope.windows else {
      return unsupported(
        "'\(name.text)' is supported in 'extend', 'project', 'serialize' and 'where' only", span,
        help: "make a column of it first: extend x = \(name.text)(…)")
    }
    // A condition to start anew is a flag of a step below, where windows may stand.
    let restarts = name.text != "prev" && name.text != "next" && bound.last?.type == .bool
    guard !(restarts ? bound.dropLast() : bound[...]).contains(where: \.hasWindow) else {
      return unsupported(
        "a function of ordered rows inside of another is not supported", span,
        help: "make a column of the inner one with 'extend' first")
    }
    return window(name.text, bound, WindowSteps(collector: collector, binder: self, scope: scope))
      ?? unsupported("this form of '\(name.text)' is not supported", span)
  }

  private func window(_ name: String, _ arguments: [Scalar], _ steps: WindowSteps) -> Scalar? {
    switch name {
    case "row_number": steps.number(arguments)
    case "row_cumsum": steps.sum(arguments)
    case "row_rank_dense", "row_rank_min":
      steps.rank(arguments, isDense: name == "row_rank_dense")
    case "prev": steps.neighbour(arguments, "lag")
    case "next": steps.neighbour(arguments, "lead")
    default: steps.session(arguments)
    }
  }
}

/// The functions over the rows of one operator; nil where the types of the arguments do not fit.
struct WindowSteps {
  let collector: WindowCollector
  let binder: Binder
  let scope: Scope

  /// The part in which the function runs: that of the sub-pipeline, and the run since the last restart.
  private func partition(_ restart: Scalar?) -> [Scalar]? {
    guard let restart else { return scope.partition }
    guard restart.type == .bool else { return nil }
    return scope.partition + [collector.run(restart, binder, scope.partition)]
  }

  /// `row_number([first [, restart]])`
  func number(_ arguments: [Scalar]) -> Scalar? {
    var first: Int64 = 1
    if let start = arguments.first {
      guard let number = start.constantInteger, start.type.isInteger, abs(number) < 1 << 40 else {
        return nil
      }
      first = number
    }
    guard let partition = partition(arguments.dropFirst().first) else { return nil }
    let number = WindowFunctions.number(partition)
    return first == 1 ? number : Arithmetic.apply(.add, number, .long(first - 1), .long)
  }

  /// `row_cumsum(x [, restart])`, of the type of its argument.
  func sum(_ arguments: [Scalar]) -> Scalar? {
    let value = Conversions.finite(arguments[0])
    guard [.int, .long, .real, .timespan].contains(value.type),
      let partition = partition(arguments.dropFirst().first)
    else { return nil }
    let sum = Scalar(
      .window({ "sum(coalesce(\($0[0]), 0))" }, [value], partition: partition),
      value.type == .int ? .long : value.type, isNullable: false)
    return value.type == .int ? Conversions.convert(sum, to: .int) : sum
  }

  /// Ranks count runs of equal values.
  func rank(_ arguments: [Scalar], isDense: Bool) -> Scalar? {
    let value = arguments[0]
    let restart = arguments.dropFirst().first
    guard !value.mayBeNaN, value.type != .dynamic, let partition = partition(restart) else {
      return nil
    }
    let before = Scalar(
      .window({ "lag(\($0[0]))" }, [value], partition: scope.partition), value.type,
      isNullable: true)
    let isFirst = Scalar(
      .equal(WindowFunctions.number(scope.partition), .long(1), isNegated: false), .bool,
      isNullable: false)
    let differs = Scalar.call(.bool, [value, before], isNullable: false) {
      "(\(operand: $0[0]) IS NOT \(operand: $0[1]))"
    }
    let starts = Scalar(
      .or([isFirst, differs] + (restart.map { [$0] } ?? [])), .bool, isNullable: false)
    let flag = collector.flag(starts, binder)
    if isDense {
      return Scalar(
        .window({ "sum(\($0[0]))" }, [flag], partition: partition), .long, isNullable: false)
    }
    let number = collector.numbered(partition, binder)
    return Scalar(
      .window(
        { "max(\(operand: $0[0]) * \(operand: $0[1]))" }, [flag, number], partition: partition),
      .long, isNullable: false)
  }

  /// `prev(x [, distance [, default]])`
  func neighbour(_ arguments: [Scalar], _ function: String) -> Scalar? {
    let value = arguments[0]
    var distance: Int64 = 1
    if arguments.count > 1 {
      guard let number = arguments[1].constantInteger, arguments[1].type.isInteger, number >= 0,
        number < 1 << 30
      else { return nil }
      distance = number
    }
    let fallback = arguments.count > 2 ? arguments[2] : .null(value.type)
    guard let constant = fallback.constantValue,
      fallback.type == value.type || fallback.type.isNumeric && value.type.isNumeric
        || fallback.isNullConstant,
      let converted = Conversions.constant(constant, fallback.type, to: value.type)
    else { return nil }
    let other = Scalar.constant(converted, value.type)
    return Scalar(
      .window(
        { "\(trusted: function)(\($0[0]), \(distance), \($0[1]))" }, [value, other],
        partition: scope.partition), value.type,
      isNullable: value.isNullable || other.isNullable,
      mayBeNaN: value.mayBeNaN || other.mayBeNaN)
  }

  /// `row_window_session(t, longest, gap [, restart])`: the time at which the row's session began. A
  /// session ends where the row is further from its start than `longest`, or from the row before it
  /// than `gap`.
  func session(_ arguments: [Scalar]) -> Scalar? {
    guard arguments[0].type == .datetime, arguments[1].type == .timespan,
      arguments[2].type == .timespan, arguments[1].constantInteger != nil,
      arguments[2].constantInteger != nil, arguments.count < 4 || arguments[3].type == .bool
    else { return nil }
    return collector.session(arguments, binder)
  }
}
