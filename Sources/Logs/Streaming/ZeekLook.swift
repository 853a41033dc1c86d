// The look at the lines of a Zeek log for ZeekSieve: what to ask the indicators for. The questions of
// many lines are asked at once (IndicatorSet.find). Called several times a line: no allocation and no
// String.

internal import Glibc
internal import Indicators
internal import Warehouse

/// Looks at lines of a chunk.
struct ZeekLook {
  private let indicators: IndicatorSet
  private var isDashUnset = true
  private let name: UnsafeMutablePointer<UInt8>
  /// The questions, and the line that each is about.
  private let hashes: UnsafeMutableBufferPointer<UInt64>
  private let owners: UnsafeMutablePointer<Int32>
  private let found: UnsafeMutablePointer<Int32>
  private var asked = 0
  /// The lines whose questions were not asked yet.
  private let lines: UnsafeMutablePointer<Line>
  private var count = 0

  private struct Line {
    var start: Int
    var end: Int
    var isKept: Bool
  }

  private static let longestName = 256
  private static let maximumLines = 512
  /// A line that has more of them alone is kept.
  private static let maximumQuestions = 4_096

  init(_ indicators: IndicatorSet, _ header: ZeekHeader) {
    self.indicators = indicators
    name = .allocate(capacity: Self.longestName)
    hashes = .allocate(capacity: Self.maximumQuestions)
    owners = .allocate(capacity: Self.maximumQuestions)
    found = .allocate(capacity: Self.maximumQuestions)
    lines = .allocate(capacity: Self.maximumLines)
    take(header)
  }

  func deallocate() {
    name.deallocate()
    hashes.deallocate()
    owners.deallocate()
    found.deallocate()
    lines.deallocate()
  }

  mutating func take(_ header: ZeekHeader) { isDashUnset = header.unsetField == [0x2d] }

  // MARK: Lines

  /// Whether there is no room for another ordinary line.
  var isFull: Bool { count == Self.maximumLines || asked > Self.maximumQuestions / 2 }

  /// Adds a line, with what was asked since the line before; one that is kept asks nothing.
  mutating func add(_ line: Range<Int>, isKept: Bool) {
    lines[count] = Line(start: line.lowerBound, end: line.upperBound, isKept: isKept)
    count += 1
    if isKept { asked = settled }
    while settled < asked {
      owners[settled] = Int32(truncatingIfNeeded: count - 1)
      settled += 1
    }
  }
  private var settled = 0

  /// Asks, and counts the lines or keeps them.
  mutating func settle(_ chunk: LineChunk, _ kept: inout KeptLines) {
    let hits = indicators.find(
      UnsafeBufferPointer(rebasing: hashes[..<settled]), found: found)
    for index in 0..<hits { lines[Int(owners[Int(found[index])])].isKept = true }
    for index in 0..<count {
      let line = lines[index]
      if line.isKept {
        kept.take(UnsafeRawBufferPointer(rebasing: chunk.buffer[line.start..<line.end]))
      } else {
        kept.lines += 1
        kept.passedRows += 1
      }
    }
    (count, asked, settled) = (0, 0, 0)
  }

  // MARK: Values

  /// Asks for an address; false where it is none, or lies in a block.
  @inline(__always)
  mutating func ask(address field: UnsafeRawBufferPointer) -> Bool {
    if let bits = ZeekFields.v4(field) { return ask(v4: bits) }
    return ask(oddAddress: field)
  }

  @inline(__always)
  private mutating func ask(v4 bits: UInt32) -> Bool {
    guard !indicators.isInBlock(v4: bits) else { return false }
    return ask(hash: indicators.hash(v4: bits))
  }

  @inline(never)
  private mutating func ask(oddAddress field: UnsafeRawBufferPointer) -> Bool {
    if isUnset(field) { return true }
    guard let address = IPAddress(field), !indicators.isInBlock(address) else { return false }
    return ask(hash: indicators.hash(address))
  }

  @inline(__always)
  private mutating func ask(hash: UInt64) -> Bool {
    guard asked < Self.maximumQuestions else { return false }
    hashes[asked] = hash
    asked += 1
    return true
  }

  @inline(__always)
  private func isUnset(_ field: UnsafeRawBufferPointer) -> Bool {
    isDashUnset && field.count == 1 && field[0] == 0x2d
  }

  /// Asks for a name and those above it, or for a hash: in printable ASCII without escapes both are
  /// canonical in lower case without the last dot. False where it is not plain.
  @inline(__always)
  mutating func ask(name field: UnsafeRawBufferPointer) -> Bool {
    if isUnset(field) { return true }
    guard var count = lowered(field) else { return false }
    if count > 1, name[count - 1] == 0x2e { count -= 1 }
    let text = UnsafeRawBufferPointer(start: name, count: count)
    // A name that looks like an address is the same value as that address.
    if name[count - 1] &- 0x30 < 10, indicators.mayHold(observable: text) { return false }
    let room = UnsafeMutableBufferPointer(rebasing: hashes[asked...])
    guard let written = indicators.writeHashes(name: text, into: room) else { return false }
    asked += written
    return true
  }

  /// Puts a field into `name` in lower case; nil where it is empty, long, or has other bytes than
  /// printable ASCII without backslash and colon.
  @inline(__always)
  private func lowered(_ field: UnsafeRawBufferPointer) -> Int? {
    let count = field.count
    guard count > 0, count <= Self.longestName, let start = field.baseAddress else { return nil }
    let bytes = start.assumingMemoryBound(to: UInt8.self)
    // Without an exit in the loop the compiler does 16 bytes a step.
    var odd: UInt8 = 0
    for index in 0..<count {
      let byte = bytes[index]
      odd |= byte &- 0x20 > 0x5e ? 1 : 0
      odd |= byte == 0x5c ? 1 : 0
      odd |= byte == 0x3a ? 1 : 0
      name[index] = byte | (byte &- 0x41 < 26 ? 0x20 : 0)
    }
    return odd == 0 ? count : nil
  }

  /// Asks for the addresses among the elements of a set or vector.
  @inline(__always)
  mutating func ask(addresses field: UnsafeRawBufferPointer, separator: UInt8) -> Bool {
    if isUnset(field) { return true }
    guard let start = field.baseAddress else { return true }
    var first = 0
    while first <= field.count {
      let found = memchr(start + first, Int32(separator), field.count - first)
      let end = found.map { UnsafeRawPointer($0) - start } ?? field.count
      let element = UnsafeRawBufferPointer(start: start + first, count: end - first)
      if let bits = ZeekFields.v4(element) {
        guard ask(v4: bits) else { return false }
      } else if memchr(start + first, 0x3a, element.count) != nil, IPAddress(element) != nil {
        guard ask(oddAddress: element) else { return false }
      }
      first = end + 1
    }
    return true
  }
}
