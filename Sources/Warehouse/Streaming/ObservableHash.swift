// 64-bit hashes of observables, for IndicatorSet. Two values with one hash cost a needless look at a
// line, and never a wrong row: what a hash finds is looked up in the database.

internal import Indicators

/// A seeded hash. A log's author must not be able to choose names that collide.
struct ObservableHash {
  private let seed = UInt64.random(in: .min ... .max)

  /// The hash of an address, whatever its text.
  @inline(__always)
  func address(high: UInt64, low: UInt64) -> UInt64 {
    Self.fold(Self.fold(seed, high ^ 0x9e37_79b9_7f4a_7c15), low ^ 0xe703_7ed1_a0b4_28db)
  }

  /// The hash of a text: eight bytes at a time, the last eight overlapping those before.
  @inline(__always)
  func text(_ start: UnsafeRawPointer, count: Int) -> UInt64 {
    var hash = seed ^ (UInt64(truncatingIfNeeded: count) &* 0x9e37_79b9_7f4a_7c15)
    guard count >= 8 else { return Self.fold(hash, Self.short(start, count: count)) }
    var offset = 0
    while offset + 8 < count {
      hash = Self.fold(hash, start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    return Self.fold(hash, start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
  }

  /// Up to seven bytes in one word, without reading past them.
  @inline(__always)
  private static func short(_ start: UnsafeRawPointer, count: Int) -> UInt64 {
    if count >= 4 {
      let first = start.loadUnaligned(as: UInt32.self)
      let last = start.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
      return UInt64(first) << 32 | UInt64(last)
    }
    guard count > 0 else { return 0 }
    let bytes = start.assumingMemoryBound(to: UInt8.self)
    return UInt64(bytes[0]) << 16 | UInt64(bytes[count / 2]) << 8 | UInt64(bytes[count - 1])
  }

  @inline(__always)
  private static func fold(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word).multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
    return product.high ^ product.low
  }
}
