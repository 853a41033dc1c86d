// The address blocks that the benchmark's connections are held against. No two of them share an
// address, so that tools which name the block and tools which only print the row have equal answers.

struct BenchmarkBlocks {
  struct Block {
    let first: UInt32
    /// Of the prefix, in bits.
    let length: Int

    var last: UInt32 { first + UInt32((1 as UInt64) << UInt64(32 - length) - 1) }
  }

  static let count = 1000
  /// Ascending.
  let all: [Block]

  init() {
    var random = SplitMix64(seed: 0x424C_4F43_4B53)
    var blocks: [Block] = []
    while blocks.count < Self.count {
      let length = Self.length(&random)
      let address = BenchmarkAddress.v4(BenchmarkKey.traffic(random.next(below: 1 << 30)))
      let mask = UInt32.max << UInt32(32 - length)
      let block = Block(first: address & mask, length: length)
      if !blocks.contains(where: { $0.first <= block.last && block.first <= $0.last }) {
        blocks.append(block)
      }
    }
    all = blocks.sorted { $0.first < $1.first }
  }

  func contains(_ address: UInt32) -> Bool {
    var low = 0
    var high = all.count
    while low < high {
      let middle = (low + high) / 2
      if all[middle].last < address { low = middle + 1 } else { high = middle }
    }
    return low < all.count && all[low].first <= address
  }

  /// Half of such lists are /24; the rest runs from whole providers to single customers.
  private static func length(_ random: inout SplitMix64) -> Int {
    switch random.next(below: 100) {
    case 0..<2: 14 + random.next(below: 2)
    case 2..<12: 16 + random.next(below: 4)
    case 12..<30: 20 + random.next(below: 4)
    case 30..<85: 24
    default: 25 + random.next(below: 6)
    }
  }
}
