// Decimal numbers as SQL functions: arguments and results are canonical text. Null is sticky, and what
// is too large or divided by zero is null.

internal import KQL
internal import SQLite

extension FunctionCall {
  /// A decimal argument; nil where it is null.
  func decimal(_ index: Int) -> DecimalValue? {
    isNull(index) ? nil : DecimalValue(text: text(index))
  }

  /// Answers with a decimal number, or NULL.
  func result(_ value: DecimalValue?) {
    if let value { result(value.text) }
  }
}

enum DecimalFunctions {
  static func register(on connection: Connection) throws {
    try registerConversions(on: connection)
    try binary("kql_decimal_add", connection) { $0 + $1 }
    try binary("kql_decimal_subtract", connection) { $0 - $1 }
    try binary("kql_decimal_multiply", connection) { $0 * $1 }
    try binary("kql_decimal_divide", connection) { $0 / $1 }
    try binary("kql_decimal_modulo", connection) { $0 % $1 }
    try binary("kql_decimal_bin", connection) { $0.floored(to: $1) }
    try unary("kql_decimal_negated", connection) { $0.negated }
    try unary("kql_decimal_abs", connection) { $0.magnitude }
    try unary("kql_decimal_ceiling", connection) {
      $0.negated.floored(to: DecimalValue(1))?.negated
    }
    try connection.createFunction("kql_decimal_round", argumentCount: 2) { call in
      guard !call.isNull(1) else { return }
      call.result(call.decimal(0)?.rounded(Int(max(-60, min(60, call.int64(1))))))
    }
    try connection.createFunction("kql_decimal_compare", argumentCount: 2) { call in
      guard let a = call.decimal(0), let b = call.decimal(1) else { return }
      call.result((a == b ? 0 : a < b ? -1 : 1) as Int64)
    }
    try connection.createFunction("kql_decimal_key", argumentCount: 1) { call in
      if let value = call.decimal(0) { call.result(.blob(value.orderKey)) }
    }
    for kind in DecimalAggregate.Kind.allCases {
      try connection.createAggregate("kql_decimal_\(kind.rawValue)", argumentCount: 1) {
        DecimalAggregate(kind)
      }
    }
  }

  private static func registerConversions(on connection: Connection) throws {
    try connection.createFunction("kql_todecimal", argumentCount: 1) { call in
      guard !call.isNull(0) else { return }
      call.result(DecimalValue(text: String(ConversionFunctions.trimmed(call.text(0)))))
    }
    try connection.createFunction("kql_decimal_of_real", argumentCount: 1) { call in
      guard !call.isNull(0) else { return }
      let number = call.real(0)
      // Past 15 digits the decimal of a real is a matter of the machine's conversion.
      guard let number, number.isFinite, let value = DecimalValue(text: "\(number)"),
        value.hasDigits(atMost: 15)
      else {
        return call.fail(
          "the decimal of the real \(number ?? 0) is not supported: todecimal() of its text is")
      }
      call.result(value)
    }
    try connection.createFunction("kql_decimal_tolong", argumentCount: 1) { call in
      call.result(call.decimal(0)?.whole)
    }
    try connection.createFunction("kql_decimal_toint", argumentCount: 1) { call in
      call.result(call.decimal(0)?.whole.flatMap { Int32(exactly: $0) }.map { Int64($0) })
    }
    try connection.createFunction("kql_decimal_toreal", argumentCount: 1) { call in
      if let value = call.decimal(0) { call.result(.real(value.real)) }
    }
  }

  private static func unary(
    _ name: String, _ connection: Connection, _ body: @escaping (DecimalValue) -> DecimalValue?
  ) throws {
    try connection.createFunction(name, argumentCount: 1) { call in
      call.result(call.decimal(0).flatMap(body))
    }
  }

  private static func binary(
    _ name: String, _ connection: Connection,
    _ body: @escaping (DecimalValue, DecimalValue) -> DecimalValue?
  ) throws {
    try connection.createFunction(name, argumentCount: 2) { call in
      guard let a = call.decimal(0), let b = call.decimal(1) else { return }
      call.result(body(a, b))
    }
  }
}

/// sum, avg, min and max of decimal numbers.
private final class DecimalAggregate: AggregateFunction {
  enum Kind: String, CaseIterable {
    case sum
    case avg
    case min
    case max
  }

  private let kind: Kind
  private var count: Int64 = 0
  private var value: DecimalValue?

  init(_ kind: Kind) {
    self.kind = kind
    value = kind == .sum || kind == .avg ? .zero : nil
  }

  func step(_ call: borrowing FunctionCall) {
    guard let next = call.decimal(0) else { return }
    count += 1
    switch kind {
    case .sum, .avg: value = value.flatMap { $0 + next }
    case .min: value = value.map { Swift.min($0, next) } ?? next
    case .max: value = value.map { Swift.max($0, next) } ?? next
    }
  }

  func finish(_ call: borrowing FunctionCall) {
    guard kind == .avg else { return call.result(value) }
    call.result(value.flatMap { $0 / DecimalValue(count) })
  }
}
