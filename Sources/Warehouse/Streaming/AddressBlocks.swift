// Whether an address lies in any of many blocks. Blocks that nest, overlap or touch become one
// interval, so that one binary search tells: the search over single blocks would have to walk out of
// every inner block to find the outer one.

internal import Indicators

/// The union of address blocks.
struct AddressBlocks: Sendable {
  /// An IPv4 address as a number of 128 bits lies here (RFC 4291, section 2.5.5.2).
  private static let mapped: UInt128 = 0xFFFF_0000_0000

  private let lows: [UInt128]
  private let highs: [UInt128]
  private let v4Lows: [UInt32]
  private let v4Highs: [UInt32]
  /// A bit for each /16 of IPv4 in which some block lies: 8 KB that answer for most addresses.
  private let pages: [UInt64]

  /// The union of intervals, bounds included.
  init(_ intervals: [ClosedRange<UInt128>]) {
    var merged: [ClosedRange<UInt128>] = []
    for interval in intervals.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, interval.lowerBound <= last.upperBound {
        merged[merged.count - 1] =
          last.lowerBound...max(last.upperBound, interval.upperBound)
      } else {
        merged.append(interval)
      }
    }
    lows = merged.map(\.lowerBound)
    highs = merged.map(\.upperBound)
    // The intervals of IPv4 once more, as numbers of 32 bits.
    let all = Self.mapped...(Self.mapped | 0xFFFF_FFFF)
    let v4 = merged.filter { $0.overlaps(all) }.map { $0.clamped(to: all) }
    v4Lows = v4.map { UInt32(truncatingIfNeeded: $0.lowerBound) }
    v4Highs = v4.map { UInt32(truncatingIfNeeded: $0.upperBound) }
    var pages = [UInt64](repeating: 0, count: v4.isEmpty ? 0 : 1 << 10)
    for (low, high) in zip(v4Lows, v4Highs) {
      for page in low >> 16...high >> 16 { pages[Int(page >> 6)] |= 1 << UInt64(page & 63) }
    }
    self.pages = pages
  }

  /// The interval of a block.
  static func interval(_ block: CIDRBlock) -> ClosedRange<UInt128> {
    number(block.first)...number(block.last)
  }

  var isEmpty: Bool { lows.isEmpty }

  func contains(_ address: IPAddress) -> Bool {
    guard !lows.isEmpty else { return false }
    return Self.find(Self.number(address), lows, highs)
  }

  @inline(__always)
  func contains(v4 bits: UInt32) -> Bool {
    guard !pages.isEmpty, pages[Int(bits >> 22)] >> UInt64(bits >> 16 & 63) & 1 == 1 else {
      return false
    }
    return Self.find(bits, v4Lows, v4Highs)
  }

  private static func number(_ address: IPAddress) -> UInt128 {
    UInt128(address.high) << 64 | UInt128(address.low)
  }

  private static func find<Number: FixedWidthInteger>(
    _ number: Number, _ lows: [Number], _ highs: [Number]
  ) -> Bool {
    var first = 0
    var end = lows.count
    while first < end {
      let middle = (first + end) / 2
      if lows[middle] <= number { first = middle + 1 } else { end = middle }
    }
    return first > 0 && number <= highs[first - 1]
  }
}
