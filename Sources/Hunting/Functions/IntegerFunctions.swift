// Integer arithmetic that wraps as Kusto's does, where SQLite's would turn into a real number, and
// binning. Null is sticky.

internal import SQLite

enum IntegerFunctions {
  static func register(on connection: Connection) throws {
    try binary("kql_add", connection) { $0 &+ $1 }
    try binary("kql_subtract", connection) { $0 &- $1 }
    try binary("kql_multiply", connection) { $0 &* $1 }
    try binary("kql_divide", connection) { a, b in
      b == 0 ? nil : a.dividedReportingOverflow(by: b).partialValue
    }
    try binary("kql_modulo", connection) { a, b in
      guard b != 0 else { return nil }
      let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
      return rest < 0 ? rest &+ (b < 0 ? 0 &- b : b) : rest
    }
    try binary("kql_bin", connection) { bin($0, $1) }
    try connection.createFunction("kql_bin_at", argumentCount: 3) { call in
      guard !call.isNull(0), !call.isNull(1), !call.isNull(2), call.int64(1) > 0 else { return }
      let origin = call.int64(2)
      let (distance, overflow) = call.int64(0).subtractingReportingOverflow(origin)
      guard !overflow, let floor = bin(distance, call.int64(1)) else { return }
      call.result(origin &+ floor)
    }
    try connection.createFunction("kql_shift", argumentCount: 3) { call in
      guard !call.isNull(0), !call.isNull(1) else { return }
      let distance = call.int64(1) & 63
      call.result(call.int64(2) > 0 ? call.int64(0) << distance : call.int64(0) >> distance)
    }
    try connection.createFunction("kql_bitset_count_ones", argumentCount: 1) { call in
      if !call.isNull(0) { call.result(Int64(call.int64(0).nonzeroBitCount) as Int64?) }
    }
    try connection.createFunction("kql_tohex", argumentCount: -1) { call in
      guard !call.isNull(0) else { return call.result("") }
      let digits = String(UInt64(bitPattern: call.int64(0)), radix: 16)
      let width = min(max(0, call.int64(1)), 64)
      call.result(String(repeating: "0", count: max(0, Int(width) - digits.count)) + digits)
    }
  }

  /// Down to a multiple of a positive size; nil for another size.
  private static func bin(_ value: Int64, _ size: Int64) -> Int64? {
    guard size > 0 else { return nil }
    let rest = value % size
    return value &- (rest < 0 ? rest + size : rest)
  }

  private static func binary(
    _ name: String, _ connection: Connection, _ body: @escaping (Int64, Int64) -> Int64?
  ) throws {
    try connection.createFunction(name, argumentCount: 2) { call in
      guard !call.isNull(0), !call.isNull(1) else { return }
      call.result(body(call.int64(0), call.int64(1)))
    }
  }
}
