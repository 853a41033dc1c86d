// Zipf's law over ranks: rank r is drawn in proportion to 1 / (r + 1)^s. A few destinations have most
// of a network's traffic, and most names are seen once or twice.

internal import Glibc

struct Zipf {
  /// The summed probability up to each rank, in units of 2^-32. Whole numbers, so that the last bit of
  /// a C library's `pow` does not change the data.
  private let sums: [UInt32]
  /// The first rank for each value of a draw's upper 16 bits: most draws then need a step or two.
  private let starts: [Int32]

  init(count: Int, exponent: Double) {
    var total = 0.0
    var running = [Double](repeating: 0, count: count)
    for rank in 0..<count {
      total += pow(Double(rank + 1), -exponent)
      running[rank] = total
    }
    let sums = running.map { UInt32(min($0 / total * 4_294_967_296, 4_294_967_295)) }
    var starts = [Int32](repeating: 0, count: (1 << 16) + 1)
    var rank = 0
    for draw in 0..<(1 << 16) {
      while rank < count - 1, sums[rank] <= UInt32(draw) << 16 { rank += 1 }
      starts[draw] = Int32(rank)
    }
    starts[1 << 16] = Int32(count - 1)
    self.sums = sums
    self.starts = starts
  }

  func rank(_ random: inout SplitMix64) -> Int {
    let draw = UInt32(truncatingIfNeeded: random.next() >> 32)
    var low = Int(starts[Int(draw >> 16)])
    var high = Int(starts[Int(draw >> 16) + 1])
    // The first rank whose sum is above the draw.
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > draw { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
