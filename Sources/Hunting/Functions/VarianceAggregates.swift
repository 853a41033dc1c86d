// stdev, variance and their population forms, by Welford's running update, which loses no digits to the
// difference of large sums. Of one value, or none, they are 0.

internal import SQLite

enum VarianceAggregates {
  static func register(on connection: Connection) throws {
    for (name, isPopulation, isRoot) in [
      ("kql_variance", false, false), ("kql_variancep", true, false), ("kql_stdev", false, true),
      ("kql_stdevp", true, true),
    ] {
      try connection.createAggregate(name, argumentCount: 1) {
        VarianceAggregate(isPopulation: isPopulation, isRoot: isRoot)
      }
    }
  }
}

private final class VarianceAggregate: AggregateFunction {
  private let isPopulation: Bool
  private let isRoot: Bool
  private var count = 0.0
  private var mean = 0.0
  private var squares = 0.0

  init(isPopulation: Bool, isRoot: Bool) {
    self.isPopulation = isPopulation
    self.isRoot = isRoot
  }

  func step(_ call: borrowing FunctionCall) {
    guard !call.isNull(0) else { return }
    let value = call.double(0)
    count += 1
    let difference = value - mean
    mean += difference / count
    squares += difference * (value - mean)
  }

  func finish(_ call: borrowing FunctionCall) {
    let divisor = isPopulation ? count : count - 1
    let variance = divisor > 0 ? squares / divisor : 0
    call.result(.real(isRoot ? variance.squareRoot() : variance))
  }
}
