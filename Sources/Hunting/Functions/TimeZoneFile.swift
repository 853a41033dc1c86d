// The system's database of time zones (RFC 8536, TZif), read without Foundation, which would have to be
// loaded with its own one at every start.

#if canImport(Glibc)
  internal import Glibc
#endif

/// The offsets of one time zone.
struct TimeZoneFile {
  /// Seconds since 1970 from which an offset holds, ascending.
  private var starts: [Int64] = []
  /// Seconds by which clocks are ahead from the start of the same place.
  private var offsets: [Int64] = []
  /// Before the first start.
  private var first: Int64 = 0
  /// Whether summer time goes on behind the last start.
  private var hasRule = false

  /// The zone of a name such as `Europe/Paris`; nil where the database has none.
  init?(_ name: String) {
    let isName = name.utf8.allSatisfy {
      (0x41...0x5A).contains($0 & 0xDF) || (0x30...0x39).contains($0) || "_+-/".utf8.contains($0)
    }
    guard isName, (1...60).contains(name.utf8.count), !name.hasPrefix("/"),
      let bytes = Self.read("/usr/share/zoneinfo/\(name)")
    else { return nil }
    self.init(bytes: bytes)
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, file)
    return count > 44 ? Array(bytes.prefix(count)) : nil
  }

  private init?(bytes: [UInt8]) {
    func number(_ offset: Int, _ width: Int) -> Int64 {
      let value = bytes[offset..<offset + width].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return width == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }
    guard bytes.starts(with: Array("TZif".utf8)), bytes[4] >= 0x32 else { return nil }
    /// The counts of a header: indicators, leap seconds, transitions, types, characters.
    func counts(_ header: Int) -> [Int] {
      [20, 24, 28, 32, 36, 40].map { Int(number(header + $0, 4)) }
    }
    // The block of 32-bit times comes first, that of 64-bit ones behind it.
    let old = counts(0)
    let header = 44 + old[3] * 5 + old[4] * 6 + old[5] + old[2] * 8 + old[1] + old[0]
    guard header + 44 <= bytes.count else { return nil }
    let new = counts(header)
    let times = header + 44
    let indices = times + new[3] * 8
    let types = indices + new[3]
    guard new[4] > 0, types + new[4] * 6 <= bytes.count else { return nil }
    for index in 0..<new[3] {
      let type = Int(bytes[indices + index])
      guard type < new[4] else { return nil }
      starts.append(number(times + index * 8, 8))
      offsets.append(number(types + type * 6, 4))
    }
    first = number(types, 4)
    // Behind the block stands the rule for what comes after the list; one with a comma has summer time.
    let footer = types + new[4] * 6 + new[5] + new[2] * 12 + new[1] + new[0]
    hasRule = footer < bytes.count && bytes[footer...].contains(UInt8(ascii: ","))
  }

  /// Seconds by which the zone's clocks are ahead; nil past the list where summer time goes on.
  func offset(at seconds: Int64) -> Int64? {
    if hasRule, seconds >= starts.last ?? 0 { return nil }
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= seconds { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? first : offsets[low - 1]
  }
}
