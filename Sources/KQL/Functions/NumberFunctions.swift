// Numbers: bin and floor, abs, rounding.

enum NumberFunctions {
  static let table: [ScalarFunction] = [
    ScalarFunction("bin", 2...2, naming: .argument) { bin($0) },
    ScalarFunction("floor", 2...2, naming: .argument) { bin($0) },
    ScalarFunction("abs", 1...1, naming: .argument) { call in
      let value = call.arguments[0]
      switch value.type {
      case .real: return .call(.real, [value]) { "abs(\($0[0]))" }
      case .int: return .call(.long, [value], bounds: 0...1 << 31) { "abs(\($0[0]))" }
      default: return nil
      }
    },
  ]

  /// Down to a multiple of a positive size, of which datetimes count from 0001-01-01.
  private static func bin(_ call: CallContext) -> Scalar? {
    let value = call.arguments[0]
    let size = call.arguments[1]
    let type: KustoType
    switch (value.type, size.type) {
    case (.datetime, .timespan), (.timespan, .timespan): type = value.type
    case _ where value.type.isInteger && size.type.isInteger: type = .long
    case _
    where value.type.isNumeric && size.type.isNumeric
      && value.type != .decimal && size.type != .decimal:
      type = .real
    default: return nil
    }
    guard type != .real else { return realBin(value, size) }
    guard let step = size.constantInteger else {
      return .call(type, [value, size], isNullable: true) { "kql_bin(\($0[0]), \($0[1]))" }
    }
    guard step > 0 else { return .null(type) }
    let low = value.knownBounds.lowerBound
    if low >= 0 {
      return .call(type, [value, size], bounds: 0...value.knownBounds.upperBound) {
        "(\(operand: $0[0]) - \(operand: $0[0]) % \($0[1]))"
      }
    }
    // Below the smallest integer there is nothing to bin to.
    guard low > Int64.min / 2, step < Int64.max / 4 else {
      return .call(type, [value, size], isNullable: true) { "kql_bin(\($0[0]), \($0[1]))" }
    }
    return .call(type, [value, size]) {
      "(\(operand: $0[0]) - (\(operand: $0[0]) % \($0[1]) + \($0[1])) % \($0[1]))"
    }
  }

  private static func realBin(_ value: Scalar, _ size: Scalar) -> Scalar? {
    let x = Conversions.numeric(value, to: .real)
    let y = Conversions.numeric(size, to: .real)
    guard case .real(let step)? = y.constantValue, step > 0 else { return nil }
    return .call(.real, [x, y]) { "(floor(\(operand: $0[0]) / \($0[1])) * \($0[1]))" }
  }
}
