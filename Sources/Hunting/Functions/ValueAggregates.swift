// kql_percentile(value, [weight,] percentage): the nearest rank. kql_any(value): the first that is not null.
// The bits that all, some, or an odd number of values have.

internal import SQLite

enum ValueAggregates {
  static func register(on connection: Connection) throws {
    for count in [2, 3] as [Int32] {
      try connection.createAggregate("kql_percentile", argumentCount: count) {
        PercentileAggregate()
      }
    }
    try connection.createAggregate("kql_any", argumentCount: 1) { AnyAggregate() }
    try connection.createAggregate("kql_binary_all_and", argumentCount: 1) {
      BitAggregate { $0 & $1 }
    }
    try connection.createAggregate("kql_binary_all_or", argumentCount: 1) {
      BitAggregate { $0 | $1 }
    }
    try connection.createAggregate("kql_binary_all_xor", argumentCount: 1) {
      BitAggregate { $0 ^ $1 }
    }
  }
}

private final class PercentileAggregate: AggregateFunction {
  private var integers: [(value: Int64, weight: Int64)] = []
  private var reals: [(value: Double, weight: Int64)] = []
  private var percentage = 0.0
  private var hasNaN = false

  func step(_ call: borrowing FunctionCall) {
    let weight = call.count == 3 ? call.int64(1) : 1
    percentage = call.double(call.count - 1)
    guard weight > 0 else { return }
    switch call.argument(0) {
    case .integer(let value): integers.append((value, weight))
    case .real(let value): reals.append((value, weight))
    case .text: hasNaN = true
    default: break
    }
  }

  func finish(_ call: borrowing FunctionCall) {
    if hasNaN { return call.fail("a percentile of values with NaN among them is not supported") }
    if !reals.isEmpty {
      let all = (reals + integers.map { (Double($0.value), $0.weight) }).sorted { $0.0 < $1.0 }
      call.result(.real(all[rank(all.map(\.1))].0))
    } else if !integers.isEmpty {
      integers.sort { $0.value < $1.value }
      call.result(integers[rank(integers.map(\.weight))].value)
    }
  }

  /// The first place at which the weights so far reach the percentage of all.
  private func rank(_ weights: [Int64]) -> Int {
    let total = weights.reduce(0.0) { $0 + Double($1) }
    let wanted = total * percentage / 100
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
      sum += Double(weight)
      if sum >= wanted { return index }
    }
    return weights.count - 1
  }
}

private final class AnyAggregate: AggregateFunction {
  private var value: SQLite.SQLValue?

  func step(_ call: borrowing FunctionCall) {
    guard value == nil, !call.isNull(0) else { return }
    value = call.argument(0)
  }

  func finish(_ call: borrowing FunctionCall) { call.result(value ?? .null) }
}

private final class BitAggregate: AggregateFunction {
  private let body: (Int64, Int64) -> Int64
  private var value: Int64?

  init(_ body: @escaping (Int64, Int64) -> Int64) { self.body = body }

  func step(_ call: borrowing FunctionCall) {
    guard !call.isNull(0) else { return }
    value = value.map { body($0, call.int64(0)) } ?? call.int64(0)
  }

  func finish(_ call: borrowing FunctionCall) { call.result(value) }
}
