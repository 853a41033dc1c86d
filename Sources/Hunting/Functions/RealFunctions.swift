// Real numbers with NaN and the infinities, and functions of them. SQLite has no NaN: it is the text `NaN`
// here, told by its type. Null is sticky.

internal import KQL
internal import SQLite

#if canImport(Glibc)
  internal import Glibc
#endif

extension FunctionCall {
  /// A real argument; nil where it is null.
  func real(_ index: Int) -> Double? {
    switch argument(index) {
    case .null: nil
    case .integer(let number): Double(number)
    case .real(let number): number
    case .text, .blob: .nan
    }
  }

  /// Answers with a real number.
  func result(_ number: Double) {
    result(number.isNaN ? SQLite.SQLValue.text("NaN") : .real(number))
  }
}

enum RealFunctions {
  static func register(on connection: Connection) throws {
    try binary("kql_real_add", connection) { $0 + $1 }
    try binary("kql_real_subtract", connection) { $0 - $1 }
    try binary("kql_real_multiply", connection) { $0 * $1 }
    try binary("kql_real_divide", connection) { $0 / $1 }
    try binary("kql_real_modulo", connection) { a, b in
      let rest = a.truncatingRemainder(dividingBy: b)
      return rest < 0 ? rest + abs(b) : rest
    }
    try binary("kql_pow", connection) { pow($0, $1) }
    try binary("kql_atan2", connection) { atan2($0, $1) }
    try binary("kql_real_min_of", connection) { $0.isNaN || $1.isNaN ? .nan : min($0, $1) }
    try binary("kql_real_max_of", connection) { $0.isNaN || $1.isNaN ? .nan : max($0, $1) }
    for (name, body) in functions { try unary("kql_\(name)", connection, body) }
    try connection.createFunction("kql_real_bin", argumentCount: 2) { call in
      guard let value = call.real(0), let size = call.real(1), size > 0 else { return }
      call.result((value / size).rounded(.down) * size)
    }
    try connection.createFunction("kql_finite", argumentCount: 1) { call in
      guard let value = call.real(0) else { return }
      guard value.isFinite else {
        return call.fail("\(value) stands where what Kusto makes of it is not known")
      }
      call.result(value)
    }
    try connection.createFunction("kql_whole", argumentCount: 1) { call in
      guard let value = call.real(0) else { return }
      guard let whole = Int64(exactly: value.rounded(.towardZero)) else {
        return call.fail("a timespan times or by \(value) is none")
      }
      call.result(whole)
    }
    try connection.createFunction("kql_round", argumentCount: -1) { call in
      guard let value = call.real(0), call.count < 2 || !call.isNull(1) else { return }
      let scale = pow(10, Double(max(-300, min(300, call.int64(1)))))
      let rounded = (value * scale).rounded(.toNearestOrAwayFromZero) / scale
      call.result(rounded.isFinite || !value.isFinite ? rounded : value)
    }
    for kind in RealAggregate.Kind.allCases {
      try connection.createAggregate("kql_real_\(kind.rawValue)", argumentCount: 1) {
        RealAggregate(kind)
      }
    }
  }

  private static let functions: [(String, @Sendable (Double) -> Double)] = [
    ("sqrt", { $0.squareRoot() }), ("exp", { exp($0) }), ("exp2", { exp2($0) }),
    ("exp10", { pow(10, $0) }), ("log", { log($0) }), ("log2", { log2($0) }),
    ("log10", { log10($0) }), ("sin", { sin($0) }), ("cos", { cos($0) }), ("tan", { tan($0) }),
    ("cot", { 1 / tan($0) }), ("asin", { asin($0) }), ("acos", { acos($0) }),
    ("atan", { atan($0) }), ("erf", { erf($0) }), ("erfc", { erfc($0) }),
    ("gamma", { tgamma($0) }), ("loggamma", { lgamma($0) }),
    ("degrees", { $0 * 180 / Double.pi }), ("radians", { $0 * Double.pi / 180 }),
    ("real_abs", { $0.magnitude }), ("real_ceiling", { $0.rounded(.up) }),
  ]

  private static func unary(
    _ name: String, _ connection: Connection, _ body: @escaping (Double) -> Double
  ) throws {
    try connection.createFunction(name, argumentCount: 1) { call in
      if let value = call.real(0) { call.result(body(value)) }
    }
  }

  private static func binary(
    _ name: String, _ connection: Connection, _ body: @escaping (Double, Double) -> Double
  ) throws {
    try connection.createFunction(name, argumentCount: 2) { call in
      if let a = call.real(0), let b = call.real(1) { call.result(body(a, b)) }
    }
  }
}

/// sum, avg and min over values among which is NaN: it then is the result. (max is SQLite's own.)
private final class RealAggregate: AggregateFunction {
  enum Kind: String, CaseIterable {
    case sum
    case avg
    case min
  }

  private let kind: Kind
  private var count = 0.0
  private var value = 0.0

  init(_ kind: Kind) { self.kind = kind }

  func step(_ call: borrowing FunctionCall) {
    guard let next = call.real(0) else { return }
    if kind == .min {
      let isLess = count == 0 || next.isNaN || next < value
      if isLess, !value.isNaN { value = next }
    } else {
      value += next
    }
    count += 1
  }

  func finish(_ call: borrowing FunctionCall) {
    switch kind {
    case .sum: call.result(value)
    case .avg: call.result(value / count)
    case .min: if count > 0 { call.result(value) }
    }
  }
}
