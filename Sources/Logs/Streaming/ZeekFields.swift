// Where the fields of a Zeek line are, and their plain values, for the fast look. Words of eight bytes
// where it can be.

internal import Indicators

/// The first fields of a line of a chunk, of which `LineChunk.slack` bytes may be read behind the end.
struct ZeekFields {
  /// Where each field begins that was asked for, and the one behind.
  private let starts: UnsafeMutablePointer<Int>

  private static let low: UInt64 = 0x0101_0101_0101_0101
  private static let low7: UInt64 = 0x7f7f_7f7f_7f7f_7f7f

  init() { starts = .allocate(capacity: ZeekHeader.maximumFields + 16) }

  func deallocate() { starts.deallocate() }

  /// Notes the first fields of a line.
  ///
  /// - Parameter needed: separators up to the end of the last field that is asked for.
  /// - Returns: how many separators the whole line has.
  @inline(__always)
  func split(_ line: UnsafeRawPointer, count: Int, by separator: UInt8, needed: Int) -> Int {
    let pattern = Self.low &* UInt64(separator)
    var noted = 0
    var index = 0
    starts[0] = 0
    while noted < needed, index < count {
      var found = Self.places(line, index, count, pattern)
      while found != 0 {
        noted += 1
        starts[noted] = index + found.trailingZeroBitCount >> 3 + 1
        found &= found &- 1
      }
      index += 8
    }
    starts[noted + 1] = count + 1
    var total = noted
    while index < count {
      // Eight counters of eight bits, for as many words as they can count.
      let stop = min(count, index + 8 * 255)
      var counters: UInt64 = 0
      while index < stop {
        counters &+= Self.places(line, index, count, pattern) >> 7
        index += 8
      }
      let pairs: UInt64 = 0x00ff_00ff_00ff_00ff
      let sums = (counters & pairs) &+ (counters >> 8 & pairs)
      total += Int(truncatingIfNeeded: (sums &* 0x0001_0001_0001_0001) >> 48)
    }
    return total
  }

  /// The top bit of each of eight bytes that is the separator, exact for all eight.
  @inline(__always)
  private static func places(
    _ line: UnsafeRawPointer, _ index: Int, _ count: Int, _ pattern: UInt64
  ) -> UInt64 {
    let word = line.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian ^ pattern
    let found = ~(((word & low7) &+ low7) | word | low7)
    let rest = count - index
    return rest >= 8 ? found : found & ((1 << UInt64(8 * rest)) &- 1)
  }

  /// A field that `split` noted.
  @inline(__always)
  func field(_ place: Int, of line: UnsafeRawPointer) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: line + starts[place], count: starts[place + 1] - starts[place] - 1)
  }

  // MARK: Values

  /// Whether a time can be read: ten digits, a dot, six digits at once, others by the parser's rule.
  @inline(__always)
  static func isTime(_ field: UnsafeRawBufferPointer) -> Bool {
    guard field.count == 17, let start = field.baseAddress else { return isOddTime(field) }
    let first = start.loadUnaligned(as: UInt64.self).littleEndian
    let second = start.loadUnaligned(fromByteOffset: 8, as: UInt64.self).littleEndian
    // The dot stands in the third byte of the second word: ^ 0x1e makes a 0 of it.
    let isPlain =
      areDigits(first) && areDigits(second ^ 0x1e_0000) && field[16] &- 0x30 < 10
    return isPlain || isOddTime(field)
  }

  @inline(__always)
  private static func areDigits(_ word: UInt64) -> Bool {
    let high: UInt64 = 0xf0f0_f0f0_f0f0_f0f0
    return (word & high) | ((word &+ 0x0606_0606_0606_0606) & high) >> 4 == 0x3333_3333_3333_3333
  }

  @inline(never)
  private static func isOddTime(_ field: UnsafeRawBufferPointer) -> Bool {
    Timestamp(unixSecondsText: field) != nil || Timestamp(iso8601: field) != nil
  }

  /// Strict dotted decimal; nil for anything else.
  @inline(__always)
  static func v4(_ field: UnsafeRawBufferPointer) -> UInt32? {
    guard field.count >= 7, field.count <= 15, let start = field.baseAddress else { return nil }
    let bytes = start.assumingMemoryBound(to: UInt8.self)
    var bits: UInt32 = 0
    var index = 0
    for part in 0..<4 {
      // Behind the field a separator or a line's end stands, which is no digit.
      var octet = UInt32(bytes[index] &- 0x30)
      guard octet < 10 else { return nil }
      index += 1
      let second = UInt32(bytes[index] &- 0x30)
      if second < 10 {
        guard octet > 0 else { return nil }
        octet = octet &* 10 &+ second
        index += 1
        let third = UInt32(bytes[index] &- 0x30)
        if third < 10 {
          octet = octet &* 10 &+ third
          index += 1
        }
      }
      guard octet < 256 else { return nil }
      bits = bits << 8 | octet
      if part < 3 {
        guard bytes[index] == 0x2e else { return nil }
        index += 1
      }
    }
    return index == field.count ? bits : nil
  }
}
