// The address blocks of all indicators in memory, for addresses that are seen for the first time:
// one binary search instead of a question for each prefix length.

internal import Indicators
internal import SQLite

/// Blocks, and which of them hold an address.
///
/// Blocks in CIDR notation nest or are apart, so that those which hold an address are the last block
/// that begins at or before it, or blocks around that one: a chain, and no scan.
struct BlockSet {
  private struct Block {
    var low: UInt128
    var high: UInt128
    var observable: Int64
    /// The innermost block around it; -1 without one.
    var parent: Int32
  }

  private var blocks: [Block] = []

  /// Reads the blocks.
  init(connection: Connection) throws {
    // The widest of those with the same beginning first, so that it is around the others.
    let find = try connection.cached(
      "SELECT Low, High, ObservableId FROM IndicatorBlock ORDER BY Low, High DESC, ObservableId")
    try find.eachRow { row in
      append(low: Self.number(row.blob(0)), high: Self.number(row.blob(1)), row.int64(2))
    }
  }

  private mutating func append(low: UInt128, high: UInt128, _ observable: Int64) {
    var parent = Int32(blocks.count - 1)
    while parent >= 0, blocks[Int(parent)].high < low { parent = blocks[Int(parent)].parent }
    blocks.append(Block(low: low, high: high, observable: observable, parent: parent))
  }

  private static func number(_ key: [UInt8]) -> UInt128 {
    key.reduce(0) { $0 << 8 | UInt128($1) }
  }

  /// Whether there is none.
  var isEmpty: Bool { blocks.isEmpty }

  /// `Observable.Id` of each block that holds the address, innermost first.
  func holding(_ address: IPAddress) -> [Int64] {
    let number = UInt128(address.high) << 64 | UInt128(address.low)
    var (low, high) = (0, blocks.count)
    while low < high {
      let middle = (low + high) / 2
      if blocks[middle].low <= number { low = middle + 1 } else { high = middle }
    }
    var found: [Int64] = []
    var index = low - 1
    while index >= 0 {
      let block = blocks[index]
      // A block of IPv6 that is wider than ::ffff:0:0/96 holds no IPv4 address.
      let isSameFamily = IPAddress(block.low).isV4 == address.isV4
      if number <= block.high, isSameFamily { found.append(block.observable) }
      index = Int(block.parent)
    }
    return found
  }
}

extension IPAddress {
  /// The address with this number.
  init(_ number: UInt128) {
    self.init(
      high: UInt64(truncatingIfNeeded: number >> 64), low: UInt64(truncatingIfNeeded: number))
  }
}
