// Where the hits lie in a log, and which indicators they hit: one in each stride of rows, at a place
// that follows from its number. So a log has exactly as many hits as were asked for, and the same hits
// in the same order whatever the number of rows between them.

struct BenchmarkHits {
  /// The indicators of one kind that hits choose from, by number.
  private let targets: [BenchmarkIndicator]
  private let stride: Int
  private let purpose: UInt64
  /// The row of the next hit, and the hit's number.
  private var place: Int
  private var number = 0

  init(
    _ kind: BenchmarkIndicator.Kind, of shape: BenchmarkShape, every stride: Int, purpose: UInt64
  ) {
    targets = (0..<min(shape.indicators, BenchmarkShape.hitIndicators))
      .map(BenchmarkIndicator.init).filter { $0.kind == kind }
    self.stride = stride
    self.purpose = purpose
    place = Self.place(0, stride, purpose)
  }

  /// The indicator that a row hits; rows have to be asked for in order, each once.
  mutating func hit(row: Int) -> BenchmarkIndicator? {
    guard row == place else { return nil }
    let choice = BenchmarkKey.mixed(number, purpose &+ 1)
    number += 1
    place = Self.place(number, stride, purpose)
    return targets[Int(choice % UInt64(targets.count))]
  }

  private static func place(_ number: Int, _ stride: Int, _ purpose: UInt64) -> Int {
    number * stride + Int(BenchmarkKey.mixed(number, purpose) % UInt64(stride))
  }
}
