// The beta distribution: the incomplete beta function by its continued fraction (DLMF 8.17.22, evaluated as
// Lentz does), its inverse by bisection. Parameters of 0 and less give NaN, what is no probability null
// (the example of beta_inv).

internal import SQLite

#if canImport(Glibc)
  internal import Glibc
#endif

enum BetaFunctions {
  static func register(on connection: Connection) throws {
    try function("kql_beta_cdf", connection) { cumulative($0, $1, $2) }
    try function("kql_beta_inv", connection) { inverse($0, $1, $2) }
    try connection.createFunction("kql_welch_test", argumentCount: 6) { call in
      guard let mean1 = call.real(0), let variance1 = call.real(1), let count1 = call.real(2),
        let mean2 = call.real(3), let variance2 = call.real(4), let count2 = call.real(5)
      else { return }
      // Welch–Satterthwaite; the tails of Student's t are the incomplete beta function's.
      let (a, b) = (variance1 / count1, variance2 / count2)
      let square = (mean1 - mean2) * (mean1 - mean2) / (a + b)
      let freedom = (a + b) * (a + b) / (a * a / (count1 - 1) + b * b / (count2 - 1))
      guard square.isFinite, freedom.isFinite, freedom > 0 else { return call.result(Double.nan) }
      call.result(cumulative(freedom / (freedom + square), freedom / 2, 0.5))
    }
    try function("kql_beta_pdf", connection) { x, a, b in
      let scale = lgamma(a + b) - lgamma(a) - lgamma(b)
      return exp((a - 1) * log(x) + (b - 1) * log1p(-x) + scale)
    }
  }

  private static func function(
    _ name: String, _ connection: Connection,
    _ body: @escaping (Double, Double, Double) -> Double
  ) throws {
    try connection.createFunction(name, argumentCount: 3) { call in
      guard let x = call.real(0), let a = call.real(1), let b = call.real(2) else { return }
      guard a > 0, b > 0, !x.isNaN else { return call.result(Double.nan) }
      guard (0...1).contains(x) else { return }
      call.result(body(x, a, b))
    }
  }

  private static func cumulative(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0, x < 1 else { return x }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return x < (a + 1) / (a + b + 2)
      ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b
  }

  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func bounded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / bounded(1 - (a + b) * x / (a + 1))
    var result = d
    for step in 1...500 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / bounded(1 + even * d)
      c = bounded(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / bounded(1 + odd * d)
      c = bounded(1 + odd / c)
      result *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return result
  }

  private static func inverse(_ p: Double, _ a: Double, _ b: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if cumulative(middle, a, b) < p { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
