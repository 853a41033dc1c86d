// Numbers of all types: bin and floor, abs, rounding, sign, the least and the greatest of several.

enum NumberFunctions {
  static let table: [ScalarFunction] = [
    ScalarFunction("bin", 2...2, naming: .argument) { bin($0) },
    ScalarFunction("floor", 2...2, naming: .argument) { bin($0) },
    ScalarFunction("abs", 1...1, naming: .argument) { absolute($0.arguments[0]) },
    ScalarFunction("round", 1...2, naming: .argument) { round($0) },
    ScalarFunction("ceiling", 1...1, naming: .argument) { ceiling($0.arguments[0]) },
    ScalarFunction("sign", 1...1) { call in
      let value = Conversions.finite(call.arguments[0])
      guard value.type.isNumeric, value.type != .decimal else { return nil }
      return .call(.real, [value]) { "CAST(sign(\($0[0])) AS REAL)" }
    },
    choice("min_of", "min"), choice("max_of", "max"),
  ]

  private static func absolute(_ value: Scalar) -> Scalar? {
    switch value.type {
    case .real:
      return .call(.real, [value]) {
        value.mayBeNaN ? "kql_real_abs(\($0[0]))" : "abs(\($0[0]))"
      }
    case .int: return .call(.long, [value], bounds: 0...1 << 31) { "abs(\($0[0]))" }
    case .long, .timespan:
      // SQLite's abs() of the smallest integer is an error; what Kusto gives is not known.
      return .call(value.type, [value], bounds: 0...Int64.max) { "abs(\($0[0]))" }
    case .decimal: return .call(.decimal, [value]) { "kql_decimal_abs(\($0[0]))" }
    default: return nil
    }
  }

  private static func round(_ call: CallContext) -> Scalar? {
    let value = call.arguments[0]
    let places = call.arguments.count > 1 ? call.arguments[1] : .long(0)
    guard places.type.isInteger else { return nil }
    switch value.type {
    case .decimal:
      return .call(.decimal, [value, places], isNullable: true) {
        "kql_decimal_round(\($0[0]), \($0[1]))"
      }
    case .real:
      return .call(.real, [value, places]) { "kql_round(\($0[0]), \($0[1]))" }
    default: return value.type.isInteger && call.arguments.count == 1 ? value : nil
    }
  }

  private static func ceiling(_ value: Scalar) -> Scalar? {
    switch value.type {
    case .decimal: .call(.decimal, [value]) { "kql_decimal_ceiling(\($0[0]))" }
    case .real:
      .call(.real, [value]) {
        value.mayBeNaN ? "kql_real_ceiling(\($0[0]))" : "ceil(\($0[0]))"
      }
    default: value.type.isInteger ? value : nil
    }
  }

  // MARK: bin

  /// Down to a multiple of a positive size, of which datetimes count from 0001-01-01.
  private static func bin(_ call: CallContext) -> Scalar? {
    let value = call.arguments[0]
    let size = call.arguments[1]
    let type: KustoType
    switch (value.type, size.type) {
    case (.datetime, .timespan), (.timespan, .timespan): type = value.type
    case _ where value.type.isInteger && size.type.isInteger: type = .long
    case (.decimal, _) where size.type.isNumeric, (_, .decimal) where value.type.isNumeric:
      return .call(
        .decimal, [Conversions.decimal(value), Conversions.decimal(size)], isNullable: true
      ) { "kql_decimal_bin(\($0[0]), \($0[1]))" }
    case _ where value.type.isNumeric && size.type.isNumeric: return realBin(value, size)
    default: return nil
    }
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
    guard case .real(let step)? = y.constantValue, step > 0, !x.mayBeNaN else {
      return .call(.real, [x, y], isNullable: true) { "kql_real_bin(\($0[0]), \($0[1]))" }
    }
    return .call(.real, [x, y]) { "(floor(\(operand: $0[0]) / \($0[1])) * \($0[1]))" }
  }

  // MARK: The least and the greatest

  /// Of numbers of several types in the widest of them.
  private static func choice(_ name: String, _ function: String) -> ScalarFunction {
    ScalarFunction(name, 2...64) { call in
      guard let type = widest(call.arguments.map(\.type)),
        ![.dynamic, .bool, .guid, .string, .decimal].contains(type)
      else { return nil }
      let values = call.arguments.map { Conversions.numeric($0, to: type) }
      let isNullable = values.contains(where: \.isNullable)
      guard values.contains(where: \.mayBeNaN) else {
        return .call(type, values, isNullable: values.allSatisfy { $0.isNullable }) {
          "\(trusted: function)(\(SQLText.joined(isNullable ? filled($0) : $0, ", ", .primary)))"
        }
      }
      guard !isNullable else {
        let finite = values.map(Conversions.finite)
        return .call(type, finite, isNullable: values.allSatisfy { $0.isNullable }) {
          "\(trusted: function)(\(SQLText.joined(filled($0), ", ", .primary)))"
        }
      }
      return .call(type, values, isNullable: false) { texts in
        texts.dropFirst().reduce(texts[0]) { "kql_real_\(trusted: name)(\($0), \($1))" }
      }
    }
  }

  /// The values with another one in the place of each null: SQLite's min() and max() pass over none.
  private static func filled(_ texts: [SQLText]) -> [SQLText] {
    let all = SQLText.joined(texts, ", ", .primary)
    return texts.map { "coalesce(\($0), \(all))" }
  }

  /// The one type, or that of numbers to which the others widen.
  private static func widest(_ types: [KustoType]) -> KustoType? {
    if Set(types).count == 1 { return types[0] }
    guard types.allSatisfy({ $0.isInteger || $0 == .real }) else { return nil }
    return types.contains(.real) ? .real : .long
  }
}
