// The axis of make-series: its type, its ends, and the bins of the rows.

/// An axis.
struct SeriesAxis {
  var value: Scalar
  var type: KustoType
  var step: Scalar
  /// Nil where the data decides.
  var from: Scalar?
  var to: Scalar?

  /// Of both ends, how many steps there are.
  var count: Scalar? {
    guard let from, let to else { return nil }
    if type == .real {
      return .call(.long, [from, to, step], isNullable: false) {
        "CAST(-floor((\(operand: $0[0]) - \(operand: $0[1])) / \(operand: $0[2])) AS INTEGER)"
      }
    }
    return .call(.long, [from, to, step], isNullable: false) {
      "((\(operand: $0[1]) - \(operand: $0[0]) + \(operand: $0[2]) - 1) / \(operand: $0[2]))"
    }
  }
}

extension Binder {
  func bindAxis(
    _ series: MakeSeriesSyntax, _ scope: Scope, hasKeys: Bool
  ) -> SeriesAxis? {
    guard let stepSyntax = series.step else { return nil }
    let outside = Scope(scope.environment)
    let value = bind(series.axis.value, scope)
    var step = bind(stepSyntax, outside)
    var from = series.from.map { bind($0, outside) }
    var to = series.to.map { bind($0, outside) }
    let all = [value, step] + [from, to].compactMap { $0 }
    guard !all.contains(where: \.isInvalid) else { return nil }
    var type = value.type
    let stepType: KustoType = type == .datetime ? .timespan : type
    switch type {
    case .datetime, .timespan:
      guard step.type == stepType, from.map({ $0.type == type }) ?? true,
        to.map({ $0.type == type }) ?? true
      else { return mismatch(series, value) }
    case .int, .long, .real:
      let ends = [step] + [from, to].compactMap { $0 }
      guard ends.allSatisfy({ [.int, .long, .real].contains($0.type) }) else {
        return mismatch(series, value)
      }
      type = all.contains { $0.type == .real } ? .real : .long
      step = Conversions.numeric(step, to: type)
      from = from.map { Conversions.numeric($0, to: type) }
      to = to.map { Conversions.numeric($0, to: type) }
    default: return mismatch(series, value)
    }
    switch step.constantValue {
    case .integer(let number)? where number > 0: break
    case .real(let number)? where number > 0: break
    default:
      report(
        .constantExpected, "the step of 'make-series' must be a constant above 0", stepSyntax.span)
      return nil
    }
    guard from != nil && to != nil || !hasKeys && type != .real else {
      report(
        .unsupported,
        "make-series needs 'from' and 'to' here: without them each series has an "
          + "axis of its own", series.axis.span, help: "write from … to … step …")
      return nil
    }
    return SeriesAxis(
      value: Conversions.numeric(value, to: type), type: type, step: step, from: from, to: to)
  }

  private func mismatch(_ series: MakeSeriesSyntax, _ value: Scalar) -> SeriesAxis? {
    report(
      .argumentType,
      "an axis of type \(value.type.rawValue) does not fit the types of its ends and its step",
      series.axis.span,
      help: value.type == .datetime ? "the step of a datetime is a timespan, such as 1d" : nil)
    return nil
  }

  /// The input's rows on the axis, with the number of their bin in the last column.
  func bins(of input: Relation, _ axis: SeriesAxis) -> Relation {
    var conditions: [Scalar] = []
    func require(_ end: Scalar, _ sign: StaticString) {
      conditions.append(
        .call(.bool, [axis.value, end]) { .binary($0[0], sign, $0[1], .comparison) })
    }
    if let from = axis.from { require(from, ">=") }
    if let to = axis.to { require(to, "<") }
    if conditions.isEmpty {
      conditions.append(
        .call(.bool, [axis.value], isNullable: false) { "(\(operand: $0[0]) IS NOT NULL)" })
    }
    let filtered = Relation(
      .filter(input, Scalar(.and(conditions), .bool, isNullable: true)), input.columns,
      isOpen: input.isOpen)
    let place: Scalar
    if let from = axis.from {
      place = .call(.long, [axis.value, from, axis.step], isNullable: false) {
        let ratio: SQLText =
          "((\(operand: $0[0]) - \(operand: $0[1])) / \(operand: $0[2]))"
        return axis.type == .real ? "CAST(\(ratio) AS INTEGER)" : ratio
      }
    } else {
      // Bins start at multiples of the step; division rounds toward zero.
      place = .call(.long, [axis.value, axis.step], isNullable: false) {
        """
        ((\(operand: $0[0]) - ((\(operand: $0[0]) % \(operand: $0[1]) + \(operand: $0[1])) \
        % \(operand: $0[1]))) / \(operand: $0[1]))
        """
      }
    }
    return compute(filtered, input.columns.map { ($0.name, $0.scalar) } + [("", place)])
  }
}
