// stdev, variance and their population forms, by Welford's running update, which loses no digits to the
// difference of large sums. Of one value, or none, they are 0.

internal import SQLite

enum VarianceAggregates {
  static func register(on connection: Connection) throws {
    for (name, isPopulation) in [("kql_covariance", false), ("kql_covariancep", true)] {
      try connection.createAggregate(name, argumentCount: 2) {
        CovarianceAggregate(isPopulation: isPopulation)
      }
    }
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

/// The mean of the products of two values' distances from their means.
private final class CovarianceAggregate: AggregateFunction {
  private let isPopulation: Bool
  private var count = 0.0
  private var means = (x: 0.0, y: 0.0)
  private var products = 0.0

  init(isPopulation: Bool) { self.isPopulation = isPopulation }

  func step(_ call: borrowing FunctionCall) {
    guard let x = call.real(0), let y = call.real(1) else { return }
    count += 1
    let distance = x - means.x
    means.x += distance / count
    means.y += (y - means.y) / count
    products += distance * (y - means.y)
  }

  func finish(_ call: borrowing FunctionCall) {
    let divisor = isPopulation ? count : count - 1
    call.result(divisor > 0 ? products / divisor : 0)
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
    guard let value = call.real(0) else { return }
    count += 1
    let difference = value - mean
    mean += difference / count
    squares += difference * (value - mean)
  }

  func finish(_ call: borrowing FunctionCall) {
    let divisor = isPopulation ? count : count - 1
    let variance = divisor > 0 ? squares / divisor : 0
    call.result(isRoot ? variance.squareRoot() : variance)
  }
}
