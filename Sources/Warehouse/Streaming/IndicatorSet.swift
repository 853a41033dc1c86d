// The values of all indicators in memory, so that a log can be looked through without storing it:
// "may this value be in an indicator?". It errs on one side only: yes where it is no, never no where
// it is yes. 1M values take about 20 MB.
//
// Two steps. A filter of two bits a value in one word (2 MB at 1M values: it stays in the processor's
// second cache) sends away 98 of 100 values that are in no indicator; a table of 64-bit hashes the rest.

public import Indicators

/// The values of all indicators. Read by any number of threads at once.
public final class IndicatorSet: @unchecked Sendable {
  // All is written in `init` and only read from then on.
  private let hash: ObservableHash
  private let blocks: AddressBlocks
  private let filter: UnsafeMutablePointer<UInt64>
  private let filterShift: UInt64
  private let slots: UnsafeMutablePointer<UInt64>
  /// What `filter` and `slots` lie in: huge pages, since hardly two looks meet the same small one.
  private let memory: RawGrowingBuffer
  private let mask: Int
  /// How many values it holds; a block counts as one.
  public let count: Int

  /// Collects values for a set.
  struct Values {
    fileprivate let hash = ObservableHash()
    fileprivate var hashes: [UInt64] = []
    fileprivate var blocks: [ClosedRange<UInt128>] = []

    /// Adds a value in canonical form.
    mutating func append(_ value: UnsafeRawBufferPointer) {
      guard let start = value.baseAddress, !value.isEmpty else { return }
      if let address = IPAddress(value) {
        hashes.append(hash.address(high: address.high, low: address.low))
        return
      }
      if value.count < 50, value.contains(0x2f), let block = CIDRBlock(value) {
        blocks.append(AddressBlocks.interval(block))
      }
      hashes.append(hash.text(start, count: value.count))
    }

    mutating func reserve(_ count: Int) { hashes.reserveCapacity(count) }
  }

  init(_ values: Values) {
    hash = values.hash
    blocks = AddressBlocks(values.blocks)
    count = values.hashes.count
    // Four values a word of the filter, and a table that is at most half full.
    let bits = max(6, Int.bitWidth - (count / 4).leadingZeroBitCount)
    let size = 1 << max(6, Int.bitWidth - (2 * count).leadingZeroBitCount)
    filterShift = UInt64(64 - bits)
    mask = size - 1
    memory = RawGrowingBuffer(capacity: (size + (1 << bits)) * MemoryLayout<UInt64>.stride)
    let words = memory.base.initializeMemory(
      as: UInt64.self, repeating: 0, count: size + (1 << bits))
    filter = words
    slots = words + (1 << bits)
    for hash in values.hashes { insert(hash) }
  }

  deinit { memory.deallocate() }

  // MARK: One value

  /// Whether any canonical value may be in an indicator, also through a name above or a block.
  public func mayHold(observable value: UnsafeRawBufferPointer) -> Bool {
    if let address = IPAddress(value) {
      return isInBlock(address) || mayHold(hash: hash(address))
    }
    guard let start = value.baseAddress else { return false }
    var offset = 0
    while offset < value.count {
      if mayHold(hash: hash.text(start + offset, count: value.count - offset)) { return true }
      offset = Self.parent(value, offset)
    }
    return false
  }

  /// Whether an address lies in an indicator's block.
  public func isInBlock(_ address: IPAddress) -> Bool { blocks.contains(address) }

  /// Whether an IPv4 address, most significant octet first, lies in an indicator's block.
  public func isInBlock(v4 bits: UInt32) -> Bool { blocks.contains(v4: bits) }

  // MARK: Many values

  /// What to ask for an address.
  public func hash(_ address: IPAddress) -> UInt64 {
    hash.address(high: address.high, low: address.low)
  }

  /// What to ask for an IPv4 address.
  public func hash(v4 bits: UInt32) -> UInt64 {
    hash.address(high: 0, low: 0xFFFF_0000_0000 | UInt64(bits))
  }

  /// What to ask for a canonical name and for each name above it; not for addresses.
  ///
  /// - Returns: how many hashes were written, or nil where there is no room for all.
  public func writeHashes(
    name: UnsafeRawBufferPointer, into hashes: UnsafeMutableBufferPointer<UInt64>
  ) -> Int? {
    guard let start = name.baseAddress else { return 0 }
    var written = 0
    var offset = 0
    while offset < name.count {
      guard written < hashes.count else { return nil }
      hashes[written] = hash.text(start + offset, count: name.count - offset)
      written += 1
      offset = Self.parent(name, offset)
    }
    return written
  }

  /// Asks for many values at once. A look into the filter mostly waits for memory (45 ns each, one
  /// after the other); looks that do not depend on each other wait together.
  ///
  /// - Parameters:
  ///   - hashes: what to ask.
  ///   - found: as large; gets the places of those that may be in an indicator.
  /// - Returns: how many.
  public func find(
    _ hashes: UnsafeBufferPointer<UInt64>, found: UnsafeMutablePointer<Int32>
  ) -> Int {
    var count = 0
    for place in hashes.indices {
      let bits = filterBits(hashes[place])
      // Written in any case and counted where it is so: a branch would be guessed, and stop the rest.
      found[count] = Int32(truncatingIfNeeded: place)
      count &+= filter[filterPlace(hashes[place])] & bits == bits ? 1 : 0
    }
    var held = 0
    for index in 0..<count where isInTable(hashes[Int(found[index])]) {
      found[held] = found[index]
      held += 1
    }
    return held
  }

  // MARK: Inside

  /// Where the name above the one at an offset begins.
  @inline(__always)
  private static func parent(_ name: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    var offset = offset
    while offset < name.count, name[offset] != 0x2e { offset += 1 }
    return offset + 1
  }

  @inline(__always)
  private func filterBits(_ hash: UInt64) -> UInt64 { 1 << (hash & 63) | 1 << (hash >> 6 & 63) }

  @inline(__always)
  private func filterPlace(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash &>> filterShift)
  }

  private func insert(_ hash: UInt64) {
    filter[filterPlace(hash)] |= filterBits(hash)
    var slot = Int(truncatingIfNeeded: hash >> 8) & mask
    while slots[slot] != 0, slots[slot] != hash { slot = (slot + 1) & mask }
    slots[slot] = hash
  }

  private func mayHold(hash: UInt64) -> Bool {
    let bits = filterBits(hash)
    return filter[filterPlace(hash)] & bits == bits && isInTable(hash)
  }

  /// A hash of 0 is that of a free slot: it is taken for one that is there.
  private func isInTable(_ hash: UInt64) -> Bool {
    var slot = Int(truncatingIfNeeded: hash >> 8) & mask
    while slots[slot] != 0 {
      if slots[slot] == hash { return true }
      slot = (slot + 1) & mask
    }
    return hash == 0
  }
}
